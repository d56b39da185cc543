package devicetest

import (
	"context"
	"sync/atomic"

	"lotgate/internal/device"
)

// counter counts the reads of a port.
type counter struct {
	device.Port
	reads atomic.Int64
}

func (c *counter) Read(b []byte) (int, error) {
	c.reads.Add(1)
	return c.Port.Read(b)
}

// counted opens ports with open and puts the last one into last.
func counted(open device.Open, last *atomic.Pointer[counter]) device.Open {
	return func(ctx context.Context, spec device.Spec, line device.Line) (device.Port, error) {
		port, err := open(ctx, spec, line)
		if err != nil {
			return nil, err
		}
		c := &counter{Port: port}
		last.Store(c)
		return c, nil
	}
}
