package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Paper is one paper by which a supplier may trade.
type Paper struct {
	Supplier string     `json:"supplier"`
	Kind     PaperKind  `json:"kind"`
	Number   string     `json:"number"`
	Expiry   stock.Date `json:"expiry"`         // good to the end of this day
	Note     string     `json:"note,omitempty"` // what it is for, in words
}

// PaperKind is a sort of paper.
type PaperKind string

// The sorts of papers. All but the last must be in force, once one was filed.
const (
	Licence     PaperKind = "licence" // business licence
	Permit      PaperKind = "permit"  // to make or trade drugs or devices
	GSP         PaperKind = "gsp"
	GMP         PaperKind = "gmp"
	Certificate PaperKind = "certificate"
)

// PaperKinds lists them in the order in which they are shown.
var PaperKinds = []PaperKind{Licence, Permit, GSP, GMP, Certificate}

// Name is what the kind is called.
func (k PaperKind) Name() words.Text { return words.Say("supplier.paper." + string(k)) }

// Review is one look at whether a supplier may deliver: its admission, or a
// later one.
type Review struct {
	ID       string        `json:"id"`
	Supplier string        `json:"supplier"`
	Outcome  SupplierState `json:"outcome"`
	Grade    string        `json:"grade,omitempty"` // A, B, C
	Reason   string        `json:"reason,omitempty"`
	Next     stock.Date    `json:"next,omitempty"` // when to look again
	Person   string        `json:"person"`
	Date     stock.Date    `json:"date"`
}

// SupplierState says whether a supplier may deliver.
type SupplierState string

// The states of a supplier. The zero state is of one who was known before
// reviews were kept: his goods come in as they did.
const (
	Unreviewed  SupplierState = "unreviewed"   // nobody has reviewed it yet
	UnderReview SupplierState = "under_review" // goods stand apart meanwhile
	Admitted    SupplierState = "admitted"
	Suspended   SupplierState = "suspended" // delivers nothing
)

// SupplierOutcomes are the states that a review can lead to.
var SupplierOutcomes = []SupplierState{Admitted, UnderReview, Suspended}

// Standing is how a supplier stands by its last review.
type Standing struct {
	State  SupplierState `json:"state"`
	Grade  string        `json:"grade"`
	Reason string        `json:"reason"`
	Next   stock.Date    `json:"next"`
	Review string        `json:"review"` // number of the review
}

var (
	papersOf  = fact.NewKeptTable[Paper]("supplier-paper")       // supplier, kind, number
	reviews   = fact.NewTable[Review]("supplier-review")         // supplier, number
	standings = fact.NewKeptTable[Standing]("supplier-standing") // supplier
)

// StandingOf reads how a supplier stands.
func StandingOf(view fact.View, supplier string) Standing {
	if s, reviewed := standings.Get(view, supplier); reviewed {
		return s
	}
	if s, _ := stock.FindSupplier(view, supplier); s.New {
		return Standing{State: Unreviewed}
	}
	return Standing{}
}

// EachPaper calls each with every paper of a supplier (of all if "") until it
// answers false.
func EachPaper(view fact.View, supplier string, each func(Paper) bool) {
	var parts []string
	if supplier != "" {
		parts = append(parts, supplier)
	}
	papersOf.Each(view, func(_ []string, p Paper) bool { return each(p) }, parts...)
}

// EachReview calls each with every review of a supplier, oldest first, until
// it answers false.
func EachReview(view fact.View, supplier string, each func(Review) bool) {
	reviews.Each(view, func(_ []string, r Review) bool { return each(r) }, supplier)
}

// reviewed finds the supplier of a review by its number.
var reviewed = fact.NewNumberedTable[string]("review")

// FindReview reads a review by its number.
func FindReview(view fact.View, id string) (Review, bool) {
	supplier, found := reviewed.Get(view, id)
	if !found {
		return Review{}, false
	}
	return reviews.Get(view, supplier, id)
}

// EachReviewFrom calls each with every review whose number is not below from
// until it answers false.
func EachReviewFrom(view fact.View, from string, each func(Review) bool) {
	reviewed.EachFrom(view, from, func(key []string, supplier string) bool {
		r, _ := reviews.Get(view, supplier, key[0])
		return each(r)
	})
}

// The refusals of a supplier.
var (
	ErrSuspended    = fact.Refuse("supplier_suspended")
	ErrPaperExpired = fact.Refuse("paper_expired")
	ErrPaperMissing = fact.Refuse("paper_missing")
	ErrNoSupplier   = fact.Refuse("no_supplier")
	ErrNothingApart = fact.Refuse("nothing_apart")
	ErrOutcome      = fact.Refuse("review_outcome")
	ErrPaperForm    = fact.Refuse("paper_form")
)

// MaySupply refuses goods of a supplier that is suspended, or whose licence or
// permit has run out by that day.
func MaySupply(view fact.View, supplier string, day stock.Date) error {
	s, _ := stock.FindSupplier(view, supplier)
	standing := StandingOf(view, supplier)
	if standing.State == Suspended {
		return fact.Refuse("supplier_suspended", "supplier", s.Name, "review", standing.Review, "reason", standing.Reason)
	}
	if p, expired := Lapsed(view, supplier, day); expired {
		return fact.Refuse("paper_expired", "supplier", s.Name, "paper", p.Kind.Name(), "number", p.Number, "expiry", string(p.Expiry))
	}
	return nil
}

