package printer

import (
	"net"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"lotgate/internal/label"
	"lotgate/internal/words"
)

var short = Limits{Dial: time.Second, Write: 100 * time.Millisecond, Confirm: 100 * time.Millisecond}

func TestPrintsInOrder(t *testing.T) {
	ids := names(2*pendingLimit + 3)
	jobs, printer := newDesk(ids...), plugIn(t, "127.0.0.1:0", takes)
	q := start(t, jobs, "tcp:"+printer.address(), DefaultLimits)
	jobs.wait(t, len(ids))
	if got := jobs.ends(); !slices.Equal(got, ids) {
		t.Errorf("ended %v, want %v", got, ids)
	}
	for i, job := range printer.printed() {
		if !strings.Contains(job, "^FX"+ids[i]+"^FS") || !strings.HasSuffix(job, "^XZ\n") {
			t.Errorf("job %d is %.60q...", i, job)
		}
	}
	s := until(t, q, in(Ready))
	if s.Waiting != 0 || s.Last.End != Printed || s.Trouble() {
		t.Errorf("status %+v", s)
	}
}

// TestPrinterIsOff: nobody listens; the job stays, people are told, and when
// the printer is back it prints, once, with those that came meanwhile.
func TestPrinterIsOff(t *testing.T) {
	printer := plugIn(t, "127.0.0.1:0", takes)
	address := printer.address()
	printer.listener.Close()

	jobs := newDesk("A")
	q := start(t, jobs, "tcp:"+address, DefaultLimits)
	s := until(t, q, in(NoAnswer))
	if s.Waiting != 1 || !s.Trouble() || s.Cause == "" || s.Since.IsZero() {
		t.Errorf("status %+v", s)
	}
	if zh := s.Text.In(words.Chinese); !strings.Contains(zh, "没有回应") || !strings.Contains(zh, "dock") {
		t.Errorf("said %q", zh)
	}
	jobs.owe("B")
	q.Wake()
	until(t, q, func(s Status) bool { return s.Waiting == 2 })
	if begun := jobs.begins(); len(begun) != 0 {
		t.Errorf("%v was begun without a printer", begun)
	}

	back := plugIn(t, address, takes)
	jobs.wait(t, 2)
	until(t, q, in(Ready))
	if got := back.printed(); len(got) != 2 || jobs.end("A") != Printed || jobs.end("B") != Printed {
		t.Errorf("%d labels came out, ends %v", len(got), jobs.ended)
	}
}

// TestWakesAtOnce: with hours between tries, a new job alone makes it try.
func TestWakesAtOnce(t *testing.T) {
	printer := plugIn(t, "127.0.0.1:0", takes)
	address := printer.address()
	printer.listener.Close()
	jobs := newDesk("A")
	to, _ := ParseTarget("tcp:" + address)
	q, err := New(Config{Name: "dock", Target: to, Retry: Retry{time.Millisecond, time.Hour}}, jobs)
	if err != nil {
		t.Fatal(err)
	}
	run(t, q)
	until(t, q, in(NoAnswer))
	plugIn(t, address, takes)
	jobs.owe("B")
	for jobs.end("B") == "" {
		q.Wake()
		time.Sleep(time.Millisecond)
	}
	if jobs.end("A") != Printed {
		t.Errorf("ends %v", jobs.ended)
	}
}

// TestDiesInTheBody: a format without its end prints nothing, so the job is
// sent again, and the printer is told to forget the half it has.
func TestDiesInTheBody(t *testing.T) {
	calls := 0
	printer := plugIn(t, "127.0.0.1:0", func(p *paper, call *net.TCPConn) {
		if calls++; calls == 1 {
			call.SetReadBuffer(1)
			dies(100)(p, call)
			return
		}
		takes(p, call)
	})
	jobs := newDesk()
	jobs.owed = append(jobs.owed, large)
	startAt(t, jobs, "tcp:"+printer.address(), DefaultLimits, label.MaxDPMM)
	jobs.wait(t, 1)
	got := printer.printed()
	if jobs.end(large.ID) != Printed || len(got) != 1 || !strings.HasPrefix(got[0], cancelFormat+"^XA") {
		t.Errorf("end %q, %d came out, which begins with %.20q", jobs.end(large.ID), len(got), got)
	}
	if begun := jobs.begins(); len(begun) != 1 {
		t.Errorf("begun %v", begun)
	}
}

// large is a label that no socket's buffers hold, at the highest density.
var large = Job{ID: "LARGE", Label: noise()}

