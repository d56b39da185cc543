package realkernel

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"sync"
	"testing"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/label"
	"lotgate/internal/label/printer"
)

// owing owes labels and keeps how each ended.
type owing struct {
	mu   sync.Mutex
	owed []printer.Job
	ends map[string]printer.End
}

func (o *owing) Pending(string, int) ([]printer.Job, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return append([]printer.Job(nil), o.owed...), nil
}

func (o *owing) Begin(_ context.Context, job printer.Job) error { return nil }

func (o *owing) Done(_ context.Context, id string, outcome printer.Outcome) error {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.owed, o.ends[id] = o.owed[1:], outcome.End
	return nil
}

func (o *owing) end(id string) printer.End {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.ends[id]
}

// TestGuestPrinterQueue prints labels on a USB printer by the queue that prints
// all of them: while it says that it is out of paper it gets none, and what
// comes out ends as printed by its own word.
func TestGuestPrinterQueue(t *testing.T) {
	g := newGadget(t, 0, "0a5f", "0081", "ZPL2", "printer", map[string]string{"pnp_string": "MFG:ACME;CMD:ZPL;"})
	if err := g.Replug(); err != nil {
		t.Fatal(err)
	}
	far, err := open("/dev/g_printer0", os.O_RDWR)
	if err != nil {
		t.Fatal(err)
	}
	defer far.Close()
	var node string
	await(t, func() bool {
		if found, _ := filepath.Glob("/dev/usb/lp*"); len(found) > 0 {
			node = found[0]
		}
		return node != ""
	}, "printer")
	all, _ := printer.LoadProfiles(profiles.Printers)
	zebra := all["zebra-zpl"]
	paper := &usbPaper{says: zebra.Samples[1].Answer}
	go paper.work(far, zebra.Status.Ask)
	to, err := printer.ParseTarget("usb:" + node)
	if err != nil {
		t.Fatal(err)
	}
	jobs := &owing{owed: []printer.Job{{ID: "A", Label: label.Samples["usual"]}, {ID: "B", Label: label.Samples["longest"]}}, ends: map[string]printer.End{}}
	q, err := printer.New(printer.Config{Name: "usb", Target: to, Profile: zebra}, jobs)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() { q.Run(ctx) })
	defer running.Wait()
	defer cancel()
	await(t, func() bool { return q.Status().State == printer.State(printer.PaperOut) }, "word that the paper is out")
	if paper.labels() > 0 {
		t.Error("a printer without paper got labels")
	}
	paper.say(zebra.Samples[0].Answer)
	q.Wake()
	await(t, func() bool { return jobs.end("B") != "" }, "end of both labels")
	if jobs.end("A") != printer.Printed || jobs.end("B") != printer.Printed || paper.labels() != 2 {
		t.Errorf("ends %v, %d labels", jobs.ends, paper.labels())
	}
}

// usbPaper is the printer's end: it answers each question and counts labels.
type usbPaper struct {
	mu   sync.Mutex
	says []byte
	got  []byte
}

func (p *usbPaper) say(text []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.says = text
}

func (p *usbPaper) labels() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return bytes.Count(p.got, []byte("^XZ"))
}

func (p *usbPaper) work(far *os.File, ask []byte) {
	piece := make([]byte, 8192)
	asked := 0
	for {
		n, err := far.Read(piece)
		if err != nil {
			return // the gadget is gone
		}
		p.mu.Lock()
		p.got = append(p.got, piece[:n]...)
		var answer []byte
		for ; asked < bytes.Count(p.got, ask); asked++ {
			answer = append(answer, p.says...)
		}
		p.mu.Unlock()
		if len(answer) > 0 {
			if _, err := far.Write(answer); err != nil {
				return
			}
		}
	}
}