// Lapsed finds a paper of which no other of its kind is in force: the one that
// expired last. Certificates are told of and stop nothing.
func Lapsed(view fact.View, supplier string, day stock.Date) (Paper, bool) {
	last := map[PaperKind]Paper{}
	EachPaper(view, supplier, func(p Paper) bool {
		if before := last[p.Kind]; before.Expiry <= p.Expiry {
			last[p.Kind] = p
		}
		return true
	})
	for _, kind := range PaperKinds {
		if p, filed := last[kind]; filed && kind != Certificate && p.Expiry < day {
			return p, true
		}
	}
	return Paper{}, false
}

// FilePaper files a paper of a supplier, or puts right the one of that kind
// and number.
type FilePaper struct{ Paper Paper }

func (c FilePaper) Decide(view fact.View, _ fact.Meta) ([]fact.Fact, error) {
	p := c.Paper
	if _, found := stock.FindSupplier(view, p.Supplier); !found {
		return nil, fact.Refuse("no_supplier", "supplier", p.Supplier)
	}
	if !p.valid() {
		return nil, ErrPaperForm
	}
	if old, filed := papersOf.Get(view, p.Supplier, string(p.Kind), p.Number); filed && old == p {
		return nil, nil
	}
	return []fact.Fact{PaperFiled{p}}, nil
}

func (p Paper) valid() bool {
	known := false
	for _, kind := range PaperKinds {
		known = known || kind == p.Kind
	}
	return known && p.Number != "" && p.Expiry.Valid() && fact.Clean(p.Number) && fact.Clean(p.Note)
}

// PaperFiled is a paper of a supplier as it was shown.
type PaperFiled struct{ Paper Paper }

func (PaperFiled) Kind() string { return "supplier-paper" }

func (f PaperFiled) Apply(store fact.Store, _ fact.Meta) {
	papersOf.Put(store, f.Paper, f.Paper.Supplier, string(f.Paper.Kind), f.Paper.Number)
}

// ReviewSupplier records what a review of a supplier came to.
type ReviewSupplier struct {
	Supplier string
	Outcome  SupplierState
	Grade    string
	Reason   string
	Next     stock.Date
}

func (c ReviewSupplier) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	s, found := stock.FindSupplier(view, c.Supplier)
	day := stock.DateOf(meta.At)
	switch {
	case !found:
		return nil, fact.Refuse("no_supplier", "supplier", c.Supplier)
	case c.Outcome != Admitted && c.Outcome != UnderReview && c.Outcome != Suspended,
		c.Next != "" && (!c.Next.Valid() || c.Next <= day), len(c.Grade) > 1, c.Grade != "" && (c.Grade < "A" || c.Grade > "C"):
		return nil, ErrOutcome
	case c.Outcome != Admitted && c.Reason == "", !fact.Clean(c.Reason):
		return nil, ErrReasonMissing
	}
	if c.Outcome == Admitted {
		if err := c.papers(view, s, day); err != nil {
			return nil, err
		}
	}
	return []fact.Fact{SupplierReviewed{Review{
		ID: nextNumber(view, "PS", meta.At), Supplier: c.Supplier, Outcome: c.Outcome, Grade: c.Grade, Reason: c.Reason,
		Next: c.Next, Person: meta.Person, Date: day,
	}}}, nil
}

// papers asks for what nobody is admitted without: a licence, and everything
// filed in force.
func (c ReviewSupplier) papers(view fact.View, s stock.Supplier, day stock.Date) error {
	licence := false
	EachPaper(view, c.Supplier, func(p Paper) bool {
		licence = p.Kind == Licence
		return !licence
	})
	if !licence {
		return fact.Refuse("paper_missing", "supplier", s.Name, "paper", Licence.Name())
	}
	if p, expired := Lapsed(view, c.Supplier, day); expired {
		return fact.Refuse("paper_expired", "supplier", s.Name, "paper", p.Kind.Name(), "number", p.Number, "expiry", string(p.Expiry))
	}
	return nil
}

// SupplierReviewed is a review of a supplier.
type SupplierReviewed struct{ Review Review }

func (SupplierReviewed) Kind() string { return "supplier-review" }

func (f SupplierReviewed) Apply(store fact.Store, meta fact.Meta) {
	taken(store, "PS", meta.At)
	r := f.Review
	reviews.Put(store, r, r.Supplier, r.ID)
	reviewed.Put(store, r.Supplier, r.ID)
	follow(store, meta, r.ID)
	standings.Put(store, Standing{r.Outcome, r.Grade, r.Reason, r.Next, r.ID}, r.Supplier)
}

// RunsOut is something of a supplier that ends: a paper, or the time to its
// next review.
type RunsOut struct {
	Supplier string     `json:"supplier"`
	Paper    Paper      `json:"paper"` // no kind: the review
	Expiry   stock.Date `json:"expiry"`
}

// EachRunsOut calls each with everything of suppliers that runs out by a day, or
// has, until it answers false. It looks at all papers: they are few.
func EachRunsOut(view fact.View, by stock.Date, each func(RunsOut) bool) {
	more := true
	EachPaper(view, "", func(p Paper) bool {
		if p.Expiry <= by {
			more = each(RunsOut{p.Supplier, p, p.Expiry})
		}
		return more
	})
	standings.Each(view, func(key []string, s Standing) bool {
		if more && s.Next != "" && s.Next <= by && s.State != Suspended {
			more = each(RunsOut{Supplier: key[0], Expiry: s.Next})
		}
		return more
	})
}

// SoonDays is how long before its end a paper is told of.
const SoonDays = 60
