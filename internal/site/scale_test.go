package site_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/clock"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/site"
	"lotgate/internal/stock"
)

// largeStore is the store that must be as quick as an empty one: five million
// facts, 200,000 lots, ten million trace codes. LOTGATE_SCALE=1 makes it so;
// the usual hundredth shows that the benchmarks work.
func largeStore(b *testing.B) sim.Past {
	scale := 0.01
	if s := os.Getenv("LOTGATE_SCALE"); s != "" {
		var err error
		if scale, err = strconv.ParseFloat(s, 64); err != nil {
			b.Fatal(err)
		}
	}
	return sim.Past{Items: 2000, Lots: int(200_000 * scale), Codes: int(10_000_000 * scale)}
}

// said posts facts as they are.
type said []fact.Fact

func (s said) Decide(fact.View, fact.Meta) ([]fact.Fact, error) { return s, nil }

// grown is a data directory with that past. LOTGATE_BIG_STORE names a folder
// where the large one is kept from one run to the next.
func grown(b *testing.B, past sim.Past) (dir string) {
	b.Helper()
	dir = os.Getenv("LOTGATE_BIG_STORE")
	if dir == "" || past.Lots == 0 {
		dir = b.TempDir()
	}
	books := opened(b, dir)
	defer closed(b, books)
	if books.Journal.Last() > 0 {
		return dir
	}
	begun, n := time.Now(), 0
	err := past.Each(func(facts []fact.Fact) error {
		n++
		_, err := books.Post(context.Background(), fact.Meta{ID: fmt.Sprint("past/", n), At: begun}, said(facts))
		return err
	})
	if err != nil {
		b.Fatal(err)
	}
	b.Logf("%d facts in %v", books.Journal.Last(), time.Since(begun).Round(time.Second))
	return dir
}

func opened(b *testing.B, dir string) *site.Books {
	b.Helper()
	books, err := site.OpenBooks(dir, clock.In(zone))
	if err != nil {
		b.Fatal(err)
	}
	return books
}

func closed(b *testing.B, books *site.Books) {
	b.Helper()
	if err := books.Close(); err != nil {
		b.Error(err)
	}
}

// ready opens a receipt on an order of a million boxes, so that a benchmark
// cannot exhaust it.
func ready(b *testing.B, books *site.Books) (receipt string) {
	b.Helper()
	post := func(command fact.Command) []fact.Recorded {
		b.Helper()
		recorded, err := books.Post(context.Background(), fact.Meta{ID: fmt.Sprint("ready/", time.Now().UnixNano()), At: time.Now(), Person: "KP01", Station: "dock-1"}, command)
		if err != nil {
			b.Fatal(err)
		}
		return recorded
	}
	order := fmt.Sprint("CG-B-", time.Now().UnixNano())
	post(said{document.OrderPlaced{Order: document.Order{ID: order, Supplier: "S1", Date: "2026-01-05", Lines: []document.OrderLine{
		{No: 1, Item: sim.PastItem(7), Quantity: 900_000_000, Level: stock.Box, PriceE4: 125_000},
	}}}})
	post(document.OpenReceipt{Order: order, Place: "DOCK-1"})
	err := books.View(func(view fact.View) error {
		r, found := document.OpenReceiptOf(view, order)
		receipt = r.ID
		if !found {
			return errors.New("no receipt")
		}
		return nil
	})
	if err != nil {
		b.Fatal(err)
	}
	return receipt
}

// BenchmarkDecisionInALargeStore receives a pack of a new lot with a serial
// number of its own, in turn in a store without a past and in a large one.
//
// Bar: ratio-p50 of post at most 1.3: from the command to the durable answer.
// decide is the rules alone, some ten microseconds, of which the larger store's
// deeper trees take a few.
func BenchmarkDecisionInALargeStore(b *testing.B) {
	past := largeStore(b)
	large, small := opened(b, grown(b, past)), opened(b, grown(b, sim.Past{Items: past.Items}))
	defer closed(b, large)
	defer closed(b, small)
	receipts := map[*site.Books]string{large: ready(b, large), small: ready(b, small)}
	pack := func(books *site.Books, i int) (fact.Meta, document.ReceivePack) {
		return fact.Meta{ID: fmt.Sprint("pack/", time.Now().UnixNano(), i), At: time.Now(), Person: "KP01", Station: "dock-1"}, document.ReceivePack{
			Receipt: receipts[books], Item: sim.PastItem(7), Level: stock.Box, Quantity: 24, Lot: fmt.Sprintf("N%05d", i%5000), Expiry: "2099-01-31",
			Serial: fmt.Sprint("X", time.Now().UnixNano()), GTIN: sim.PastGTIN(7),
		}
	}
	b.Run("decide", func(b *testing.B) {
		compareStores(b, large, small, func(books *site.Books, i int) error {
			meta, command := pack(books, i)
			return books.View(func(view fact.View) error {
				_, err := command.Decide(view, meta)
				return err
			})
		})
	})
	b.Run("post", func(b *testing.B) {
		compareStores(b, large, small, func(books *site.Books, i int) error {
			meta, command := pack(books, i)
			_, err := books.Post(context.Background(), meta, command)
			return err
		})
	})
}

