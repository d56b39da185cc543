// Package hidraw is the driver for HID-POS scanners: they send whole codes in
// reports, with their AIM identifier, whatever keyboard layout is set
// anywhere. It exists on Linux only; elsewhere it says so.
package hidraw

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
	case errors.Is(err, syscall.EBUSY), errors.Is(err, syscall.EWOULDBLOCK):
		state, text = device.Busy, words.Say("device.state.busy", "path", path)
	case errors.Is(err, fs.ErrPermission):
		state, text = device.Denied, words.Say("device.state.denied_rule", "path", path)
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENXIO), errors.Is(err, syscall.ENODEV), errors.Is(err, syscall.EIO):
		state, text = device.Absent, words.Say("device.state.absent", "path", path)
	case errors.Is(err, errNoScanner):
		text = words.Say("device.state.no_scanner", "path", path)
	}
	return &device.Unavailable{State: state, Text: text, Err: err}
}

var errNoScanner = errors.New("the device sends no barcodes")
