package document_test

import (
	"slices"
	"strings"
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// TestUnlistedCodes: a pack whose code the delivery file does not list, though
// it lists those of its lot, stays among the differences until it is taken
// back.
func TestUnlistedCodes(t *testing.T) {
	h, receipt := traced(t)
	h.must("keeper", document.ReceiveUnit{Receipt: receipt, Unit: caseNo})
	codes := func(want ...string) {
		t.Helper()
		h.view(func(view fact.View) {
			lines, _ := document.Match(view, receipt)
			line, _ := document.MatchLot(view, receipt, stock.LotKey{Item: sim.Amox, Number: "T1"})
			if !slices.Equal(lines[0].Codes, want) || !slices.Equal(line.Codes, want) || slices.Contains(line.Differences, document.UnknownCodes) != (len(want) > 0) {
				t.Errorf("%v and %v, want %v; differences %v", lines[0].Codes, line.Codes, want, line.Differences)
			}
			item, _ := stock.FindItem(view, sim.Amox)
			if said := document.DifferenceText(item, line, document.UnknownCodes).In(words.English); len(want) > 0 && !strings.Contains(said, want[0]) {
				t.Error(said)
			}
		})
	}
	codes()
	h.must("keeper", receiveBox(receipt, traceNo(4)))
	codes()
	h.must("keeper", receiveBox(receipt, traceNo(77)))
	codes(traceNo(77))
	h.must("keeper", document.UndoPack{Receipt: receipt})
	codes()
	pack := h.must("keeper", receiveBox(receipt, ""))[0].Meta.Seq
	codes()
	h.must("keeper", document.NamePack{Receipt: receipt, Pack: pack, Serial: traceNo(78)})
	codes(traceNo(78))
}
