package hidraw

import (
	"context"
	"errors"
	"fmt"
	"os"
	"unsafe"

	"golang.org/x/sys/unix"

	"lotgate/internal/device"
)

// port is an open hidraw node. Each Read brings one report.
type port struct {
	*os.File
	path       string
	descriptor []byte
}

// Open opens the node at spec.Address, if it is a scanner's.
func Open(_ context.Context, spec device.Spec, _ device.Line) (device.Port, error) {
	f, err := os.OpenFile(spec.Address, os.O_RDWR|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, unavailable(spec.Address, err)
	}
	p := &port{File: f, path: spec.Address}
	if err := p.prepare(); err != nil {
		f.Close() // the reason for giving up is the one to tell
		return nil, unavailable(spec.Address, err)
	}
	return p, nil
}

// prepare keeps a second Lotgate out and reads how the reports are laid out.
// The kernel knows no exclusive hidraw; its udev rule lets nobody else in.
func (p *port) prepare() error {
	conn, err := p.SyscallConn()
	if err != nil {
		return err
	}
	var result error
	err = conn.Control(func(fd uintptr) {
		if result = unix.Flock(int(fd), unix.LOCK_EX|unix.LOCK_NB); result != nil {
			return
		}
		p.descriptor, result = descriptor(fd)
	})
	if err := errors.Join(err, result); err != nil {
		return fmt.Errorf("reading the report descriptor: %w", err)
	}
	if !device.BarcodePage(p.descriptor) {
		return errNoScanner
	}
	return nil
}

// rawDescriptor is struct hidraw_report_descriptor.
type rawDescriptor struct {
	size  uint32
	value [4096]byte
}

// HIDIOCGRDESCSIZE and HIDIOCGRDESC.
const (
	getSize       = 0x80044801
	getDescriptor = 0x90044802
)

func descriptor(fd uintptr) ([]byte, error) {
	var d rawDescriptor
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, fd, getSize, uintptr(unsafe.Pointer(&d.size))); errno != 0 {
		return nil, errno
	}
	d.size = min(d.size, uint32(len(d.value)))
	if _, _, errno := unix.Syscall(unix.SYS_IOCTL, fd, getDescriptor, uintptr(unsafe.Pointer(&d))); errno != 0 {
		return nil, errno
	}
	return append([]byte(nil), d.value[:d.size]...), nil
}

// ReportDescriptor says how the reports are laid out.
func (p *port) ReportDescriptor() []byte { return p.descriptor }

// Write makes the sounds that sounds names, each a usage of the page of barcode
// scanners. What the scanner declares no report for it cannot do: then it stays
// silent.
func (p *port) Write(sounds []byte) (int, error) {
	for _, usage := range sounds {
		report, declared := device.SoundReport(p.descriptor, usage)
		if !declared {
			continue
		}
		if _, err := p.File.Write(report); err != nil {
			return 0, device.Gone(p.path, err)
		}
	}
	return len(sounds), nil
}

func (p *port) Read(b []byte) (int, error) {
	n, err := p.File.Read(b)
	if err != nil {
		return n, device.Gone(p.path, err)
	}
	return n, nil
}
