package install

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"lotgate/internal/device"
)

const rulesHead = `# Who may open the scanners that Lotgate knows, and that ModemManager keeps its
# hands off them. Made from the device profiles, or the configuration, by
# "lotgate install": written anew each time, so that rules of your own belong
# into another file.

ACTION=="remove", GOTO="lotgate_end"
`

// ConfiguredRules are the udev rules for scanners that are named by their ids,
// vvvv:pppp:SERIAL or vvvv:pppp@PORT.
func ConfiguredRules(scanners []device.Spec) string {
	var b strings.Builder
	b.WriteString(rulesHead)
	for _, s := range scanners {
		ids := usbIDs.FindString(s.Address)
		transport := map[string]string{"hidraw": "hidpos", "evdev": "keyboard"}[s.Driver]
		for _, line := range rulesOf(transport, device.Match{USB: ids}) {
			fmt.Fprintf(&b, "\n# %s\n%s\n", s.Name, line)
		}
	}
	b.WriteString(rulesTail)
	return b.String()
}

var usbIDs = regexp.MustCompile(`^[0-9a-f]{4}:[0-9a-f]{4}`)

const rulesTail = `
LABEL="lotgate_end"
`

// Rules are the udev rules that open the devices of the profiles to Lotgate's
// group. Profiles without a device that can be told from others, such as the
// general ones, have none.
func Rules(profiles map[string]device.Profile) string {
	var b strings.Builder
	b.WriteString(rulesHead)
	for _, id := range slices.Sorted(maps.Keys(profiles)) {
		var lines []string
		for _, m := range profiles[id].Match {
			lines = append(lines, rulesOf(profiles[id].Transport, m)...)
		}
		if len(lines) > 0 {
			fmt.Fprintf(&b, "\n# %s\n%s\n", profiles[id].Names.EN, strings.Join(lines, "\n"))
		}
	}
	b.WriteString(rulesTail)
	return b.String()
}

const toLotgate = `GROUP="lotgate", MODE="0660"`

// rulesOf are the rules for one device of a family. A line is given to
// ModemManager as little as the USB device above it: it looks at both. What is
// known by its port alone is a line without USB, and the group dialout's.
func rulesOf(transport string, m device.Match) []string {
	if m.USB == "" && m.Product == "" {
		return nil
	}
	switch transport {
	case "serial":
		return []string{
			`SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ` + usb("ATTR", m) + `, ENV{ID_MM_DEVICE_IGNORE}="1"`,
			`SUBSYSTEM=="tty", ` + usb("ATTRS", m) + `, ENV{ID_MM_PORT_IGNORE}="1", ` + toLotgate,
		}
	case "hidpos":
		return []string{`SUBSYSTEM=="hidraw", ` + hid(m) + `, ` + toLotgate}
	case "keyboard":
		return []string{`SUBSYSTEM=="input", KERNEL=="event*", ` + hid(m) + `, ` + toLotgate}
	}
	return nil
}

// usb is a USB device by what it says of itself, in the attributes of the
// device itself or of those it hangs on.
func usb(attributes string, m device.Match) string {
	var all []string
	if vendor, product, given := strings.Cut(m.USB, ":"); given {
		all = append(all, fmt.Sprintf(`%[1]s{idVendor}=="%[2]s", %[1]s{idProduct}=="%[3]s"`, attributes, vendor, product))
	}
	if m.Product != "" {
		all = append(all, fmt.Sprintf(`%s{product}=="%s"`, attributes, anyCase(m.Product)))
	}
	return strings.Join(all, ", ")
}

// hid is a HID device by the name that the kernel gives it, whatever bus it
// hangs on: BUS:VVVV:PPPP.N. What it calls itself only a USB device tells.
func hid(m device.Match) string {
	if m.Product != "" {
		return usb("ATTRS", m)
	}
	return fmt.Sprintf(`KERNELS=="*:%s.*"`, strings.ToUpper(m.USB))
}

// anyCase is a pattern of udev that finds text anywhere, in any case.
func anyCase(text string) string {
	var b strings.Builder
	b.WriteByte('*')
	for _, r := range text {
		lower, upper := unicode.ToLower(r), unicode.ToUpper(r)
		switch {
		case lower != upper:
			fmt.Fprintf(&b, "[%c%c]", upper, lower)
		case strings.ContainsRune(`*?[]|"\`, r), unicode.IsControl(r):
			b.WriteByte('?')
		default:
			b.WriteRune(r)
		}
	}
	b.WriteByte('*')
	return b.String()
}
