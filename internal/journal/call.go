package journal

import (
	"fmt"
	"runtime/debug"
	"sync"
	"sync/atomic"
)

// call is one job on its way through the writer.
type call struct {
	job    func(*Tx) error
	alone  func() error // instead of job: runs outside any batch
	state  atomic.Int32
	answer chan error  // room for the one answer, so that the writer never waits
	ran    chan *layer // likewise, for what the job left; nil where nobody asks
}

// calls are used again by those who got their answer: the writer touches a
// call no more once it has answered.
var calls = sync.Pool{New: func() any { return &call{answer: make(chan error, 1)} }}

// free gives an answered call back.
func (c *call) free() {
	c.job, c.alone = nil, nil
	c.state.Store(waiting)
	calls.Put(c)
}

const (
	waiting int32 = iota
	taken
	abandoned
)

// take and abandon race for the call; one of them wins.
func (c *call) take() bool    { return c.state.CompareAndSwap(waiting, taken) }
func (c *call) abandon() bool { return c.state.CompareAndSwap(waiting, abandoned) }

// outcome waits for the answer of a call that can no longer be abandoned. A
// writer that ended has answered all that it took.
func (c *call) outcome(ended <-chan struct{}) error {
	select {
	case err := <-c.answer:
		return err
	case <-ended:
	}
	select {
	case err := <-c.answer:
		return err
	default:
		return ErrClosed
	}
}

// guarded runs f and makes a panic its error, so that one caller's mistake or a
// damaged page does not take the daemon away from all others. A fault is one
// too: bbolt follows what a page says, and the disk may fail under the file's
// memory.
func guarded(f func() error) (err error) {
	faults := debug.SetPanicOnFault(true)
	defer func() {
		debug.SetPanicOnFault(faults)
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v\n%s", r, debug.Stack())
		}
	}()
	return f()
}
