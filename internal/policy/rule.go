package policy

import (
	"slices"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Policy is what a site has decided, as one version: all of it, so that a
// version can be read without those before it.
type Policy struct {
	Rules  []Rule  `json:"rules"`
	Leaves []Leave `json:"leaves"`
}

// Rule says something of some goods, in some place. Of two rules that speak of
// the same thing the one that names the item counts before one that names the
// class, that before the category, and among equals the one that names the
// place. What a rule leaves empty it leaves to the others.
type Rule struct {
	Selector
	MinLifeDays     int             `json:"minLifeDays,omitempty"`     // remaining life asked for at receipt
	MinLifePerMille int             `json:"minLifePerMille,omitempty"` // the same as a share of the life from making to expiry
	NoMinLife       bool            `json:"noMinLife,omitempty"`       // none is asked for, whatever a wider rule says
	Near            []Step          `json:"near,omitempty"`            // near expiry, the widest step first
	Order           Order           `json:"order,omitempty"`
	TwoPerson       Choice          `json:"twoPerson,omitempty"`
	Blind           Choice          `json:"blind,omitempty"`   // what is due is not shown to who counts it
	Inspect         Choice          `json:"inspect,omitempty"` // what comes in waits for the quality person
	Storage         []stock.Storage `json:"storage,omitempty"` // of a place: what it may hold
	Classes         []stock.Class   `json:"classes,omitempty"` // of a place: what it may hold
	Bins            []stock.PlaceID `json:"bins,omitempty"`    // of goods: where alone they may be stored
}

// Empty reports whether a rule says nothing at all.
func (r Rule) Empty() bool {
	return !slices.ContainsFunc(questions, func(says func(Rule) bool) bool { return says(r) })
}

// Same reports whether two policies say the same.
func (p Policy) Same(o Policy) bool { return fact.Hash(p) == fact.Hash(o) }

// KnownReasons are the codes of the reasons that the catalogue has words for.
func KnownReasons() (all []string) {
	for _, l := range Default.Leaves {
		for _, r := range l.Reasons {
			if !slices.Contains(all, r) {
				all = append(all, r)
			}
		}
	}
	return all
}

// Selector says what a rule speaks of; empty fields name all there is.
type Selector struct {
	Item     stock.ItemID   `json:"item,omitempty"`
	Class    stock.Class    `json:"class,omitempty"`
	Category stock.Category `json:"category,omitempty"`
	Place    stock.PlaceID  `json:"place,omitempty"`
}

// Step is one limit of near expiry.
type Step struct {
	Days   int         `json:"days"` // from this many days before the expiry day
	Name   words.Names `json:"name"`
	Colour string      `json:"colour"` // one of Colours
}

// Colours are those of near expiry, the mildest first.
var Colours = []string{"yellow", "orange", "red"}

// Order is what leaves first.
type Order string

const (
	FEFO  Order = "fefo" // first expired
	FIFO  Order = "fifo" // first come
	ByLot Order = "lot"  // the lot that the requisition names; first expired where it names none
)

// Orders lists them.
var Orders = []Order{FEFO, FIFO, ByLot}

// Choice is yes, no, or nothing said.
type Choice string

const (
	Yes Choice = "yes"
	No  Choice = "no"
)

// Leave says who may let pass what one refusal forbids.
type Leave struct {
	Code       string   `json:"code"`       // of the refusal: one of Overridable
	Roles      []string `json:"roles"`      // any of them; none: nobody may
	Signatures int      `json:"signatures"` // so many people must sign, each of one of the roles
	Reasons    []string `json:"reasons"`    // to choose from: codes of the catalogue, or a site's own words
}

// Overridable are the refusals that a policy may open. All others stand
// whoever asks: what is expired, held or recalled goes nowhere.
var Overridable = []string{"short_life", "later_lot", "newer_lot", "other_lot", "lot_not_scanned", "codes_needed", "wrong_storage", "bin_full"}

// Default is how a site works that has decided nothing: as version 0.
var Default = Policy{
	Rules: []Rule{
		{Selector: Selector{Class: stock.Narcotic}, TwoPerson: Yes},
		{Selector: Selector{Class: stock.Psychotropic1}, TwoPerson: Yes},
		{Selector: Selector{Class: stock.Psychotropic}, TwoPerson: Yes}, // for all that anybody knows it is of the first category
	},
	Leaves: []Leave{
		{"short_life", []string{"supervisor"}, 1, []string{"patient_needs", "no_other_supply", "used_in_time", "other"}},
		{"later_lot", []string{"supervisor"}, 1, laterReasons},
		{"newer_lot", []string{"supervisor"}, 1, laterReasons},
		{"other_lot", []string{"supervisor"}, 1, laterReasons},
		{"lot_not_scanned", []string{"supervisor"}, 1, []string{"code_unreadable", "other"}},
		{"bin_full", []string{"keeper", "supervisor"}, 1, []string{"fits_anyway", "other"}},
		{"codes_needed", []string{"supervisor", "pharmacist"}, 1, []string{"code_unreadable", "other"}},
	},
}

var laterReasons = []string{"earlier_blocked", "earlier_damaged", "patient_needs", "other"}
