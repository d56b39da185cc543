package document

import (
	"fmt"
	"slices"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

var (
	signatures = fact.NewTable[[]fact.Signature]("signature") // document
	unsigned   = fact.NewTable[bool]("unsigned")              // item, lot, place, receipt: goods that wait for its signatures
	unsignedOf = fact.NewTable[bool]("unsigned-of")           // receipt, item, lot, place: the same by receipt
)

// ErrAwaitsSignatures refuses to move goods that two people have not signed
// for yet.
var ErrAwaitsSignatures = fact.Refuse("awaits_signatures")

// SignaturesOf reads who signed a document.
func SignaturesOf(view fact.View, document string) []fact.Signature {
	given, _ := signatures.Get(view, document)
	return given
}

// keepSignatures adds those of a command to those of its document.
func keepSignatures(store fact.Store, document string, meta fact.Meta) {
	if len(meta.Signatures) > 0 {
		signatures.Put(store, append(slices.Clone(SignaturesOf(store, document)), meta.Signatures...), document)
	}
}

// signer is who gave the signature of a meaning, "" if nobody did.
func signer(meta fact.Meta, meaning fact.Meaning) string {
	for _, s := range meta.Signatures {
		if s.Meaning == meaning {
			return s.Person
		}
	}
	return ""
}

// paper is what people sign who sign a receipt or an issue. Whatever changes
// in it makes another hash, and so voids what was signed before.
type paper struct {
	Kind  string   `json:"kind"`
	Head  []string `json:"head"`
	Lines any      `json:"lines"`
}

// ReceiptSigning tells which signatures a receipt needs before it is finished,
// and the hash that they are given over: none, where nothing on it is of a
// two-person class.
func ReceiptSigning(view fact.View, r Receipt) (needs []policy.Need, hash string) {
	var lines []ReceiptLine
	rules := policy.In(view)
	EachReceiptLine(view, r.ID, func(l ReceiptLine) bool {
		item, _ := stock.FindItem(view, l.Item)
		if rules.TwoPerson(item) {
			needs = policy.Acceptance
		}
		lines = append(lines, l)
		return true
	})
	unsignedOf.Each(view, func([]string, bool) bool {
		needs = policy.Acceptance // whatever was decided since
		return false
	}, r.ID)
	if needs == nil {
		return nil, ""
	}
	head := []string{r.ID, r.Order, r.Supplier, r.Note, string(r.Place), fmt.Sprint(r.Refused)}
	return needs, fact.Hash(paper{"receipt", head, lines})
}

// IssueSigning is the same for the hand-over of an issue: who takes the goods
// signs in any case.
func IssueSigning(view fact.View, i Issue) (needs []policy.Need, hash string) {
	var lines []IssueLine
	rules := policy.In(view)
	EachIssueLine(view, i.ID, func(l IssueLine) bool {
		item, _ := stock.FindItem(view, l.Item)
		if rules.TwoPerson(item) {
			needs = policy.HandOver
		}
		lines = append(lines, l)
		return true
	})
	head := []string{i.ID, i.Requisition, string(i.Department)}
	return slices.Concat(needs, policy.Taking), fact.Hash(paper{"issue", head, lines})
}

// byTwo are the signatures that a paper needs for its goods: none, where
// nothing on it is of a two-person class.
func byTwo(view fact.View, goods []Goods, needs []policy.Need) []policy.Need {
	rules := policy.In(view)
	for _, p := range goods {
		if item, _ := stock.FindItem(view, p.Item); rules.TwoPerson(item) {
			return needs
		}
	}
	return nil
}

// awaitsSignatures refuses goods that came in by twos and are not signed for.
func awaitsSignatures(view fact.View, s spot) (err error) {
	unsigned.Each(view, func(key []string, _ bool) bool {
		err = fact.Refuse("awaits_signatures", "lot", s.lot.Number, "place", string(s.place), "receipt", key[0])
		return false
	}, s.key()...)
	return err
}

// awaits notes that goods wait for the signatures of their receipt.
func (f PackReceived) awaits(store fact.Store) {
	unsigned.Put(store, true, string(f.Item), f.Lot, string(f.Place), f.Receipt)
	unsignedOf.Put(store, true, f.Receipt, string(f.Item), f.Lot, string(f.Place))
}

func (f PackReceived) awaitsNoMore(store fact.Store) {
	unsigned.Delete(store, string(f.Item), f.Lot, string(f.Place), f.Receipt)
	unsignedOf.Delete(store, f.Receipt, string(f.Item), f.Lot, string(f.Place))
}

// release lets the goods of a receipt go where they may, now that it is signed.
func (r Receipt) release(store fact.Store) {
	var waiting []PackReceived
	unsignedOf.Each(store, func(key []string, _ bool) bool {
		waiting = append(waiting, PackReceived{Receipt: r.ID, Item: stock.ItemID(key[0]), Lot: key[1], Place: stock.PlaceID(key[2])})
		return true
	}, r.ID)
	for _, f := range waiting {
		f.awaitsNoMore(store)
	}
}

// BeforeAnyPolicy reports whether the site had decided on no policy yet: a
// document of then that names none was decided by the default. One of later is
// from before documents kept the version, and nobody knows it.
func BeforeAnyPolicy(view fact.View, at time.Time) bool {
	first, found := policy.FindVersion(view, 1)
	return !found || at.Before(first.At)
}
