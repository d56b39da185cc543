// Package journal keeps what must never be lost: records that are appended
// and never changed, and beside them a space of keys and values, the
// projections, that follow from the records and can be made from them again.
// The package knows nothing of what the records say; Apply does.
//
// One goroutine writes. It takes all jobs that wait and runs them one after the
// other. What they write is kept in memory, where the jobs after them see it;
// the records go to a log, one flush makes them durable, and only then is every
// job answered. The more callers wait, the less each one pays; nobody ever
// waits for a timer.
//
// The records and projections are at home in one bbolt file. A checkpoint takes
// over there what stands in the log, in order of keys and in one transaction,
// while work goes on; readers see the file with what is in memory laid over it,
// so that nobody waits for a checkpoint. The log is small and used again. When
// the journal is opened, what the log has beyond the file is applied once more.
//
// A write that fails leaves open whether its records are there. The journal
// then answers ErrUnknown, opens its files anew and goes on once the disk takes
// a checkpoint again; callers find out by looking for what they wrote.
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
	ErrLog     = errors.New("the log does not fit the file beside it")

	ErrArchive   = errors.New("an archive is missing or is not what it was")
	ErrArchiving = errors.New("records are being moved into an archive, or the file is being copied")
)

// Limits of one journal.
const (
	queueJobs   = 4096      // jobs that may wait; more wait outside, their contexts honoured
	batchJobs   = 1024      // jobs in one write
	batchBytes  = 1 << 20   // after so many written the batch's next jobs go into another write
	jobBytes    = 512 << 20 // that one job may write: they are in memory until its commit
	recordBytes = 16 << 20
	keyBytes    = 4096
)

// Record is one appended entry.
type Record struct {
	Seq  uint64 // from 1, without gaps
	Body []byte
}

// Apply writes what follows from a record into the projections. It must write
// what the job wrote that appended the record.
type Apply func(*Tx, Record) error

// Options of Open. The zero value is right for a journal of its own.
type Options struct {
	// Accept may refuse what is there before anything of it is applied or
	// changed, such as projections that a newer program has made.
	Accept func(*Tx) error
	Wait   time.Duration // for another process to let go of the file; 0 means one second

	opener opener // tests put failing files in here
}

// Journal is an open journal, safe for use by many goroutines.
type Journal struct {
	path   string
	open   opener
	apply  Apply
	accept func(*Tx) error
	queue  chan *call
	last   atomic.Uint64
	seen   atomic.Pointer[layer] // what readers see over the file
	torn   atomic.Bool           // see Torn

	rebuilding atomic.Pointer[Progress]

	closing   chan struct{} // Close was called
	ended     chan struct{} // the writer is gone
	closeOnce sync.Once

	mu     sync.RWMutex // held for reading while the file is in use by a reader
	db     *bbolt.DB    // nil while it cannot be opened again
	shelf  *shelf       // what was moved out of the file
	broken error        // why nothing is taken at present, or nil

	archiving sync.RWMutex  // held while records are moved out; for reading while the file is copied
	openings  atomic.Uint64 // of the files, those that ended
	copies    atomic.Int64  // that are under way; none begins while mu is held
	meter

	pen // the writer's own
}

// Open opens the journal in the file at path, with its log beside it, and makes
// them where there are none. Errors: ErrHeld, ErrFormat, ErrFull, ErrLog, what
// apply says of a record that was only in the log, or what the disk says.
func Open(path string, apply Apply, o Options) (*Journal, error) {
	if o.opener == nil {
		o.opener = openFiles
	}
	if o.Wait == 0 {
		o.Wait = time.Second
	}
	j := &Journal{
		path: path, open: o.opener, apply: apply, accept: o.Accept,
		queue:   make(chan *call, queueJobs),
		closing: make(chan struct{}),
		ended:   make(chan struct{}),
	}
	err := j.load(o.Wait)
	if full(err) { // opening takes some room too
		err = errors.Join(releaseBallast(path), j.load(o.Wait))
	}
	if err == nil {
		err = sweep(path)
	}
	if err != nil {
		return nil, errors.Join(fmt.Errorf("open journal %s: %w", path, err), j.shut())
	}
	go j.write()
	return j, nil
}

// Close lets the jobs that were taken end, refuses the rest with ErrClosed,
// puts everything into the file and closes it.
func (j *Journal) Close() error {
	j.Stop()
	<-j.ended
	j.mu.Lock()
	defer j.mu.Unlock()
	if j.db == nil {
		return nil
	}
	err := j.closed
	if err == nil && j.broken == nil {
		err = j.log.Settle()
	}
	err = errors.Join(err, j.shut())
	j.broken = ErrClosed
	return err
}

// Last is the number of the last durable record, 0 where there is none.
func (j *Journal) Last() uint64 { return j.last.Load() }

// Torn reports that the log ended in a write that was cut off when the files
// were opened last, as a power cut does. Nobody was told that it had happened,
// and it counts for nothing.
func (j *Journal) Torn() bool { return j.torn.Load() }

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
	c := calls.Get().(*call)
	c.job = job
	return j.submit(ctx, c)
}

func (j *Journal) enqueue(ctx context.Context, c *call) error {
	select {
	case j.queue <- c:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	case <-j.ended:
		return ErrClosed
	}
}

func (j *Journal) submit(ctx context.Context, c *call) error {
	if err := j.enqueue(ctx, c); err != nil {
		return err
	}
	select {
	case err := <-c.answer:
		c.free()
		return err
	case <-ctx.Done():
		if c.abandon() {
			return ctx.Err()
		}
	case <-j.ended:
	}
	return c.outcome(j.ended)
}