func compareStores(b *testing.B, large, small *site.Books, do func(*site.Books, int) error) {
	var inLarge, inSmall []time.Duration
	for i := 0; b.Loop(); i++ {
		for books, all := range map[*site.Books]*[]time.Duration{large: &inLarge, small: &inSmall} {
			begun := time.Now()
			if err := do(books, i); err != nil {
				b.Fatal(err)
			}
			*all = append(*all, time.Since(begun))
		}
	}
	slices.Sort(inLarge)
	slices.Sort(inSmall)
	b.ReportMetric(float64(inLarge[len(inLarge)/2].Nanoseconds())/1000, "p50-us")
	b.ReportMetric(float64(inSmall[len(inSmall)/2].Nanoseconds())/1000, "empty-p50-us")
	b.ReportMetric(float64(inLarge[len(inLarge)/2])/float64(inSmall[len(inSmall)/2]), "ratio-p50")
}

// BenchmarkAllocationInALargeStore plans the picking of a requisition of 1,000
// lines.
//
// Bar: 100 ms.
func BenchmarkAllocationInALargeStore(b *testing.B) {
	past := largeStore(b)
	books := opened(b, grown(b, past))
	defer closed(b, books)
	requisition := document.Requisition{ID: fmt.Sprint("QL-B-", time.Now().UnixNano()), Department: "ICU", Date: "2026-01-05"}
	for n := range 1000 {
		requisition.Lines = append(requisition.Lines, document.RequisitionLine{No: n + 1, Item: sim.PastItem((past.Lots - 1 - n) % past.Items), Quantity: 72}) // the last lots are in stock
	}
	meta := fact.Meta{ID: requisition.ID, At: time.Now(), Person: "PK01", Station: "pick-1"}
	if _, err := books.Post(context.Background(), meta, said{document.RequisitionPlaced{Requisition: requisition}}); err != nil {
		b.Fatal(err)
	}
	b.ResetTimer()
	tasks := 0
	for b.Loop() {
		err := books.View(func(view fact.View) error {
			facts, err := document.StartIssue{Requisition: requisition.ID, Staging: "STAGE-1"}.Decide(view, meta)
			tasks = len(facts) - 1
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(tasks), "tasks")
}

// BenchmarkListsOfALargeStore asks for the first page of every list, as a
// browser does.
//
// Bar: 50 ms each.
func BenchmarkListsOfALargeStore(b *testing.B) {
	dir := grown(b, largeStore(b))
	h := newHouse(b, func(o *site.Options) { o.Dir, o.Demo = dir, false })
	rights := []auth.Right{auth.StockView, auth.DocumentView, auth.BoardView, auth.RequestView}
	token, _, err := h.Books().Gatekeeper.IssueToken(b.Context(), "", fmt.Sprint("bench-", time.Now().UnixNano()), rights, 0)
	if err != nil {
		b.Fatal(err)
	}
	for _, list := range []string{
		"items", "lots", "stock", "places", "suppliers", "documents", "documents/receipt", "documents/issue", "documents/order", "documents/requisition", "boards/dock", "boards/pick", "boards/expiry",
		"stock/expiring", "stock/expiring?state=near", "stock/expiring?state=expired", "documents/order?state=due", "documents/order?state=coming", "documents/order?state=complete",
		"documents/receipt?state=open", "documents/receipt?state=to_inspect", "documents/receipt?state=booked", "documents/receipt?state=cancelled",
		"documents/issue?state=picking", "documents/issue?state=staged", "documents/issue?state=delivered", "documents/requisition?state=waiting", "documents/requisition?state=delivered",
		"documents/inspection?state=rejected", "documents/refusal?state=open", "documents/damage?state=reported", "deliveries?state=announced", "deliveries?state=came", "recalls?state=open",
	} {
		b.Run(list, func(b *testing.B) {
			for b.Loop() {
				fetch(b, h.Address()+"/api/v1/"+list, token)
			}
		})
	}
}

func fetch(b *testing.B, address, token string) {
	b.Helper()
	request, err := http.NewRequest(http.MethodGet, address, nil)
	if err != nil {
		b.Fatal(err)
	}
	request.Header.Set("Authorization", "Bearer "+token)
	answer, err := http.DefaultClient.Do(request)
	if err != nil {
		b.Fatal(err)
	}
	defer answer.Body.Close()
	if n, err := io.Copy(io.Discard, answer.Body); err != nil || answer.StatusCode != http.StatusOK || n < 2 {
		b.Fatal(answer.Status, n, err)
	}
}