// TestDiesAtTheEnd: the printer had everything and then was gone. That job is
// unknown, it is never sent again, and the next one is.
func TestDiesAtTheEnd(t *testing.T) {
	calls := 0
	printer := plugIn(t, "127.0.0.1:0", func(p *paper, call *net.TCPConn) {
		if calls++; calls > 1 {
			takes(p, call)
			return
		}
		buffer := make([]byte, 64<<10)
		for tail := ""; !strings.Contains(tail, "^XZ"); {
			n, err := call.Read(buffer)
			if err != nil {
				return
			}
			tail = (tail + string(buffer[:n]))[max(0, len(tail)+n-8):]
		}
		call.SetLinger(0)
		call.Close()
	})
	jobs := newDesk("A", "B")
	q := start(t, jobs, "tcp:"+printer.address(), DefaultLimits)
	jobs.wait(t, 2)
	if jobs.end("A") != Unknown || jobs.end("B") != Printed {
		t.Errorf("ends %v", jobs.ended)
	}
	for _, job := range printer.printed() {
		if strings.Contains(job, "^FXA^FS") {
			t.Error("an unknown job was sent again")
		}
	}
	if text := jobs.ended["A"].Text.In(words.English); !strings.Contains(text, "REPRINT") {
		t.Errorf("said %q", text)
	}
	until(t, q, in(Ready))
}

// TestNeverReads: the printer answers the call and then takes nothing. Its job
// is not begun, and is printed when the printer comes to its senses.
func TestNeverReads(t *testing.T) {
	hold := make(chan struct{})
	calls := 0
	printer := plugIn(t, "127.0.0.1:0", func(p *paper, call *net.TCPConn) {
		if calls++; calls > 1 {
			takes(p, call)
			return
		}
		call.SetReadBuffer(1) // the kernel takes little in the printer's stead
		<-hold
		dies(0)(p, call)
	})
	jobs := newDesk()
	jobs.owed = append(jobs.owed, large)
	limits := DefaultLimits
	limits.Write = 100 * time.Millisecond
	q := startAt(t, jobs, "tcp:"+printer.address(), limits, label.MaxDPMM)
	s := until(t, q, in(Stuck))
	if begun := jobs.begins(); len(begun) != 0 {
		t.Errorf("%v was begun without being taken", begun)
	}
	if zh := s.Text.In(words.Chinese); !strings.Contains(zh, "不收数据") {
		t.Errorf("said %q", zh)
	}
	close(hold)
	jobs.wait(t, 1)
	if jobs.end(large.ID) != Printed {
		t.Errorf("ends %v", jobs.ended)
	}
}

// TestNeverCloses: printers that keep the line open are believed only if told so.
func TestNeverCloses(t *testing.T) {
	for _, c := range []struct {
		option string
		want   End
	}{{"", Unknown}, {"?confirm=none", Printed}} {
		hold := make(chan struct{})
		printer := plugIn(t, "127.0.0.1:0", func(_ *paper, call *net.TCPConn) {
			<-hold
			call.Close()
		})
		jobs := newDesk("A")
		start(t, jobs, "tcp:"+printer.address()+c.option, short)
		jobs.wait(t, 1)
		if got := jobs.end("A"); got != c.want {
			t.Errorf("%q: end %q, want %q", c.option, got, c.want)
		}
		close(hold)
	}
}

// TestKilledWhilePrinting: a job found begun at the start may be on paper.
func TestKilledWhilePrinting(t *testing.T) {
	jobs, printer := newDesk("A", "B"), plugIn(t, "127.0.0.1:0", takes)
	jobs.owed[0].Begun = true
	start(t, jobs, "tcp:"+printer.address(), DefaultLimits)
	jobs.wait(t, 2)
	if jobs.end("A") != Unknown || jobs.end("B") != Printed || len(printer.printed()) != 1 {
		t.Errorf("ends %v, %d printed", jobs.ended, len(printer.printed()))
	}
}

func TestWithdrawn(t *testing.T) {
	jobs, printer := newDesk("A", "B"), plugIn(t, "127.0.0.1:0", takes)
	jobs.withdraw["A"] = true
	start(t, jobs, "tcp:"+printer.address(), DefaultLimits)
	jobs.wait(t, 1)
	for _, job := range printer.printed() {
		if strings.Contains(job, "^FXA^FS") && strings.Contains(job, "^XZ") {
			t.Error("a job was printed that had been taken back")
		}
	}
	if jobs.end("A") != "" || jobs.end("B") != Printed {
		t.Errorf("ends %v", jobs.ended)
	}
}

// TestChanged: a job that comes to say something else at the last moment is
// read, drawn and printed as it is then, once.
func TestChanged(t *testing.T) {
	jobs, printer := newDesk("A"), plugIn(t, "127.0.0.1:0", takes)
	jobs.change = func(owed []Job) { owed[0].State, owed[0].Copies = 1, 3 }
	jobs.owed[0].Copies = 5
	start(t, jobs, "tcp:"+printer.address(), DefaultLimits)
	jobs.wait(t, 1)
	whole := strings.Join(printer.printed(), "")
	if jobs.end("A") != Printed || strings.Count(whole, "^PQ3,") != 1 || strings.Contains(whole, "^PQ5,") {
		t.Errorf("ends %v, printed %q", jobs.ended, printer.printed())
	}
}

