package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// Step is what one fact did to its document.
type Step struct {
	Item     stock.ItemID
	Lot      string
	Quantity stock.Quantity // base units; 0 where the fact is about none
	Detail   string         // code of a refusal or reason, or a person's words
}

// Tell sums up a fact for the history of its document; the zero Step where
// its kind says all.
func Tell(f fact.Fact) Step {
	switch f := f.(type) {
	case PackReceived:
		return Step{f.Item, f.Lot, f.Quantity, f.Aside}
	case PackCorrected:
		return Step{Quantity: f.Quantity}
	case PackNamed:
		return Step{Detail: f.Serial}
	case PackRefused:
		return Step{f.Item, f.Lot, f.Quantity, either(f.Reason, f.Code)}
	case NoteCame:
		return Step{Detail: f.Note}
	case PackPicked:
		return Step{f.Item, f.Lot, f.Quantity, ""}
	case TaskShort:
		return Step{Quantity: f.Missing, Detail: f.Reason}
	case PickedAside:
		return Step{f.Item, f.Lot, f.Quantity, ""}
	case LotInspected:
		return Step{f.Inspection.Item, f.Inspection.Lot, f.Inspection.Released + f.Inspection.Rejected, f.Inspection.Findings}
	case RequisitionDecided:
		return Step{Detail: f.Reason}
	}
	return tellDesk(f)
}

// tellDesk is Tell for the papers that are written at a desk.
func tellDesk(f fact.Fact) Step {
	switch f := f.(type) {
	case OrderDueAgain:
		return Step{Quantity: f.Quantity, Detail: f.Return}
	case GoodsReturned:
		return Step{Detail: f.Return.Reason}
	case SupplierReviewed:
		return Step{Detail: f.Review.Reason}
	case GoodsMoved:
		return Step{Detail: f.Transfer.Remark}
	case DamageReported:
		return Step{Detail: f.Damage.Reason}
	case DamageDeclined:
		return Step{Detail: f.Reason}
	}
	return Step{}
}

func either(a, b string) string {
	if a != "" && a != "as_said" {
		return a
	}
	return b
}
