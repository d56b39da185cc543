package printer

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"slices"
	"strings"

	"lotgate/internal/device"
	"lotgate/internal/device/bus"
)

// Match is how a family is recognised at USB. All that is given must hold.
type Match struct {
	device.Match
	Command string // a language begins so that the printer says it takes, IEEE 1284's CMD
}

const matchAllowed = "usb: four hex digits, colon, four hex digits or ?, in quotes; product, command; one of them at least"

// fits says how well m describes d; ok is false where it does not at all.
func (m Match) fits(d device.Found) (score int, ok bool) {
	score, ok = m.Fits(d)
	if !ok || m.Command == "" {
		return score, ok
	}
	at := slices.IndexFunc(d.Commands, func(c string) bool { return strings.HasPrefix(c, m.Command) })
	return score + max(1, 5-at), at >= 0 // what it names first it does best
}

// fits says how well p describes d: 0 is not at all, and more is better.
func (p Profile) fits(d device.Found) (most int) {
	if d.Driver != device.USBPrinter {
		return 0
	}
	for _, m := range p.Match {
		if score, ok := m.fits(d); ok {
			most = max(most, score)
		}
	}
	return most
}

// Recognise is the profile that describes d best, and whether any does.
func Recognise(profiles map[string]Profile, d device.Found) (best Profile, known bool) {
	most := 0
	for _, id := range slices.Sorted(maps.Keys(profiles)) {
		if score := profiles[id].fits(d); score > most {
			best, most = profiles[id], score
		}
	}
	return best, most > 0
}

// Likely is the profile to begin with where none is known.
const Likely = "generic-zpl"

// Is reports whether t names d: by its path, or what it is known by. Whatever
// is plugged in it is only where its profile p knows it.
func (t Target) Is(d device.Found, p Profile) bool {
	if t.kind != "usb" || d.Driver != device.USBPrinter {
		return false
	}
	return d.At(t.address) || t.address == anyAddress && p.fits(d) > 0
}

// anyAddress, as the address of a USB printer, is the one that is plugged in.
const anyAddress = "any"

// Why a printer on a cable cannot be opened, besides that it does not answer.
var (
	errAbsent  = errors.New("the printer is not plugged in")
	errDenied  = errors.New("the printer may not be opened")
	errHeld    = errors.New("another program holds the printer")
	errSeveral = errors.New("more than one printer is plugged in")
)

// locate is the path of the USB printer that t names, for a printer of
// profile p.
func (t Target) locate(p Profile) (string, error) {
	if t.address != anyAddress {
		node, err := bus.Locate(device.USBPrinter, t.address)
		return node, cause(err)
	}
	all, err := bus.Find()
	if err != nil {
		return "", fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	return t.among(all, p)
}

// among is the path of the one of all that t is.
func (t Target) among(all []device.Found, p Profile) (string, error) {
	all = slices.DeleteFunc(slices.Clone(all), func(d device.Found) bool { return !t.Is(d, p) })
	switch len(all) {
	case 0:
		return "", fmt.Errorf("%w: none that the profile %s knows", errAbsent, p.ID)
	case 1:
		return all[0].Node, nil
	}
	return "", fmt.Errorf("%w: %s, %s", errSeveral, all[0].Identity, all[1].Identity)
}

// cause says of an error in opening a cable what a person can do about it.
func cause(err error) error {
	var u *device.Unavailable
	if err == nil {
		return nil
	}
	state := device.Failing
	if errors.As(err, &u) {
		state = u.State
	}
	switch {
	case state == device.Absent || errors.Is(err, fs.ErrNotExist):
		return fmt.Errorf("%w: %w", errAbsent, err)
	case state == device.Denied || errors.Is(err, fs.ErrPermission):
		return fmt.Errorf("%w: %w", errDenied, err)
	case state == device.Busy || errors.Is(err, errBusy):
		return fmt.Errorf("%w: %w", errHeld, err)
	}
	return fmt.Errorf("%w: %w", errNoAnswer, err)
}
