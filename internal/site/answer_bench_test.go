package site_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/creack/pty"

	"lotgate/internal/device"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/site"
)

// BenchmarkAnswerAtGun measures how long it takes from the moment that a
// decision is durable to the answer's last byte at the gun's own end, beside
// the bare write of the same bytes to a pseudo-terminal by a goroutine that a
// channel wakes. The two take turns, scan by scan, so that both meet the same
// machine. Scans are paced as in BenchmarkScanToScreen.
//
// Bar: p99 below 30 ms. scan-p99 is from the code's last byte, disk included.
func BenchmarkAnswerAtGun(b *testing.B) {
	gun, bare := newEar(b), newEar(b)
	h := newHouse(b, func(o *site.Options) {
		o.Scanners[0] = device.Spec{Driver: "serial", Address: gun.path, Name: "ear", Profile: "honeywell-host-ack", Station: "dock-1"}
	})
	h.placeOrder("CG-9001", "XY0001")
	dock := h.at("dock-1", "1001")
	gun.send("LGD.CG-9001\r")
	gun.hear()
	_ = dock.conn.Close() // nobody looks: the answer is for the gun alone
	<-dock.over
	batches, cancel := h.Books().Watch()
	defer cancel()
	orders := make(chan []byte)
	defer close(orders)
	go bare.obey(orders)
	pack := string(serialised(b, ""))
	var answers, scans, writes []time.Duration
	for i := 0; b.Loop(); i++ {
		pause(i)
		begun := gun.send(pack + fmt.Sprintf("B%06d\r", i))
		durable := awaitBooked(b, batches)
		heard := gun.hear()
		answers = append(answers, max(0, heard.Sub(durable)))
		scans = append(scans, heard.Sub(begun))
		pause(i)
		begun = time.Now()
		orders <- []byte(gunGood)
		writes = append(writes, bare.hear().Sub(begun))
	}
	for _, all := range [][]time.Duration{answers, scans, writes} {
		slices.Sort(all)
	}
	at := func(all []time.Duration, of int) float64 { return float64(all[len(all)*of/100].Nanoseconds()) / 1000 }
	for _, of := range []int{50, 99} {
		b.ReportMetric(at(answers, of), fmt.Sprintf("p%d-us", of))
		b.ReportMetric(at(scans, of), fmt.Sprintf("scan-p%d-us", of))
		b.ReportMetric(at(writes, of), fmt.Sprintf("bare-p%d-us", of))
	}
	b.ReportMetric(at(answers, 100-1)/at(writes, 100-1), "ratio-p99")
	b.ReportMetric(at(answers, 50)/at(writes, 50), "ratio-p50")
}

// gunGood is what the profile honeywell-host-ack sends for good.
const gunGood = "\x1B7,"

// awaitBooked is when the books said that a pack is booked for good.
func awaitBooked(b *testing.B, batches <-chan []fact.Recorded) time.Time {
	b.Helper()
	late := time.After(patience)
	for {
		select {
		case batch := <-batches:
			at := time.Now()
			if slices.ContainsFunc(batch, func(r fact.Recorded) bool { _, is := r.Fact.(document.PackReceived); return is }) {
				return at
			}
		case <-late:
			b.Fatal("no pack was booked")
		}
	}
}

// ear is a gun that notes at which moment an answer has come to it whole.
type ear struct {
	b     testing.TB
	path  string
	gun   *os.File
	cable *os.File
	heard chan time.Time
}

func newEar(b testing.TB) *ear {
	b.Helper()
	gun, cable, err := pty.Open()
	if err != nil {
		b.Fatal(err)
	}
	e := &ear{b: b, path: filepath.Join(b.TempDir(), "ear"), gun: gun, cable: cable, heard: make(chan time.Time, 16)}
	if err := os.Symlink(cable.Name(), e.path); err != nil {
		b.Fatal(err)
	}
	go e.listen()
	b.Cleanup(func() { _, _ = gun.Close(), cable.Close() })
	return e
}

// listen notes the end of every answer: each of this gun's ends by a comma.
func (e *ear) listen() {
	buffer := make([]byte, 64)
	for {
		n, err := e.gun.Read(buffer)
		if err != nil {
			return
		}
		for range bytes.Count(buffer[:n], []byte{','}) {
			e.heard <- time.Now()
		}
	}
}

func (e *ear) send(code string) time.Time {
	e.b.Helper()
	if _, err := e.gun.WriteString(code); err != nil {
		e.b.Fatal(err)
	}
	return time.Now()
}

func (e *ear) hear() time.Time {
	e.b.Helper()
	select {
	case at := <-e.heard:
		return at
	case <-time.After(patience):
		e.b.Fatal("the gun heard nothing")
	}
	return time.Time{}
}

// obey is the bare write.
func (e *ear) obey(orders <-chan []byte) {
	for order := range orders {
		if _, err := e.cable.Write(order); err != nil {
			return
		}
	}
}
