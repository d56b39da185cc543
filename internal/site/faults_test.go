package site_test

import (
	"fmt"
	"io"
	"net"
	"net/http"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"lotgate/internal/document"
	"lotgate/internal/label/printer"
	"lotgate/internal/site"
)

// TestPrinterOff: while the printer is off scans are booked as ever and every
// station says what is the matter; when it is back all labels come out, in
// order, each once.
func TestPrinterOff(t *testing.T) {
	address := freeAddress(t)
	h := newHouse(t, func(o *site.Options) {
		target, err := printer.ParseTarget("tcp:" + address)
		if err != nil {
			t.Fatal(err)
		}
		o.Printers = []printer.Config{{Name: "zebra", Target: target, Retry: printer.Retry{First: 50 * time.Millisecond, Most: 300 * time.Millisecond}}}
		o.Stations[0].Label = document.Labelling{Printer: "zebra"}
	})
	dock, pick := h.at("dock-1", "1001"), h.at("pick-1", "2001")
	dock.good(func() { h.scan(0, "LGD.CG-1001") })
	var codes []string
	for i := range 30 {
		codes = append(codes, string(serialised(t, fmt.Sprintf("P%02d", i))))
	}
	h.scan(0, codes...)
	dock.await("the last pack", func(s shown) bool { return s.field("Serial") == "P29" })
	for _, l := range []*line{dock, pick} {
		l.await("the printer's trouble", func(s shown) bool { return s.notice("zebra") })
	}
	var owed []string
	for _, r := range facts[document.LabelQueued](t, h.Books(), 0) {
		owed = append(owed, fmt.Sprint(r.Meta.Seq))
	}
	if len(owed) != len(codes) || len(facts[document.LabelEnded](t, h.Books(), 0)) != 0 {
		t.Fatalf("%d labels are owed for %d packs", len(owed), len(codes))
	}
	paper := printAt(t, address)
	until(t, "all labels have ended", func() bool { return len(facts[document.LabelEnded](t, h.Books(), 0)) == len(owed) })
	if got := paper.jobs(); !slices.Equal(got, owed) {
		t.Errorf("printed %v, owed were %v", got, owed)
	}
	for _, l := range []*line{dock, pick} {
		l.await("the end of the trouble", func(s shown) bool { return !s.notice("zebra") })
	}
}

func freeAddress(t testing.TB) string {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	return listener.Addr().String()
}

// paper is a printer on the network: it reads a job to its end and closes.
type paper struct {
	mu  sync.Mutex
	zpl []byte
}

func printAt(t testing.TB, address string) *paper {
	t.Helper()
	listener, err := net.Listen("tcp", address)
	if err != nil {
		t.Fatal(err)
	}
	p := &paper{}
	var working sync.WaitGroup
	working.Go(func() {
		for {
			conn, err := listener.Accept()
			if err != nil {
				return
			}
			job, _ := io.ReadAll(conn) // a job that is cut off is not counted by its end
			_ = conn.Close()
			p.mu.Lock()
			p.zpl = append(p.zpl, job...)
			p.mu.Unlock()
		}
	})
	t.Cleanup(func() {
		_ = listener.Close()
		working.Wait()
	})
	return p
}

var wholeJob = regexp.MustCompile(`\^XA\n\^FX(\d+)\^FS[^~]*?\^PQ1,0,0,N\^XZ`)

// jobs are the names of the formats that were printed, in order.
func (p *paper) jobs() (names []string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, m := range wholeJob.FindAllSubmatch(p.zpl, -1) {
		names = append(names, string(m[1]))
	}
	return names
}

// TestForeigners: a page of another site, or one that reaches the daemon by
// another name, gets no live line.
func TestForeigners(t *testing.T) {
	h := newHouse(t)
	for name, header := range map[string]http.Header{
		"foreign Origin": {"Origin": {"http://evil.example"}}, "foreign Host": {"Host": {"evil.example"}},
		"Origin of another port": {"Origin": {"http://127.0.0.1:1"}}, "no page at all": {"Origin": {"null"}},
	} {
		c := newClient(t, h.Address())
		c.must("POST", "/api/v1/stations/dock-1/signin", map[string]string{"badge": "1001", "pin": pinOf("1001")}, nil)
		_, answer, err := c.dial("/api/v1/stations/dock-1/live", header)
		if err == nil || answer == nil || answer.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %v %v, want 403", name, answer, err)
		}
		if _, _, err := c.dial("/api/v1/stations/dock-1/live", http.Header{"Origin": {h.Address()}}); err != nil {
			t.Errorf("our own page gets %v", err)
		}
	}
}
