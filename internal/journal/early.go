package journal

import "context"

// Early is what a job wrote, seen before it is durable: while the disk is at
// work there is time to prepare what will be shown once it is.
type Early struct {
	journal *Journal
	call    *call  // nil once it is answered
	seen    *layer // nil where the job wrote nothing
}

// DoEarly is Do that returns as soon as the job was run. Its error is that of a
// job that failed, or of a disk that failed sooner than it was looked at;
// otherwise Durable must be called, once, and nothing may be shown or told
// before it returns nil.
func (j *Journal) DoEarly(ctx context.Context, job func(*Tx) error) (*Early, error) {
	c := &call{job: job, answer: make(chan error, 1), ran: make(chan *layer, 1)}
	if err := j.enqueue(ctx, c); err != nil {
		return nil, err
	}
	e := &Early{journal: j, call: c}
	select {
	case e.seen = <-c.ran:
		return e, nil
	case err := <-c.answer:
		return e.answered(err)
	case <-ctx.Done():
		if c.abandon() {
			return nil, ctx.Err()
		}
	case <-j.ended:
	}
	return e.answered(c.outcome(j.ended))
}

// answered is for a job whose outcome is known already.
func (e *Early) answered(err error) (*Early, error) {
	e.call = nil
	if err != nil {
		return nil, err
	}
	return e, nil
}

// View reads the state that the job left.
func (e *Early) View(read func(*Tx) error) error { return e.journal.view(e.seen, read) }

// Durable returns when what the job wrote is. Errors as of Do.
func (e *Early) Durable() error {
	if e.call == nil {
		return nil
	}
	return e.call.outcome(e.journal.ended)
}
