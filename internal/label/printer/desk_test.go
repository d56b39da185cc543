package printer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"lotgate/internal/label"
)

// desk owes labels and remembers all that the queue says about them. What it
// keeps is what storage would keep over a restart.
type desk struct {
	mu       sync.Mutex
	owed     []Job
	begun    []string
	ended    map[string]Outcome
	order    []string // of the ends
	fail     error    // of every call, while set
	withdraw map[string]bool
	change   func(owed []Job) // called once, when a job is about to be printed
	news     chan struct{}    // a token for every end
}

func newDesk(ids ...string) *desk {
	d := &desk{ended: map[string]Outcome{}, withdraw: map[string]bool{}, news: make(chan struct{}, 1000)}
	d.owe(ids...)
	return d
}

func (d *desk) owe(ids ...string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, id := range ids {
		d.owed = append(d.owed, Job{ID: id, Label: label.Data{GTIN: "06901234567892", Lot: id, Expiry: "2028-03-31", ItemZH: "阿莫西林胶囊", Bin: "B-03-2"}})
	}
}

func (d *desk) Pending(_ string, limit int) ([]Job, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return nil, d.fail
	}
	return slices.Clone(d.owed[:min(limit, len(d.owed))]), nil
}

func (d *desk) Begin(_ context.Context, job Job) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	id := job.ID
	if d.change != nil {
		d.change(d.owed)
		d.change = nil
	}
	for _, now := range d.owed {
		if now.ID == id && now.State != job.State {
			return ErrChanged
		}
	}
	if d.withdraw[id] {
		d.owed = slices.DeleteFunc(d.owed, func(j Job) bool { return j.ID == id })
		return ErrWithdrawn
	}
	if d.fail != nil {
		return d.fail
	}
	d.begun = append(d.begun, id)
	for i := range d.owed {
		d.owed[i].Begun = d.owed[i].Begun || d.owed[i].ID == id
	}
	return nil
}

func (d *desk) Done(_ context.Context, id string, outcome Outcome) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.fail != nil {
		return d.fail
	}
	d.owed = slices.DeleteFunc(d.owed, func(j Job) bool { return j.ID == id })
	d.ended[id] = outcome
	d.order = append(d.order, id)
	d.news <- struct{}{}
	return nil
}

func (d *desk) breaks(err error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.fail = err
}

func (d *desk) end(id string) End {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ended[id].End
}

func (d *desk) outcome(id string) Outcome {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.ended[id]
}

func (d *desk) ends() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.order)
}

func (d *desk) begins() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	return slices.Clone(d.begun)
}

// wait waits until n jobs have ended.
func (d *desk) wait(t *testing.T, n int) {
	t.Helper()
	for range n {
		select {
		case <-d.news:
		case <-time.After(30 * time.Second):
			t.Fatalf("only these ended: %v", d.ends())
		}
	}
}

// paper is a printer at the other end of a real TCP connection.
type paper struct {
	listener net.Listener

	mu   sync.Mutex
	jobs []string // what came in, one a call
}

// plugIn starts a printer at address; "127.0.0.1:0" is a new one.
func plugIn(t *testing.T, address string, serve func(*paper, *net.TCPConn)) *paper {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	p := &paper{listener: listener}
	done := make(chan struct{})
	go func() {
		defer close(done)
		for {
			call, err := listener.Accept()
			if err != nil {
				return
			}
			serve(p, call.(*net.TCPConn))
		}
	}()
	t.Cleanup(func() { listener.Close(); <-done })
	return p
}

func (p *paper) address() string { return p.listener.Addr().String() }

// takes reads the whole job and closes, as a printer does.
func takes(p *paper, call *net.TCPConn) {
	defer call.Close()
	data, err := io.ReadAll(call)
	if err != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	p.jobs = append(p.jobs, string(data))
}

// dies reads n bytes and drops dead: the other side gets a reset.
func dies(n int64) func(*paper, *net.TCPConn) {
	return func(_ *paper, call *net.TCPConn) {
		io.CopyN(io.Discard, call, n)
		call.SetLinger(0)
		call.Close()
	}
}

func (p *paper) printed() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.jobs)
}

// start runs a queue for the printer at address until the test ends.
func start(t *testing.T, jobs Jobs, target string, limits Limits) *Queue {
	t.Helper()
	return startAt(t, jobs, target, limits, 8)
}

func startAt(t *testing.T, jobs Jobs, target string, limits Limits, dpmm int) *Queue {
	t.Helper()
	to, err := ParseTarget(target)
	if err != nil {
		t.Fatal(err)
	}
	q, err := New(Config{Name: "dock", Target: to, DPMM: dpmm, Limits: limits, Retry: Retry{time.Millisecond, 20 * time.Millisecond}}, jobs)
	if err != nil {
		t.Fatal(err)
	}
	run(t, q)
	return q
}

func run(t testing.TB, q *Queue) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() {
		defer close(done)
		q.Run(ctx)
	}()
	stop = sync.OnceFunc(func() { cancel(); <-done })
	t.Cleanup(stop)
	return stop
}

// until waits for a status that pleases.
func until(t *testing.T, q *Queue, pleases func(Status) bool) Status {
	t.Helper()
	changed, cancel := q.Watch()
	defer cancel()
	late := time.After(30 * time.Second)
	for {
		if s := q.Status(); pleases(s) {
			return s
		}
		select {
		case <-changed:
		case <-late:
			t.Fatalf("status stays %+v", q.Status())
		}
	}
}

func in(state State) func(Status) bool { return func(s Status) bool { return s.State == state } }

func names(n int) (ids []string) {
	for i := range n {
		ids = append(ids, fmt.Sprintf("JOB%04d", i))
	}
	return ids
}

var errDisk = errors.New("no space left on device")
