// Package bus finds the devices of this computer that scanners and printers may
// be, by what the kernel tells of them in sysfs: each is known by its serial
// number or by the plug it hangs on, never by a number that the kernel gave it.
package bus

import (
	"context"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"lotgate/internal/device"
	"lotgate/internal/words"
)

// identity is how a device is called that has no path: by its ids and either
// its serial number or its plug.
var identity = regexp.MustCompile(`^[0-9a-f]{4}:[0-9a-f]{4}[:@].+$`)

// Named reports whether address is an identity and not a path.
func Named(address string) bool { return identity.MatchString(address) }

var unnamable = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// name gives every device its identity. A serial number counts where no other
// device of the same ids and the same driver bears it: cheap scanners all bear
// the same one.
func name(all []device.Found) {
	seen := map[string]int{}
	bySerial := func(d device.Found) string {
		return d.USB + ":" + strings.Trim(unnamable.ReplaceAllString(d.Serial, "_"), "_")
	}
	for _, d := range all {
		seen[d.Driver+bySerial(d)]++
	}
	for i, d := range all {
		switch {
		case d.USB == "":
			all[i].Identity = d.Node
		case bySerial(d) != d.USB+":" && seen[d.Driver+bySerial(d)] == 1:
			all[i].Identity = bySerial(d)
		default:
			all[i].Identity = d.USB + "@" + d.Port
		}
	}
}

// Node is where the device of that identity is just now, in all that were
// found; "" if it is not there. The plug finds it too, whatever else it is
// called by.
func Node(all []device.Found, driver, address string) string {
	for _, d := range all {
		if d.Driver == driver && (d.Identity == address || d.USB+"@"+d.Port == address) {
			return d.Node
		}
	}
	return ""
}

// Locate is where the device is that address names, as it is plugged in just
// now; a path is left as it is. The error is a *device.Unavailable.
func Locate(driver, address string) (node string, err error) {
	if !Named(address) {
		return address, nil
	}
	all, err := Find()
	if err != nil {
		return "", &device.Unavailable{State: device.Failing, Text: words.Say("device.state.failing", "reason", err.Error()), Err: err}
	}
	if node = Node(all, driver, address); node == "" {
		return "", &device.Unavailable{State: device.Absent, Text: words.Say("device.state.absent", "path", address), Err: fs.ErrNotExist}
	}
	return node, nil
}

// Driver opens by identity what open opens by its path. A path is left as it
// is.
func Driver(open device.Open) device.Open {
	return func(ctx context.Context, spec device.Spec, line device.Line) (device.Port, error) {
		node, err := Locate(spec.Driver, spec.Address)
		if err != nil {
			return nil, err
		}
		spec.Address = node
		return open(ctx, spec, line)
	}
}

func sorted(all []device.Found) []device.Found {
	slices.SortFunc(all, func(a, b device.Found) int {
		return strings.Compare(a.Driver+a.Port+a.Node, b.Driver+b.Port+b.Node)
	})
	return all
}
