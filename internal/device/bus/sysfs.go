package bus

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"strconv"
	"strings"

	"lotgate/internal/device"
)

// maxFile bounds what is read of one file of sysfs.
const maxFile = 8 << 10

// Scan finds the devices below root, which is / but in tests.
func Scan(root string) ([]device.Found, error) {
	var all []device.Found
	for _, class := range []struct {
		dir  string
		take func(root, dir string) (device.Found, bool)
	}{{"sys/class/tty", line}, {"sys/class/hidraw", raw}, {"sys/class/input", keyboard}, {"sys/class/usbmisc", printer}} {
		entries, err := os.ReadDir(filepath.Join(root, class.dir))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		if err != nil {
			return nil, fmt.Errorf("looking for devices: %w", err)
		}
		for _, e := range entries {
			if d, ok := class.take(root, filepath.Join(root, class.dir, e.Name())); ok {
				all = append(all, d)
			}
		}
	}
	name(all)
	return sorted(all), nil
}

// line is a serial line that has hardware behind it.
func line(root, dir string) (device.Found, bool) {
	node := filepath.Base(dir)
	if _, err := os.Stat(filepath.Join(dir, "device")); err != nil {
		return device.Found{}, false // a console, a pseudo-terminal
	}
	if strings.HasPrefix(node, "ttyS") && text(dir, "type") == "0" {
		return device.Found{}, false // a place on the board for a chip that is not there
	}
	d := device.Found{Driver: "serial", Node: "/dev/" + node, Port: node}
	ofUSB(&d, root, dir)
	return d, true
}

// raw is a HID device as it sends its reports. Only those are of use that say
// that they are scanners.
func raw(root, dir string) (device.Found, bool) {
	descriptor, err := os.ReadFile(filepath.Join(dir, "device/report_descriptor"))
	if err != nil || !device.BarcodePage(descriptor) {
		return device.Found{}, false
	}
	d := device.Found{Driver: "hidraw", Node: "/dev/" + filepath.Base(dir), Barcode: true}
	hid(&d, pairs(dir, "device/uevent"))
	ofUSB(&d, root, dir)
	return d, true
}

// keyboard is an input device that has the keys of a scanner: letters, digits
// and Enter.
func keyboard(root, dir string) (device.Found, bool) {
	node := filepath.Base(dir)
	if !strings.HasPrefix(node, "event") || !types(text(dir, "device/capabilities/key")) {
		return device.Found{}, false
	}
	d := device.Found{
		Driver: "evdev", Node: "/dev/input/" + node, Product: text(dir, "device/name"), Serial: text(dir, "device/uniq"),
		USB: text(dir, "device/id/vendor") + ":" + text(dir, "device/id/product"), Port: plug(text(dir, "device/phys")),
	}
	ofUSB(&d, root, dir)
	return d, true
}

// printer is one that the kernel's printer class brings, with what it says of
// itself by IEEE 1284.
func printer(root, dir string) (device.Found, bool) {
	node := filepath.Base(dir)
	if !strings.HasPrefix(node, "lp") {
		return device.Found{}, false
	}
	d := device.Found{Driver: device.USBPrinter, Node: "/dev/usb/" + node, Port: node}
	ofUSB(&d, root, dir)
	for _, field := range strings.Split(text(dir, "device/ieee1284_id"), ";") {
		key, value, _ := strings.Cut(field, ":")
		switch value = strings.TrimSpace(value); strings.ToUpper(strings.TrimSpace(key)) {
		case "CMD", "COMMAND SET":
			for _, command := range strings.Split(value, ",") {
				d.Commands = append(d.Commands, strings.ToUpper(strings.TrimSpace(command)))
			}
		case "MFG", "MANUFACTURER":
			d.Maker = cmp.Or(d.Maker, value)
		case "MDL", "MODEL":
			d.Product = cmp.Or(d.Product, value)
		}
	}
	return d, true
}

// types reports whether a bitmap of keys, as sysfs writes it in words of 64
// bits with the highest first, has what a scanner types.
func types(bitmap string) bool {
	words := strings.Fields(bitmap)
	if len(words) == 0 {
		return false
	}
	low, err := strconv.ParseUint(words[len(words)-1], 16, 64)
	const digits, enter, a, z = 0x3FF << 2, 1 << 28, 1 << 30, 1 << 44
	const needed = digits | enter | a | z
	return err == nil && low&needed == needed
}

// hid takes what a HID device without USB behind it tells of itself.
func hid(d *device.Found, of map[string]string) {
	if id := strings.Split(of["HID_ID"], ":"); len(id) == 3 && len(id[1]) >= 4 && len(id[2]) >= 4 {
		d.USB = strings.ToLower(id[1][len(id[1])-4:] + ":" + id[2][len(id[2])-4:])
	}
	d.Product, d.Serial, d.Port = of["HID_NAME"], of["HID_UNIQ"], plug(of["HID_PHYS"])
}

// plug takes "usb-0000:00:14.0-2/input0" or any other name of a plug as a part
// of an identity.
func plug(phys string) string {
	return strings.Trim(unnamable.ReplaceAllString(phys, "_"), "_")
}

// ofUSB fills in what the USB device above dir says; nothing if there is none.
func ofUSB(d *device.Found, root, dir string) {
	at, err := filepath.EvalSymlinks(filepath.Join(dir, "device"))
	if err != nil {
		return
	}
	for ; len(at) > len(filepath.Join(root, "sys")); at = path.Dir(at) {
		vendor := text(at, "idVendor")
		if vendor == "" {
			continue
		}
		d.USB = vendor + ":" + text(at, "idProduct")
		d.Maker, d.Port = text(at, "manufacturer"), filepath.Base(at)
		if product := text(at, "product"); product != "" {
			d.Product = product
		}
		d.Serial = text(at, "serial")
		return
	}
}

func text(dir, file string) string {
	f, err := os.Open(filepath.Join(dir, file))
	if err != nil {
		return ""
	}
	defer f.Close()
	b := make([]byte, maxFile)
	n, _ := f.Read(b) // a device that goes away meanwhile has nothing to say
	return strings.TrimSpace(string(b[:n]))
}

func pairs(dir, file string) map[string]string {
	all := map[string]string{}
	for _, l := range strings.Split(text(dir, file), "\n") {
		key, value, _ := strings.Cut(l, "=")
		all[key] = value
	}
	return all
}
