package intake_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/stock"
)

const (
	tracedPackages = "item,level,unit_zh,content,codes\nA,base,片,1,\nA,box,盒,10,8021761\nA,case,箱,100,8021762\nC,base,支,1,8021763\n"
	deliveryHeader = "note,order,supplier,item,lot,expiry,made,level,quantity,price,trace_codes,parent\n"
	caseOne        = "069012340000000115"
)

// pack is a trace code of item A, level box.
func pack(n int) string { return fmt.Sprintf("8021761%013d", n) }

// deliveryXML is the same delivery as deliveryCSV.
var (
	deliveryCSV = deliveryHeader +
		"SH-1,O1,S1,A,L9,2027-05-01,2026-01-01,box,2,9.80," + pack(1) + " " + pack(2) + "," + caseOne + "\n" +
		"SH-1,O1,S1,A,L9,2027-05-01,2026-01-01,box,,9.80," + pack(3) + ",\n" +
		"SH-1,O1,S1,A,L8,2027-05-01,,box,5,,,\n"
	deliveryXML = `<?xml version="1.0" encoding="GB18030"?>
<delivery note="SH-1" order="O1" supplier="S1">
  <line item="A" lot="L9" expiry="2027-05-01" made="2026-01-01" level="box" price="9.80">
    <case parent="` + caseOne + `"><code>` + pack(1) + `</code><code>` + pack(2) + `</code></case>
    <single><code>` + pack(3) + `</code></single>
  </line>
  <line item="A" lot="L8" expiry="2027-05-01" level="盒"><quantity>5</quantity></line>
</delivery>`
)

func takeDelivery(t *testing.T, text string) *fact.Memory {
	t.Helper()
	store := fact.NewMemory()
	apply(t, store, read(t, files("packages.csv", tracedPackages, "delivery", text)))
	return store
}

func TestDelivery(t *testing.T) {
	for name, text := range map[string]string{"csv": deliveryCSV, "xml": deliveryXML} {
		t.Run(name, func(t *testing.T) {
			store := takeDelivery(t, text)
			d, _ := document.FindDelivery(store, "SH-1")
			want := document.Delivery{ID: "SH-1", Supplier: "S1", Order: "O1", Lines: []document.DeliveryLine{
				{No: 1, Item: "A", Lot: "L9", Expiry: "2027-05-01", Made: "2026-01-01", Quantity: 30, Level: stock.Box, PriceE4: 98000, Codes: 3},
				{No: 2, Item: "A", Lot: "L8", Expiry: "2027-05-01", Quantity: 50, Level: stock.Box, PriceE4: -1},
			}}
			if diff := cmp.Diff(want, d); diff != "" {
				t.Error(diff)
			}
			if note, _ := document.FindDeliveryNote(store, "SH-1"); note.Order != "O1" || note.Supplier != "S1" {
				t.Errorf("its note is %+v", note)
			}
			for n, parent := range map[int]string{1: caseOne, 2: caseOne, 3: ""} {
				got, _ := stock.FindTrace(store, "A", pack(n))
				if want := (stock.Trace{Lot: "L9", Content: 10, Note: "SH-1", Line: 1, Parent: parent}); got != want {
					t.Errorf("pack %d is %+v", n, got)
				}
			}
			if leaves := stock.Leaves(store, caseOne); len(leaves) != 2 {
				t.Errorf("%d packs in the case", len(leaves))
			}
		})
	}
}

// TestDeliveryAgain: the same file again says nothing new, with another
// quantity it is refused.
func TestDeliveryAgain(t *testing.T) {
	store := takeDelivery(t, deliveryCSV)
	again, err := read(t, []intake.File{{Name: "d.csv", Data: []byte(deliveryCSV)}}).Decide(store, byNobody)
	if err != nil || len(again) > 0 {
		t.Errorf("%d facts, %v", len(again), err)
	}
	other := strings.Replace(deliveryCSV, "box,5,", "box,6,", 1)
	if diff := cmp.Diff([]string{"d.csv:2:note placed_already"}, briefs(t, store, read(t, []intake.File{{Name: "d.csv", Data: []byte(other)}}), byNobody)); diff != "" {
		t.Error(diff)
	}
	next := strings.ReplaceAll(deliveryCSV, "SH-1", "SH-2")
	if diff := cmp.Diff([]string{
		"d.csv:2:trace_codes pack_known", "d.csv:2:trace_codes pack_known", "d.csv:3:trace_codes pack_known", "d.csv:2:parent unit_taken",
	}, briefs(t, store, read(t, []intake.File{{Name: "d.csv", Data: []byte(next)}}), byNobody), sorted); diff != "" {
		t.Error(diff)
	}
}

// TestPallet nests cases on a pallet.
func TestPallet(t *testing.T) {
	pallet, second := "069012340000000122", "80217621234567890002"
	text := deliveryHeader +
		"SH-1,O1,S1,A,L9,2027-05-01,,box,," + "," + pack(1) + "," + caseOne + "\n" +
		"SH-1,O1,S1,A,L9,2027-05-01,,box,," + "," + pack(2) + " " + pack(3) + "," + second + "\n" +
		"SH-1,O1,S1,A,L9,2027-05-01,,case,," + "," + caseOne + " " + second + "," + pallet + "\n"
	store := takeDelivery(t, text)
	d, _ := document.FindDelivery(store, "SH-1")
	if len(d.Lines) != 1 || d.Lines[0].Quantity != 30 || len(stock.Leaves(store, pallet)) != 3 || stock.Outermost(store, second) != pallet {
		t.Errorf("%+v, %d packs on the pallet, %q stands on %q", d.Lines, len(stock.Leaves(store, pallet)), second, stock.Outermost(store, second))
	}
}

