package site_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"lotgate/internal/device"
	"lotgate/internal/device/virtual"
	"lotgate/internal/scan"
	"lotgate/internal/site"
)

// reader is a device.Handler that decodes what guns send, answers at the gun,
// and notes how long each code took from its last byte to its reading.
type reader struct {
	t       *testing.T
	manager atomic.Pointer[device.Manager]
	mu      sync.Mutex
	got     map[string]int // codes by gun
	took    []time.Duration
}

func (r *reader) Frame(f device.Frame) {
	reading, err := scan.Decode(f.Data, scan.Options{Today: "2026-05-04"})
	took := time.Since(f.At)
	r.mu.Lock()
	defer r.mu.Unlock()
	want := fmt.Sprintf("%s-%d", f.Scanner, r.got[f.Scanner])
	if err != nil || len(reading.Elements) != 4 || reading.Elements[3].Value != want {
		r.t.Errorf("%s sent %q, want serial %s: %v", f.Scanner, f.Data, want, err)
	}
	r.got[f.Scanner]++
	r.took = append(r.took, took)
	r.manager.Load().Answer(f.Scanner, device.Good)
}

func (r *reader) Trouble(t device.Trouble) { r.t.Errorf("%s: %s, %q", t.Scanner, t.Kind, t.Head) }
func (r *reader) State(device.Status)      {}

// TestSixteenGuns lets 16 guns scan 20 times a second, for a minute under make
// torture and for a second otherwise: none is lost, every one is answered. How
// long it takes and what memory is used is judged under make torture alone.
func TestSixteenGuns(t *testing.T) {
	const guns, perSecond = 16, 20
	seconds, judged := 1, os.Getenv("LOTGATE_TORTURE") != ""
	if judged {
		seconds = 60
	}
	dir, r := t.TempDir(), &reader{t: t, got: map[string]int{}}
	var specs []device.Spec
	var all []*virtual.Scanner
	for i := range guns {
		name := fmt.Sprintf("gun-%d", i)
		g, err := virtual.New(dir, name)
		if err != nil {
			t.Fatal(err)
		}
		defer g.Close()
		all = append(all, g)
		specs = append(specs, device.Spec{Driver: "serial", Address: filepath.Join(dir, name), Name: name, Profile: "p", Station: "dock"})
	}
	ctx, cancel := context.WithCancel(context.Background())
	m, err := device.Start(ctx, specs, device.Options{
		Profiles: map[string]device.Profile{"p": {ID: "p", Transport: "serial", Line: device.Line{Baud: 9600, Size: 8, Parity: "none", Stop: 1},
			Framing: device.Framing{Ends: [][]byte{{'\r'}}}, Feedback: map[device.Mark][]byte{device.Good: {7}}}},
		Drivers: site.Drivers(), Handler: r,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { cancel(); m.Wait() }()
	r.manager.Store(m)
	before := heap()
	var sending sync.WaitGroup
	for i, g := range all {
		sending.Go(func() {
			pace := time.NewTicker(time.Second / perSecond)
			defer pace.Stop()
			for n := range seconds * perSecond {
				code := fmt.Sprintf("]d2010950110153000317261231"+"10ABC123\x1d21gun-%d-%d\r", i, n)
				if err := g.Send([]byte(code)); err != nil {
					t.Error(err)
				}
				<-pace.C
			}
		})
	}
	sending.Wait()
	r.until(guns * seconds * perSecond)
	r.mu.Lock()
	defer r.mu.Unlock()
	slices.Sort(r.took)
	p99 := r.took[len(r.took)*99/100]
	grown := heap() - before
	t.Logf("%d codes; from frame to reading p50 %v, p99 %v; the heap grew by %d KiB", len(r.took), r.took[len(r.took)/2], p99, grown>>10)
	if judged && (p99 > 5*time.Millisecond || grown > 8<<20) {
		t.Error("that is more than 5 ms, or more memory than a flat line has")
	}
	for i, g := range all {
		if heard := bytes.Count(g.Heard(), []byte{7}); heard < min(seconds*perSecond, 4000) {
			t.Errorf("gun %d heard %d answers", i, heard)
		}
	}
}

func (r *reader) until(want int) {
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(10 * time.Millisecond) {
		r.mu.Lock()
		n := len(r.took)
		r.mu.Unlock()
		if n >= want {
			time.Sleep(100 * time.Millisecond) // the last answers are on their way
			return
		}
	}
	r.t.Errorf("%d of %d codes came", len(r.took), want)
}

func heap() int64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// TestHostAckGunIsAnsweredOnce: a gun that waits for its answer hears nothing
// before it has scanned, and one answer for each scan, whatever came of it.
func TestHostAckGunIsAnsweredOnce(t *testing.T) {
	h := newHouse(t, func(o *site.Options) { o.Scanners[0].Profile = "honeywell-host-ack" })
	dock := h.at("dock-1", "1001")
	if heard := h.guns[0].Heard(); len(heard) > 0 {
		t.Errorf("before any scan the gun heard %q", heard)
	}
	answers := func(n int) []byte {
		t.Helper()
		for end := time.Now().Add(20 * time.Second); ; time.Sleep(5 * time.Millisecond) {
			heard := h.guns[0].Heard()
			if bytes.Count(heard, []byte{','}) >= n || time.Now().After(end) {
				return heard
			}
		}
	}
	dock.good(func() { h.scan(0, "LGD.CG-1001") })
	answers(1)
	h.scan(0, string(code(t, "CG-1001", "good", 0)))
	answers(2)
	h.scan(0, string(code(t, "CG-1001", "expired", 0)))
	answers(3)
	h.scan(0, string(code(t, "CG-1001", "trace", 0))) // the lot is asked for
	answers(4)
	h.scan(0, "no code of anything")
	if heard := string(answers(5)); heard != "\x1B7,\x1B7,\x1B8,\x1B4,\x1B8," {
		t.Errorf("for scans that are good, good, bad, asked back and bad the gun heard %q", heard)
	}
}
