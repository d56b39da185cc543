// Package journal keeps what must never be lost: records that are appended
// and never changed, and beside them a space of keys and values, the
// projections, that follow from the records and can be made from them again.
// Both live in one bbolt file and change in one transaction. The package
// knows nothing of what the records say.
//
// One goroutine writes. It takes all jobs that wait, runs them one after the
// other, keeps what they write in memory, where the jobs after them see it,
// puts it into the file in order of keys, makes that durable with one commit
// and only then answers every one of them. The more callers wait, the less each one pays;
// nobody ever waits for a timer.
//
// A commit that fails leaves open whether its records are there. The journal
// then answers ErrUnknown, opens its file anew and goes on once the disk takes
// a commit again; callers find out by looking for what they wrote.
package journal

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"go.etcd.io/bbolt"
)

// What may go wrong. Match with errors.Is.
var (
	ErrHeld    = errors.New("another process holds this journal")
	ErrFormat  = errors.New("the journal's format is not known to this version")
	ErrClosed  = errors.New("the journal is closed")
	ErrUnknown = errors.New("whether it was written is not known")
	ErrBroken  = errors.New("the journal takes nothing until its disk works again")
	ErrFull    = errors.New("the disk is full")
	ErrTooMuch = errors.New("one job writes too much")
)

// Limits of one journal.
const (
	queueJobs   = 4096      // jobs that may wait; more wait outside, their contexts honoured
	batchJobs   = 1024      // jobs in one commit
	batchBytes  = 16 << 20  // after so many written the batch's next jobs go into another commit
	jobBytes    = 512 << 20 // that one job may write: they are in memory until its commit
	recordBytes = 16 << 20
	keyBytes    = 4096
)

// Record is one appended entry.
type Record struct {
	Seq  uint64 // from 1, without gaps
	Body []byte
}

// Options of Open. The zero value is right for a daemon.
type Options struct {
	Wait time.Duration // for another process to let go of the file; 0 means one second

	opener opener // tests put failing files in here
}

// Journal is an open journal, safe for use by many goroutines.
type Journal struct {
	path  string
	open  opener
	queue chan *call
	last  atomic.Uint64

	closing   chan struct{} // Close was called
	ended     chan struct{} // the writer is gone
	closeOnce sync.Once

	mu     sync.RWMutex // held for reading while db is in use by a reader
	db     *bbolt.DB    // nil while it cannot be opened again
	broken error        // why nothing is taken at present, or nil
}

// Open opens the journal in the file at path and makes it where there is
// none. Errors: ErrHeld, ErrFormat, ErrFull, or what the disk says.
func Open(path string, o Options) (*Journal, error) {
	if o.opener == nil {
		o.opener = openFile
	}
	if o.Wait == 0 {
		o.Wait = time.Second
	}
	db, last, err := o.opener(path, o.Wait)
	if err != nil {
		return nil, fmt.Errorf("open journal %s: %w", path, err)
	}
	j := &Journal{
		path: path, open: o.opener, db: db,
		queue:   make(chan *call, queueJobs),
		closing: make(chan struct{}),
		ended:   make(chan struct{}),
	}
	j.last.Store(last)
	go j.write()
	return j, nil
}

// Close lets the jobs that were taken end, refuses the rest with ErrClosed
// and closes the file.
func (j *Journal) Close() error {
	j.closeOnce.Do(func() { close(j.closing) })
	<-j.ended
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.db == nil {
		return nil
	}
	err := j.db.Close()
	j.db, j.broken = nil, ErrClosed
	return err
}

// Last is the number of the last durable record, 0 where there is none.
func (j *Journal) Last() uint64 { return j.last.Load() }

// Broken is nil while the journal works, otherwise why it takes nothing at
// present: ErrBroken, with ErrFull where the disk is full. It mends itself.
func (j *Journal) Broken() error {
	j.mu.RLock()
	defer j.mu.RUnlock()
	return j.broken
}

// Do has job run by the writer, after all that wait before it, and returns
// once what it wrote is durable.
//
// A job that returns an error, calls Tx.Fail or panics has written nothing;
// its caller gets that error and nobody else notices. While a job waits to be
// taken, ctx may end the wait; once taken, its outcome is awaited. Errors
// besides the job's own: ctx's, ErrTooMuch, ErrClosed, ErrBroken, and ErrUnknown
// where the commit failed.
func (j *Journal) Do(ctx context.Context, job func(*Tx) error) error {
	return j.submit(ctx, &call{job: job, answer: make(chan error, 1)})
}

func (j *Journal) submit(ctx context.Context, c *call) error {
	select {
	case j.queue <- c:
	case <-ctx.Done():
		return ctx.Err()
	case <-j.ended:
		return ErrClosed
	}
	select {
	case err := <-c.answer:
		return err
	case <-ctx.Done():
		if c.abandon() {
			return ctx.Err()
		}
	case <-j.ended:
	}
	return c.outcome(j.ended)
}
