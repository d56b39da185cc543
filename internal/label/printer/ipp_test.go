package printer

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lotgate/internal/label/printer/ipp"
	"lotgate/internal/words"
)

// TestRealIPPPrinter prints on ippeveprinter, which is CUPS's own example of a
// printer: jobs arrive byte for byte, it says that it is out of paper, and the
// labels wait until it has some.
func TestRealIPPPrinter(t *testing.T) {
	if testing.Short() {
		t.Skip("a printer and what announces it take seconds to start")
	}
	for _, id := range []string{"ipp-zpl", "ipp-pdf"} {
		t.Run(id, func(t *testing.T) {
			eve := startEve(t)
			printer := &talker{profile: profile(t, id)}
			jobs := newDesk("A")
			q := printer.queue(t, jobs, "ipp:"+eve.address+"/ipp/print", quick)
			jobs.wait(t, 1)
			until(t, q, in(Ready))
			if jobs.end("A") != Printed {
				t.Fatalf("ends %v", jobs.ended)
			}
			eve.got(t, 1, map[string]string{"ipp-zpl": "^XA\n^FXA^FS", "ipp-pdf": "%PDF-1.4"}[id])

			eve.command(t, "jam")
			jobs.owe("B")
			q.Wake()
			jobs.wait(t, 1) // what came out of a printer that jammed nobody knows
			if jobs.end("B") != Unknown {
				t.Errorf("ends %v", jobs.ended)
			}
			until(t, q, in(State(Jam)))
			jobs.owe("C")
			q.Wake()
			until(t, q, func(s Status) bool { return s.State == State(Jam) && s.Waiting == 1 })
			eve.command(t, "clear")
			eve.poke(t)
			jobs.wait(t, 1)
			if jobs.end("C") != Printed {
				t.Errorf("ends %v", jobs.ended)
			}
		})
	}
}

// eve is an ippeveprinter at work.
type eve struct{ dir, address string }

// eveCommand is what it calls for each job: it keeps the job, and jams while a
// file says so.
const eveCommand = `#!/bin/sh
cp "$1" "%[1]s/job-$$"
if [ "$(cat %[1]s/order)" = jam ]; then echo "STATE: +media-jam" >&2; sleep 1; exit 1; fi
echo "STATE: -media-jam" >&2
exit 0
`

func startEve(t *testing.T) *eve {
	t.Helper()
	program, err := exec.LookPath("ippeveprinter")
	if err != nil {
		t.Skip("ippeveprinter is not installed: nothing is printed by IPP")
	}
	dir := t.TempDir()
	e := &eve{dir: dir}
	e.command(t, "clear")
	if err := os.WriteFile(filepath.Join(dir, "print"), fmt.Appendf(nil, eveCommand, dir), 0o700); err != nil {
		t.Fatal(err)
	}
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	e.address = listener.Addr().String()
	_, port, _ := net.SplitHostPort(e.address)
	listener.Close()
	environment := announcer(t, dir)
	command := exec.Command(program, "-n", "localhost", "-p", port, "-d", dir, "-k", "-c", filepath.Join(dir, "print"),
		"-f", "application/octet-stream,application/vnd.zebra-zpl,application/pdf", "-v", "Lotgate"+port)
	command.Env = environment
	process(t, command)
	for until := time.Now().Add(20 * time.Second); time.Now().Before(until); time.Sleep(50 * time.Millisecond) {
		if line, err := net.Dial("tcp", e.address); err == nil {
			line.Close()
			return e
		}
	}
	t.Skip("ippeveprinter does not start here: it announces itself by avahi, which wants a bus and root")
	return nil
}

