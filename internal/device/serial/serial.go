// Package serial is the driver for scanners on a serial line: USB CDC, USB
// converters, RS-232, pseudo-terminals. Every byte is read through
// github.com/tarm/serial, which is hidden here together with what it leaves
// open:
//
//   - its idle read returns EOF after a timeout, and so does its read from an
//     unplugged gun: taking one for the other either spins or never notices;
//   - its Close waits for a Read that waits for a byte;
//   - it lets any other program open the same line and steal half the bytes;
//   - its Write to a gun that takes nothing blocks for ever.
//
// On Linux a second descriptor of the same line closes all four: it waits for
// bytes in the runtime's poller (no thread, no timeout, wakes when the gun is
// unplugged, when the deadline passes and on Close), it holds the line
// exclusively, and it writes with a deadline. It never reads.
package serial

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
	case errors.Is(err, syscall.EBUSY), errors.Is(err, syscall.EWOULDBLOCK):
		state, text = device.Busy, words.Say("device.state.busy", "path", path)
	case errors.Is(err, syscall.EIO), errors.Is(err, syscall.ENXIO), errors.Is(err, fs.ErrNotExist):
		state, text = device.Absent, words.Say("device.state.absent", "path", path)
	case errors.Is(err, fs.ErrPermission):
		state, text = device.Denied, words.Say("device.state.denied", "path", path, "group", groupOf(path))
	case errors.Is(err, syscall.ENOTTY):
		text = words.Say("device.state.no_line", "path", path)
	}
	return &device.Unavailable{State: state, Text: text, Err: err}
}
