package site_test

import (
	"strings"
	"testing"

	"lotgate/internal/document"
)

// TestDeliveryByItsCodes receives the demo's delivery by its file: a case by
// one scan, a pack by its trace code alone, and a lot that the file does not
// have; what differs stands on the receipt note.
func TestDeliveryByItsCodes(t *testing.T) {
	h := newHouse(t)
	dock := h.at("dock-1", "1001")
	dock.good(func() { h.scan(0, "LGD.SH-2008") })
	dock.good(func() { h.scan(0, string(code(t, "CG-1008", "case_of", 0))) })
	dock.good(func() { h.scan(0, string(code(t, "CG-1008", "single", 0))) })
	h.scan(0, string(code(t, "CG-1008", "not_announced", 0)))
	dock.await("the other lot", func(s shown) bool { return strings.Contains(s.Says, "is not on the delivery file") })
	h.scan(0, "LGC.FINISH")
	dock.await("the differences", func(s shown) bool { return s.Big == "Not as announced" })
	dock.good(func() { h.scan(0, "LGC.YES") })

	packs := facts[document.PackReceived](t, h.Books(), 0)
	if len(packs) != 3 || packs[0].Fact.(document.PackReceived).Quantity != 120 || packs[1].Fact.(document.PackReceived).Lot != "H262001" {
		t.Errorf("booked were %+v", packs)
	}
	var pdf []byte
	desk := newClient(t, h.Address())
	desk.must("POST", "/api/v1/session", map[string]string{"badge": "3001", "pin": pinOf("3001")}, nil)
	desk.must("GET", "/api/v1/documents/receipt/"+packs[0].Fact.(document.PackReceived).Receipt+".pdf?lang=en", nil, &pdf)
	text := strings.Join(strings.Fields(pdfText(t, pdf)), " ")
	for _, want := range []string{"H262001: 15", "11 boxes", "H262002 did not"} {
		if !strings.Contains(text, want) {
			t.Errorf("the receipt note does not say %q:\n%s", want, text)
		}
	}
}

// TestBarredSupplier opens no receipt of one whose permit has run out.
func TestBarredSupplier(t *testing.T) {
	h := newHouse(t)
	dock := h.at("dock-1", "1001")
	h.scan(0, "LGD.CG-1010")
	dock.await("the expired permit", func(s shown) bool { return s.Code == "paper_expired" })
	h.scan(0, "LGD.CG-1009")
	dock.await("a receipt", func(s shown) bool { return strings.HasPrefix(s.Title, "Receipt") })
	h.scan(0, string(code(t, "CG-1009", "good", 0)))
	dock.await("goods that stand apart", func(s shown) bool { return strings.Contains(s.Says, "APART-GY-02") })
}
