package document

import (
	"slices"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// Damage is a report of goods that can be used no more (报损单). It goes from
// reported, when the goods are set apart, to approved or declined by the
// director in charge, and from approved to done, when they are destroyed
// before a witness.
type Damage struct {
	ID       string    `json:"id"`
	Reason   string    `json:"reason"` // code
	Remark   string    `json:"remark,omitempty"`
	Lines    int       `json:"lines"`
	ValueE4  int64     `json:"valueE4"`
	Person   string    `json:"person"`
	Station  string    `json:"station,omitempty"`
	At       time.Time `json:"at"`
	Director string    `json:"director,omitempty"` // who approved or declined
	Decided  time.Time `json:"decided,omitzero"`
	Declined string    `json:"declined,omitempty"` // why, in the director's words
	Witness  string    `json:"witness,omitempty"`
	By       string    `json:"by,omitempty"` // who destroyed the goods
	Done     time.Time `json:"done,omitzero"`
	Policy   int       `json:"policy,omitempty"` // the version it was decided under

	Override *Override `json:"override,omitempty"` // leave to go without the numbers of its packs
}

// The states of a damage report.
const (
	Reported = "reported"
	Approved = "approved"
	Declined = "declined"
	Finished = "done"
)

// State says how far a damage report is.
func (d Damage) State() string {
	switch {
	case !d.Done.IsZero():
		return Finished
	case d.Declined != "":
		return Declined
	case !d.Decided.IsZero():
		return Approved
	}
	return Reported
}

// Open reports whether somebody still has to do something about it.
func (d Damage) Open() bool { return d.State() == Reported || d.State() == Approved }

var (
	damages     = fact.NewNumberedTable[Damage]("damage")
	openDamages = fact.NewTable[bool]("damage-open")
)

// FindDamage reads a damage report by its number.
func FindDamage(view fact.View, id string) (Damage, bool) { return damages.Get(view, id) }

// EachDamage calls each with every damage report whose number is not below
// from until it answers false.
func EachDamage(view fact.View, from string, each func(Damage) bool) {
	damages.EachFrom(view, from, func(_ []string, d Damage) bool { return each(d) })
}

// EachOpenDamage calls each with every damage report that waits for somebody
// until it answers false.
func EachOpenDamage(view fact.View, each func(Damage) bool) {
	openDamages.Each(view, func(key []string, _ bool) bool {
		d, _ := damages.Get(view, key[0])
		return each(d)
	})
}

func (d Damage) put(store fact.Store) {
	damages.Put(store, d, d.ID)
	if d.Open() {
		openDamages.Put(store, true, d.ID)
	} else {
		openDamages.Delete(store, d.ID)
	}
}

// ErrNoDamage and the others are the refusals of a damage report.
var (
	ErrNoDamage   = fact.Refuse("no_damage_report")
	ErrDecided    = fact.Refuse("decided_already")
	ErrUnapproved = fact.Refuse("not_approved")
	ErrOwnReport  = fact.Refuse("own_report")
	ErrNoLoss     = fact.Refuse("no_loss_place")
)

// ReportDamage sets damaged goods apart and asks for leave to destroy them.
type ReportDamage struct {
	Reason   string // code
	Remark   string
	Goods    []Goods    // To is left empty: it is quarantine
	Numbers  []Numbered // of packs among them that bear one of their own
	Override *Override  // for packs whose numbers cannot be told
}

// Signing is whose signatures the report needs, and over what.
func (c ReportDamage) Signing(view fact.View) (needs []policy.Need, hash string) {
	return byTwo(view, c.Goods, policy.Counting), c.Hash()
}

// Hash is what they sign, and who lets damaged packs go without their numbers.
func (c ReportDamage) Hash() string {
	c.Override = c.Override.Signable()
	return fact.Hash(c)
}

func (c ReportDamage) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	switch {
	case c.Reason == "" || !fact.Clean(c.Reason):
		return nil, ErrReasonMissing
	case !printable(c.Remark):
		return nil, ErrText
	}
	trial := fact.NewTrial(view)
	asides, err := apartFor(trial, meta, c.Goods)
	if err != nil {
		return nil, err
	}
	made := trial.Facts()
	id := nextNumber(view, "BS", meta.At)
	claimed := map[spot]stock.Quantity{} // of this report, in quarantine
	lines, moves, err := carry(trial, meta, c.Goods, func(view fact.View, p Goods) (stock.Moved, error) {
		m := stock.Moved{Lot: p.key(), From: p.From, To: asides[stock.OwnerOf(view, p.From)], Quantity: p.Quantity, Document: id}
		at := spot{p.key(), m.To}
		var err error
		if p.From == m.To {
			m, err = stays(view, m, claimed[at])
		} else {
			m, err = takeFree(view, m)
		}
		claimed[at] += m.Quantity
		return m, err
	})
	if err != nil {
		return nil, err
	}
	damaged, codes, excused, err := c.packs(view, meta, id, lines)
	if err != nil {
		return nil, err
	}
	needs, hash := c.Signing(view)
	if err := policy.Signed(meta, hash, needs); err != nil {
		return nil, err
	}
	paper := Damage{
		ID: id, Reason: c.Reason, Remark: c.Remark, Lines: len(lines), ValueE4: worth(lines), Person: meta.Person, Station: meta.Station, At: meta.At, Policy: policy.In(view).Number,
	}
	if excused {
		paper.Override = c.Override
	}
	return slices.Concat([]fact.Fact{DamageReported{paper, lines, damaged}}, made, moves, codes), nil
}

