// Package printer brings labels to paper. Each printer has a queue of its own,
// and each queue one goroutine that takes the labels owed from durable storage,
// in order, and prints them one by one. Whoever scans only writes down that a
// label is owed and wakes the queue: a printer that is off, slow or on fire
// never holds up a scan.
//
// A job ends in one of three ways. Printed: the printer has taken all of it.
// Failed: it can never be printed as it is. Unknown: the printer had all it
// needed to print, and then was not heard of again; such a job is never sent
// twice by itself, because two equal labels on two packs are worse than none.
// Everything else, above all a printer that is off, is not an end: the job
// stays and is tried again.
package printer

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lotgate/internal/device"
	"lotgate/internal/label"
	"lotgate/internal/words"
)

// Job is a label that a printer owes.
type Job struct {
	ID     string
	Label  label.Data
	Copies int  // equal labels; below 1 counts as 1
	Begun  bool // Begin has been called for it before
	State  int  // which state of it this is, for Begin
}

// Jobs keeps the labels owed, durably.
type Jobs interface {
	// Pending lists up to limit jobs that printer owes, oldest first.
	Pending(printer string, limit int) ([]Job, error)
	// Begin is called at the last moment before paper may come out, and is
	// durable when it returns: a job found begun after a restart may have been
	// printed. ErrWithdrawn stops a job that is no longer owed, ErrChanged one
	// that has come to say something else since it was read.
	Begin(ctx context.Context, job Job) error
	// Done says how a job ended; it is not pending from then on.
	Done(ctx context.Context, id string, outcome Outcome) error
}

// ErrWithdrawn says that a job was taken back before it was printed.
var ErrWithdrawn = errors.New("printer: the job was taken back")

// ErrChanged says that a job must be read and drawn anew.
var ErrChanged = errors.New("printer: the job has changed")

// End is how a job ended.
type End string

// The ends.
const (
	Printed End = "printed"
	Failed  End = "failed"
	Unknown End = "unknown"
)

// Outcome is an end and, unless it is Printed, what to tell people about it.
type Outcome struct {
	End  End        `json:"end,omitempty"`
	Text words.Text `json:"text,omitzero"`
}

// Config is one printer.
type Config struct {
	Name     string // as the jobs call it
	Target   Target
	Profile  Profile        // zero takes ZPL and is never asked how it is
	Template string         // id of what its paper is for; empty is the standard one
	Shelf    *label.Shelf   // the templates; nil has the built-in ones
	DPMM     int            // dots per millimetre; 0 is 8 (203 dpi)
	Language words.Language // of the printed words; empty is the site's default
	Limits   Limits         // zero is DefaultLimits
	Retry    Retry          // zero is DefaultRetry
}

// Retry is how long a printer in trouble is left alone: First, then twice as
// long each time up to Most. A new job tries again after First at once.
type Retry struct{ First, Most time.Duration }

// DefaultRetry tries a dead printer four times a minute.
var DefaultRetry = Retry{First: 250 * time.Millisecond, Most: 15 * time.Second}

// pendingLimit is how many jobs are read at once; the rest waits on disk.
const pendingLimit = 32

// sheet is a drawn job.
type sheet struct {
	page   label.Page
	job    string
	copies int
}

// transport carries a sheet to paper and returns nil when it is there. It calls
// begin once, at the last moment before paper may come out, and stops if that
// fails. An error before begin means that nothing was printed.
type transport interface {
	send(ctx context.Context, s sheet, begin func() error) error
	// look asks the printer how it is. Nothing is wrong with one that cannot say.
	look(ctx context.Context) (Condition, error)
	// asks reports whether looking is of any use.
	asks() bool
}

// Queue is one printer at work.
type Queue struct {
	config Config
	jobs   Jobs
	way    transport
	wake   chan struct{}
	turned atomic.Bool // something was plugged in or out

	ended  []string  // the last jobs that ended, newest last; Run's own
	looked time.Time // when the printer last said how it is; Run's own
	spared string    // the job that was begun and declined: nothing of it is printed; Run's own
	doubt  bool      // the last label's end is unknown: ask before the next; Run's own

	mu       sync.Mutex
	status   Status
	watchers map[chan struct{}]bool
}

