package realkernel

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"sync"
	"testing"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
	"lotgate/internal/device/bus"
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

func (o *owing) owe(job printer.Job) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.owed = append(o.owed, job)
}

func (o *owing) end(id string) printer.End {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.ends[id]
}

// usbPrinter is a printer at USB, and the paper that comes out of it.
type usbPrinter struct {
	*gadget
	*usbPaper
	far *os.File // the printer's end
}

func newUSBPrinter(t testing.TB, plug int, serial string) *usbPrinter {
	p := &usbPrinter{gadget: newGadget(t, plug, "0a5f", "0081", serial, "printer", map[string]string{"pnp_string": "MFG:ACME;CMD:ZPL;CLS:PRINTER;"}), usbPaper: new(usbPaper)}
	t.Cleanup(func() { _ = p.Unplug() })
	return p
}

// Replug plugs it in; number is which of the kernel's printer gadgets it is.
func (p *usbPrinter) Replug(number int, ask []byte) (err error) {
	if err = p.gadget.Replug(); err != nil {
		return err
	}
	if p.far, err = open(fmt.Sprintf("/dev/g_printer%d", number), os.O_RDWR); err == nil {
		go p.work(p.far, ask)
	}
	return err
}

func (p *usbPrinter) Unplug() error {
	if p.far != nil {
		p.far.Close()
	}
	return p.gadget.Unplug()
}

// TestGuestPrinterQueue prints labels on a USB printer by the queue that prints
// all of them: while it is not plugged in, or says that it is out of paper, it
// gets none; what comes out ends as printed by its own word; pulled out and
// plugged in as another number, behind a printer that took its own, it is still
// itself.
func TestGuestPrinterQueue(t *testing.T) {
	all, _ := printer.LoadProfiles(profiles.Printers)
	zebra := all["zebra-zpl"]
	ready, noPaper := zebra.Samples[0].Answer, zebra.Samples[1].Answer
	ours, other := newUSBPrinter(t, 0, "OURS"), newUSBPrinter(t, 1, "OTHER")
	to, err := printer.ParseTarget("usb:0a5f:0081:OURS")
	if err != nil {
		t.Fatal(err)
	}
	jobs := &owing{owed: []printer.Job{{ID: "A", Label: label.Samples["usual"]}, {ID: "B", Label: label.Samples["longest"]}}, ends: map[string]printer.End{}}
	q, err := printer.New(printer.Config{Name: "usb", Target: to, Profile: zebra}, jobs)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	changes, err := bus.Watch(ctx)
	if err != nil {
		t.Fatal(err)
	}
	var running sync.WaitGroup
	running.Go(func() { q.Run(ctx) })
	running.Go(func() {
		for range changes {
			q.Look()
		}
	})
	defer running.Wait()
	defer cancel()
	is := func(state printer.State) func() bool { return func() bool { return q.Status().State == state } }
	await(t, is(printer.Absent), "word that no printer is there")

	ours.say(noPaper)
	if err := ours.Replug(0, zebra.Status.Ask); err != nil {
		t.Fatal(err)
	}
	await(t, is(printer.State(printer.PaperOut)), "word that the paper is out")
	if ours.labels() > 0 {
		t.Error("a printer without paper got labels")
	}
	knownAs(t, q, all, "zebra-zpl")
	ours.say(ready)
	q.Wake()
	await(t, func() bool { return jobs.end("B") != "" }, "end of both labels")
	if jobs.end("A") != printer.Printed || jobs.end("B") != printer.Printed || ours.labels() != 2 {
		t.Errorf("ends %v, %d labels", jobs.ends, ours.labels())
	}

	before := there(device.USBPrinter, "0a5f:0081:OURS")
	if err := ours.Unplug(); err != nil {
		t.Fatal(err)
	}
	await(t, is(printer.Absent), "word that it was pulled out")
	if err := other.Replug(1, zebra.Status.Ask); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { return there(device.USBPrinter, "0a5f:0081:OTHER") == before }, "another printer at "+before)
	if err := ours.Replug(0, zebra.Status.Ask); err != nil {
		t.Fatal(err)
	}
	await(t, is(printer.Ready), "word that it is back")
	jobs.owe(printer.Job{ID: "C", Label: label.Samples["usual"]})
	q.Wake()
	await(t, func() bool { return jobs.end("C") != "" }, "end of the third label")
	if jobs.end("C") != printer.Printed || ours.labels() != 3 || other.labels() != 0 {
		t.Errorf("ends %v, %d labels, and %d on the other", jobs.ends, ours.labels(), other.labels())
	}
}

// knownAs holds that the one printer that is plugged in is the queue's, and known
// by that profile.
func knownAs(t testing.TB, q *printer.Queue, all map[string]printer.Profile, id string) {
	t.Helper()
	found, err := bus.Find()
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range found {
		if p, known := printer.Recognise(all, d); d.Driver == device.USBPrinter && (!known || p.ID != id || !q.Is(d)) {
			t.Errorf("%+v is known as %q", d, p.ID)
		}
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