// stays is the part of a report whose goods lie in quarantine already: they do
// not move, but must be free. claimed is what the report has there already.
func stays(view fact.View, m stock.Moved, claimed stock.Quantity) (stock.Moved, error) {
	held := stock.OnHand(view, m.Lot, m.From)
	free := held.Quantity - Reserved(view, m.Lot, m.From) - claimed
	if m.Quantity == 0 {
		m.Quantity = free
	}
	switch {
	case m.Quantity < 0 && m.Quantity != free:
		return m, stock.NotAQuantity(m.Quantity)
	case m.Quantity <= 0:
		return m, stock.ErrNothingToMove
	case m.Quantity > free:
		return m, fact.Refuse("not_enough", "place", string(m.From), "held", int64(free), "asked", int64(m.Quantity))
	}
	m.ValueE4 = stock.Share(held.ValueE4, m.Quantity, held.Quantity)
	return m, nil
}

// DamageReported sets goods apart that are to be destroyed, and promises them
// to the report.
type DamageReported struct {
	Damage Damage   `json:"damage"`
	Lines  []Line   `json:"lines"`
	Packs  []Serial `json:"packs,omitempty"` // that bear numbers of their own
}

func (DamageReported) Kind() string { return "damage-reported" }

func (f DamageReported) Apply(store fact.Store, meta fact.Meta) {
	taken(store, "BS", meta.At)
	f.Damage.put(store)
	putLines(store, f.Damage.ID, f.Lines)
	putPacks(store, f.Damage.ID, f.Packs)
	for _, l := range f.Lines {
		reserve(store, spot{l.key(), l.To}, l.Quantity)
	}
	keepSignatures(store, f.Damage.ID, meta)
	follow(store, meta, f.Damage.ID)
}

// DecideDamage is the word of the director in charge, who signs it.
type DecideDamage struct {
	Damage  string
	Decline bool
	Reason  string // why it is declined, in the director's words
}

// Signing is whose signature the word needs, and over what.
func (c DecideDamage) Signing(view fact.View) (needs []policy.Need, hash string) {
	needs = policy.LossApproval
	if c.Decline {
		needs = policy.LossRefusal
	}
	return needs, damageHash(view, c.Damage, c.Reason)
}

// damageHash is that of a report as it stands, with what is to be added to it.
func damageHash(view fact.View, id, word string) string {
	d, _ := FindDamage(view, id)
	var lines []Line
	EachLine(view, id, func(l Line) bool { lines = append(lines, l); return true })
	p := paper{"damage", []string{id, d.State(), d.Reason, d.Remark, word}, lines}
	if packs := PacksOfPaper(view, id); len(packs) > 0 {
		p.Lines = signedPacks{lines, packs}
	}
	return fact.Hash(p)
}

// signedPacks are lines that are signed with the packs they are of.
type signedPacks struct {
	Lines []Line   `json:"lines"`
	Packs []Serial `json:"packs"`
}