// TestWrongDelivery: all that stands against a delivery file, cell by cell.
func TestWrongDelivery(t *testing.T) {
	for name, test := range map[string]struct {
		rows []string
		want []string
	}{
		"no order": {[]string{"SH-1,O9,,A,L9,2027-05-01,,box,1,,,"}, []string{"order no_order"}},
		"other supplier, item, level": {[]string{"SH-1,O1,S2,Z,L9,2027-05-01,,box,1,,,", "SH-1,O1,S2,C,L9,2027-05-01,,case,1,,,"}, []string{
			"supplier other_supplier", "item no_item", "level no_level"}},
		"dates": {[]string{"SH-1,O1,,A,L9,2025-01-01,2025-02-01,box,1,,,", "SH-1,O1,,A,L8,2029-05-01,2027-01-01,box,1,,,", "SH-1,O1,,A,L7,,,box,1,,,"}, []string{
			"expiry before_made", "made made_later", "expiry expiry_missing"}},
		"one lot, two expiries and prices": {[]string{"SH-1,O1,,A,L9,2027-05-01,,box,1,9.8,,", "SH-1,O1,,A,L9,2027-06-01,,box,1,9.9,,"}, []string{
			"expiry head_differs", "price head_differs"}},
		"quantities": {[]string{"SH-1,O1,,A,L9,2027-05-01,,box,0,,,", "SH-1,O1,,A,L8,2027-05-01,,box,,,,", "SH-1,O1,,A,L7,2027-05-01,,case,99999999,,,", "SH-1,O1,,A,L6,2027-05-01,,box,2,," + pack(1) + ","}, []string{
			"quantity whole", "quantity whole", "quantity too_many", "quantity codes_count"}},
		"sum too large": {[]string{"SH-1,O1,,A,L9,2027-05-01,,base,600000000,,,", "SH-1,O1,,A,L9,2027-05-01,,base,600000000,,,"}, []string{"quantity too_many"}},
		"codes": {[]string{"SH-1,O1,,A,L9,2027-05-01,,box,,," + pack(1) + " " + pack(1) + ",", "SH-1,O1,,C,L9,2027-05-01,,base,,," + pack(2) + ",", "SH-1,O1,,A,L9,2027-05-01,,box,,,80299991234567890123,",
			"SH-1,O1,,A,L9,2027-05-01,,box,,,123456789012345678901,"}, []string{
			"trace_codes pack_twice", "trace_codes prefix_other", "trace_codes prefix_unknown", "trace_codes pack_code"}},
		"cases": {[]string{"SH-1,O1,,A,L9,2027-05-01,,box,,," + pack(1) + ",069012340000000116", "SH-1,O1,,A,L9,2027-05-01,,box,1,,," + caseOne}, []string{
			"parent unit_form", "parent unit_size"}},
		"a case in itself": {[]string{"SH-1,O1,,A,L9,2027-05-01,,case,,,069012340000000122," + caseOne, "SH-1,O1,,A,L9,2027-05-01,,case,,," + caseOne + ",069012340000000122"}, []string{"parent unit_circle"}},
		"a case in two": {[]string{"SH-1,O1,,A,L9,2027-05-01,,box,,," + pack(1) + "," + caseOne, "SH-1,O1,,A,L9,2027-05-01,,case,,," + caseOne + ",069012340000000122",
			"SH-1,O1,,A,L9,2027-05-01,,case,,," + caseOne + ",069012340000000139"}, []string{"trace_codes two_parents"}},
	} {
		t.Run(name, func(t *testing.T) {
			var got []string
			for _, b := range briefs(t, fact.NewMemory(), read(t, files("packages.csv", tracedPackages, "d.csv", deliveryHeader+strings.Join(test.rows, "\n")+"\n")), byNobody) {
				_, short, _ := strings.Cut(strings.TrimPrefix(b, "d.csv:"), ":")
				got = append(got, short)
			}
			if diff := cmp.Diff(test.want, got, sorted); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestBigDelivery takes a hundred thousand trace codes in five hundred cases
// in at once; how fast it is, no test says.
func TestBigDelivery(t *testing.T) {
	var text strings.Builder
	text.WriteString(deliveryHeader)
	const cases, packs = 500, 200
	for c := range cases {
		var codes []string
		for p := range packs {
			codes = append(codes, pack(c*packs+p))
		}
		fmt.Fprintf(&text, "SH-1,O1,S1,A,L%d,2027-05-01,,box,,9.80,%s,8021762%013d\n", c%7, strings.Join(codes[:100], " "), c)
		fmt.Fprintf(&text, "SH-1,O1,S1,A,L%d,2027-05-01,,box,,9.80,%s,8021762%013d\n", c%7, strings.Join(codes[100:], " "), c)
	}
	store := takeDelivery(t, text.String())
	d, _ := document.FindDelivery(store, "SH-1")
	if len(d.Lines) != 7 || len(stock.Leaves(store, fmt.Sprintf("8021762%013d", 499))) != packs {
		t.Errorf("%d lines, %d packs in the last case", len(d.Lines), len(stock.Leaves(store, fmt.Sprintf("8021762%013d", 499))))
	}
}