// TestUnfit: one bad label does not stop the queue.
func TestUnfit(t *testing.T) {
	jobs, printer := newDesk("A", "B"), plugIn(t, "127.0.0.1:0", takes)
	jobs.owed[0].Label.GTIN = "123"
	start(t, jobs, "tcp:"+printer.address(), DefaultLimits)
	jobs.wait(t, 2)
	if jobs.end("A") != Failed || jobs.end("B") != Printed {
		t.Errorf("ends %v", jobs.ended)
	}
	if text := jobs.ended["A"].Text.In(words.English); !strings.Contains(text, "123") {
		t.Errorf("said %q", text)
	}
}

// TestDiskFull: with storage away nothing is printed, because nothing could be
// written down about it; when it is back, everything is printed once.
func TestDiskFull(t *testing.T) {
	jobs, printer := newDesk("A"), plugIn(t, "127.0.0.1:0", takes)
	jobs.breaks(errDisk)
	q := start(t, jobs, "tcp:"+printer.address(), DefaultLimits)
	s := until(t, q, in(Storage))
	if !strings.Contains(s.Cause, errDisk.Error()) || len(printer.printed()) != 0 {
		t.Errorf("status %+v, %d printed", s, len(printer.printed()))
	}
	jobs.breaks(nil)
	jobs.wait(t, 1)
	if n := len(printer.printed()); n != 1 {
		t.Errorf("%d printed", n)
	}
}

// TestStorageForgets: a desk that goes on owing what has ended must not empty
// the roll.
func TestStorageForgets(t *testing.T) {
	jobs, printer := newDesk("A"), plugIn(t, "127.0.0.1:0", takes)
	q := start(t, forgetful{jobs}, "tcp:"+printer.address(), DefaultLimits)
	until(t, q, in(Storage))
	if n := len(printer.printed()); n != 1 {
		t.Errorf("%d printed", n)
	}
}

type forgetful struct{ *desk }

func (f forgetful) Pending(string, int) ([]Job, error) { return newDesk("A").owed, nil }

func TestFolder(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "labels")
	jobs := newDesk("A", "../../B^XA")
	q := start(t, jobs, "folder:"+dir, DefaultLimits)
	jobs.wait(t, 2)
	until(t, q, in(Ready))
	files, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, f := range files {
		got = append(got, f.Name())
	}
	b := "label-_2E_2E_2F_2E_2E_2FB_5EXA"
	want := []string{"label-A.png", "label-A.zpl", b + ".png", b + ".zpl"}
	if slices.Sort(want); !slices.Equal(got, want) {
		t.Errorf("files %q, want %q", got, want)
	}
}

func TestFolderThatCannotBe(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	jobs := newDesk("A")
	q := start(t, jobs, "folder:"+file, DefaultLimits)
	until(t, q, in(Folder))
	if err := os.Remove(file); err != nil {
		t.Fatal(err)
	}
	jobs.wait(t, 1)
	if jobs.end("A") != Printed {
		t.Errorf("ends %v", jobs.ended)
	}
}

// TestStop: stopping while the printer is off, and while it is idle, is prompt
// and loses nothing.
func TestStop(t *testing.T) {
	printer := plugIn(t, "127.0.0.1:0", takes)
	printer.listener.Close()
	jobs := newDesk("A")
	to, _ := ParseTarget("tcp:" + printer.address())
	q, err := New(Config{Name: "dock", Target: to, Retry: Retry{time.Millisecond, time.Hour}}, jobs)
	if err != nil {
		t.Fatal(err)
	}
	stop := run(t, q)
	until(t, q, in(NoAnswer))
	stop()
	if len(jobs.owed) != 1 || len(jobs.begins()) != 0 {
		t.Errorf("owed %v, begun %v", jobs.owed, jobs.begun)
	}
}

func TestParseTarget(t *testing.T) {
	for _, c := range []struct{ text, want string }{
		{"tcp:10.0.0.5:9100", "tcp:10.0.0.5:9100"},
		{"tcp:printer-3.local", "tcp:printer-3.local:9100"},
		{"tcp:[::1]:9101", "tcp:[::1]:9101"},
		{"tcp:[::1]", "tcp:[::1]:9100"},
		{"tcp:10.0.0.5?confirm=none", "tcp:10.0.0.5:9100?confirm=none"},
		{"folder:/var/lib/labels", "folder:/var/lib/labels"},
		{"folder:labels", "folder:labels"},
	} {
		got, err := ParseTarget(c.text)
		if err != nil || got.String() != c.want {
			t.Errorf("ParseTarget(%q) = %q, %v, want %q", c.text, got, err, c.want)
		}
	}
	for _, text := range []string{"", "tcp:", "tcp::9100", "tcp:host:0", "tcp:host:99999", "tcp:host:x", "folder:", "lpt1", "tcp:h?confirm=maybe", "tcp:h?x=1"} {
		if got, err := ParseTarget(text); err == nil {
			t.Errorf("ParseTarget(%q) = %q, want an error", text, got)
		}
	}
}

func TestNewRefuses(t *testing.T) {
	to, _ := ParseTarget("tcp:host")
	for _, c := range []Config{{}, {Name: "a"}, {Target: to}, {Name: "a", Target: to, DPMM: 99}} {
		if _, err := New(c, newDesk()); err == nil {
			t.Errorf("New(%+v) has no objection", c)
		}
	}
}
