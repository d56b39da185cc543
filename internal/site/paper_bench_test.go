package site_test

import (
	"fmt"
	"io"
	"net"
	"slices"
	"sync"
	"testing"
	"time"

	"lotgate/internal/document"
	"lotgate/internal/label/printer"
	"lotgate/internal/site"
)

// BenchmarkScanToPaper is the time from a gun's last byte to the first byte of
// that pack's label at a printer on the network: the scan is decided and
// durable, the label is owed, drawn and sent. The bar: 5 ms at p50.
func BenchmarkScanToPaper(b *testing.B) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	first := make(chan time.Time, 1)
	var printing sync.WaitGroup
	printing.Go(func() { prints(listener, first) })
	defer printing.Wait()
	defer listener.Close()
	h := newHouse(b, func(o *site.Options) {
		target, err := printer.ParseTarget("tcp:" + listener.Addr().String())
		if err != nil {
			b.Fatal(err)
		}
		o.Printers = []printer.Config{{Name: "zebra", Target: target}}
		o.Stations[0].Label = document.Labelling{Printer: "zebra"}
	})
	h.placeOrder("CG-9001", "XY0001")
	dock := h.at("dock-1", "1001")
	dock.good(func() { h.scan(0, "LGD.CG-9001") })
	pack := string(serialised(b, ""))
	var took []time.Duration
	for i := 0; b.Loop(); i++ {
		begun := time.Now()
		h.scan(0, pack+fmt.Sprintf("P%06d", i))
		took = append(took, (<-first).Sub(begun))
		time.Sleep(20 * time.Millisecond) // a pack is not on the belt faster
	}
	slices.Sort(took)
	b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}

// prints reads jobs and tells when the first byte of each came.
func prints(listener net.Listener, first chan<- time.Time) {
	for {
		call, err := listener.Accept()
		if err != nil {
			return
		}
		one := make([]byte, 1)
		if n, _ := call.Read(one); n == 1 {
			first <- time.Now()
		}
		io.Copy(io.Discard, call)
		call.Close()
	}
}