// New is a queue for the printer of config. Nothing happens before Run. The
// error says what in config is wrong.
func New(config Config, jobs Jobs) (*Queue, error) {
	if config.DPMM == 0 {
		config.DPMM = 8
	}
	if config.Name == "" || config.Target == (Target{}) || config.DPMM < label.MinDPMM || config.DPMM > label.MaxDPMM {
		return nil, fmt.Errorf("%w: name %q, target %q, %d dots per millimetre", ErrConfig, config.Name, config.Target, config.DPMM)
	}
	if config.Language == "" {
		config.Language = words.Languages[0]
	}
	if config.Template == "" {
		config.Template = label.StandardID
	}
	if config.Shelf == nil {
		config.Shelf = &label.Shelf{}
	}
	if config.Limits == (Limits{}) {
		config.Limits = DefaultLimits
	}
	if config.Retry == (Retry{}) {
		config.Retry = DefaultRetry
	}
	q := &Queue{
		config: config, jobs: jobs, way: config.Target.transport(config.Profile, config.Limits),
		wake: make(chan struct{}, 1), watchers: map[chan struct{}]bool{},
		status: Status{
			Name: config.Name, Target: config.Target.String(), Profile: config.Profile.ID, ProfileName: config.Profile.Said(),
			Doubt: config.Profile.DoubtSaid(), Template: config.Template, DPMM: config.DPMM,
		},
	}
	q.set(func(s *Status) { s.State = Ready })
	return q, nil
}

// ErrConfig is wrapped by the errors of New.
var ErrConfig = errors.New("a printer needs a name, a target and a density of 6 to 24 dots per millimetre")

// Wake tells the queue that there may be a new job. It never blocks.
func (q *Queue) Wake() {
	select {
	case q.wake <- struct{}{}:
	default: // it has been told already
	}
}

// Look tells the queue that something was plugged in or out: a printer on a
// cable is looked for at once.
func (q *Queue) Look() {
	if kind := q.config.Target.kind; kind == "usb" || kind == "serial" {
		q.turned.Store(true)
		q.Wake()
	}
}

// Is reports whether the queue's printer is d.
func (q *Queue) Is(d device.Found) bool { return q.config.Target.Is(d, q.config.Profile) }

// Run prints until ctx ends. A job whose paper may be coming out at that
// moment is first seen to its end, within the printer's limits.
func (q *Queue) Run(ctx context.Context) {
	for delay := time.Duration(0); ctx.Err() == nil; {
		err := q.round(ctx)
		switch {
		case ctx.Err() != nil:
			return
		case err == nil:
			delay = 0
			q.rest(ctx)
		default:
			delay = min(max(2*delay, q.config.Retry.First), q.config.Retry.Most)
			q.trouble(err)
			q.pause(ctx, delay)
		}
	}
}

// rest waits for work, or until it is time to ask the printer how it is.
func (q *Queue) rest(ctx context.Context) {
	var timer <-chan time.Time
	if q.way.asks() {
		t := time.NewTimer(lookEvery)
		defer t.Stop()
		timer = t.C
	}
	select {
	case <-ctx.Done():
	case <-q.wake:
	case <-timer:
	}
}

// lookEvery is how often a printer at rest is asked how it is. What it said
// last holds for the labels in between: a scan's label must not wait for a
// question.
const lookEvery = 15 * time.Second

// look asks the printer how it is, if it has not been long ago or is in
// trouble. An error means that it should get no labels now.
func (q *Queue) look(ctx context.Context) error {
	if q.turned.Swap(false) {
		q.looked = time.Time{}
	}
	if !q.way.asks() || time.Since(q.looked) < lookEvery && !q.doubt && !q.Status().Trouble() {
		return nil
	}
	condition, err := q.way.look(ctx)
	if err != nil {
		return err
	}
	q.looked, q.doubt = time.Now(), false
	q.set(func(s *Status) { s.Low = condition == PaperLow })
	if condition.stops() {
		return &trouble{condition}
	}
	return nil
}

// pause waits for delay. A new job cuts it short, but never below the shortest
// one: a flood of scans must not become a flood of calls to a dead printer.
func (q *Queue) pause(ctx context.Context, delay time.Duration) {
	sleep(ctx, q.config.Retry.First)
	timer := time.NewTimer(delay - q.config.Retry.First)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	case <-q.wake:
	}
}

