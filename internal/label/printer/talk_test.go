package printer

import (
	"bytes"
	"context"
	"io"
	"io/fs"
	"net"
	"os"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
	"lotgate/internal/device/virtual"
	"lotgate/internal/words"
)

func profile(t testing.TB, id string) Profile {
	t.Helper()
	all, problems := LoadProfiles(profiles.Printers)
	p, found := all[id]
	if !found {
		t.Fatalf("no profile %s: %v", id, problems)
	}
	return p
}

// answer is what a profile's sample of that name answers.
func (p Profile) answer(t testing.TB, about string) string {
	t.Helper()
	for _, s := range p.Samples {
		if s.About == about {
			return string(s.Answer)
		}
	}
	t.Fatalf("%s has no sample %q", p.ID, about)
	return ""
}

// talker is a printer on a real line that answers questions about itself and
// takes jobs, as the profile says that its family does.
type talker struct {
	profile Profile
	says    atomic.Pointer[string] // its answer; nil: it says nothing

	mu   sync.Mutex
	jobs []string
	held []byte // what came in since the last question
}

func (p *talker) say(text string) { p.says.Store(&text) }

// hear takes what comes over line until it ends.
func (p *talker) hear(line io.ReadWriter) {
	piece := make([]byte, 4096)
	for {
		n, err := line.Read(piece)
		p.take(line, piece[:n])
		if err != nil {
			p.end()
			return
		}
	}
}

// take answers each question within data; the rest belongs to a job.
func (p *talker) take(line io.Writer, data []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.held = append(p.held, data...)
	for {
		before, after, asked := bytes.Cut(p.held, p.profile.Status.Ask)
		if !asked {
			return
		}
		p.keep(before)
		p.held = slices.Clone(after)
		if says := p.says.Load(); says != nil {
			io.WriteString(line, *says)
		}
	}
}

func (p *talker) end() {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.keep(p.held)
	p.held = nil
}

func (p *talker) keep(job []byte) {
	if len(bytes.TrimSpace(job)) > 0 {
		p.jobs = append(p.jobs, string(job))
	}
}

func (p *talker) printed() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.jobs)
}

// onTCP listens as a printer does, and closes a line at its end.
func (p *talker) onTCP(t *testing.T) (target string) {
	made := plugIn(t, "127.0.0.1:0", func(_ *paper, call *net.TCPConn) {
		defer call.Close()
		p.hear(call)
	})
	return "tcp:" + made.address()
}

var quick = Limits{Dial: 5 * time.Second, Write: 5 * time.Second, Confirm: 20 * time.Second, Status: 5 * time.Second}

func (p *talker) queue(t *testing.T, jobs Jobs, target string, limits Limits) *Queue {
	t.Helper()
	to, err := ParseTarget(target)
	if err != nil {
		t.Fatal(err)
	}
	q, err := New(Config{Name: "dock", Target: to, Profile: p.profile, Limits: limits, Retry: Retry{time.Millisecond, 20 * time.Millisecond}}, jobs)
	if err != nil {
		t.Fatal(err)
	}
	run(t, q)
	return q
}

// TestSaysWhatIsWrong: a printer in trouble gets no labels, people are told in
// words, and once it is cured the labels come out, each once.
func TestSaysWhatIsWrong(t *testing.T) {
	for _, c := range []struct{ profile, about, state, says string }{
		{"zebra-zpl", "paper out, and paused by it", "paper_out", "缺纸"},
		{"zebra-zpl", "head open", "head_open", "打开"},
		{"zebra-epl", "head open", "head_open", "打开"},
		{"zebra-epl", "paper or ribbon out", "paper_out", "缺纸"},
		{"tsc-tspl", "head open", "head_open", "打开"},
		{"tsc-tspl", "paper out while printing", "paper_out", "缺纸"},
		{"escpos", "cover open", "head_open", "打开"},
		{"escpos", "out of paper", "paper_out", "缺纸"},
	} {
		t.Run(c.profile+"/"+c.about, func(t *testing.T) {
			printer := &talker{profile: profile(t, c.profile)}
			printer.say(printer.profile.answer(t, c.about))
			jobs := newDesk("A", "B")
			q := printer.queue(t, jobs, printer.onTCP(t), quick)
			s := until(t, q, in(State(c.state)))
			if zh := s.Text.In(words.Chinese); !strings.Contains(zh, c.says) || !strings.Contains(zh, "dock") || !s.Trouble() {
				t.Errorf("said %q", zh)
			}
			if printer.printed() > 0 || len(jobs.begins()) > 0 {
				t.Error("a printer in trouble got a label")
			}
			printer.say(printer.profile.answer(t, "ready"))
			jobs.wait(t, 2)
			until(t, q, in(Ready))
			if got := printer.printed(); got != 2 || jobs.end("A") != Printed || jobs.end("B") != Printed {
				t.Errorf("%d labels came out, ends %v", got, jobs.ended)
			}
		})
	}
}

