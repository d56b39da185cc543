package stock_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// registered is a store with a narcotic and another drug.
func registered() *fact.Memory {
	m := fact.NewMemory()
	for _, f := range []fact.Fact{
		stock.ItemDefined{Item: stock.Item{ID: "MORPHINE", Class: stock.Narcotic}}, stock.ItemDefined{Item: stock.Item{ID: "AMOX", Class: stock.Ordinary}},
		stock.SupplierDefined{Supplier: stock.Supplier{ID: "S1"}}, stock.PlaceDefined{Place: stock.Place{ID: "DOCK", Kind: stock.Dock}},
		stock.PlaceDefined{Place: stock.Place{ID: "SAFE", Kind: stock.Bin}}, stock.PlaceDefined{Place: stock.Place{ID: "STAGE", Kind: stock.Staging}},
		stock.PlaceDefined{Place: stock.Place{ID: "ICU", Kind: stock.Department}}, stock.PlaceDefined{Place: stock.Place{ID: "LOSS", Kind: stock.Loss}},
	} {
		f.Apply(m, fact.Meta{})
	}
	return m
}

func entries(m *fact.Memory) (lines []string) {
	stock.EachEntry(m, "", 0, func(e stock.Entry) bool {
		lines = append(lines, fmt.Sprintf("%s %s %s %+d = %d", e.Document, e.Lot, e.Place, e.Change, e.Balance))
		return true
	})
	return lines
}

// TestRegister: what crosses the threshold is entered with the balance, scans
// of one document add up, what is taken back comes off, and moves within the
// store are none of its business.
func TestRegister(t *testing.T) {
	m := registered()
	seq := uint64(0)
	move := func(item stock.ItemID, lot string, from, to stock.PlaceID, quantity stock.Quantity, document string) {
		seq++
		stock.Moved{Lot: stock.LotKey{Item: item, Number: lot}, From: from, To: to, Quantity: quantity, Document: document}.Apply(m, fact.Meta{Seq: seq, At: time.Unix(int64(seq), 0)})
	}
	move("MORPHINE", "M1", stock.Opening, "SAFE", 7, "")
	move("MORPHINE", "M1", "supplier:S1", "DOCK", 10, "RK-1")
	move("MORPHINE", "M1", "supplier:S1", "DOCK", 10, "RK-1")
	move("AMOX", "A1", "supplier:S1", "DOCK", 10, "RK-1")
	move("MORPHINE", "M2", "supplier:S1", "DOCK", 5, "RK-1")
	move("MORPHINE", "M2", "DOCK", "supplier:S1", 5, "RK-1") // undone
	move("MORPHINE", "M1", "DOCK", "supplier:S1", 10, "RK-1")
	move("MORPHINE", "M1", "DOCK", "SAFE", 10, "")
	move("MORPHINE", "M1", "SAFE", "STAGE", 4, "CK-1")
	move("MORPHINE", "M1", "STAGE", "ICU", 4, "CK-1")
	move("MORPHINE", "M1", "SAFE", "LOSS", 1, "BS-1")
	move("MORPHINE", "M1", "ICU", "SAFE", 2, "TK-1")
	want := []string{
		" M1 opening +7 = 7", "RK-1 M1 supplier:S1 +10 = 17", "CK-1 M1 ICU -4 = 13", "BS-1 M1 LOSS -1 = 12", "TK-1 M1 ICU +2 = 14",
	}
	if diff := cmp.Diff(want, entries(m)); diff != "" {
		t.Error(diff)
	}
	if balance, found := stock.RegisterBalance(m, "MORPHINE"); balance != 14 || !found {
		t.Errorf("the balance is %d, %t", balance, found)
	}
	if _, found := stock.RegisterBalance(m, "AMOX"); found {
		t.Error("an ordinary drug has a register")
	}
}

// TestRegisterIsTheLedger: whatever moves, the balance is what lies in the
// store, and each entry's is the sum of those before it.
func TestRegisterIsTheLedger(t *testing.T) {
	places := []stock.PlaceID{"supplier:S1", "DOCK", "SAFE", "STAGE", "ICU", "LOSS"}
	rapid.Check(t, func(t *rapid.T) {
		m := registered()
		for seq := range rapid.IntRange(1, 60).Draw(t, "moves") {
			f := stock.Moved{
				Lot:  stock.LotKey{Item: "MORPHINE", Number: rapid.SampledFrom([]string{"M1", "M2"}).Draw(t, "lot")},
				From: rapid.SampledFrom(places).Draw(t, "from"), To: rapid.SampledFrom(places).Draw(t, "to"),
				Quantity: stock.Quantity(rapid.IntRange(1, 5).Draw(t, "quantity")), Document: rapid.SampledFrom([]string{"", "RK-1", "CK-1"}).Draw(t, "document"),
			}
			if moved, err := stock.Take(m, f); err == nil {
				moved.Apply(m, fact.Meta{Seq: uint64(seq + 1)})
			}
		}
		var sum, held stock.Quantity
		stock.EachEntry(m, "", 0, func(e stock.Entry) bool {
			if sum += e.Change; sum != e.Balance || e.Change == 0 {
				t.Fatalf("%+v after a sum of %d", e, sum)
			}
			return true
		})
		stock.EachHolding(m, "MORPHINE", func(l stock.Lying) bool {
			if l.Place != "ICU" && l.Place != "LOSS" {
				held += l.Quantity
			}
			return true
		})
		if balance, _ := stock.RegisterBalance(m, "MORPHINE"); balance != held || sum != held {
			t.Fatalf("the register says %d, its entries add up to %d, the store holds %d", balance, sum, held)
		}
	})
}
