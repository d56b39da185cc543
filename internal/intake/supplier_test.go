package intake_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/stock"
)

const (
	papersHeader  = "supplier,paper,number,expiry,remark\n"
	reviewsHeader = "supplier,outcome,grade,reason,next_review\n"
)

// TestSuppliersOfALoad: papers count for the reviews beside them; a supplier
// nobody reviewed is new; the same files again say nothing new.
func TestSuppliersOfALoad(t *testing.T) {
	all := files("papers.csv", papersHeader+"S1,营业执照,L-1,2030-01-01,\n", "reviews.csv", reviewsHeader+"S1,准入,A,,2027-01-01\n")
	store := fact.NewMemory()
	apply(t, store, read(t, all))
	if s := document.StandingOf(store, "S1"); s.State != document.Admitted || s.Grade != "A" || s.Next != "2027-01-01" || s.Review != "PS-2026-0001" {
		t.Errorf("S1 stands as %+v", s)
	}
	if s := document.StandingOf(store, "S2"); s.State != document.Unreviewed {
		t.Errorf("S2 stands as %+v", s)
	}
	var again []intake.File
	for _, f := range all {
		if f.Name != "stock.csv" && f.Name != "people.csv" {
			again = append(again, f)
		}
	}
	if facts, err := read(t, again).Decide(store, byNobody); err != nil || len(facts) > 0 {
		t.Errorf("again: %v, %v", facts, err)
	}
}

// TestSuppliersByRight: papers and reviews are filed by who may file them at the
// page, and by no program that may not.
func TestSuppliersByRight(t *testing.T) {
	papers, reviews := files("papers.csv", papersHeader+"S1,营业执照,L-1,2030-01-01,\n"), files("reviews.csv", reviewsHeader+"S1,suspended,,bad goods,\n")
	store := fact.NewMemory()
	for id, role := range map[string]auth.Role{"AD": auth.Admin, "PH": auth.Pharmacist} {
		auth.PersonDefined{Person: auth.Person{ID: id, Roles: []auth.Role{role}}}.Apply(store, fact.Meta{})
	}
	program := func(r auth.Right) bool { return r == auth.MasterImport }
	for name, test := range map[string]struct {
		table []intake.File
		by    string
		may   func(auth.Right) bool
		want  []string
	}{
		"papers, an administrator":         {papers, "AD", nil, []string{"papers.csv:0: review_right"}},
		"reviews, an administrator":        {reviews, "AD", nil, []string{"reviews.csv:0: review_right"}},
		"papers, a program":                {papers, "PH", program, []string{"papers.csv:0: review_right"}},
		"no such table, an administrator":  {files(), "AD", nil, nil},
		"papers, a pharmacist":             {papers, "PH", nil, nil},
		"reviews, whoever has the machine": {reviews, "", nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			load, err := intake.Read(test.table[:], intake.Options{May: test.may, Hash: func(string) (string, error) { return "h", nil }})
			if err != nil {
				t.Fatal(err)
			}
			var rights []string
			for _, b := range briefs(t, store, load, fact.Meta{ID: "r", At: now, Person: test.by}) {
				if strings.HasSuffix(b, "review_right") {
					rights = append(rights, b)
				}
			}
			if diff := cmp.Diff(test.want, rights); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestKnownSuppliersStayKnown: one from before reviews were kept is not made
// new by an import of his address.
func TestKnownSuppliersStayKnown(t *testing.T) {
	store := fact.NewMemory()
	stock.SupplierDefined{Supplier: stock.Supplier{ID: "S1"}}.Apply(store, fact.Meta{})
	apply(t, store, read(t, files()))
	if s := document.StandingOf(store, "S1"); s != (document.Standing{}) {
		t.Errorf("S1 stands as %+v", s)
	}
}

func TestWrongSuppliers(t *testing.T) {
	for name, test := range map[string]struct {
		instead []string
		want    []string
	}{
		"paper": {[]string{"papers.csv", papersHeader + "S9,licence,L,2030-01-01,\nS1,passport,P,soon,\nS1,permit,,2030-01-01,\nS1,gsp,G,2030-01-01,\nS1,gsp,G,2031-01-01,\n"}, []string{
			"papers.csv:2:supplier no_supplier", "papers.csv:3:paper one_of", "papers.csv:3:expiry date", "papers.csv:4:number missing", "papers.csv:6:number twice"}},
		"review without a licence": {[]string{"reviews.csv", reviewsHeader + "S1,admitted,,,\n"}, []string{"reviews.csv:2:outcome refusal.paper_missing"}},
		"review with a permit run out": {[]string{"papers.csv", papersHeader + "S1,licence,L,2030-01-01,\nS1,permit,P,2026-05-31,\n", "reviews.csv", reviewsHeader + "S1,admitted,,,\n"}, []string{
			"reviews.csv:2:outcome refusal.paper_expired"}},
		"review": {[]string{"reviews.csv", reviewsHeader + "S1,suspended,,,\nS2,perhaps,D,,\nS9,suspended,,late,\nS2,under_review,,late,2020-01-01\n"}, []string{
			"reviews.csv:2:outcome refusal.reason_missing", "reviews.csv:3:outcome one_of", "reviews.csv:3:grade one_of", "reviews.csv:4:supplier no_supplier",
			"reviews.csv:5:supplier twice"}},
		"strategic, and nobody delivers it": {[]string{"items.csv", "item,name_zh,spec,category,storage,suppliers,strategic\nA,甲,1 g,western,room,,是\nC,丙,2 ml,western,cold,S2,no\n"}, []string{"items.csv:2:suppliers strategic_nobody"}},
		"owner of a place":                  {more("places.csv", "B3,bin,room,"), nil},
		"unknown owner of a place":          {[]string{"places.csv", "place,kind,storage,walk,owner\nB1,bin,room,1,\nB2,bin,cold,2,S9\nICU,department,,,\n"}, []string{"places.csv:3:owner no_supplier"}},
		"half an order on consignment":      {[]string{"orders.csv", "order,supplier,date,item,quantity,level,price,consigned\nO1,S1,2026-05-01,A,5,box,9.80,yes\nO1,S1,2026-05-01,A,5,box,9.80,no\n"}, []string{"orders.csv:3:consigned head_differs"}},
	} {
		t.Run(name, func(t *testing.T) {
			got := briefs(t, fact.NewMemory(), read(t, files(test.instead...)), byNobody)
			if diff := cmp.Diff(test.want, got, sorted); diff != "" {
				t.Error(diff)
			}
		})
	}
}
