// Package bus finds the devices of this computer that scanners may be, by what
// the kernel tells of them in sysfs: a scanner is known by its serial number
// or by the plug it hangs on, never by a number that the kernel gave it.
package bus

import (
	"context"
	"path/filepath"
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

// Driver opens by identity what open opens by its path. A path is left as it
// is.
func Driver(open device.Open) device.Open {
	return func(ctx context.Context, spec device.Spec, line device.Line) (device.Port, error) {
		if !Named(spec.Address) {
			return open(ctx, spec, line)
		}
		all, err := Find()
		if err != nil {
			return nil, &device.Unavailable{State: device.Failing, Text: words.Say("device.state.failing", "reason", err.Error()), Err: err}
		}
		node := Node(all, spec.Driver, spec.Address)
		if node == "" {
			return nil, &device.Unavailable{State: device.Absent, Text: words.Say("device.state.absent", "path", spec.Address)}
		}
		spec.Address = node
		return open(ctx, spec, line)
	}
}

// Same reports whether two addresses lead to the same node, links followed.
func Same(a, b string) bool {
	if a == b {
		return true
	}
	x, err := filepath.EvalSymlinks(a)
	if err != nil {
		return false
	}
	y, err := filepath.EvalSymlinks(b)
	return err == nil && x == y
}

func sorted(all []device.Found) []device.Found {
	slices.SortFunc(all, func(a, b device.Found) int {
		return strings.Compare(a.Driver+a.Port+a.Node, b.Driver+b.Port+b.Node)
	})
	return all
}