func sleep(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// round prints until nothing is owed. An error means that the printer or the
// storage is in trouble and the jobs stay.
func (q *Queue) round(ctx context.Context) error {
	for ctx.Err() == nil {
		owed, err := q.jobs.Pending(q.config.Name, pendingLimit)
		if err != nil {
			return fmt.Errorf("%w: reading the labels owed: %w", errStorage, err)
		}
		q.count(len(owed))
		if err := q.look(ctx); err != nil {
			return err
		}
		q.work(len(owed))
		if len(owed) == 0 {
			return nil
		}
		for _, job := range owed {
			if slices.Contains(q.ended, job.ID) {
				return fmt.Errorf("%w: label %s is owed again after its end", errStorage, job.ID)
			}
			if err := q.print(ctx, job); err != nil {
				return err
			}
			if q.doubt && q.way.asks() {
				break
			}
		}
	}
	return ctx.Err()
}

var (
	errStorage  = errors.New("storage does not answer")
	errTemplate = errors.New("the label's template cannot be used")
)

// print brings one job to its end, or returns why it stays.
func (q *Queue) print(ctx context.Context, job Job) error {
	if job.Begun && job.ID != q.spared {
		return q.done(ctx, job, Outcome{Unknown, words.Say("label.unknown", "printer", q.config.Name)})
	}
	design, err := q.config.Shelf.Find(q.config.Template)
	if err != nil {
		return fmt.Errorf("%w: %w", errTemplate, err)
	}
	page, err := design.Draw(job.Label, q.config.DPMM, q.config.Language)
	var unfit *label.Unfit
	if errors.As(err, &unfit) {
		return q.done(ctx, job, Outcome{Failed, unfit.Text})
	}
	if err != nil {
		return fmt.Errorf("drawing label %s: %w", job.ID, err)
	}
	return q.send(ctx, job, sheet{page, job.ID, max(job.Copies, 1)})
}

func (q *Queue) send(ctx context.Context, job Job, s sheet) error {
	begun := false
	err := q.way.send(ctx, s, func() error {
		if err := q.jobs.Begin(ctx, job); err != nil {
			return fmt.Errorf("%w: %w", errStorage, err)
		}
		begun, q.spared = true, ""
		return nil
	})
	var no *refused
	switch {
	case errors.Is(err, ErrWithdrawn):
		q.remember(job)
		return nil
	case errors.Is(err, ErrChanged):
		return nil // it is still owed
	case errors.Is(err, errDeclined):
		q.spared = job.ID
		return err
	case err != nil && !begun:
		return err
	case errors.As(err, &no):
		return q.done(ctx, job, Outcome{Failed, words.Say("label.refused", "printer", q.config.Name, "reason", no.Error())})
	case err != nil:
		q.doubt = true
		return q.done(ctx, job, Outcome{Unknown, words.Say("label.unknown", "printer", q.config.Name)})
	default:
		return q.done(ctx, job, Outcome{End: Printed})
	}
}

// done writes an end down, however long that takes: the queue must not go on
// and print a job again whose end only the queue knows. When ctx ends first,
// Begin's mark is what the next start goes by.
func (q *Queue) done(ctx context.Context, job Job, outcome Outcome) error {
	for delay := q.config.Retry.First; ; delay = min(2*delay, q.config.Retry.Most) {
		err := q.jobs.Done(context.WithoutCancel(ctx), job.ID, outcome)
		if err == nil {
			q.remember(job)
			q.over(outcome)
			return nil
		}
		q.trouble(fmt.Errorf("%w: writing down how label %s ended: %w", errStorage, job.ID, err))
		if sleep(ctx, delay); ctx.Err() != nil {
			return ctx.Err()
		}
	}
}

// remember keeps the jobs that ended last: storage that tells of one of them
// again is broken, and must not make a printer repeat it for ever.
func (q *Queue) remember(job Job) {
	q.ended = append(q.ended, job.ID)
	if extra := len(q.ended) - 4*pendingLimit; extra > 0 {
		q.ended = slices.Delete(q.ended, 0, extra)
	}
}
