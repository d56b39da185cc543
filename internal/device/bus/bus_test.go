package bus

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"lotgate/internal/device"
)

// tree makes files below a root; a name that ends in -> is a link.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	root := t.TempDir()
	for name, content := range files {
		name, link := strings.CutSuffix(name, "->")
		path := filepath.Join(root, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		var err error
		if link {
			err = os.Symlink(filepath.Join(root, content), path)
		} else {
			err = os.WriteFile(path, []byte(content), 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	return root
}

const usb = "sys/devices/pci0000:00/usb1/"

// gun is a USB device with a serial line at a plug.
func gun(files map[string]string, plug, ids, serial, node string) {
	vendor, product, _ := strings.Cut(ids, ":")
	dir := usb + plug
	files[dir+"/idVendor"], files[dir+"/idProduct"] = vendor+"\n", product+"\n"
	files[dir+"/manufacturer"], files[dir+"/product"] = "ACME\n", "Gun\n"
	if serial != "" {
		files[dir+"/serial"] = serial + "\n"
	}
	files[dir+"/"+plug+":1.0/tty/"+node+"/dev"] = "188:0\n"
	files["sys/class/tty/"+node+"/device->"] = dir + "/" + plug + ":1.0"
}

func TestScan(t *testing.T) {
	files := map[string]string{
		"sys/class/tty/console/dev":                         "5:1\n",
		"sys/class/tty/ttyS0/type":                          "4\n",
		"sys/class/tty/ttyS0/device->":                      "sys/devices/platform/serial8250",
		"sys/class/tty/ttyS1/type":                          "0\n",
		"sys/class/tty/ttyS1/device->":                      "sys/devices/platform/serial8250",
		"sys/devices/platform/serial8250/uevent":            "DRIVER=serial8250\n",
		"sys/class/hidraw/hidraw0/device/uevent":            "HID_ID=0003:00000C2E:00000B87\nHID_NAME=POS\nHID_PHYS=usb-1/input0\nHID_UNIQ=77\n",
		"sys/class/hidraw/hidraw1/device/uevent":            "HID_ID=0003:0000046D:0000C31C\n",
		"sys/class/input/event0/device/name":                "Barcode gun\n",
		"sys/class/input/event0/device/id/vendor":           "05e0\n",
		"sys/class/input/event0/device/id/product":          "1200\n",
		"sys/class/input/event0/device/uniq":                "\n",
		"sys/class/input/event0/device/phys":                "usb-0000:00:14.0-2/input0\n",
		"sys/class/input/event1/device/name":                "Power button\n",
		"sys/class/input/mouse0/device/name":                "Mouse\n",
		"sys/class/input/event1/device/id/vendor":           "0000\n",
		"sys/class/input/event1/device/id/product":          "0001\n",
		"sys/class/input/event1/device/phys":                "LNXPWRBN/button/input0\n",
		"sys/class/input/event1/device/uniq":                "\n",
		"sys/class/input/event1/device/capabilities/key":    "10000000000000 0\n",
		"sys/class/input/event0/device/capabilities/key":    "1000000000007 ff9f207ac14057ff febeffdfffefffff fffffffffffffffe\n",
		"sys/class/hidraw/hidraw0/device/report_descriptor": "\x05\x8C\x09\x02\xA1\x01\x85\x02\x75\x08\x95\x38\x09\xFE\x82\x02\x01\xC0",
		"sys/class/hidraw/hidraw1/device/report_descriptor": "\x05\x01\x09\x06\xA1\x01\x05\x07\x75\x08\x95\x06\x81\x00\xC0",
	}
	gun(files, "1-1.2", "0c2e:0b81", "19032 B0A/5C", "ttyACM0")
	gun(files, "1-1.3", "1eab:0106", "000", "ttyACM1")
	gun(files, "1-1.4", "1eab:0106", "000", "ttyACM2")
	gun(files, "1-2", "065a:0009", "", "ttyUSB0")
	all, err := Scan(tree(t, files))
	if err != nil {
		t.Fatal(err)
	}
	got := map[string]string{}
	for _, d := range all {
		got[d.Driver+" "+d.Node] = d.Identity
	}
	want := map[string]string{
		"serial /dev/ttyS0":       "/dev/ttyS0",
		"serial /dev/ttyACM0":     "0c2e:0b81:19032_B0A_5C",
		"serial /dev/ttyACM1":     "1eab:0106@1-1.3",
		"serial /dev/ttyACM2":     "1eab:0106@1-1.4",
		"serial /dev/ttyUSB0":     "065a:0009@1-2",
		"hidraw /dev/hidraw0":     "0c2e:0b87:77",
		"evdev /dev/input/event0": "05e0:1200@usb-0000_00_14.0-2_input0",
	}
	for node, identity := range want {
		if got[node] != identity {
			t.Errorf("%s is %q, want %q", node, got[node], identity)
		}
	}
	if len(got) != len(want) {
		t.Errorf("got %v", got)
	}
	for address, node := range map[string]string{
		"0c2e:0b81:19032_B0A_5C": "/dev/ttyACM0", "0c2e:0b81@1-1.2": "/dev/ttyACM0", "1eab:0106@1-1.4": "/dev/ttyACM2", "1eab:0106:000": "", "0c2e:0b81": "",
	} {
		if got := Node(all, "serial", address); got != node {
			t.Errorf("%s is at %q, want %q", address, got, node)
		}
	}
}

// TestScanPrinter: a printer is known as guns are, and by what it says of itself.
func TestScanPrinter(t *testing.T) {
	all, err := Scan(tree(t, map[string]string{
		"sys/class/usbmisc/lp3/device->":     usb + "1-3/1-3:1.0",
		"sys/class/usbmisc/hiddev0/device->": usb + "1-2/1-2:1.0",
		usb + "1-3/idVendor":                 "0a5f\n", usb + "1-3/idProduct": "0166\n", usb + "1-3/serial": "LP 1\n",
		usb + "1-3/1-3:1.0/ieee1284_id": "MANUFACTURER:Zebra Technologies ;COMMAND SET:ZPL, xml;MODEL:ZTC ZD420;CLASS:PRINTER;\n",
	}))
	if err != nil || len(all) != 1 {
		t.Fatalf("%+v, %v", all, err)
	}
	d := all[0]
	if d.Driver != device.USBPrinter || d.Node != "/dev/usb/lp3" || d.Identity != "0a5f:0166:LP_1" || d.Name() != "Zebra Technologies ZTC ZD420" || !slices.Equal(d.Commands, []string{"ZPL", "XML"}) {
		t.Errorf("got %+v", d)
	}
}

func TestNothingIsThere(t *testing.T) {
	if all, err := Scan(t.TempDir()); err != nil || len(all) > 0 {
		t.Errorf("got %v, %v", all, err)
	}
}

func TestNamed(t *testing.T) {
	for address, named := range map[string]bool{
		"0c2e:0b81:X": true, "0c2e:0b81@1-1": true, "/dev/ttyACM0": false, "COM3": false, "0c2e:0b81": false, "0C2E:0B81:X": false,
	} {
		if Named(address) != named {
			t.Errorf("%s: %v", address, !named)
		}
	}
}

// TestOpensByIdentity: what is not there is said, and a path is left alone.
func TestOpensByIdentity(t *testing.T) {
	asked := ""
	open := Driver(func(_ context.Context, spec device.Spec, _ device.Line) (device.Port, error) {
		asked = spec.Address
		return nil, nil
	})
	if _, err := open(t.Context(), device.Spec{Driver: "serial", Address: "/dev/ttyACM0"}, device.Line{}); err != nil || asked != "/dev/ttyACM0" {
		t.Errorf("%q, %v", asked, err)
	}
	if _, err := open(t.Context(), device.Spec{Driver: "serial", Address: "dead:beef:NOBODY"}, device.Line{}); err == nil || asked != "/dev/ttyACM0" {
		t.Errorf("%q, %v", asked, err)
	}
}
