package evdev

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"lotgate/internal/device"
)

// EVIOCGRAB gives all events of a device to one reader alone.
const eviocgrab = 0x40044590

// stampSize is what stands before type, code and value of an event: its time.
const (
	stampSize = int(unsafe.Sizeof(unix.Timeval{}))
	eventSize = stampSize + 8
)

// port is an open keyboard, taken for us alone.
type port struct {
	*os.File
	path   string
	board  *board
	typed  []byte // not read yet
	events [64 * eventSize]byte
}

// Open opens the keyboard at spec.Address and takes it.
func Open(_ context.Context, spec device.Spec, _ device.Line) (device.Port, error) {
	f, err := os.OpenFile(spec.Address, os.O_RDONLY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, unavailable(spec.Address, err)
	}
	p := &port{File: f, path: spec.Address, board: newBoard()}
	if err := p.grab(); err != nil {
		f.Close() // the reason for giving up is the one to tell
		return nil, unavailable(spec.Address, err)
	}
	return p, nil
}

func (p *port) grab() error {
	conn, err := p.SyscallConn()
	if err != nil {
		return err
	}
	var result error
	err = conn.Control(func(fd uintptr) { result = unix.IoctlSetInt(int(fd), eviocgrab, 1) })
	if err := errors.Join(err, result); err != nil {
		return fmt.Errorf("taking the keyboard: %w", err)
	}
	return nil
}

// Read returns what was typed.
func (p *port) Read(b []byte) (int, error) {
	for len(p.typed) == 0 {
		n, err := p.File.Read(p.events[:])
		if err != nil {
			return 0, device.Gone(p.path, err)
		}
		if err := p.take(p.events[:n]); err != nil {
			return 0, err
		}
	}
	n := copy(b, p.typed)
	p.typed = p.typed[:copy(p.typed, p.typed[n:])]
	return n, nil
}

// take turns events into what they type.
func (p *port) take(events []byte) error {
	for ; len(events) >= eventSize; events = events[eventSize:] {
		e := events[stampSize:]
		kind, code := binary.NativeEndian.Uint16(e), binary.NativeEndian.Uint16(e[2:])
		switch {
		case kind == evSyn && code == synDropped:
			return errDropped(p.path)
		case kind == evKey:
			p.typed = append(p.typed, p.board.press(code, int32(binary.NativeEndian.Uint32(e[4:])))...)
		}
	}
	return nil
}

// Write refuses: a keyboard takes no answers.
func (p *port) Write([]byte) (int, error) { return 0, errors.ErrUnsupported }
