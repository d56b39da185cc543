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

// commit runs the group, makes it durable and answers. It takes one
// transaction, or several where the jobs write much.
func (j *Journal) commit(group []*call) error {
	for len(group) > 0 {
		answers, err := j.transact(group)
		if err != nil {
			// Refusals too: they were decided beside what may not be there.
			for _, c := range group {
				c.answer <- err
			}
			return failedCommit(err)
		}
		for i, err := range answers {
			group[i].answer <- err
		}
		group = group[len(answers):]
	}
	return nil
}

// failedCommit is err if the file must be opened anew because of it.
func failedCommit(err error) error {
	if errors.Is(err, ErrUnknown) {
		return err
	}
	return nil
}

// transact runs the group's first jobs, at least one, and makes what they
// wrote durable. It answers for as many as it ran; its error is for all.
func (j *Journal) transact(group []*call) (answers []error, err error) {
	answers = make([]error, 0, len(group))
	err = guarded(func() error {
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
		for _, c := range group {
			tx := &Tx{space: space}
			err := tx.run(c.job)
			if answers = append(answers, err); err == nil {
				after = append(after, tx.after...)
			}
			if space.held >= batchBytes {
				break
			}
		}
		if !space.changed {
			return nil
		}
		return j.makeDurable(raw, space, after)
	})
	return answers, err
}

// makeDurable puts what the jobs wrote into the file and calls what they left
// to be done after it.
func (j *Journal) makeDurable(raw *bbolt.Tx, space *space, after []func()) error {
	if err := space.flush(); err != nil {
		return err
	}
	if err := guarded(raw.Commit); err != nil {
		return unknown(err)
	}
	j.last.Store(space.last())
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