func (c DecideDamage) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	d, found := FindDamage(view, c.Damage)
	switch {
	case !found:
		return nil, fact.Refuse("no_damage_report", "damage", c.Damage)
	case d.State() != Reported:
		return nil, fact.Refuse("decided_already", "damage", c.Damage)
	case !printable(c.Reason):
		return nil, ErrText
	case c.Decline && !said(c.Reason):
		return nil, ErrReasonMissing
	}
	needs, hash := c.Signing(view)
	if err := policy.Signed(meta, hash, needs); err != nil {
		return nil, err
	}
	director := signer(meta, needs[0].Meaning)
	switch {
	case director == d.Person:
		return nil, ErrOwnReport
	case !c.Decline:
		return []fact.Fact{DamageApproved{Damage: c.Damage, Director: director}}, nil
	}
	moves, err := release(view, meta, d, func(l Line) stock.PlaceID { return l.From })
	if err != nil {
		return nil, err
	}
	facts := append([]fact.Fact{DamageDeclined{Damage: c.Damage, Director: director, Reason: c.Reason}}, moves...)
	facts = append(facts, packsBack(view, c.Damage)...)
	return makingFree(view, meta, facts, itemsOf(moves)...), nil
}

// release takes the goods of a report out of quarantine again, at the value
// they came with.
func release(view fact.View, meta fact.Meta, d Damage, to func(Line) stock.PlaceID) (_ []fact.Fact, err error) {
	trial := fact.NewTrial(view)
	EachLine(view, d.ID, func(l Line) bool {
		if to(l) == l.To {
			return true // it lay there before, and stays
		}
		var moved stock.Moved
		m := stock.Moved{Lot: l.key(), From: l.To, To: to(l), Quantity: l.Quantity, Document: d.ID}
		if moved, err = stock.TakeAs(trial, m, l.ValueE4); err == nil {
			trial.Apply(meta, moved)
		}
		return err == nil
	})
	return trial.Facts(), err
}

// settled ends a report: nothing is promised to it any more.
func (d Damage) settled(store fact.Store) {
	d.put(store)
	for _, l := range linesOfPaper(store, d.ID) {
		reserve(store, spot{l.key(), l.To}, -l.Quantity)
	}
}

// DamageApproved lets the goods be destroyed.
type DamageApproved struct {
	Damage   string `json:"damage"`
	Director string `json:"director"`
}

func (DamageApproved) Kind() string { return "damage-approved" }

func (f DamageApproved) Apply(store fact.Store, meta fact.Meta) {
	d, _ := FindDamage(store, f.Damage)
	d.Director, d.Decided = f.Director, meta.At
	d.put(store)
	keepSignatures(store, f.Damage, meta)
	follow(store, meta, f.Damage)
}

// DamageDeclined puts the goods back where they came from.
type DamageDeclined struct {
	Damage   string `json:"damage"`
	Director string `json:"director"`
	Reason   string `json:"reason"`
}

func (DamageDeclined) Kind() string { return "damage-declined" }

func (f DamageDeclined) Apply(store fact.Store, meta fact.Meta) {
	d, _ := FindDamage(store, f.Damage)
	d.Director, d.Decided, d.Declined = f.Director, meta.At, f.Reason
	d.settled(store)
	keepSignatures(store, f.Damage, meta)
	follow(store, meta, f.Damage)
}

// DestroyDamaged carries an approved report out: the goods are destroyed before
// a witness, who signs.
type DestroyDamaged struct{ Damage string }

// Signing is whose signature it needs, and over what.
func (c DestroyDamaged) Signing(view fact.View) (needs []policy.Need, hash string) {
	return policy.Destruction, damageHash(view, c.Damage, "")
}

func (c DestroyDamaged) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	d, found := FindDamage(view, c.Damage)
	switch {
	case !found:
		return nil, fact.Refuse("no_damage_report", "damage", c.Damage)
	case d.State() != Approved:
		return nil, fact.Refuse("not_approved", "damage", c.Damage)
	}
	needs, hash := c.Signing(view)
	if err := policy.Signed(meta, hash, needs); err != nil {
		return nil, err
	}
	witness := signer(meta, fact.Destroyed)
	if witness == meta.Person {
		return nil, fact.Refuse("own_witness")
	}
	made, moves, err := lose(view, meta, d)
	if err != nil {
		return nil, err
	}
	return append(append([]fact.Fact{DamageDone{Damage: c.Damage, Witness: witness}}, made...), moves...), nil
}

// DamageDone ends a report: the goods are gone.
type DamageDone struct {
	Damage  string `json:"damage"`
	Witness string `json:"witness"`
}

func (DamageDone) Kind() string { return "damage-done" }

func (f DamageDone) Apply(store fact.Store, meta fact.Meta) {
	d, _ := FindDamage(store, f.Damage)
	d.Witness, d.By, d.Done = f.Witness, meta.Person, meta.At
	d.settled(store)
	d.goneForGood(store)
	keepSignatures(store, f.Damage, meta)
	follow(store, meta, f.Damage)
}