// TestFallsSilent: a printer that has told its state before and now does not is
// in a state of its own, and gets no labels either.
func TestFallsSilent(t *testing.T) {
	printer := &talker{profile: profile(t, "zebra-zpl")}
	printer.say(printer.profile.answer(t, "head open"))
	jobs := newDesk("A")
	limits := quick
	limits.Status = 50 * time.Millisecond
	q := printer.queue(t, jobs, printer.onTCP(t), limits)
	until(t, q, in(State(HeadOpen)))
	printer.says.Store(nil)
	s := until(t, q, in(Silent))
	if printer.printed() > 0 || !strings.Contains(s.Text.In(words.English), "no longer says how it is") {
		t.Errorf("%d printed, said %q", printer.printed(), s.Text.In(words.English))
	}
	printer.say(printer.profile.answer(t, "ready"))
	jobs.wait(t, 1)
}

// TestNeverTalks: a printer that never answered is asked no more, and prints.
func TestNeverTalks(t *testing.T) {
	printer := &talker{profile: profile(t, "tsc-tspl")}
	jobs := newDesk("A", "B")
	limits := quick
	limits.Status = 50 * time.Millisecond
	q := printer.queue(t, jobs, printer.onTCP(t), limits)
	jobs.wait(t, 2)
	until(t, q, in(Ready))
	if jobs.end("A") != Printed || printer.printed() != 2 {
		t.Errorf("ends %v, %d printed", jobs.ended, printer.printed())
	}
}

// TestPaperLow: a warning is told and stops nothing.
func TestPaperLow(t *testing.T) {
	printer := &talker{profile: profile(t, "escpos")}
	printer.say(printer.profile.answer(t, "paper near its end"))
	jobs := newDesk("A")
	q := printer.queue(t, jobs, printer.onTCP(t), quick)
	jobs.wait(t, 1)
	s := until(t, q, func(s Status) bool { return s.State == Ready && s.Low })
	if s.Trouble() || s.Text.Code != "label.state.paper_low" {
		t.Errorf("status %+v", s)
	}
}

// TestOnSerialAndUSB prints over a pseudo-terminal, opened as a serial line by
// the driver of the guns, and as the kernel's printer device. There the printer
// closes nothing; a job counts as printed when it says that it is idle.
func TestOnSerialAndUSB(t *testing.T) {
	for _, driver := range []string{"serial", "usb"} {
		for _, id := range []string{"zebra-zpl", "tsc-tspl"} {
			t.Run(driver+"/"+id, func(t *testing.T) {
				printer := &talker{profile: profile(t, id)}
				printer.say(printer.profile.answer(t, "ready"))
				path := printer.onTTY(t)
				jobs := newDesk("A", "B")
				q := printer.queue(t, jobs, driver+":"+path, quick)
				jobs.wait(t, 2)
				until(t, q, in(Ready))
				if got := printer.printed(); got != 2 || jobs.end("A") != Printed || jobs.end("B") != Printed {
					t.Errorf("%d labels came out, ends %v", got, jobs.ended)
				}
			})
		}
	}
}

