package site

import (
	"slices"
	"strings"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/report"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// drawers draw each kind of document by its number.
var drawers = map[string]func(drawing, string) (report.Document, bool){
	"receipt": drawing.receipt, "issue": drawing.issue, "requisition": drawing.requisition, "inspection": drawing.inspection, "refusal": drawing.refusal,
	"return": drawing.sentBack, "transfer": drawing.transfer, "damage": drawing.damage, "giveback": drawing.giveBack, "recall": drawing.recall,
	"review":   drawing.review,
	"register": drawing.register, "shift": drawing.shift,
}

// paper is a goods note with what all of them have.
func (d drawing) paper(title, number string, header ...report.Pair) report.Document {
	return report.Document{Site: d.say("paper.site"), Title: title, Number: number, Columns: d.columns(), Landscape: true, Header: header}
}

// signed is a person who did something, at a time.
func (d drawing) signed(role, person, at string) report.Signature {
	if person == "" {
		at = ""
	}
	return report.Signature{Role: d.say("paper." + role), Name: d.person(person), At: at}
}

func (d drawing) total(paper *report.Document, valueE4 int64) {
	paper.Totals = []string{"", d.say("paper.total"), "", "", "", "", "", money(valueE4), ""}
}

// lines puts the lines of a return, transfer or damage report onto its paper.
func (d drawing) lines(paper *report.Document, id string, remark func(document.Line) string) {
	var sum int64
	document.EachLine(d.view, id, func(l document.Line) bool {
		item, _ := stock.FindItem(d.view, l.Item)
		sum += l.ValueE4
		paper.Rows = append(paper.Rows, d.row(len(paper.Rows)+1, item, l.Lot, l.Expiry, l.Quantity, l.ValueE4, remark(l)))
		return true
	})
	d.total(paper, sum)
}

func (d drawing) requisition(id string) (report.Document, bool) {
	r, found := document.FindRequisition(d.view, id)
	if !found {
		return report.Document{}, false
	}
	p := document.ProgressOf(d.view, id)
	department, _ := stock.FindPlace(d.view, r.Department)
	paper := d.paper(d.say("paper.requisition_note"), id,
		d.pair("department", department.Name.In(d.l)), d.pair("date", string(r.Date)), d.pair("state", words.Say("requisition."+string(p.State)).In(d.l)), d.pair("remark", r.Note))
	for _, l := range r.Lines {
		item, _ := stock.FindItem(d.view, l.Item)
		row := d.row(l.No, item, l.Lot, "", l.Quantity, 0, "")
		row[7] = ""
		if l.Asked != 0 {
			row[8] = d.say("paper.cut", "asked", document.Amount(item, l.Asked), "reason", l.Cut)
		}
		paper.Rows = append(paper.Rows, row)
	}
	paper.Signatures = []report.Signature{d.signed("writer", p.Writer, d.written(p, r)), d.signed("approver", p.Decider, stamp(p.Decided))}
	return paper, true
}

// written is when a requisition was written, as exactly as it is known.
func (d drawing) written(p document.RequisitionProgress, r document.Requisition) string {
	if p.Written.IsZero() {
		return string(r.Date)
	}
	return stamp(p.Written)
}

func (d drawing) inspection(id string) (report.Document, bool) {
	i, found := document.FindInspection(d.view, id)
	if !found {
		return report.Document{}, false
	}
	supplier, _ := stock.FindSupplier(d.view, i.Supplier)
	item, _ := stock.FindItem(d.view, i.Item)
	paper := d.paper(d.say("paper.inspection"), id,
		d.pair("receipt_no", i.Receipt), d.pair("supplier", supplier.Name.In(d.l)), d.pair("sample", document.Amount(item, i.Sample).In(d.l)), d.pair("date", stamp(i.At)),
		d.pair("findings", i.Findings), d.pair("policy", d.policy(i.Policy, i.At)))
	for _, part := range []struct {
		quantity stock.Quantity
		word     string
	}{{i.Released, d.say("paper.released", "place", string(i.Dock))}, {i.Rejected, d.say("paper.rejected", "place", string(i.Aside), "reason", d.reason(i.Reason))}} {
		if part.quantity > 0 {
			value := stock.Share(i.ValueE4, part.quantity, i.Released+i.Rejected)
			paper.Rows = append(paper.Rows, d.row(len(paper.Rows)+1, item, i.Lot, i.Expiry, part.quantity, value, part.word))
		}
	}
	d.total(&paper, i.ValueE4)
	paper.Signatures = []report.Signature{d.signed("inspector", i.Signer, stamp(i.At))}
	return paper, true
}

// refusal lists what a receipt turned away, and why.
func (d drawing) refusal(id string) (report.Document, bool) {
	r, found := document.FindRefusal(d.view, id)
	if !found {
		return report.Document{}, false
	}
	receipt, _ := document.FindReceipt(d.view, r.Receipt)
	supplier, _ := stock.FindSupplier(d.view, r.Supplier)
	paper := d.paper(d.say("paper.refusal"), id,
		d.pair("receipt_no", r.Receipt), d.pair("order", r.Order), d.pair("supplier", supplier.Name.In(d.l)), d.pair("note", receipt.Note), d.pair("date", stamp(r.At)))
	d.refusals(receipt, &paper)
	paper.Signatures = []report.Signature{d.signed("keeper", r.Person, stamp(r.At)), {Role: d.say("paper.carrier")}}
	return paper, true
}

func (d drawing) sentBack(id string) (report.Document, bool) {
	r, found := document.FindReturn(d.view, id)
	if !found {
		return report.Document{}, false
	}
	supplier, _ := stock.FindSupplier(d.view, r.Supplier)
	paper := d.paper(d.say("paper.return"), id,
		d.pair("receipt_no", r.Receipt), d.pair("order", r.Order), d.pair("supplier", supplier.Name.In(d.l)), d.pair("date", stamp(r.At)),
		d.pair("reason", d.reason(r.Reason)), d.pair("remark", r.Remark), d.pair("instead", d.say(map[bool]string{true: "paper.credited", false: "paper.due_again"}[r.Credit])), d.pair("policy", d.policy(r.Policy, r.At)))
	numbers := d.numbersBack(id)
	d.lines(&paper, id, func(l document.Line) string {
		return strings.TrimSpace(d.say("paper.from", "place", string(l.From)) + " " + numbers(l))
	})
	paper.Signatures = append([]report.Signature{d.signed("returner", r.Person, stamp(r.At))}, d.signatures(id)...)
	paper.Signatures = append(paper.Signatures, report.Signature{Role: d.say("paper.carrier"), Name: r.Carrier})
	return paper, true
}

func (d drawing) transfer(id string) (report.Document, bool) {
	t, found := document.FindTransfer(d.view, id)
	if !found {
		return report.Document{}, false
	}
	title := d.say("paper.transfer")
	if t.Released {
		title = d.say("paper.release")
	}
	paper := d.paper(title, id, d.pair("date", stamp(t.At)), d.pair("remark", t.Remark), d.pair("policy", d.policy(t.Policy, t.At)))
	numbers := d.numbers(document.PacksOfPaper(d.view, id), mostNumbers)
	d.lines(&paper, id, func(l document.Line) string {
		return strings.TrimSpace(d.say("paper.from_to", "from", string(l.From), "to", string(l.To)) + " " + numbers(l))
	})
	if t.Override != nil {
		paper.Header = append(paper.Header, d.pair("allowed", t.Override.Text().In(d.l)))
	}
	paper.Signatures = append([]report.Signature{d.signed("mover", t.Person, stamp(t.At))}, d.signatures(id)...)
	return paper, true
}

// mostNumbers bounds how many numbers of packs stand on a paper that nobody
// signs for single packs. A damage report names all.
const mostNumbers = 30

// numbersBack lists the numbers of the packs that went back, lot by lot.
func (d drawing) numbersBack(id string) func(document.Line) string {
	var packs []document.Serial
	stock.EachSentBack(d.view, id, func(pack stock.Child, lot string) bool {
		packs = append(packs, document.Serial{Item: pack.Item, Number: pack.Number, Lot: lot})
		return true
	})
	return d.numbers(packs, mostNumbers)
}

// numbers says those of a line's lot, once where the lot has several lines.
func (d drawing) numbers(packs []document.Serial, most int) func(document.Line) string {
	of := map[stock.LotKey][]string{}
	for _, p := range packs {
		lot := stock.LotKey{Item: p.Item, Number: p.Lot}
		of[lot] = append(of[lot], p.Number)
	}
	return func(l document.Line) string {
		lot := stock.LotKey{Item: l.Item, Number: l.Lot}
		all := of[lot]
		delete(of, lot)
		text := strings.Join(all[:min(len(all), most)], " ")
		if more := len(all) - most; more > 0 {
			text += " " + d.say("paper.more_numbers", "n", more)
		}
		return text
	}
}

// owner names the supplier whose goods lie in a place, "" where they are our own.
func (d drawing) owner(place stock.PlaceID) string {
	s, _ := stock.FindSupplier(d.view, stock.OwnerOf(d.view, place))
	return s.Name.In(d.l)
}

func (d drawing) damage(id string) (report.Document, bool) {
	r, found := document.FindDamage(d.view, id)
	if !found {
		return report.Document{}, false
	}
	paper := d.paper(d.say("paper.damage"), id,
		d.pair("date", stamp(r.At)), d.pair("state", words.Say("damage."+r.State()).In(d.l)), d.pair("reason", d.reason(r.Reason)), d.pair("remark", r.Remark), d.pair("policy", d.policy(r.Policy, r.At)))
	if r.Declined != "" {
		paper.Header = append(paper.Header, d.pair("declined", r.Declined))
	}
	if r.Override != nil {
		paper.Header = append(paper.Header, d.pair("allowed", r.Override.Text().In(d.l)))
	}
	packs := document.PacksOfPaper(d.view, id)
	numbers := d.numbers(packs, len(packs))
	d.lines(&paper, id, func(l document.Line) string {
		from := d.say("paper.from", "place", string(l.From))
		if owner := d.owner(l.From); owner != "" {
			from = d.say("paper.from_owner", "place", string(l.From), "owner", owner)
		}
		return strings.TrimSpace(from + " " + numbers(l))
	})
	paper.Signatures = slices.Concat([]report.Signature{d.signed("reporter", r.Person, stamp(r.At))}, d.signatures(id, fact.Allowed, fact.Counted, fact.Checked), []report.Signature{
		d.signed("director", r.Director, stamp(r.Decided)),
		d.signed("destroyer", r.By, stamp(r.Done)), d.signed("witness", r.Witness, stamp(r.Done)),
	})
	return paper, true
}
