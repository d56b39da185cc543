package journal

import (
	"errors"
	"fmt"
	"runtime"

	"go.etcd.io/bbolt"
)

// write is the only goroutine that writes. It ends with Close.
func (j *Journal) write() {
	defer close(j.ended)
	batch := make([]*call, 0, batchJobs)
	for {
		select {
		case <-j.closing:
			return
		case c := <-j.queue:
			batch = j.collect(append(batch[:0], c))
		}
		if err := j.run(batch); err != nil && !j.mend(err) {
			return
		}
		clear(batch) // or the last big batch would be kept from the collector
	}
}

// collect adds all that wait. It yields once in between: callers that were
// just answered are runnable now and about to come back with their next job.
func (j *Journal) collect(batch []*call) []*call {
	batch = j.drain(batch)
	runtime.Gosched()
	return j.drain(batch)
}

func (j *Journal) drain(batch []*call) []*call {
	for len(batch) < batchJobs {
		select {
		case c := <-j.queue:
			batch = append(batch, c)
		default:
			return batch
		}
	}
	return batch
}

// run takes the batch's calls and answers every one of them. Its error says
// that a commit failed and the file must be opened anew.
func (j *Journal) run(batch []*call) (err error) {
	var group []*call
	for _, c := range batch {
		switch {
		case !c.take():
		case err != nil:
			c.answer <- brokenBy(err)
		case c.alone == nil:
			group = append(group, c)
		default:
			err = j.runAlone(group, c)
			group = nil
		}
	}
	if err != nil {
		return err
	}
	return j.commit(group)
}

// runAlone runs c after the group, outside its transaction.
func (j *Journal) runAlone(group []*call, c *call) error {
	if err := j.commit(group); err != nil {
		c.answer <- brokenBy(err)
		return err
	}
	err := guarded(c.alone)
	c.answer <- err
	return failedCommit(err)
}

// commit runs the group in one transaction, makes it durable and answers.
func (j *Journal) commit(group []*call) error {
	if len(group) == 0 {
		return nil
	}
	answers := make([]error, len(group))
	err := guarded(func() error { return j.transact(group, answers) })
	for i, c := range group {
		if err != nil {
			// Refusals too: they were decided beside what may not be there.
			answers[i] = err
		}
		c.answer <- answers[i]
	}
	return failedCommit(err)
}

// failedCommit is err if the file must be opened anew because of it.
func failedCommit(err error) error {
	if errors.Is(err, ErrUnknown) {
		return err
	}
	return nil
}

func (j *Journal) transact(group []*call, answers []error) error {
	raw, err := j.db.Begin(true)
	if err != nil {
		return unknown(err)
	}
	defer raw.Rollback() // after a commit it does nothing
	space, err := spaceOf(raw)
	if err != nil {
		return err
	}
	var after []func()
	for i, c := range group {
		tx := &Tx{space: space}
		if answers[i] = tx.run(c.job); answers[i] == nil {
			after = append(after, tx.after...)
		}
		if space.spoilt != nil {
			return fmt.Errorf("take back what a job wrote: %w", space.spoilt)
		}
	}
	if !space.changed {
		return nil
	}
	last := space.last()
	if err := guarded(raw.Commit); err != nil {
		return unknown(err)
	}
	j.last.Store(last)
	for _, f := range after {
		f()
	}
	return nil
}

// update is a transaction of the journal's own, outside any batch.
func (j *Journal) update(change func(*bbolt.Tx) error) error {
	raw, err := j.db.Begin(true)
	if err != nil {
		return unknown(err)
	}
	defer raw.Rollback()
	if err := change(raw); err != nil {
		return err
	}
	if err := guarded(raw.Commit); err != nil {
		return unknown(err)
	}
	return nil
}

// unknown wraps what a failed commit said.
func unknown(err error) error {
	if full(err) {
		return fmt.Errorf("%w: %w: %w", ErrUnknown, ErrFull, err)
	}
	return fmt.Errorf("%w: %w", ErrUnknown, err)
}
