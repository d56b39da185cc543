package journal

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"go.etcd.io/bbolt"
)

// Copy writes a consistent copy of the whole file to w while work goes on, which
// Open can open. All that was answered before is in it. It is a way
// out of a full disk: what was answered has gone into the file by then.
//
// It takes as long as the file is large, and nothing waits for it: it ends with
// ctx, when the journal closes, and where the file is opened anew. While it goes
// on no records are moved out of the file; while those are it is ErrArchiving.
func (j *Journal) Copy(ctx context.Context, w io.Writer) (written int64, err error) {
	if !j.archiving.TryRLock() {
		return 0, ErrArchiving
	}
	defer j.archiving.RUnlock()
	if err := j.submitAlone(j.settleAll); err != nil && !(errors.Is(err, ErrFull) && j.seen.Load().empty()) {
		return 0, fmt.Errorf("bring the file up to date: %w", err)
	}
	raw, opening, err := j.snapshot()
	if err != nil {
		return 0, err
	}
	defer j.copies.Add(-1)
	defer raw.Rollback()
	to := &copying{ctx: ctx, j: j, opening: opening, to: w}
	written, err = raw.WriteTo(to)
	if err != nil { // bbolt makes text of some errors
		err = cmp.Or(to.failed, err)
	}
	return written, err
}

// snapshot is the file as it is now, and the opening that it belongs to.
func (j *Journal) snapshot() (raw *bbolt.Tx, opening uint64, err error) {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if j.db == nil {
		return nil, 0, j.broken
	}
	if raw, err = j.db.Begin(false); err == nil {
		j.copies.Add(1)
	}
	return raw, j.openings.Load(), err
}

// copying passes on what a copy writes until the copy is to stop. The file it
// reads from cannot be closed before it does.
type copying struct {
	ctx     context.Context
	j       *Journal
	opening uint64
	to      io.Writer
	failed  error
}

func (c *copying) Write(b []byte) (int, error) {
	if c.failed = c.stopped(); c.failed != nil {
		return 0, c.failed
	}
	n, err := c.to.Write(b)
	c.failed = err
	return n, err
}

func (c *copying) stopped() error {
	select {
	case <-c.ctx.Done():
		return c.ctx.Err()
	case <-c.j.closing:
		return ErrClosed
	default:
	}
	if c.j.openings.Load() != c.opening {
		return ErrBroken
	}
	return nil
}
