package intake_test

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/policy"
	"lotgate/internal/scan"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

var (
	now   = time.Date(2026, 6, 1, 9, 0, 0, 0, time.UTC)
	today = stock.DateOf(now)
)

// apply decides a load against store and writes what follows, or shows every
// problem.
func apply(t testing.TB, store *fact.Memory, load intake.Load) []fact.Fact {
	t.Helper()
	facts, err := load.Decide(store, fact.Meta{ID: "1", At: now})
	var problems *intake.Problems
	if errors.As(err, &problems) {
		for _, p := range problems.List {
			t.Errorf("%s:%d %s %q: %s", p.File, p.Row, p.Column, p.Value, p.Text.In(words.English))
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	for i, f := range facts {
		f.Apply(store, fact.Meta{Seq: uint64(i + 1), ID: "1", At: now})
	}
	if store.Err != nil {
		t.Fatal(store.Err)
	}
	return facts
}

func read(t testing.TB, files []intake.File) intake.Load {
	t.Helper()
	load, err := intake.Read(files, intake.Options{Today: today, Hash: hash})
	if err != nil {
		t.Fatal(err)
	}
	return load
}

// hash is a well-formed hash of no PIN, so that a test does not take the time
// of a real one.
func hash(string) (string, error) {
	return "$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", nil
}

// demoStore is the demo as it stands after its import.
func demoStore(t testing.TB) *fact.Memory {
	t.Helper()
	store := fact.NewMemory()
	apply(t, store, read(t, intake.Demo()))
	return store
}

// TestDemoIsWhatIsPromised counts what the demo must have.
func TestDemoIsWhatIsPromised(t *testing.T) {
	store := demoStore(t)
	items, forms, classes, storages := 0, map[string]int{}, map[stock.Class]int{}, map[stock.Storage]int{}
	categories := map[stock.Category]int{}
	stock.EachItem(store, "", func(i stock.Item) bool {
		items++
		forms[i.Form]++
		classes[i.Class]++
		storages[i.Storage]++
		categories[i.Category]++
		if i.Name.ZH == "" || i.Name.EN == "" || i.Manufacturer.ZH == "" || i.HomeBin == "" || i.NearDays == 0 {
			t.Errorf("item %+v lacks something", i)
		}
		return true
	})
	lots, states, bins := 0, map[string]int{}, map[stock.PlaceID]bool{}
	stock.EachLot(store, "", func(l stock.Lot) bool {
		item, _ := stock.FindItem(store, l.Item)
		lots++
		states[policy.In(store).State(policy.Goods{Lot: l, Item: item}, today)]++
		return true
	})
	stock.EachHolding(store, "", func(l stock.Lying) bool {
		if p, _ := stock.FindPlace(store, l.Place); p.Kind == stock.Bin {
			bins[l.Place] = true
		}
		return true
	})
	roles := map[auth.Role]int{}
	auth.EachPerson(store, func(p auth.Person) bool {
		for _, r := range p.Roles {
			roles[r]++
		}
		return true
	})
	suppliers, orders, requisitions := 0, 0, 0
	stock.EachSupplier(store, func(s stock.Supplier) bool { suppliers++; return s.GLN != "" })
	document.EachOrder(store, "", func(o document.OrderSummary) bool { orders++; return o.Done == 0 })
	document.EachRequisition(store, "", func(document.Requisition) bool { requisitions++; return true })
	for what, test := range map[string]struct{ got, least int }{
		"items": {items, 60}, "lots": {lots, 200}, "bins": {len(bins), 80}, "suppliers": {suppliers, 8}, "orders": {orders, 6}, "requisitions": {requisitions, 4},
		"tablets": {forms["tablet"], 5}, "ampoules": {forms["ampoule"], 5}, "capsules": {forms["capsule"], 3}, "infusions": {forms["infusion"], 5}, "granules": {forms["granules"], 1}, "insulin": {forms["insulin"], 2},
		"western": {categories[stock.Western], 30}, "patent": {categories[stock.Patent], 8}, "herbs": {categories[stock.Herb], 6},
		"narcotics": {classes[stock.Narcotic], 3}, "psychotropics": {classes[stock.Psychotropic2], 1}, "cold": {storages[stock.Cold], 5},
		"fine": {states["fine"], 50}, "near": {states["near"], 8}, "expired": {states["expired"], 8},
		"held": {states["held"], 5}, "recalled": {states["recalled"], 3}, "quarantined": {states["quarantined"], 3},
		"roles": {len(roles), len(auth.Roles)},
	} {
		if test.got < test.least {
			t.Errorf("%s: %d, at least %d are due", what, test.got, test.least)
		}
	}
}

// TestDemoGTINs checks every GTIN of the demo by GS1's own rule, and that no
// two packages share one.
func TestDemoGTINs(t *testing.T) {
	seen := map[string]bool{}
	stock.EachItem(demoStore(t), "", func(i stock.Item) bool {
		for _, p := range i.Packages {
			for _, g := range p.GTINs {
				if _, err := scan.Decode([]byte("]d201"+g), scan.Options{Strict: true}); err != nil || seen[g] || len(g) != 14 {
					t.Errorf("%s %s: GTIN %s: %v", i.ID, p.Level, g, err)
				}
				seen[g] = true
			}
		}
		return true
	})
	if len(seen) < 150 {
		t.Errorf("only %d GTINs", len(seen))
	}
}

// TestDemoRequisitions asks for the four cases that picking must show.
func TestDemoRequisitions(t *testing.T) {
	store := demoStore(t)
	shown := map[string]bool{}
	document.EachRequisition(store, "", func(r document.Requisition) bool {
		facts, err := document.StartIssue{Requisition: r.ID, Staging: "STAGE-1"}.Decide(store, byNobody)
		if err != nil {
			t.Errorf("%s: %v", r.ID, err)
			return true
		}
		places := map[string]int{}
		for _, f := range facts {
			switch f := f.(type) {
			case document.IssueOpened:
				shown["more than there is"] = shown["more than there is"] || len(f.Unmet) > 0
			case document.TaskPlanned:
				item, _ := stock.FindItem(store, f.Task.Item)
				box := item.Package(stock.Box).Content
				places[fmt.Sprint(f.Task.Line, f.Task.Lot)]++
				shown["one lot in several bins"] = shown["one lot in several bins"] || places[fmt.Sprint(f.Task.Line, f.Task.Lot)] > 2
				shown["a box opened"] = shown["a box opened"] || item.Form == "tablet" && f.Task.Due%box != 0
				shown["a herb in grams"] = shown["a herb in grams"] || item.Category == stock.Herb && item.Packages[0].Unit.EN == "g"
			}
		}
		return true
	})
	for _, what := range []string{"more than there is", "one lot in several bins", "a box opened", "a herb in grams"} {
		if !shown[what] {
			t.Errorf("no requisition shows %s", what)
		}
	}
}

func TestDemoPeople(t *testing.T) {
	store := demoStore(t)
	people := intake.DemoPeople()
	for _, p := range people {
		known, found := auth.FindBadge(store, p.Badge)
		if !found || known.ID != p.ID || !slices.Equal(known.Roles, p.Roles) || known.Name != p.Name || !auth.GoodPIN(p.PIN) {
			t.Errorf("%+v is %+v", p, known)
		}
	}
	if len(people) < 5 {
		t.Errorf("only %d people", len(people))
	}
}

// expected is the answer of the store to each kind of pack of a delivery.
var expected = map[string]string{
	"good": "", "good_case": "", "serial": "", "too_many": "over_ordered", "expired": "expired", "short": "short_life",
	"held": "lot_held", "recalled": "lot_recalled", "quarantined": "lot_quarantined", "other_expiry": "other_expiry", "not_ordered": "item_not_on_order",
}

// TestDemoDeliveries receives every pack of the demo's deliveries and expects
// of each what its description says.
func TestDemoDeliveries(t *testing.T) {
	store := demoStore(t)
	seen := map[string]int{}
	for _, g := range intake.DemoCodes(today) {
		if g.Title.Code != "intake.demo.delivery" {
			continue
		}
		receipt := openReceipt(t, store, g.Title.Args["order"].(string))
		for _, c := range g.Codes {
			detail := strings.TrimPrefix(c.Detail.Code, "intake.demo.")
			want, isPack := expected[detail]
			if !isPack {
				continue
			}
			seen[detail]++
			if got := receive(t, store, receipt, c); got != want {
				t.Errorf("%s: %s: %q, want %q", receipt, c.Detail.In(words.English), got, want)
			}
		}
	}
	for detail := range expected {
		if seen[detail] == 0 {
			t.Errorf("no delivery shows %q", detail)
		}
	}
}

func openReceipt(t *testing.T, store *fact.Memory, order string) string {
	t.Helper()
	if r, open := document.OpenReceiptOf(store, order); open {
		return r.ID
	}
	facts, err := document.OpenReceipt{Order: order, Place: "DOCK-1"}.Decide(store, byNobody)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range facts {
		f.Apply(store, byNobody)
	}
	r, _ := document.OpenReceiptOf(store, order)
	return r.ID
}

// receive books a pack as the dock would, and answers with the refusal's code.
func receive(t *testing.T, store *fact.Memory, receipt string, c intake.Code) string {
	t.Helper()
	r, item, p := readPack(t, store, c)
	facts, err := document.ReceivePack{
		Receipt: receipt, Item: item.ID, Level: p.Level, Quantity: p.Content, Lot: r.Lot(), Expiry: stock.Date(r.Expiry()), Serial: r.Serial(), GTIN: r.GTIN(),
	}.Decide(store, byNobody)
	for _, f := range facts {
		f.Apply(store, byNobody)
	}
	return refusalCode(t, err)
}

func refusalCode(t *testing.T, err error) string {
	t.Helper()
	var refusal *fact.Refusal
	if errors.As(err, &refusal) {
		return refusal.Code()
	}
	if err != nil {
		t.Error(err)
	}
	return ""
}

func readPack(t *testing.T, store *fact.Memory, c intake.Code) (scan.Reading, stock.Item, stock.Package) {
	t.Helper()
	r, err := scan.Decode(c.Data, scan.Options{Today: scan.Date(today)})
	if err != nil {
		t.Fatalf("%q: %v", c.Data, err)
	}
	item, p, found := stock.FindGTIN(store, r.GTIN())
	if !found {
		t.Fatalf("%q: no such GTIN", c.Data)
	}
	return r, item, p
}

// TestDemoCodes reads every barcode as a scanner would send it and looks up
// what it names.
func TestDemoCodes(t *testing.T) {
	store := demoStore(t)
	for _, g := range intake.DemoCodes(today) {
		if len(g.Codes) == 0 {
			t.Errorf("%s is empty", g.Title.In(words.English))
		}
		for _, c := range g.Codes {
			for _, l := range words.Languages {
				for _, text := range []words.Text{g.Title, c.Text, c.Detail} {
					if said := text.In(l); said == "" || said == text.Code || strings.ContainsAny(said, "{}|") {
						t.Errorf("in %s: %q says %q", l, c.Data, said)
					}
				}
			}
			checkCode(t, store, c)
		}
	}
}

// oddities are the codes that must not be found, or not even read.
var oddities = []string{"wrong_digit", "unknown", "not_ours", "no_badge", "no_place"}

func checkCode(t *testing.T, store *fact.Memory, c intake.Code) {
	t.Helper()
	detail := strings.TrimPrefix(c.Detail.Code, "intake.demo.")
	r, err := scan.Decode(c.Data, scan.Options{Today: scan.Date(today)})
	if err == nil && known(store, r) == slices.Contains(oddities, detail) {
		t.Errorf("%q (%s): found is %v", c.Data, detail, known(store, r))
	}
	if odd := slices.Contains(oddities, detail); !odd && (err != nil || len(r.Doubts) > 0) {
		t.Errorf("%q (%s): %v, doubts %+v", c.Data, detail, err, r.Doubts)
	}
	if c.As == "ean13" && len(c.Data) != len("]E0")+13 {
		t.Errorf("%q is no EAN-13", c.Data)
	}
}

// coded reports whether the store knows a package by another code.
func coded(store *fact.Memory, r scan.Reading) bool {
	return slices.ContainsFunc(r.Codes(), func(code string) bool {
		_, _, found := stock.FindCode(store, code)
		return found
	})
}

// TestDemoCodesBesideGTINs: the demo shows each kind of code that is no GTIN.
func TestDemoCodesBesideGTINs(t *testing.T) {
	seen := map[scan.Standard]int{}
	for _, g := range intake.DemoCodes(today) {
		for _, c := range g.Codes {
			r, err := scan.Decode(c.Data, scan.Options{Today: scan.Date(today)})
			if err == nil {
				seen[r.Standard]++
			}
		}
	}
	for _, s := range []scan.Standard{scan.Trace, scan.HIBC, scan.UDIMA, scan.UDIAHM} {
		if seen[s] == 0 {
			t.Errorf("no card shows %s", s)
		}
	}
}

// known reports whether the store knows what a reading names.
func known(store *fact.Memory, r scan.Reading) (found bool) {
	switch r.Kind {
	case scan.KindBadge:
		_, found = auth.FindBadge(store, r.ID)
	case scan.KindPlace:
		_, found = stock.FindPlace(store, stock.PlaceID(r.ID))
	case scan.KindProduct:
		_, _, found = stock.FindGTIN(store, r.GTIN())
		found = found || coded(store, r)
	case scan.KindLogistic:
		_, found = stock.FindUnit(store, r.SSCC())
	case scan.KindTrace:
		found = coded(store, r)
	case scan.KindDocument:
		_, order := document.SummariseOrder(store, r.ID)
		_, note := document.FindDeliveryNote(store, r.ID)
		_, requisition := document.FindRequisition(store, r.ID)
		found = order || note || requisition
	case scan.KindCommand, scan.KindPart:
		found = true
	}
	return found
}