// announcer starts what ippeveprinter will not be without, on a bus of its own
// and on the loopback alone, and gives back the environment that leads there.
func announcer(t *testing.T, dir string) []string {
	t.Helper()
	socket := "unix:path=" + filepath.Join(dir, "bus")
	bus := `<busconfig><type>system</type><listen>` + socket + `</listen><auth>EXTERNAL</auth><policy context="default">` +
		`<allow user="*"/><allow own="*"/><allow send_destination="*" eavesdrop="true"/><allow receive_sender="*"/></policy></busconfig>`
	avahi := "[server]\nallow-interfaces=lo\nuse-ipv6=no\nenable-dbus=yes\n[wide-area]\nenable-wide-area=no\n"
	for name, text := range map[string]string{"bus.conf": bus, "avahi.conf": avahi} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	environment := append(os.Environ(), "DBUS_SYSTEM_BUS_ADDRESS="+socket)
	for _, args := range [][]string{
		{"dbus-daemon", "--config-file=" + filepath.Join(dir, "bus.conf"), "--nofork", "--nopidfile"},
		{"avahi-daemon", "-f", filepath.Join(dir, "avahi.conf"), "--no-drop-root", "--no-chroot", "--no-rlimits"},
	} {
		if _, err := exec.LookPath(args[0]); err != nil {
			t.Skip(args[0] + " is not installed: ippeveprinter does not start without it")
		}
		command := exec.Command(args[0], args[1:]...)
		command.Env = environment
		process(t, command)
		for until := time.Now().Add(10 * time.Second); time.Now().Before(until); time.Sleep(20 * time.Millisecond) {
			if _, err := os.Stat(filepath.Join(dir, "bus")); err == nil {
				break
			}
		}
	}
	time.Sleep(time.Second) // avahi has nothing to wait for but itself
	return environment
}

// process runs a command until the test ends.
func process(t *testing.T, command *exec.Cmd) {
	t.Helper()
	if err := command.Start(); err != nil {
		t.Skip("cannot be started here:", err)
	}
	t.Cleanup(func() {
		command.Process.Kill()
		command.Wait()
	})
}

func (e *eve) command(t *testing.T, order string) {
	t.Helper()
	if err := os.WriteFile(filepath.Join(e.dir, "order"), []byte(order), 0o600); err != nil {
		t.Fatal(err)
	}
}

// poke prints something by hand, as a technician would to see whether the jam
// is cleared: the printer takes its state back with the next job that goes well.
func (e *eve) poke(t *testing.T) {
	t.Helper()
	w := newIPP(Target{kind: "ipp", address: e.address + "/ipp/print"}, Profile{}, quick)
	answer, err := w.ask(context.Background(), ipp.PrintJob, []ipp.Attribute{
		{Tag: ipp.Name, Name: "requesting-user-name", Values: []any{"technician"}}, {Tag: ipp.MIME, Name: "document-format", Values: []any{"application/vnd.zebra-zpl"}},
	}, []byte("page"))
	if err != nil || !answer.OK() {
		t.Fatalf("%+v %v", answer, err)
	}
}

// got holds that so many jobs came, and how the last one begins.
func (e *eve) got(t *testing.T, n int, begins string) {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(e.dir, "job-*"))
	if err != nil || len(files) != n {
		t.Fatalf("%d jobs came, want %d: %v", len(files), n, err)
	}
	job, err := os.ReadFile(files[n-1])
	if err != nil || !bytes.HasPrefix(job, []byte(begins)) {
		t.Errorf("the job begins %.40q: %v", job, err)
	}
}

// answering is a printer that answers every request of an operation alike.
type answering struct {
	mu     sync.Mutex
	asked  []uint16
	answer map[uint16]string // what follows the header; the first two bytes are the status
	spends map[uint16]int    // how often an answer is given, where not for ever
}

// queue prints jobs on it.
func (a *answering) queue(t *testing.T, jobs *desk) (*desk, *Queue) {
	t.Helper()
	server := httptest.NewServer(a)
	t.Cleanup(server.Close)
	return jobs, (&talker{profile: profile(t, "ipp-pdf")}).queue(t, jobs, "ipp:"+strings.TrimPrefix(server.URL, "http://")+"/ipp/print", quick)
}

func (a *answering) times(operation uint16) (n int) {
	a.mu.Lock()
	defer a.mu.Unlock()
	for _, each := range a.asked {
		if each == operation {
			n++
		}
	}
	return n
}

func (a *answering) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	var body bytes.Buffer
	body.ReadFrom(r.Body)
	operation := uint16(body.Bytes()[2])<<8 | uint16(body.Bytes()[3])
	a.mu.Lock()
	defer a.mu.Unlock()
	a.asked = append(a.asked, operation)
	text, found := a.answer[operation]
	if n, counted := a.spends[operation]; counted {
		found = found && n > 0
		a.spends[operation]--
	}
	if !found {
		text = "\x00\x00\x03"
	}
	w.Write([]byte("\x02\x00" + text[:2] + "\x00\x00\x00\x01" + text[2:]))
}

