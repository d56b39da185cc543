package document_test

import (
	"errors"
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// house is a furnished store on 23 November 2026, and what tests ask of it.
type house struct {
	*sim.House
	t testing.TB
}

func newHouse(t testing.TB) house {
	h := sim.NewHouse("2026-11-23")
	sim.Furnish(h)
	return house{h, t}
}

// must posts a command that may not be refused.
func (h house) must(person string, c fact.Command) []fact.Recorded {
	h.t.Helper()
	recorded, err := h.Do(person, c)
	if err != nil {
		h.t.Fatalf("%T: %v", c, err)
	}
	return recorded
}

// signing is a command that somebody signs.
type signing interface {
	fact.Command
	Signing(fact.View) ([]policy.Need, string)
}

// sign is a person's signature of a role under a command.
func (h house) sign(c signing, person, role string) (s fact.Signature) {
	h.view(func(view fact.View) {
		needs, hash := c.Signing(view)
		s = h.Sign(person, role, needs[0].Meaning, hash)
	})
	return s
}

// signed posts a command that somebody signed and that may not be refused.
func (h house) signed(person string, c signing, signer, role string) {
	h.t.Helper()
	if _, err := h.Do(person, c, h.sign(c, signer, role)); err != nil {
		h.t.Fatalf("%T: %v", c, err)
	}
}

// refusedSigned posts a signed command that must be refused with a code.
func (h house) refusedSigned(code string, c signing, signer, role string) {
	h.t.Helper()
	if _, err := h.Do("keeper", c, h.sign(c, signer, role)); !errors.Is(err, fact.Refuse(code)) {
		h.t.Errorf("%T signed by %s answers %v, want the refusal %s", c, signer, err, code)
	}
}

// refused posts a command that must be refused with a code, and must change
// nothing.
func (h house) refused(code string, c fact.Command) {
	h.t.Helper()
	before := len(h.Facts())
	_, err := h.Do("keeper", c)
	if !errors.Is(err, fact.Refuse(code)) {
		h.t.Errorf("%T answers %v, want the refusal %s", c, err, code)
	}
	if after := len(h.Facts()); after != before {
		h.t.Errorf("%T was refused and wrote %d facts", c, after-before)
	}
}

func (h house) view(read func(fact.View)) {
	h.t.Helper()
	if err := h.View(func(view fact.View) error { read(view); return nil }); err != nil {
		h.t.Fatal(err)
	}
}

// open opens a receipt against an order and gives its number.
func (h house) open(order string) string {
	h.t.Helper()
	h.must("keeper", document.OpenReceipt{Order: order, Place: "DOCK-1"})
	return h.openReceipt(order).ID
}

func (h house) openReceipt(order string) (r document.Receipt) {
	h.view(func(view fact.View) { r, _ = document.OpenReceiptOf(view, order) })
	return r
}

func (h house) receipt(id string) (r document.Receipt) {
	h.view(func(view fact.View) { r, _ = document.FindReceipt(view, id) })
	return r
}

func (h house) line(order string, no int) (l document.OrderState) {
	h.view(func(view fact.View) { l, _ = document.FindOrderLine(view, order, no) })
	return l
}

func (h house) onHand(item stock.ItemID, lot string, place stock.PlaceID) (held stock.Holding) {
	h.view(func(view fact.View) { held = stock.OnHand(view, stock.LotKey{Item: item, Number: lot}, place) })
	return held
}

// issue starts the issue of a requisition and gives its number and tasks.
func (h house) issue(requisition string) (id string, tasks []document.Task) {
	h.t.Helper()
	h.must("picker", document.StartIssue{Requisition: requisition, Staging: "STAGE-1"})
	h.view(func(view fact.View) {
		i, _ := document.IssueOf(view, requisition)
		id = i.ID
	})
	return id, h.tasks(id)
}

func (h house) tasks(issue string) (tasks []document.Task) {
	h.view(func(view fact.View) {
		document.EachTask(view, issue, func(t document.Task) bool { tasks = append(tasks, t); return true })
	})
	return tasks
}

// amox is a box of amoxicillin as its label says it.
func amox(receipt string) document.ReceivePack {
	return document.ReceivePack{
		Receipt: receipt, Item: sim.Amox, Level: stock.Box, Quantity: 24, Lot: "A1", Expiry: "2028-03-31", Made: "2026-04-01", GTIN: sim.AmoxBox,
	}
}

// but is a pack changed in one way.
func but(c document.ReceivePack, change func(*document.ReceivePack)) document.ReceivePack {
	change(&c)
	return c
}

// pick is the box that a task asks for.
func pick(t document.Task, quantity stock.Quantity) document.PickPack {
	return document.PickPack{Issue: t.Issue, Task: t.No, Item: t.Item, Level: stock.Box, Quantity: quantity, Lot: t.Lot, Expiry: t.Expiry, Place: t.Place}
}

// handOver is the hand-over of an issue, signed by who takes the goods.
func (h house) handOver(person, issue, receiver string) ([]fact.Recorded, error) {
	var hash string
	h.view(func(view fact.View) {
		i, _ := document.FindIssue(view, issue)
		_, hash = document.IssueSigning(view, i)
	})
	return h.Do(person, document.HandOver{Issue: issue, Receiver: receiver}, h.Sign(receiver, "receiver", fact.Taken, hash))
}
