package document

import (
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// CancelReceipt ends a receipt on which nothing was booked or refused: the
// wrong order was scanned, or all of it was taken back. Its number stays taken.
type CancelReceipt struct{ Receipt string }

func (c CancelReceipt) Decide(view fact.View, _ fact.Meta) ([]fact.Fact, error) {
	r, found := FindReceipt(view, c.Receipt)
	switch {
	case !found || !r.Open():
		return nil, fact.Refuse("receipt_closed", "receipt", c.Receipt)
	case !r.Empty():
		return nil, fact.Refuse("receipt_not_empty", "receipt", c.Receipt)
	}
	return []fact.Fact{ReceiptCancelled{Receipt: c.Receipt, Order: r.Order}}, nil
}

// ReceiptCancelled ends a receipt that holds nothing.
type ReceiptCancelled struct {
	Receipt string `json:"receipt"`
	Order   string `json:"order"`
}

func (ReceiptCancelled) Kind() string { return "receipt-cancelled" }

func (f ReceiptCancelled) Apply(store fact.Store, meta fact.Meta) {
	follow(store, meta, f.Receipt)
	r, _ := FindReceipt(store, f.Receipt)
	r.Finished, r.Closer, r.Cancelled = meta.At, meta.Person, true
	receipts.Put(store, r, r.ID)
	openReceipts.Delete(store, f.Order)
}

// ReopenReceipt takes the finishing of a receipt back, so that its scans can be
// corrected; finishing it again makes another edition of the receipt note. On
// the day itself whoever receives may do that, later a supervisor: by then
// others have worked with the paper.
type ReopenReceipt struct {
	Receipt    string
	Supervisor bool // who asks may allow what a rule refuses
}

func (c ReopenReceipt) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	r, found := FindReceipt(view, c.Receipt)
	switch {
	case !found || r.Cancelled:
		return nil, fact.Refuse("receipt_closed", "receipt", c.Receipt)
	case r.Open():
		return nil, nil
	}
	if other, open := OpenReceiptOf(view, r.Order); open {
		return nil, fact.Refuse("receipt_other_open", "receipt", c.Receipt, "order", r.Order, "other", other.ID)
	}
	if day := stock.DateOf(r.Finished.In(meta.At.Location())); day != stock.DateOf(meta.At) && !c.Supervisor {
		return nil, fact.Refuse("receipt_old", "receipt", c.Receipt, "date", string(day))
	}
	return []fact.Fact{ReceiptReopened{Receipt: c.Receipt, Order: r.Order}}, nil
}

// ReceiptReopened opens a finished receipt once more.
type ReceiptReopened struct {
	Receipt string `json:"receipt"`
	Order   string `json:"order"`
}

func (ReceiptReopened) Kind() string { return "receipt-reopened" }

func (f ReceiptReopened) Apply(store fact.Store, meta fact.Meta) {
	follow(store, meta, f.Receipt)
	r, _ := FindReceipt(store, f.Receipt)
	r.Finished, r.Closer = time.Time{}, ""
	receipts.Put(store, r, r.ID)
	signatures.Delete(store, r.ID) // they were given for what it said when it was finished
	openReceipts.Put(store, r.ID, f.Order)
}
