package journal

import (
	"errors"
	"fmt"
	"runtime"

	"go.etcd.io/bbolt"

	"lotgate/internal/journal/wal"
)

// pen is what belongs to the writer's goroutine alone.
type pen struct {
	log     *wal.Log
	written layer             // what jobs see over the file, and write to
	jobs    uint64            // that were run
	cache   map[string][]byte // see space
	under   *checkpoint       // the one that is under way, or nil
	before  *layer            // what readers see while it is settled under a batch that is not durable, or nil
	closed  error             // what the last checkpoint before Close said
}

// write is the only goroutine that writes. It ends with Close.
func (j *Journal) write() {
	defer close(j.ended)
	batch := make([]*call, 0, batchJobs)
	err := j.settleFound()
	if err == nil {
		err = holdBallast(j.path)
	}
	for {
		if err != nil && !j.mend(err) {
			return
		}
		select {
		case <-j.closing:
			j.closed = j.settleAll()
			return
		case err = <-j.under.done():
			err = j.settle(err)
		case c := <-j.queue:
			batch = j.collect(append(batch[:0], c))
			err = j.run(batch)
			clear(batch) // or the last big batch would be kept from the collector
		}
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
	err := errors.Join(guarded(c.alone), j.rebase())
	clear(j.cache)
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
	var after []func()
	var wrote *space
	err = guarded(func() error {
		return j.over(&j.written, func(s *space) error {
			wrote = s
			s.writable, s.turn, s.job, s.cache = true, j.log.Mark().Turn, j.jobs, j.cache
			for _, c := range group {
				tx := &Tx{space: s}
				err := tx.run(c.job)
				if answers = append(answers, err); err == nil {
					after = append(after, tx.after...)
				}
				if s.held >= batchBytes {
					break
				}
			}
			j.jobs = s.job
			return nil
		})
	})
	switch {
	case err != nil:
		return answers, unknown(err)
	case !wrote.changed:
		return answers, nil
	}
	state := j.written.frozen()
	for i, c := range group[:len(answers)] {
		if c.ran != nil && answers[i] == nil {
			c.ran <- state
		}
	}
	return answers, j.makeDurable(state, wrote.unrecorded, after)
}

// makeDurable brings what the jobs wrote to the disk, shows it to readers and
// calls what they left to be done after it. What follows from no record, and
// what is too long for the log, is made durable by a checkpoint of its own.
func (j *Journal) makeDurable(state *layer, unrecorded bool, after []func()) error {
	first := j.last.Load() + 1
	err := wal.ErrNoRoom
	if !unrecorded {
		err = j.log.Append(first, state.bodies[first-1-state.stored:])
	}
	switch {
	case err == nil:
		j.seen.Store(state)
		j.last.Store(state.last())
	case errors.Is(err, wal.ErrNoRoom):
		if err = j.settleBefore(); err == nil {
			err = j.settleAll() // which shows it
		}
	}
	if err != nil {
		return unknown(err)
	}
	for _, f := range after {
		f()
	}
	j.logBytes.Store(j.log.Used())
	if j.under == nil && j.log.Used() >= checkpointBytes {
		j.under = j.begin(nil)
	}
	return nil
}

// show lets readers see what is durable.
func (j *Journal) show() {
	shown := j.before
	if shown == nil {
		shown = j.written.frozen()
	}
	j.seen.Store(shown)
	j.last.Store(shown.last())
}

// update is a transaction of the journal's own, outside any batch.
func update(db *bbolt.DB, change func(*bbolt.Tx) error) error {
	raw, err := db.Begin(true)
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

// unknown wraps what a failed write said.
func unknown(err error) error {
	switch {
	case errors.Is(err, ErrUnknown):
		return err
	case full(err):
		return fmt.Errorf("%w: %w: %w", ErrUnknown, ErrFull, err)
	}
	return fmt.Errorf("%w: %w", ErrUnknown, err)
}
