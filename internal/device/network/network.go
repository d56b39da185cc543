// Package network is the driver for scanners on the network, which end each
// code with CR LF: Dial calls the scanner (tcp:HOST:PORT), a Listeners waits
// for the scanner to call (listen:HOST:PORT).
package network

import (
	"context"
	"errors"
	"io/fs"
	"net"
	"os"
	"syscall"
	"time"

	"lotgate/internal/device"
	"lotgate/internal/words"
)

// dialWithin bounds one call to a scanner that does not answer.
const dialWithin = 3 * time.Second

// alive finds a scanner that lost its power without a word after about five
// seconds; until then one that calls anew waits.
var alive = net.KeepAliveConfig{Enable: true, Idle: 2 * time.Second, Interval: time.Second, Count: 3}

// Dial opens a connection to the scanner at spec.Address.
func Dial(ctx context.Context, spec device.Spec, _ device.Line) (device.Port, error) {
	dialer := net.Dialer{Timeout: dialWithin, KeepAliveConfig: alive}
	opened, err := dialer.DialContext(ctx, "tcp", spec.Address)
	if err != nil {
		return nil, &device.Unavailable{State: device.Absent, Text: words.Say("device.state.no_answer", "address", spec.Address), Err: err}
	}
	return &conn{opened, spec.Address}, nil
}

// conn is a net.Conn whose Read says in words that the scanner is gone.
type conn struct {
	net.Conn
	address string
}

func (c *conn) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err == nil || errors.Is(err, os.ErrDeadlineExceeded) || errors.Is(err, net.ErrClosed) {
		return n, err
	}
	return n, &device.Unavailable{State: device.Absent, Text: words.Say("device.state.hung_up", "address", c.address), Err: err}
}

// unheard gives a reason why nobody can call a state and words.
func unheard(address string, err error) error {
	state, text := device.Failing, words.Say("device.state.failing", "reason", err.Error())
	switch {
	case errors.Is(err, syscall.EADDRINUSE):
		state, text = device.Busy, words.Say("device.state.port_taken", "address", address)
	case errors.Is(err, fs.ErrPermission):
		state = device.Denied
	}
	return &device.Unavailable{State: state, Text: text, Err: err}
}
