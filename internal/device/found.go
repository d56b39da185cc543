package device

import (
	"maps"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"lotgate/internal/yamlfile"
)

// Found is a device of this computer that a scanner may be, or a printer.
type Found struct {
	Driver   string `json:"driver"` // the one that opens it: serial, hidraw, evdev; or USBPrinter
	Node     string `json:"node"`   // /dev/ttyACM0; changes with every plug
	USB      string `json:"usb"`    // vvvv:pppp; "" if it hangs on no USB
	Maker    string `json:"maker"`
	Product  string `json:"product"` // what it calls itself
	Serial   string `json:"serial"`  // its serial number; many have none, or all the same
	Port     string `json:"port"`    // the plug: 1-1.4, or the name of a built-in line
	Identity string `json:"identity"`
	Barcode  bool   `json:"barcode"` // it says itself that it is a HID-POS scanner

	Commands []string `json:"commands"` // the languages that a printer says it takes: ZPL, TSPL
}

// USBPrinter is the Driver of a printer at the kernel's printer class.
const USBPrinter = "usblp"

// At reports whether address leads to d: a path, links followed, or what it is
// known by, its serial number or its plug.
func (d Found) At(address string) bool {
	if address == d.Identity || address == d.Node || address == d.plugged() {
		return true
	}
	node, err := filepath.EvalSymlinks(address)
	return err == nil && node == d.Node
}

// plugged is d's name by the plug that it hangs on.
func (d Found) plugged() string { return d.USB + "@" + d.Port }

// Match is how a family is recognised. All that is given must hold.
type Match struct {
	USB     string // vvvv:pppp, a ? for a digit that varies
	Product string // a part of the name that it gives itself, in any case
	Port    string // beginning of the node's path, for lines that have no ids
}

var (
	// USBPattern is how a Match writes USB ids.
	USBPattern   = regexp.MustCompile(`^[0-9a-f]{4}:[0-9a-f?]{4}$`)
	driverOf     = map[string]string{"serial": "serial", "hidpos": "hidraw", "keyboard": "evdev"}
	genericSort  = "generic-"
	genericPOS   = "generic-hidpos"
	matchAllowed = "usb: four hex digits, colon, four hex digits or ?, in quotes; product, port; one of them at least, and nothing that fits every device"
)

func (f *profileFile) matchRules() (all []yamlfile.Rule) {
	for _, m := range f.Match {
		all = append(all,
			yamlfile.Rule{"$.match", m.USB == "" || USBPattern.MatchString(m.USB), matchAllowed},
			yamlfile.Rule{"$.match", m != (matchFile{}) && (!strings.HasSuffix(m.USB, ":????") || f.Transport == "hidpos"), matchAllowed},
			yamlfile.Rule{"$.match", m.Port == "" || strings.HasPrefix(m.Port, "/dev/"), "port: a path that begins with /dev/"})
	}
	return all
}

// Fits says how well m describes d: more is better; ok is false where it does
// not at all.
func (m Match) Fits(d Found) (score int, ok bool) {
	if m.USB != "" {
		if len(d.USB) != len(m.USB) {
			return 0, false
		}
		for i := range m.USB {
			switch m.USB[i] {
			case d.USB[i]:
				score += 2
			case '?':
				score++
			default:
				return 0, false
			}
		}
	}
	if m.Product != "" {
		if !strings.Contains(strings.ToLower(d.Product), strings.ToLower(m.Product)) {
			return 0, false
		}
		score += 20 + len(m.Product)
	}
	if m.Port != "" {
		if !strings.HasPrefix(d.Node, m.Port) {
			return 0, false
		}
		score += 5
	}
	return score, true
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
			if score, ok := m.Fits(d); ok && score > most {
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

// Name is what d calls itself.
func (d Found) Name() string { return strings.TrimSpace(d.Maker + " " + d.Product) }

// Likely is the profile to begin with where none is known: the general one of
// its kind.
func Likely(d Found) string {
	return map[string]string{"serial": genericSort + "serial", "hidraw": genericPOS, "evdev": genericSort + "keyboard"}[d.Driver]
}
