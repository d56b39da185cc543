package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"time"
)

// Limits bound how long a TCP printer may take.
type Limits struct {
	Dial    time.Duration // to answer a call
	Write   time.Duration // to take the next few kilobytes
	Confirm time.Duration // to close the line after a whole job
}

// DefaultLimits suit a printer on the house's network. A printer that is
// feeding paper takes data again within the Write time.
var DefaultLimits = Limits{Dial: 3 * time.Second, Write: 10 * time.Second, Confirm: 10 * time.Second}

// chunk is how much is written under one deadline. Print servers in front of a
// serial line pass on no more than a kilobyte a second.
const chunk = 4 << 10

// tcp is a printer that takes raw data on a port, a connection a job: that the
// printer closes the line at its end is the only receipt this protocol has.
type tcp struct {
	address string
	trust   bool
	limits  Limits
	cut     bool // the printer may hold the beginning of a format that never ended
}

// Errors of a transport, for the words that the queue says.
var (
	errNoAnswer = errors.New("the printer does not answer")
	errStuck    = errors.New("the printer takes no data")
	errNoReply  = errors.New("the printer did not confirm")
)

// cancelFormat makes a ZPL printer forget a format that never ended.
const cancelFormat = "~JX\n"

// send implements transport. Nothing comes out of the printer before the
// format's last line, so that line is held back until begin.
func (t *tcp) send(ctx context.Context, s sheet, begin func() error) error {
	dialer := net.Dialer{Timeout: t.limits.Dial}
	connection, err := dialer.DialContext(ctx, "tcp", t.address)
	if err != nil {
		return fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	line := connection.(*net.TCPConn)
	defer line.Close()
	// What the kernel holds back for us may never arrive. The less it holds, the
	// surer it is that a body written is a body read, and the fewer ends are unknown.
	if err := line.SetWriteBuffer(chunk); err != nil {
		return fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	body, end := encodeZPL(s.page, s.job, s.copies)
	if err := t.sendBody(ctx, line, body); err != nil {
		return err
	}
	if err := begin(); err != nil {
		return err // the body stays without its end: cut is set
	}
	t.cut = false
	return t.finish(line, end)
}

// sendBody writes all but the end and gives up when ctx ends.
func (t *tcp) sendBody(ctx context.Context, line *net.TCPConn, body []byte) error {
	stop := context.AfterFunc(ctx, func() { line.SetWriteDeadline(time.Unix(1, 0)) })
	defer stop()
	if t.cut {
		body = append([]byte(cancelFormat), body...)
	}
	t.cut = true
	for len(body) > 0 {
		n := min(len(body), chunk)
		if err := t.write(ctx, line, body[:n]); err != nil {
			return err
		}
		body = body[n:]
	}
	return nil
}

func (t *tcp) write(ctx context.Context, line *net.TCPConn, data []byte) error {
	if err := line.SetWriteDeadline(time.Now().Add(t.limits.Write)); err != nil {
		return fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	if ctx.Err() != nil { // it may have ended just before the deadline was set anew
		return ctx.Err()
	}
	_, err := line.Write(data)
	var timeout net.Error
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &timeout) && timeout.Timeout():
		return fmt.Errorf("%w: %w", errStuck, err)
	default:
		return fmt.Errorf("%w: %w", errNoAnswer, err)
	}
}

// finish writes the end and waits until the printer has read everything. It
// heeds no context: what happens now must be known, and the limits bound it.
func (t *tcp) finish(line *net.TCPConn, end []byte) error {
	if err := t.write(context.Background(), line, end); err != nil {
		return err
	}
	if err := line.CloseWrite(); err != nil {
		return fmt.Errorf("%w: %w", errNoReply, err)
	}
	if t.trust {
		return nil
	}
	if err := line.SetReadDeadline(time.Now().Add(t.limits.Confirm)); err != nil {
		return fmt.Errorf("%w: %w", errNoReply, err)
	}
	// Some printers send a status of their own accord; it is read and let go.
	if _, err := io.Copy(io.Discard, io.LimitReader(line, 64<<10)); err != nil {
		return fmt.Errorf("%w: %w", errNoReply, err)
	}
	return nil
}
