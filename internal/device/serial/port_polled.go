//go:build windows || (!linux && cgo)

package serial

import (
	"context"
	"errors"
	"io"
	"os"
	"sync"
	"sync/atomic"
	"time"

	tarm "github.com/tarm/serial"

	"lotgate/internal/device"
)

// port reads with tarm's own timeout where there is no second descriptor to
// wait on: it looks up ten times a second for a deadline or a Close.
type port struct {
	path     string
	line     *tarm.Port
	deadline atomic.Pointer[time.Time]
	closed   atomic.Bool
	reading  sync.Mutex // held by Read, so that Close does not pull the line from under it
}

// Open opens the line at spec.Address.
func Open(_ context.Context, spec device.Spec, line device.Line) (device.Port, error) {
	opened, err := tarm.OpenPort(config(spec.Address, line))
	if err != nil {
		return nil, unavailable(spec.Address, err)
	}
	return &port{path: spec.Address, line: opened}, nil
}

func (p *port) Read(b []byte) (int, error) {
	p.reading.Lock()
	defer p.reading.Unlock()
	for !p.closed.Load() {
		begun := time.Now()
		n, err := p.line.Read(b)
		if n > 0 {
			return n, nil
		}
		if err != nil && !errors.Is(err, io.EOF) || time.Since(begun) < readTimeout/4 {
			return 0, device.Gone(p.path, io.ErrUnexpectedEOF) // an idle read lasts its timeout
		}
		if t := p.deadline.Load(); t != nil && !t.IsZero() && time.Now().After(*t) {
			return 0, os.ErrDeadlineExceeded
		}
	}
	return 0, os.ErrClosed
}

func (p *port) Write(b []byte) (int, error) { return p.line.Write(b) }

func (p *port) SetReadDeadline(t time.Time) error {
	p.deadline.Store(&t)
	return nil
}

// SetWriteDeadline does nothing: tarm's Write cannot be bounded here.
func (p *port) SetWriteDeadline(time.Time) error { return nil }

func (p *port) Close() error {
	if p.closed.Swap(true) {
		return nil
	}
	p.reading.Lock()
	defer p.reading.Unlock()
	return p.line.Close()
}
