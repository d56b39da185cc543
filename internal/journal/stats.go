package journal

import (
	"context"
	"errors"
	"os"
	"sync/atomic"
	"time"
)

// Stats are figures of the journal as it stands.
type Stats struct {
	Waiting   int // jobs that were not taken yet
	Records   uint64
	Archived  uint64 // of them, in archives
	LogBytes  int64  // in the half of the log that is in use
	FileBytes int64
}

// meter is what the writer counts for others.
type meter struct {
	logBytes   atomic.Int64
	checkpoint atomic.Pointer[func(time.Duration)]
}

// Stats tells how the journal stands.
func (j *Journal) Stats() Stats {
	s := Stats{Waiting: len(j.queue), Records: j.Last(), LogBytes: j.logBytes.Load()}
	if all := j.Archives(); len(all) > 0 {
		s.Archived = all[len(all)-1].Last
	}
	if at, err := os.Stat(j.path); err == nil {
		s.FileBytes = at.Size()
	}
	return s
}

// OnCheckpoint has f called with what each checkpoint took. f must not wait for
// anything.
func (j *Journal) OnCheckpoint(f func(took time.Duration)) { j.checkpoint.Store(&f) }

// Alive returns nil if the writer answers, though it may have nothing but bad
// news of its disk. Its error is ctx's, or ErrClosed.
func (j *Journal) Alive(ctx context.Context) error {
	err := j.Do(ctx, func(*Tx) error { return nil })
	if errors.Is(err, ErrBroken) || errors.Is(err, ErrUnknown) {
		return nil
	}
	return err
}

func (m *meter) took(begun time.Time) {
	if f := m.checkpoint.Load(); f != nil {
		(*f)(time.Since(begun))
	}
}
