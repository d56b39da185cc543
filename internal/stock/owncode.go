package stock

import (
	"fmt"
	"strings"

	"lotgate/internal/fact"
)

// OwnCode stands on labels printed here for goods that bear no code: LGG. and
// its number. The number leads to item, lot and expiry, so that no character
// of a lot is lost in a barcode.
type OwnCode struct {
	Number string `json:"number"`
	Item   ItemID `json:"item"`
	Level  Level  `json:"level"`
	Lot    string `json:"lot"`
	Expiry Date   `json:"expiry,omitempty"`
	Made   Date   `json:"made,omitempty"`
}

// OwnMark stands before the number in the barcode of a label.
const OwnMark = "LGG."

var (
	ownCodes = fact.NewTable[OwnCode]("own-code")
	ownCode  = fact.NewTable[string]("own-code-of") // item, lot, level
	lastCode = fact.NewTable[int]("own-code-last")
)

// FindOwnCode reads what a label printed here stands for.
func FindOwnCode(view fact.View, number string) (OwnCode, bool) { return ownCodes.Get(view, number) }

// OwnCodeOf finds the number under which packs of a lot are labelled.
func OwnCodeOf(view fact.View, lot LotKey, level Level) (OwnCode, bool) {
	number, found := ownCode.Get(view, string(lot.Item), lot.Number, string(level))
	if !found {
		return OwnCode{}, false
	}
	return FindOwnCode(view, number)
}

// ownScheme stands before the number where a package is known by its code.
const ownScheme = "own:"

// OwnNumber is the number of our own in a code that a package is known by, ""
// if it is another code.
func OwnNumber(code string) string {
	number, own := strings.CutPrefix(code, ownScheme)
	if !own {
		return ""
	}
	return number
}

// NextOwnCode is the number that the next one gets.
func NextOwnCode(view fact.View) string {
	n, _ := lastCode.Get(view)
	return fmt.Sprintf("%06d", n+1)
}

// OwnCodeMade gives packs of a lot a code.
type OwnCodeMade struct{ Code OwnCode }

func (OwnCodeMade) Kind() string { return "own-code" }

func (f OwnCodeMade) Apply(store fact.Store, _ fact.Meta) {
	n, _ := lastCode.Get(store)
	lastCode.Put(store, n+1)
	ownCodes.Put(store, f.Code, f.Code.Number)
	ownCode.Put(store, f.Code.Number, string(f.Code.Item), f.Code.Lot, string(f.Code.Level))
}
