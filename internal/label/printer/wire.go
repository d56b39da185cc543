package printer

import (
	"context"
	"fmt"
	"net"
	"os"
	"time"

	"lotgate/internal/device"
	"lotgate/internal/device/bus"
	"lotgate/internal/device/serial"
)

// dialTCP calls a printer on the network.
func dialTCP(address string, limits Limits) func(context.Context) (wire, error) {
	return func(ctx context.Context) (wire, error) {
		dialer := net.Dialer{Timeout: limits.Dial}
		connection, err := dialer.DialContext(ctx, "tcp", address)
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errNoAnswer, err)
		}
		line := connection.(*net.TCPConn)
		// What the kernel holds back for us may never arrive. The less it holds, the
		// surer it is that a body written is a body read, and the fewer ends are unknown.
		if err := line.SetWriteBuffer(chunk); err != nil {
			line.Close()
			return nil, fmt.Errorf("%w: %w", errNoAnswer, err)
		}
		return line, nil
	}
}

// openSerial opens a printer on a serial line, by the same driver as guns and
// by the same names: a path, or what a USB converter is known by.
func openSerial(path string, baud int) func(context.Context) (wire, error) {
	return func(ctx context.Context) (wire, error) {
		port, err := bus.Driver(serial.Open)(ctx, device.Spec{Driver: "serial", Address: path}, device.Line{Baud: baud, Size: 8, Parity: "none", Stop: 1})
		if err != nil {
			return nil, cause(err)
		}
		return port, nil
	}
}

// openUSB opens a printer at the kernel's printer class, /dev/usb/lp0, which
// reads too where the printer answers. What it is called just now is looked up
// each time: the number changes with every plug.
func openUSB(locate func() (string, error)) func(context.Context) (wire, error) {
	return func(context.Context) (wire, error) {
		path, err := locate()
		if err != nil {
			return nil, err
		}
		file, err := os.OpenFile(path, os.O_RDWR|nonBlocking, 0)
		if err != nil {
			return nil, cause(err)
		}
		if err := file.SetWriteDeadline(time.Time{}); err != nil {
			file.Close()
			return nil, fmt.Errorf("%w: %s is no device that can be waited for: %w", errNoAnswer, path, err)
		}
		return file, nil
	}
}
