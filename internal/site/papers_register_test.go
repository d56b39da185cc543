package site

import (
	"bytes"
	"context"
	"strings"
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// TestRegisterOnPaper: the register of a narcotic names its documents, who
// signed them and the balance; so does the receipt note.
func TestRegisterOnPaper(t *testing.T) {
	h := sim.NewHouse("2026-11-23")
	sim.Furnish(h)
	sim.FurnishNarcotics(h)
	books, err := OpenBooks(t.TempDir(), h)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = books.Close() })
	n := 0
	do := func(c fact.Command, signed ...fact.Signature) {
		t.Helper()
		n++
		m := fact.Meta{ID: strings.Repeat("x", n), At: h.Now(), Person: "keeper", Signatures: signed}
		if _, err := books.Post(context.Background(), m, c); err != nil {
			t.Fatalf("%T: %v", c, err)
		}
	}
	var said given
	for _, r := range h.Facts() {
		said = append(said, r.Fact)
	}
	do(said)
	do(document.OpenReceipt{Order: "CG-9", Place: "DOCK-1"})
	do(document.ReceivePack{Receipt: "RK-2026-0001", Item: sim.Morphine, Level: stock.Box, Quantity: 20, Lot: "M1", Expiry: "2028-03-31"})
	var hash string
	if err := books.View(func(view fact.View) error {
		r, _ := document.FindReceipt(view, "RK-2026-0001")
		_, hash = document.ReceiptSigning(view, r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	do(document.FinishReceipt{Receipt: "RK-2026-0001"}, h.Sign("Li Min", "keeper", fact.Accepted, hash), h.Sign("Chen Hua", "pharmacist", fact.Witness, hash))

	for kind, id := range map[string]string{"register": string(sim.Morphine), "receipt": "RK-2026-0001"} {
		var pdf bytes.Buffer
		found, err := papers{books, words.English}.PDF(kind, id, words.English, &pdf)
		if err != nil || !found || !bytes.HasPrefix(pdf.Bytes(), []byte("%PDF")) {
			t.Fatalf("%s: found %t, %v", kind, found, err)
		}
	}
	if found, err := (papers{books, words.English}).PDF("register", string(sim.Amox), words.English, &bytes.Buffer{}); found || err != nil {
		t.Errorf("an ordinary drug has a register: %v", err)
	}
	_ = books.View(func(view fact.View) error {
		d := drawing{view, words.English}
		register, _ := d.register(string(sim.Morphine))
		row := strings.Join(register.Rows[0], "|")
		if want := "1|2026-11-23 12:00|RK-2026-0001|Sinopharm|M1|20||20|Received and counted Li Min 2026-11-23 12:00\nCounted as second person Chen Hua 2026-11-23 12:00"; len(register.Rows) != 1 || row != want {
			t.Errorf("the register says %q, want %q", row, want)
		}
		receipt, _ := d.receipt("RK-2026-0001")
		last := receipt.Signatures[len(receipt.Signatures)-1]
		if last.Role != "Counted as second person" || last.Name != "Chen Hua" || last.At != "2026-11-23 12:00" {
			t.Errorf("the receipt note is signed by %+v", last)
		}
		return nil
	})
}
