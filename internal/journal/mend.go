package journal

import (
	"errors"
	"fmt"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
)

// Between two attempts to open the file anew.
const (
	mendFirst = 50 * time.Millisecond
	mendMost  = 5 * time.Second
)

// mend opens the file anew after a failed commit, as often as it takes, and
// refuses all that comes meanwhile. It answers false when the journal was
// closed over it.
func (j *Journal) mend(cause error) bool {
	cause = j.reopen(cause, false)
	for pause := mendFirst; cause != nil; pause = min(2*pause, mendMost) {
		if !j.refuseFor(pause) {
			return false
		}
		cause = j.reopen(cause, true)
	}
	return true
}

// leftToCopies reports that the disk is still full while somebody copies the
// file, which is a way out: it would be cut off by opening the file anew.
func (j *Journal) leftToCopies(cause error) bool {
	return full(cause) && j.copies.Load() > 0 && full(holdBallast(j.path))
}

// NoRoom says that something beside the journal found the disk full: the journal
// takes nothing then and releases its ballast, until there is room again. It
// returns once that has begun.
func (j *Journal) NoRoom() {
	_ = j.submitAlone(func() error { return unknown(syscall.ENOSPC) }) // which is the answer too
}

// refuseFor answers ErrBroken to every job for so long.
func (j *Journal) refuseFor(pause time.Duration) bool {
	timer := time.NewTimer(pause)
	defer timer.Stop()
	for {
		select {
		case <-timer.C:
			return true
		case <-j.closing:
			return false
		case c := <-j.queue:
			if c.take() {
				c.answer <- j.Broken()
			}
		}
	}
}

// reopen closes the files, opens them and proves by a checkpoint that the disk
// takes one. It returns why not, and nil when all is well again. What was opened
// again already may be left as it is.
func (j *Journal) reopen(cause error, again bool) error {
	if j.under != nil {
		<-j.under.ended // what it says is of no use: the file is given up
		j.under.move.giveUp()
		j.under = nil
	}
	j.mu.Lock()
	defer j.mu.Unlock()
	j.broken = brokenBy(cause)
	if again && j.leftToCopies(cause) {
		return cause
	}
	j.shut() // likewise
	if full(cause) {
		if err := releaseBallast(j.path); err != nil {
			return err
		}
	}
	if err := j.load(time.Second); err != nil {
		return err
	}
	// First what only the log has, into the room that the ballast left.
	if err := j.settleFound(); err != nil {
		return err
	}
	if err := j.reserve(); err != nil {
		return err
	}
	j.broken = nil
	return nil
}

// reserve takes back the ballast, and proves that the file itself can grow by
// what a write needs.
func (j *Journal) reserve() error {
	if err := holdBallast(j.path); err != nil {
		return unknown(err)
	}
	err := errors.Join(probe(j.db), j.rebase())
	if full(err) { // then it is the way out for others meanwhile
		err = errors.Join(err, releaseBallast(j.path))
	}
	return err
}

func brokenBy(cause error) error {
	if full(cause) {
		return fmt.Errorf("%w: %w", ErrBroken, ErrFull)
	}
	return fmt.Errorf("%w: %w", ErrBroken, cause)
}

// probeBytes is what the file must have room for before the journal goes on,
// so that it does not stumble from one full disk into the next.
const probeBytes = 256 << 10

// probe writes and removes a value of that length.
func probe(db *bbolt.DB) error {
	put := func(tx *bbolt.Tx) error { return tx.Bucket(bucketAbout).Put(keyProbe, make([]byte, probeBytes)) }
	if err := guarded(func() error { return db.Update(put) }); err != nil {
		return err
	}
	return guarded(func() error { return db.Update(dropProbe) })
}

func dropProbe(tx *bbolt.Tx) error { return tx.Bucket(bucketAbout).Delete(keyProbe) }
