package label

import (
	"strings"

	"lotgate/internal/label/font"
	"lotgate/internal/words"
)

// Design is a kind of paper and what stands where on it.
type Design struct {
	WidthMM, HeightMM int
	Fields            []Field
}

// Field is one thing on the paper within a box, in tenths of a millimetre.
type Field struct {
	Show                Show
	Slot                Slot
	X, Y, Width, Height int
	Size                int // of the type, at most; it shrinks to fit
	Style               font.Style
}

// Show says how a field is drawn.
type Show int

// The ways.
const (
	Text    Show = iota
	Inverse      // white on black
	Rule         // a black bar as large as the box
	Matrix       // GS1 DataMatrix of the goods, as large as the box allows
	Bars         // Code 128 of the bin
)

// Slot names a text of the label.
type Slot int

// The slots.
const (
	None Slot = iota
	Item
	Spec
	Maker
	Expiry
	ExpiryWord
	Lot
	LotWord
	Serial
	Quantity
	Storage
	MatrixText
	BinText
	Receiver
	Receipt
	Copy
	Reprint
)

// Standard is the paper of the dock, 100 by 60 mm. The expiry is the largest
// thing on it after the name, because it is what a picker looks for.
var Standard = Design{WidthMM: 100, HeightMM: 60, Fields: []Field{
	{Text, Item, 25, 15, 950, 100, 78, font.Bold},
	{Text, Spec, 25, 117, 690, 42, 40, font.Bold},
	{Text, Maker, 25, 160, 690, 30, 27, font.Plain},
	{Inverse, Reprint, 735, 120, 240, 66, 48, font.Bold},
	{Rule, None, 25, 194, 950, 3, 0, 0},
	{Matrix, None, 20, 203, 232, 228, 0, 0},
	{Text, MatrixText, 25, 433, 230, 26, 24, font.Code},
	{Text, ExpiryWord, 275, 242, 105, 40, 32, font.Plain},
	{Text, Expiry, 385, 202, 590, 120, 106, font.Bold},
	{Text, LotWord, 275, 337, 105, 46, 34, font.Plain},
	{Text, Lot, 385, 327, 590, 66, 60, font.Code},
	{Text, Serial, 275, 393, 700, 31, 27, font.Code},
	{Text, Quantity, 275, 424, 330, 40, 36, font.Bold},
	{Text, Storage, 625, 424, 350, 40, 36, font.Bold},
	{Rule, None, 25, 466, 950, 3, 0, 0},
	{Bars, None, 25, 475, 690, 70, 0, 0},
	{Text, BinText, 25, 547, 690, 42, 40, font.Code},
	{Text, Receiver, 735, 475, 240, 30, 27, font.Plain},
	{Text, Receipt, 735, 507, 240, 50, 27, font.Plain},
	{Text, Copy, 735, 559, 240, 28, 25, font.Plain},
}}

// texts are the words in every slot for d in language l.
func (d Data) texts(l words.Language) map[Slot]string {
	say := func(code, value string) string {
		if value == "" {
			return ""
		}
		return words.Say("label."+code, "value", value).In(l)
	}
	texts := map[Slot]string{
		Item:       strings.TrimSpace(first(d.ItemZH, d.ItemEN)),
		Spec:       d.Spec,
		Maker:      d.maker(),
		Expiry:     first(d.Expiry, words.Say("label.no_expiry").In(l)),
		ExpiryWord: words.Say("label.expiry").In(l),
		Lot:        first(d.Lot, words.Say("label.no_lot").In(l)),
		LotWord:    words.Say("label.lot").In(l),
		Serial:     say("serial", d.Serial),
		Quantity:   say("quantity", d.Quantity),
		Storage:    say("storage", d.Storage),
		BinText:    d.Bin,
		Receiver:   say("receiver", d.Receiver),
		Receipt:    say("receipt", d.Receipt),
		Copy:       strings.TrimSpace(d.Date + "  " + d.Copy),
	}
	if d.Reprint {
		texts[Reprint] = words.Say("label.reprint").In(l)
	}
	return texts
}

// maker is the small line under the specification.
func (d Data) maker() string {
	if d.ItemZH == "" || d.ItemEN == "" {
		return d.Manufacturer
	}
	if d.Manufacturer == "" {
		return d.ItemEN
	}
	return d.ItemEN + "  " + d.Manufacturer
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}
