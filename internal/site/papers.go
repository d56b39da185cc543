package site

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/report"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// papers draws documents as they stand in the books now.
type papers struct {
	books    *Books
	language words.Language
}

// PDF writes a document.
func (p papers) PDF(kind, id string, l words.Language, w io.Writer) (found bool, err error) {
	var paper report.Document
	err = p.books.View(func(view fact.View) error {
		if draw := drawers[kind]; draw != nil {
			paper, found = draw(drawing{view, l}, id)
		}
		return nil
	})
	if err != nil || !found {
		return found, err
	}
	paper.Language, paper.Printed = l, p.books.Clock.Now()
	return true, paper.PDF(w)
}

func (s *Site) file(n note) error {
	overtaken := false
	if err := s.books.View(func(view fact.View) error { overtaken = n.overtaken(view); return nil }); err != nil || overtaken {
		return err
	}
	dir, err := s.folder(papersDir)
	if err != nil {
		return err
	}
	name := filepath.Join(dir, n.file())
	out, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	_, err = papers{s.books, s.Language}.PDF(n.kind, n.id, s.Language, out)
	if err = errors.Join(err, out.Close()); err != nil {
		return errors.Join(fmt.Errorf("write %s: %w", name, err), os.Remove(out.Name()))
	}
	if err := os.Rename(out.Name(), name); err != nil {
		return fmt.Errorf("write %s: %w", name, err)
	}
	return nil
}

// drawing says documents in one language.
type drawing struct {
	view fact.View
	l    words.Language
}

func (d drawing) say(code string, pairs ...any) string { return words.Say(code, pairs...).In(d.l) }

func (d drawing) pair(code, value string) report.Pair {
	return report.Pair{Label: d.say("paper." + code), Value: value}
}

func (d drawing) person(id string) string {
	p, _ := auth.FindPerson(d.view, id)
	return p.Name.In(d.l)
}

// signatures are those given by badge and PIN, of some meanings or of all: what
// each means, the name as it was then, and when.
func (d drawing) signatures(id string, meanings ...fact.Meaning) (signed []report.Signature) {
	for _, s := range document.SignaturesOf(d.view, id) {
		if len(meanings) > 0 && !slices.Contains(meanings, s.Meaning) {
			continue
		}
		signed = append(signed, report.Signature{Role: s.Meaning.Text().In(d.l), Name: s.Name.In(d.l), At: stamp(s.At)})
	}
	return signed
}

// policy names the version of the policy that a document was decided under, or
// nothing where nobody knows.
func (d drawing) policy(version int, at time.Time) string {
	if version > 0 {
		return d.say("paper.policy_version", "n", version)
	}
	if document.BeforeAnyPolicy(d.view, at) {
		return d.say("paper.policy_default")
	}
	return ""
}

func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format("2006-01-02 15:04")
}

// columns of every goods note.
func (d drawing) columns() []report.Column {
	return []report.Column{
		{Title: d.say("paper.no"), Width: 0.5, Align: report.Right}, {Title: d.say("paper.item"), Width: 2.6}, {Title: d.say("paper.spec"), Width: 1.5},
		{Title: d.say("paper.maker"), Width: 1.8}, {Title: d.say("paper.lot"), Width: 1.3, Code: true}, {Title: d.say("paper.expiry"), Width: 1.1},
		{Title: d.say("paper.quantity"), Width: 1.4, Align: report.Right}, {Title: d.say("paper.value"), Width: 1.1, Align: report.Right},
		{Title: d.say("paper.remark"), Width: 1.7},
	}
}

func (d drawing) row(n int, item stock.Item, lot string, expiry stock.Date, quantity stock.Quantity, valueE4 int64, remark string) []string {
	return []string{
		strconv.Itoa(n), item.Name.In(d.l), item.Spec, item.Manufacturer.In(d.l), lot, string(expiry),
		document.Amount(item, quantity).In(d.l), money(valueE4), remark,
	}
}

// money writes 1/10,000 of the currency unit to the cent, halves up.
func money(valueE4 int64) string {
	cents := (valueE4 + 50) / 100
	return fmt.Sprintf("%d.%02d", cents/100, cents%100)
}

func (d drawing) receipt(id string) (report.Document, bool) {
	r, found := document.FindReceipt(d.view, id)
	if !found {
		return report.Document{}, false
	}
	supplier, _ := stock.FindSupplier(d.view, r.Supplier)
	paper := report.Document{
		Site: d.say("paper.site"), Title: d.say("paper.receipt"), Number: r.ID, Columns: d.columns(), Landscape: true,
		Header: []report.Pair{
			d.pair("order", r.Order), d.pair("supplier", supplier.Name.In(d.l)), d.pair("note", r.Note),
			d.pair("opened", stamp(r.Opened)), d.pair("finished", d.finished(r.Finished)), d.pair("place", string(r.Place)),
			d.pair("policy", d.policy(r.Policy, r.Opened)),
		},
		Signatures: []report.Signature{
			{Role: d.say("paper.keeper"), Name: d.person(r.Person), At: stamp(r.Opened)}, {Role: d.say("paper.closer"), Name: d.person(r.Closer), At: stamp(r.Finished)},
		},
	}
	if r.Edition > 1 || r.Edition == 1 && r.Open() {
		paper.Header = append(paper.Header, d.pair("edition", d.edition(r)))
	}
	paper.Signatures = append(paper.Signatures, d.signatures(r.ID)...)
	total := d.receiptLines(r, &paper)
	d.refusals(r, &paper)
	paper.Totals = []string{"", d.say("paper.total"), "", "", "", "", "", money(total), ""}
	return paper, true
}

