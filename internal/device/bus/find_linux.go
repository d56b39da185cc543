package bus

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"

	"golang.org/x/sys/unix"

	"lotgate/internal/device"
)

// Find finds the devices of this computer.
func Find() ([]device.Found, error) { return Scan("/") }

// Denied reports whether this process may not read and write the node. Nothing
// is opened, so nobody who works with it is disturbed.
func Denied(node string) bool {
	return errors.Is(unix.Access(node, unix.R_OK|unix.W_OK), unix.EACCES)
}

// kernelEvents is the group in which the kernel itself tells what comes and
// goes. Package netlink modules are made for messages with a header, which
// these have not; so it is read here.
const kernelEvents = 1

// Watch returns a channel that receives after a line, a HID device, an input
// device or a printer came or went, many as one, until ctx ends and the channel is closed.
func Watch(ctx context.Context) (<-chan struct{}, error) {
	fd, err := unix.Socket(unix.AF_NETLINK, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC|unix.SOCK_NONBLOCK, unix.NETLINK_KOBJECT_UEVENT)
	if err != nil {
		return nil, fmt.Errorf("listening to the kernel: %w", err)
	}
	if err := unix.Bind(fd, &unix.SockaddrNetlink{Family: unix.AF_NETLINK, Groups: kernelEvents}); err != nil {
		return nil, errors.Join(fmt.Errorf("listening to the kernel: %w", err), unix.Close(fd))
	}
	socket := os.NewFile(uintptr(fd), "uevents")
	changes := make(chan struct{}, 1)
	stop := context.AfterFunc(ctx, func() { socket.Close() })
	go func() {
		defer close(changes)
		defer socket.Close()
		defer stop()
		buffer := make([]byte, 16<<10)
		for {
			n, err := socket.Read(buffer)
			if err != nil && !errors.Is(err, unix.ENOBUFS) {
				return
			}
			if err == nil && !concerns(buffer[:n]) {
				continue
			}
			select {
			case changes <- struct{}{}: // also after ENOBUFS: something was missed
			default: // it is told already
			}
		}
	}()
	return changes, nil
}

// concerns reports whether an event is of a device that may be a scanner or a
// printer.
func concerns(event []byte) bool {
	for _, field := range bytes.Split(event, []byte{0}) {
		switch string(field) {
		case "SUBSYSTEM=tty", "SUBSYSTEM=hidraw", "SUBSYSTEM=input", "SUBSYSTEM=usbmisc":
			return true
		}
	}
	return false
}
