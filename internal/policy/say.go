package policy

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

func className(c stock.Class) words.Text       { return words.Say("class." + string(c)) }
func categoryName(c stock.Category) words.Text { return words.Say("category." + string(c)) }
func storageName(s stock.Storage) words.Text   { return words.Say("storage." + string(s)) }

// Text says what a rule speaks of.
func (s Selector) Text(view fact.View) words.Text {
	var parts []words.Text
	if s.Item != "" {
		item, _ := stock.FindItem(view, s.Item)
		parts = append(parts, words.Say("policy.of.item", "item", item.Name, "id", string(s.Item)))
	}
	if s.Class != "" {
		parts = append(parts, className(s.Class))
	}
	if s.Category != "" {
		parts = append(parts, categoryName(s.Category))
	}
	if len(parts) == 0 {
		parts = append(parts, words.Say("policy.of.all"))
	}
	if s.Place != "" {
		parts = append(parts, words.Say("policy.of.place", "place", string(s.Place)))
	}
	return words.Say("name", "name", listed(parts, func(t words.Text) words.Text { return t }))
}

// Says tells what a rule says, a sentence each.
func (r Rule) Says() (all []words.Text) {
	add := func(says bool, text words.Text) {
		if says {
			all = append(all, text)
		}
	}
	add(r.MinLifeDays > 0, words.Say("policy.says.min_life", "span", Span(r.MinLifeDays)))
	add(r.MinLifePerMille > 0, words.Say("policy.says.permille", "percent", percent(r.MinLifePerMille)))
	add(r.NoMinLife, words.Say("policy.says.no_min_life"))
	add(len(r.Near) > 0, words.Say("policy.says.near", "steps", listed(r.Near, Step.Text)))
	if r.Order != "" {
		all = append(all, words.Say("policy.says.order."+string(r.Order)))
	}
	add(r.TwoPerson == Yes, words.Say("policy.says.two_person"))
	add(r.TwoPerson == No, words.Say("policy.says.one_person"))
	add(r.Blind == Yes, words.Say("policy.says.blind"))
	add(r.Blind == No, words.Say("policy.says.open"))
	add(r.Inspect == Yes, words.Say("policy.says.inspect"))
	add(r.Inspect == No, words.Say("policy.says.no_inspection"))
	add(len(r.Storage) > 0, words.Say("policy.says.storage", "storage", listed(r.Storage, storageName)))
	add(len(r.Classes) > 0, words.Say("policy.says.classes", "classes", ClassNames(r.Classes)))
	add(len(r.Bins) > 0, words.Say("policy.says.bins", "bins", listed(r.Bins, func(p stock.PlaceID) words.Text { return words.Plain(string(p)) })))
	return all
}

// Text says a step of near expiry.
func (s Step) Text() words.Text {
	return words.Say("policy.step", "name", s.Name, "span", Span(s.Days))
}

// percent writes a share of a thousand as one of a hundred.
func percent(perMille int) words.Text {
	if perMille%10 == 0 {
		return words.Say("policy.percent", "n", perMille/10)
	}
	return words.Say("policy.percent_tenths", "n", perMille/10, "tenths", perMille%10)
}

// Text says who may let pass what, and why.
func (l Leave) Text() words.Text {
	return words.Say("policy.says.leave", "refused", fact.Headline(l.Code), "roles", RoleNames(l.Roles), "n", l.Signatures, "reasons", listed(l.Reasons, stock.Why))
}

// Ground is one thing that was asked of goods at a door, the answer, and what
// decided it.
type Ground struct {
	Question string
	Says     words.Text
	By       words.Text
	Refuses  bool // it is what keeps the goods out
}

// asks tells behind which question a refusal stands.
var asks = map[string]string{
	"lot_held": "status", "lot_recalled": "status", "lot_quarantined": "status", "expired": "expiry", "expiry_unknown": "min_life", "made_unknown": "min_life",
	"short_life": "min_life", "wrong_storage": "storage", "needs_safe": "bins", "not_its_place": "bins", "safe_only": "classes", "wrong_class": "classes",
	"expiry_before_made": "expiry", "made_later": "expiry", "other_expiry": "expiry",
	"waits_for_inspection": "lying", "goods_apart": "lying", "lot_not_here": "lying",
}