// onTTY puts the printer behind a pseudo-terminal and gives back its path.
func (p *talker) onTTY(t *testing.T) string {
	t.Helper()
	cable, err := virtual.New(t.TempDir(), "printer")
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var hearing sync.WaitGroup
	hearing.Go(func() {
		for ctx.Err() == nil {
			p.take(writes(cable.Send), cable.Take())
			time.Sleep(time.Millisecond)
		}
	})
	t.Cleanup(func() {
		cancel()
		hearing.Wait()
		cable.Close()
	})
	return cable.Path()
}

// writes makes a writer of a function.
type writes func([]byte) error

func (w writes) Write(b []byte) (int, error) { return len(b), w(b) }

// TestOutOfPaperWhilePrinting: the paper ends in the middle of a job. What came
// out nobody knows, so the job ends unknown and is not repeated, and the next
// one waits.
func TestOutOfPaperWhilePrinting(t *testing.T) {
	printer := &talker{profile: profile(t, "tsc-tspl")}
	printer.say(printer.profile.answer(t, "ready"))
	jobs := newDesk("A", "B")
	jobs.change = func([]Job) { printer.say(printer.profile.answer(t, "paper out while printing")) }
	limits := quick
	limits.Confirm = 300 * time.Millisecond
	q := printer.queue(t, jobs, "serial:"+printer.onTTY(t), limits)
	jobs.wait(t, 1)
	until(t, q, func(s Status) bool { return s.State == State(PaperOut) && s.Waiting == 1 })
	if jobs.end("A") != Unknown {
		t.Errorf("ends %v", jobs.ended)
	}
	printer.say(printer.profile.answer(t, "ready"))
	jobs.wait(t, 1)
	if jobs.end("B") != Printed || len(jobs.begins()) != 2 {
		t.Errorf("ends %v, begun %v", jobs.ended, jobs.begins())
	}
}

// TestNoSuchDevice: that a printer on a cable is not plugged in is said at once,
// also of one that is never asked how it is, and without a label that waits.
func TestNoSuchDevice(t *testing.T) {
	for _, target := range []string{"usb:/dev/usb/no-such-printer", "usb:dead:beef:NOBODY", "usb:any", "serial:/dev/no-such-printer"} {
		for _, id := range []string{"zebra-zpl", "generic-zpl"} {
			q := (&talker{profile: profile(t, id)}).queue(t, newDesk(), target, quick)
			if s := until(t, q, in(Absent)); s.Cause == "" || !strings.Contains(s.Text.In(words.English), "not plugged in") {
				t.Errorf("%s: status %+v", target, s)
			}
		}
	}
}

// TestWhyItCannotBeOpened: each cause has a state of its own, with its cure.
func TestWhyItCannotBeOpened(t *testing.T) {
	for err, want := range map[error]State{
		&device.Unavailable{State: device.Denied}: Denied, &device.Unavailable{State: device.Busy}: Held, &device.Unavailable{State: device.Absent}: Absent,
		fs.ErrPermission: Denied, fs.ErrNotExist: Absent, errBusy: Held, &device.Unavailable{State: device.Failing}: NoAnswer, io.ErrUnexpectedEOF: NoAnswer,
	} {
		if got := stateOf(cause(err)); got != want {
			t.Errorf("%v is %s, want %s", err, got, want)
		}
	}
	if cause(nil) != nil {
		t.Error("nothing is a cause")
	}
}

// TestOrdinaryFileIsNoPrinter: what was meant for a device must not be written
// into a file.
func TestOrdinaryFileIsNoPrinter(t *testing.T) {
	path := t.TempDir() + "/lp0"
	if err := writeFile(path); err != nil {
		t.Fatal(err)
	}
	q := (&talker{profile: profile(t, "generic-zpl")}).queue(t, newDesk("A"), "usb:"+path, quick)
	if s := until(t, q, in(NoAnswer)); !strings.Contains(s.Cause, "no device") {
		t.Errorf("status %+v", s)
	}
}

func writeFile(path string) error { return os.WriteFile(path, nil, 0o600) }
