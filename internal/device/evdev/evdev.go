// Package evdev is the driver for scanners that type like a keyboard. It takes
// such a scanner for itself alone, so that nothing is typed into whatever
// window has the focus, and turns keys into characters as a keyboard with the
// layout US English does. It exists on Linux only; elsewhere it says so.
package evdev

import (
	"errors"
	"io/fs"
	"syscall"

	"lotgate/internal/device"
	"lotgate/internal/words"
)

// unavailable gives the system's reason a state and words.
func unavailable(path string, err error) error {
	state, text := device.Failing, words.Say("device.state.failing", "reason", err.Error())
	switch {
	case errors.Is(err, errors.ErrUnsupported):
		text = words.Say("device.state.no_capture")
	case errors.Is(err, syscall.EBUSY):
		state, text = device.Busy, words.Say("device.state.grabbed", "path", path)
	case errors.Is(err, fs.ErrPermission):
		state, text = device.Denied, words.Say("device.state.denied_rule", "path", path)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENODEV), errors.Is(err, syscall.ENXIO):
		state, text = device.Absent, words.Say("device.state.absent", "path", path)
	case errors.Is(err, syscall.ENOTTY), errors.Is(err, syscall.EINVAL):
		text = words.Say("device.state.no_keyboard", "path", path)
	}
	return &device.Unavailable{State: state, Text: text, Err: err}
}

// errDropped ends a connection of which the kernel lost keys: what has begun
// is then thrown away and said.
func errDropped(path string) error {
	return &device.Unavailable{State: device.Failing, Text: words.Say("device.state.keys_lost", "path", path), Err: syscall.ENOBUFS}
}