// Explain answers as Fit does, and says what was asked and what decided each
// answer.
func (b *Rulebook) Explain(view fact.View, g Goods, purpose Purpose, day stock.Date) (no *fact.Refusal, grounds []Ground) {
	return b.ExplainPack(view, g, Print{}, purpose, day)
}

// ExplainPack is Explain for a pack that shows its dates, which the dock
// compares with what is known.
func (b *Rulebook) ExplainPack(view fact.View, g Goods, seen Print, purpose Purpose, day stock.Date) (no *fact.Refusal, grounds []Ground) {
	no, _ = b.Fit(g, purpose, day).(*fact.Refusal)
	if differs, is := seen.Agrees(g.Lot, day).(*fact.Refusal); is && purpose == Receive {
		no = differs
	}
	refused := ""
	if no != nil {
		refused = asks[no.Code()]
	}
	tell := func(question string, says, by words.Text) {
		grounds = append(grounds, Ground{question, says, by, question == refused})
	}
	tell("status", words.Say("policy.status."+b.State(g, day)), words.Say("policy.by.lot"))
	if g.Lot.Expiry != "" {
		tell("expiry", words.Say("policy.answer.expiry", "expiry", string(g.Lot.Expiry), "left", Span(max(day.DaysUntil(g.Lot.Expiry), 0))), words.Say("policy.by.pack"))
	}
	if purpose == Receive {
		b.tellLife(view, g, tell)
		b.tellInspection(view, g, tell)
	}
	if purpose == Store || purpose == Transfer {
		b.tellPlace(view, g, tell)
	}
	if (purpose == Return || purpose == Scrap) && g.Place.ID != "" {
		tell("lying", words.Say("policy.answer.lying", "place", g.Place.Name, "id", string(g.Place.ID)), words.Say("policy.by.place"))
	}
	return no, grounds
}

func (b *Rulebook) tellLife(view fact.View, g Goods, tell func(string, words.Text, words.Text)) {
	r, own := b.minLife(g.Item, g.Place.ID)
	by := b.by(view, r.Selector, saysMinLife(r))
	if own {
		by = words.Say("policy.by.item")
	}
	says := words.Say("policy.says.no_min_life")
	if all := (Rule{MinLifeDays: r.MinLifeDays, MinLifePerMille: r.MinLifePerMille}).Says(); len(all) > 0 {
		says = all[0]
	}
	tell("min_life", says, by)
}

func (b *Rulebook) tellInspection(view fact.View, g Goods, tell func(string, words.Text, words.Text)) {
	r, own := b.inspects(g.Item, g.Place.ID)
	by := b.by(view, r.Selector, saysInspect(r))
	if own {
		by = words.Say("policy.by.item")
	}
	says := "policy.says.no_inspection"
	if r.Inspect == Yes {
		says = "policy.says.inspect"
	}
	tell("inspect", words.Say(says), by)
}

func (b *Rulebook) tellPlace(view fact.View, g Goods, tell func(string, words.Text, words.Text)) {
	for _, question := range []string{"storage", "bins", "classes"} {
		r, found := b.of(g.Item, g.Place.ID, func(r Rule) bool { return len(only(r, question).Says()) > 0 })
		text := words.Say("policy.answer." + question + "_own")
		if found {
			text = only(r, question).Says()[0]
		}
		tell(question, text, b.by(view, r.Selector, found))
	}
}

// only keeps what a rule says to one question.
func only(r Rule, question string) Rule {
	switch question {
	case "storage":
		return Rule{Storage: r.Storage}
	case "bins":
		return Rule{Bins: r.Bins}
	}
	return Rule{Classes: r.Classes}
}

// by names the rule that decided, or that none did.
func (b *Rulebook) by(view fact.View, s Selector, found bool) words.Text {
	if !found {
		return words.Say("policy.by.nothing")
	}
	return words.Say("policy.by.rule", "of", s.Text(view), "version", b.Number)
}
