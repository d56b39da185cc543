package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"time"
)

// Limits bound how long a printer may take.
type Limits struct {
	Dial    time.Duration // to answer a call
	Write   time.Duration // to take the next few kilobytes
	Confirm time.Duration // to say that it has a whole job
	Status  time.Duration // to say how it is
}

// DefaultLimits suit a printer on the house's network. A printer that is
// feeding paper takes data again within the Write time.
var DefaultLimits = Limits{Dial: 3 * time.Second, Write: 10 * time.Second, Confirm: 10 * time.Second, Status: time.Second}

// chunk is how much is written under one deadline. Print servers in front of a
// serial line pass on no more than a kilobyte a second.
const chunk = 4 << 10

// wire is an open way to a printer that carries bytes both ways.
type wire interface {
	io.ReadWriteCloser
	SetReadDeadline(time.Time) error
	SetWriteDeadline(time.Time) error
}

// raw is a printer that takes its language as it is, on whatever wire.
type raw struct {
	open    func(context.Context) (wire, error)
	speech  speech
	habit   Habit
	receipt receipt
	limits  Limits
	plugged bool // it hangs on a cable: whether it is there can be seen without a question

	cut   bool // the printer may hold the beginning of a job that never ended
	talks bool // it has said how it is
	mute  int  // how often it was asked in vain before it ever talked
}

// receipt is by what a job counts as printed.
type receipt int

const (
	byClosing receipt = iota // the printer closes the line once it has read a job: the only receipt that TCP has
	byAsking                 // the printer says that it has nothing left to do, if it ever says anything
	bySending                // believe that what was sent is printed
)

// Errors of a transport, for the words that the queue says.
var (
	errNoAnswer = errors.New("the printer does not answer")
	errStuck    = errors.New("the printer takes no data")
	errNoReply  = errors.New("the printer did not confirm")
	errSilent   = errors.New("the printer does not say how it is")

	// errDeclined is a clear "not now" to a whole job: nothing of it is printed,
	// although it was begun.
	errDeclined = errors.New("the printer takes the job later")
)

// cancelFormat makes a ZPL printer forget a format that never ended.
const cancelFormat = "~JX\n"

// send implements transport. Nothing comes out of the printer before the end
// of the job, so the end is held back until begin.
func (r *raw) send(ctx context.Context, s sheet, begin func() error) error {
	line, err := r.open(ctx)
	if err != nil {
		return err
	}
	defer line.Close()
	body, end := r.speech.encode(s.page, s.job, s.copies)
	if err := r.sendBody(ctx, line, body); err != nil {
		return err
	}
	if err := begin(); err != nil {
		return err // the body stays without its end: cut is set
	}
	last, cancel := toItsEnd(ctx)
	defer cancel()
	return r.finish(last, line, end)
}

// sendBody writes all but the end and gives up when ctx ends.
func (r *raw) sendBody(ctx context.Context, line wire, body []byte) error {
	stop := context.AfterFunc(ctx, func() { line.SetWriteDeadline(time.Unix(1, 0)) })
	defer stop()
	if r.cut {
		body = append(append([]byte(nil), r.speech.rinse...), body...)
	}
	r.cut = true
	return r.writeAll(ctx, line, body)
}

func (r *raw) writeAll(ctx context.Context, line wire, data []byte) error {
	for len(data) > 0 {
		n := min(len(data), chunk)
		if err := r.write(ctx, line, data[:n]); err != nil {
			return err
		}
		data = data[n:]
	}
	return nil
}

