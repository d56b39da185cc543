package device

import (
	"maps"
	"regexp"
	"slices"
	"strings"

	"lotgate/internal/yamlfile"
)

// Found is a device of this computer that a scanner may be.
type Found struct {
	Driver   string `json:"driver"` // the one that opens it: serial, hidraw, evdev
	Node     string `json:"node"`   // /dev/ttyACM0; changes with every plug
	USB      string `json:"usb"`    // vvvv:pppp; "" if it hangs on no USB
	Maker    string `json:"maker"`
	Product  string `json:"product"` // what it calls itself
	Serial   string `json:"serial"`  // its serial number; many have none, or all the same
	Port     string `json:"port"`    // the plug: 1-1.4, or the name of a built-in line
	Identity string `json:"identity"`
	Barcode  bool   `json:"barcode"` // it says itself that it is a HID-POS scanner
}

// Match is how a family is recognised. All that is given must hold.
type Match struct {
	USB     string // vvvv:pppp, a ? for a digit that varies
	Product string // a part of the name that it gives itself, in any case
	Port    string // beginning of the node's path, for lines that have no ids
}

var (
	usbPattern   = regexp.MustCompile(`^[0-9a-f]{4}:[0-9a-f?]{4}$`)
	driverOf     = map[string]string{"serial": "serial", "hidpos": "hidraw", "keyboard": "evdev"}
	genericSort  = "generic-"
	genericPOS   = "generic-hidpos"
	matchAllowed = "usb: four hex digits, colon, four hex digits or ?, in quotes; product, port; one of them at least, and nothing that fits every device"
)

func (f *profileFile) matchRules() (all []yamlfile.Rule) {
	for _, m := range f.Match {
		all = append(all,
			yamlfile.Rule{"$.match", m.USB == "" || usbPattern.MatchString(m.USB), matchAllowed},
			yamlfile.Rule{"$.match", m != (matchFile{}) && (!strings.HasSuffix(m.USB, ":????") || f.Transport == "hidpos"), matchAllowed},
			yamlfile.Rule{"$.match", m.Port == "" || strings.HasPrefix(m.Port, "/dev/"), "port: a path that begins with /dev/"})
	}
	return all
}

// fits says how well m describes d: 0 is not at all, and more is better.
func (m Match) fits(d Found) (score int) {
	if m.USB != "" {
		if len(d.USB) != len(m.USB) {
			return 0
		}
		for i := range m.USB {
			switch m.USB[i] {
			case d.USB[i]:
				score += 2
			case '?':
				score++
			default:
				return 0
			}
		}
	}
	if m.Product != "" {
		if !strings.Contains(strings.ToLower(d.Product), strings.ToLower(m.Product)) {
			return 0
		}
		score += 20 + len(m.Product)
	}
	if m.Port != "" {
		if !strings.HasPrefix(d.Node, m.Port) {
			return 0
		}
		score += 5
	}
	return score
}

// Recognise is the profile that describes d best, and whether any does. A
// scanner of a family that nobody has described is still recognised if it says
// itself, by its reports, what it is.
func Recognise(profiles map[string]Profile, d Found) (best Profile, known bool) {
	most := 0
	for _, id := range slices.Sorted(maps.Keys(profiles)) {
		p := profiles[id]
		if driverOf[p.Transport] != d.Driver {
			continue
		}
		for _, m := range p.Match {
			if score := m.fits(d); score > most {
				best, most = p, score
			}
		}
	}
	if most == 0 && d.Barcode {
		best, known = profiles[genericPOS]
		return best, known
	}
	return best, most > 0
}

// Likely is the profile to begin with where none is known: the general one of
// its kind.
func Likely(d Found) string {
	return map[string]string{"serial": genericSort + "serial", "hidraw": genericPOS, "evdev": genericSort + "keyboard"}[d.Driver]
}
