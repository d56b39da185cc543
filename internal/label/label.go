// Package label draws the paper that is stuck on a pack when its line is
// committed: a page of black and white dots, which every printer takes alike
// and every screen shows alike.
//
// What stands where is data (Design), what is said comes from Data, and a text
// too long for its place is made smaller, then broken into lines, but never
// cut: half a drug's name is another drug. Barcodes are drawn module by module
// in whole dots, because a symbol that was scaled as a picture has modules of
// different widths and guns refuse it.
package label

import (
	"errors"
	"time"

	"lotgate/internal/words"
)

// Data is what a label says, in plain strings, each already in its language.
// An empty string is a thing that is not known or does not apply.
type Data struct {
	GTIN   string // 8, 12, 13 or 14 digits; never made up
	Code   string // the site's own code of the goods, encoded where there is no GTIN
	Lot    string
	Expiry string // "2028-03-31"
	Serial string

	ItemZH, ItemEN string
	Spec           string
	Manufacturer   string
	Quantity       string // "24 盒"
	Storage        string // "阴凉 ≤20℃"

	Bin      string // place code; printed as its own barcode
	Receiver string // who took the goods in
	Receipt  string // number of the receipt note
	Date     string // day of receipt
	Copy     string // "1/3"
	Reprint  bool   // the same label may already be on a pack: say so
	Test     bool   // it tries a printer and stands for nothing: say so
}

// Unfit is a label that cannot be drawn truly, and why in words. Printing it
// again will not help; the data must be mended.
type Unfit struct{ words.Text }

func (u *Unfit) Error() string { return u.In(words.English) }

// Density limits of Draw, in dots per millimetre: 203 dpi is 8, 300 is 12, 600 is 24.
const (
	MinDPMM = 6
	MaxDPMM = 24
)

var errDensity = errors.New("label: density must be 6 to 24 dots per millimetre")

// Draw draws d on the standard paper, 100 by 60 mm, at dpmm dots per
// millimetre, with the printed words in language l. The error is an *Unfit
// where d itself cannot be drawn.
func Draw(d Data, dpmm int, l words.Language) (Page, error) { return Standard.Draw(d, dpmm, l) }

// check refuses what would print as a lie.
func (d Data) check() error {
	if d.GTIN != "" && !validGTIN(d.GTIN) {
		return &Unfit{words.Say("label.bad_gtin", "gtin", d.GTIN)}
	}
	if _, err := time.Parse(time.DateOnly, d.Expiry); d.Expiry != "" && err != nil {
		return &Unfit{words.Say("label.bad_expiry", "expiry", d.Expiry)}
	}
	return nil
}