func (r *raw) write(ctx context.Context, line wire, data []byte) error {
	if err := line.SetWriteDeadline(time.Now().Add(r.limits.Write)); err != nil {
		return fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	if ctx.Err() != nil { // it may have ended just before the deadline was set anew
		return ctx.Err()
	}
	_, err := line.Write(data)
	switch {
	case err == nil:
		return nil
	case ctx.Err() != nil:
		return ctx.Err()
	case late(err):
		return fmt.Errorf("%w: %w", errStuck, err)
	default:
		return fmt.Errorf("%w: %w", errNoAnswer, err)
	}
}

// late reports whether err is a deadline that has passed.
func late(err error) bool {
	var timeout net.Error
	return errors.Is(err, os.ErrDeadlineExceeded) || errors.As(err, &timeout) && timeout.Timeout()
}

// finish writes the end and waits for the receipt, for what happens now should
// be known; the limits bound it.
func (r *raw) finish(ctx context.Context, line wire, end []byte) error {
	stop := context.AfterFunc(ctx, func() { line.Close() })
	defer stop()
	if err := r.writeAll(ctx, line, end); err != nil {
		return err
	}
	r.cut = false
	switch {
	case r.receipt == byAsking && r.talks:
		return r.awaitIdle(ctx, line)
	case r.receipt == byClosing:
		return r.awaitClose(line)
	}
	// The line may be closed while the kernel still holds some of it.
	if c, half := line.(interface{ CloseWrite() error }); half {
		if err := c.CloseWrite(); err != nil {
			return fmt.Errorf("%w: %w", errNoReply, err)
		}
	}
	return nil
}

// awaitClose waits until the printer has read everything.
func (r *raw) awaitClose(line wire) error {
	c, half := line.(interface{ CloseWrite() error })
	if !half {
		return nil
	}
	if err := c.CloseWrite(); err != nil {
		return fmt.Errorf("%w: %w", errNoReply, err)
	}
	if err := line.SetReadDeadline(time.Now().Add(r.limits.Confirm)); err != nil {
		return fmt.Errorf("%w: %w", errNoReply, err)
	}
	// Some printers send a status of their own accord; it is read and let go.
	if _, err := io.Copy(io.Discard, io.LimitReader(line, 64<<10)); err != nil {
		return fmt.Errorf("%w: %w", errNoReply, err)
	}
	return nil
}

// awaitIdle asks until the printer has nothing left to do and nothing to
// complain of.
func (r *raw) awaitIdle(ctx context.Context, line wire) error {
	err := errNoReply
	for until := time.Now().Add(r.limits.Confirm); time.Now().Before(until) && ctx.Err() == nil; sleep(ctx, idlePause) {
		says, heard := r.ask(ctx, line)
		if heard == nil && !slices.Contains(says, Busy) && !worst(says).stops() {
			return nil
		}
		if heard == nil {
			err = fmt.Errorf("%w: %s", errNoReply, worst(says))
		}
	}
	return err
}

// idlePause is between two questions while a label comes out.
const idlePause = 100 * time.Millisecond

// look implements transport: it calls the printer and asks it how it is. A
// printer that never talks is asked twice and then let be.
func (r *raw) look(ctx context.Context) (Condition, error) {
	if !r.asks() {
		return "", nil
	}
	line, err := r.open(ctx)
	if err != nil {
		return "", err
	}
	defer line.Close()
	if !r.mayTalk() {
		return "", nil
	}
	says, err := r.ask(ctx, line)
	switch {
	case err == nil:
		r.talks = true
		return worst(says), nil
	case ctx.Err() != nil:
		return "", ctx.Err()
	case r.talks:
		return "", err
	}
	r.mute++
	return "", nil
}

// asks reports whether looking again and again is of use.
func (r *raw) asks() bool { return r.plugged || r.mayTalk() }

// mayTalk reports whether a question may get an answer.
func (r *raw) mayTalk() bool { return len(r.habit.Ask) > 0 && (r.talks || r.mute < 2) }

// ask sends the question and reads the answer to it.
func (r *raw) ask(ctx context.Context, line wire) (says []Condition, err error) {
	if err := r.write(ctx, line, r.habit.Ask); err != nil {
		return nil, err
	}
	until := time.Now().Add(r.limits.Status)
	if err := line.SetReadDeadline(until); err != nil {
		return nil, fmt.Errorf("%w: %w", errSilent, err)
	}
	stop := context.AfterFunc(ctx, func() { line.SetReadDeadline(time.Unix(1, 0)) })
	defer stop()
	var heard []byte
	for len(heard) < answerLimit && time.Now().Before(until) {
		piece := make([]byte, answerLimit-len(heard))
		n, err := line.Read(piece)
		heard = append(heard, piece[:n]...)
		if r.habit.complete(heard) {
			break
		}
		if err != nil {
			return nil, fmt.Errorf("%w: %w", errSilent, err)
		}
		if n == 0 {
			time.Sleep(idlePause / 10) // a line that has nothing says so at once
		}
	}
	says, ok := r.habit.read(heard)
	if !ok {
		return nil, fmt.Errorf("%w: it answered %.40q", errSilent, heard)
	}
	return says, nil
}