// TestIPPRefusesAndComplains: what a printer says before it has a job keeps the
// label here; a clear "no" to the job itself is an end.
func TestIPPRefusesAndComplains(t *testing.T) {
	reason := func(state byte, text string) string {
		return "\x00\x00\x04\x23\x00\x0dprinter-state\x00\x04\x00\x00\x00" + string(state) +
			"\x44\x00\x15printer-state-reasons\x00" + string(byte(len(text))) + text + "\x03"
	}
	for _, c := range []struct {
		name, says string
		operation  uint16
		state      State
		end        End
	}{
		{"out of paper", reason(5, "media-empty-error"), ipp.GetPrinterAttributes, State(PaperOut), ""},
		{"cover open", reason(5, "cover-open"), ipp.GetPrinterAttributes, State(HeadOpen), ""},
		{"paused", reason(5, "paused"), ipp.GetPrinterAttributes, State(Paused), ""},
		{"stopped for no reason", reason(5, "none"), ipp.GetPrinterAttributes, State(Paused), ""},
		{"would not take it", "\x05\x07\x03", ipp.ValidateJob, Stuck, ""},
		{"does not take it", "\x04\x0a\x03", ipp.PrintJob, "", Failed},
		{"no IPP at all", "\x00\x00<html>", ipp.GetPrinterAttributes, Silent, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			printer := &answering{answer: map[uint16]string{c.operation: c.says}}
			jobs, q := printer.queue(t, newDesk("A"))
			if c.end != "" {
				jobs.wait(t, 1)
				if jobs.end("A") != c.end {
					t.Errorf("ends %v", jobs.ended)
				}
				return
			}
			until(t, q, in(c.state))
			if len(jobs.begins()) > 0 {
				t.Errorf("begun %v", jobs.begins())
			}
		})
	}
}

// TestIPPRefusal: what a printer's clear "no" to a job was is said to whoever
// looks for the label, and the job is not sent again.
func TestIPPRefusal(t *testing.T) {
	printer := &answering{answer: map[uint16]string{ipp.PrintJob: "\x04\x0a\x03"}}
	jobs, _ := printer.queue(t, newDesk("A"))
	jobs.wait(t, 1)
	if said := jobs.outcome("A").Text.In(words.English); !strings.Contains(said, "IPP 040a") || !strings.Contains(said, "not printed") {
		t.Errorf("said is %q", said)
	}
	if n := printer.times(ipp.PrintJob); n != 1 {
		t.Errorf("it was sent %d times", n)
	}
}

// completed is a job that came out.
const completed = "\x00\x00\x02\x23\x00\x09job-state\x00\x04\x00\x00\x00\x09\x03"

// TestIPPBusy: a printer that is busy when it gets the job has printed nothing:
// the label waits in its place, is tried again, and comes out once.
func TestIPPBusy(t *testing.T) {
	for _, status := range []string{"\x05\x02", "\x05\x05", "\x05\x06", "\x05\x07"} {
		printer := &answering{
			answer: map[uint16]string{ipp.PrintJob: status + "\x03", ipp.GetJobAttributes: completed},
			spends: map[uint16]int{ipp.PrintJob: 2},
		}
		jobs, q := printer.queue(t, newDesk("A", "B"))
		jobs.wait(t, 2)
		if jobs.end("A") != Printed || jobs.end("B") != Printed || !slices.Equal(jobs.ends(), []string{"A", "B"}) {
			t.Errorf("%q: ends %v in the order %v", status, jobs.ended, jobs.ends())
		}
		if n := printer.times(ipp.PrintJob); n != 4 {
			t.Errorf("%q: two labels were sent %d times, and two were declined", status, n)
		}
		until(t, q, in(Ready))
	}
}

// TestIPPBusyAndStopped: what was declined and then met a restart may have been
// printed, for all that the books know.
func TestIPPBusyAndStopped(t *testing.T) {
	busy := &answering{answer: map[uint16]string{ipp.PrintJob: "\x05\x07\x03"}}
	jobs, q := busy.queue(t, newDesk("A"))
	until(t, q, in(Stuck))
	again, _ := new(answering).queue(t, jobs)
	again.wait(t, 1)
	if again.end("A") != Unknown {
		t.Errorf("ends %v", again.ended)
	}
}
