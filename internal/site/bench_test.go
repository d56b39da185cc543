package site_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"lotgate/internal/intake"
	"lotgate/internal/site"
)

// BenchmarkScanToScreen measures how long a scan takes from the gun's last
// byte to the screen that a client has in its hands, with the durable commit
// between, beside a skeleton with the same input and output and no rules. The
// two take turns, scan by scan, so that both meet the same machine. Scans are
// paced as in a warehouse that hurries: one every 1 to 4 ms.
//
// Bar: ratio-p50 of scan at most 1.5. printing is the same with a printer at
// work on every pack's label, for which the skeleton has no counterpart.
func BenchmarkScanToScreen(b *testing.B) {
	b.Run("scan", func(b *testing.B) { compareScans(b) })
	b.Run("printing", func(b *testing.B) { compareScans(b, withFolder) })
}

func compareScans(b *testing.B, change ...func(*site.Options)) {
	h := newHouse(b, change...)
	h.placeOrder("CG-9001", "XY0001")
	c := newClient(b, h.Address())
	dock := c.at("dock-1", "1001")
	dock.await("the guns", func(s shown) bool { return len(s.Notices) == 0 })
	dock.good(func() { h.scan(0, "LGD.CG-9001") })
	_ = dock.conn.Close() // one client, as the skeleton has
	<-dock.over
	screen := newStopwatch(b, strings.Replace(h.Address(), "http", "ws", 1)+"/api/v1/stations/dock-1/live?lang=en", &websocket.Dialer{Jar: c.http.Jar})
	bones := newSkeleton(b)
	pack := string(serialised(b, ""))
	var ours, theirs []time.Duration
	for i := 0; b.Loop(); i++ {
		serial := fmt.Sprintf("B%06d", i)
		code := pack + serial + "\r"
		pause(i)
		ours = append(ours, screen.time(h.guns[0], code, serial))
		pause(i)
		theirs = append(theirs, bones.watch.time(bones.gun, code, serial))
	}
	report(b, ours, theirs)
}

// placeOrder imports an order that a benchmark cannot exhaust.
func (h *house) placeOrder(id, item string) {
	h.t.Helper()
	data := "order,supplier,date,line,item,quantity,level,price\n" + id + ",GY-01," + string(today()) + ",1," + item + ",1000000,box,9.8\n"
	if _, err := h.Books().Import(context.Background(), site.Importing{Person: "AD01", Files: []intake.File{{Name: "orders.csv", Data: []byte(data)}}}); err != nil {
		h.t.Fatal(err)
	}
}

func pause(i int) { time.Sleep(time.Duration(1+i%4) * time.Millisecond) }

func report(b *testing.B, ours, theirs []time.Duration) {
	slices.Sort(ours)
	slices.Sort(theirs)
	at := func(all []time.Duration, of int) float64 { return float64(all[len(all)*of/100].Microseconds()) }
	b.ReportMetric(at(ours, 50), "p50-us")
	b.ReportMetric(at(ours, 99), "p99-us")
	b.ReportMetric(at(theirs, 50), "skeleton-p50-us")
	b.ReportMetric(at(theirs, 99), "skeleton-p99-us")
	b.ReportMetric(at(ours, 50)/at(theirs, 50), "ratio-p50")
}