// edition says that a receipt note replaces the ones before it, or is being
// corrected at the moment.
func (d drawing) edition(r document.Receipt) string {
	if r.Open() {
		return d.say("paper.reopened", "n", r.Edition)
	}
	return d.say("paper.edition_of", "n", r.Edition)
}

func (d drawing) finished(t time.Time) string {
	if t.IsZero() {
		return d.say("paper.open")
	}
	return stamp(t)
}

func (d drawing) receiptLines(r document.Receipt, paper *report.Document) (totalE4 int64) {
	remarks, missing := d.match(r.ID)
	document.EachReceiptLine(d.view, r.ID, func(l document.ReceiptLine) bool {
		item, _ := stock.FindItem(d.view, l.Item)
		remark := remarks[stock.LotKey{Item: l.Item, Number: l.Lot}]
		if l.Aside {
			remark = strings.TrimSpace(d.say("paper.aside", "reason", d.reason(l.Reason)) + " " + remark)
		}
		totalE4 += l.ValueE4
		paper.Rows = append(paper.Rows, d.row(len(paper.Rows)+1, item, l.Lot, l.Expiry, l.Quantity, l.ValueE4, remark))
		return true
	})
	d.missing(missing, paper)
	return totalE4
}

// reason says a refusal's code or a person's reason, whichever it is.
func (d drawing) reason(code string) string {
	if _, known := words.Catalogue(d.l)["reason."+code]; known {
		return d.say("reason." + code)
	}
	if _, known := words.Catalogue(d.l)["big."+code]; known {
		return fact.Headline(code).In(d.l)
	}
	return code // a person's own words
}

func (d drawing) refusals(r document.Receipt, paper *report.Document) {
	document.EachRefused(d.view, r.ID, func(p document.Refused) bool {
		item, _ := stock.FindItem(d.view, p.Item)
		reason := ""
		if p.Reason != "" && p.Reason != "as_said" {
			reason = d.reason(p.Reason)
		}
		remark := d.say("paper.refused", "code", d.reason(p.Code), "reason", reason)
		row := d.row(len(paper.Rows)+1, item, p.Lot, p.Expiry, p.Quantity, 0, remark)
		if item.ID == "" {
			row[1], row[6] = p.GTIN, ""
		}
		row[7] = ""
		paper.Rows = append(paper.Rows, row)
		return true
	})
}

func (d drawing) issue(id string) (report.Document, bool) {
	i, found := document.FindIssue(d.view, id)
	if !found {
		return report.Document{}, false
	}
	department, _ := stock.FindPlace(d.view, i.Department)
	paper := report.Document{
		Site: d.say("paper.site"), Title: d.say("paper.issue"), Number: i.ID, Columns: d.columns(), Landscape: true,
		Header: []report.Pair{
			d.pair("requisition", i.Requisition), d.pair("department", department.Name.In(d.l)),
			d.pair("opened", stamp(i.Opened)), d.pair("finished", d.finished(i.Finished)), d.pair("policy", d.policy(i.Policy, i.Opened)),
		},
		Signatures: []report.Signature{{Role: d.say("paper.issuer"), Name: d.person(i.HandedBy), At: stamp(i.Finished)}},
	}
	if signed := d.signatures(id); len(signed) > 0 {
		paper.Signatures = append(paper.Signatures, signed...)
	} else {
		paper.Signatures = append(paper.Signatures, report.Signature{Role: d.say("paper.receiver"), Name: d.person(i.Receiver), At: stamp(i.Finished)})
	}
	if u, found := document.FindUrgent(d.view, id); found {
		paper.Header = append(paper.Header, d.pair("urgent", stock.Why(u.Reason).In(d.l)), d.pair("looked_at", d.person(u.Reviewer)))
	}
	var total int64
	document.EachIssueLine(d.view, id, func(l document.IssueLine) bool {
		item, _ := stock.FindItem(d.view, l.Item)
		total += l.ValueE4
		paper.Rows = append(paper.Rows, d.row(len(paper.Rows)+1, item, l.Lot, l.Expiry, l.Quantity, l.ValueE4, ""))
		return true
	})
	document.EachUnmet(d.view, id, func(u document.Unmet) bool {
		item, amount := document.UnmetItem(d.view, i, u)
		paper.Rows = append(paper.Rows, []string{strconv.Itoa(len(paper.Rows) + 1), item.In(d.l), "", "", "", "", amount.In(d.l), "", d.say("paper.short")})
		return true
	})
	paper.Totals = []string{"", d.say("paper.total"), "", "", "", "", "", money(total), ""}
	return paper, true
}
