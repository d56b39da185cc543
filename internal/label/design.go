package label

import (
	"strings"

	"lotgate/internal/label/font"
	"lotgate/internal/words"
)

// Design is a kind of paper and what stands where on it. Designs are data: a
// YAML file each, see templates/README.md. All measures are tenths of a
// millimetre.
type Design struct {
	ID            string
	Names         words.Names
	Width, Height int
	Link          string // before the path of a Digital Link: "https://id.gs1.org"
	Fields        []Field
}

// Field is one thing on the paper within a box. Text is as large as Size at
// most; it shrinks to fit.
type Field struct {
	Show                Show
	Of                  Slot
	Words               words.Names // instead of Of: with {slot} in it
	X, Y, Width, Height int
	Size                int
	Style               font.Style
	Align               Align
	When, Unless        Slot // drawn only when that says something, or says nothing
}

// Show says how a field is drawn.
type Show string

// The ways. A barcode is as large as its box allows, in whole dots a module.
const (
	Text    Show = "text"
	Inverse Show = "inverse" // white on black
	Line    Show = "line"    // a black bar as large as the box
	Matrix  Show = "datamatrix"
	GS1Bars Show = "gs1-128"
	Bars    Show = "code128"
	Link    Show = "qr"
)

// Align is where in its box a text stands.
type Align string

// The sides.
const (
	Left   Align = "left"
	Centre Align = "centre"
	Right  Align = "right"
)

// Slot names something that a label may say.
type Slot string

// The slots of barcodes; all others are the keys of texts.
const (
	Goods Slot = "goods" // GTIN, expiry, lot and serial, or our own code
	Bin   Slot = "bin"
)

// texts are the words in every slot for d in language l. What is not known is
// "", and what a label must not leave open says that it is not known.
func (d Data) texts(l words.Language) map[Slot]string {
	say := func(code, value string) string {
		if value == "" {
			return ""
		}
		return words.Say("label."+code, "value", value).In(l)
	}
	contents, note := d.contents()
	texts := map[Slot]string{
		Goods: contents, Bin: d.Bin,
		"item": strings.TrimSpace(first(d.ItemZH, d.ItemEN)), "itemZH": d.ItemZH, "itemEN": d.ItemEN,
		"spec": d.Spec, "manufacturer": d.Manufacturer, "maker": d.maker(),
		"gtin": d.GTIN, "code": d.Code, "elements": d.elements(),
		"expiry": first(d.Expiry, words.Say("label.no_expiry").In(l)), "expiryWord": words.Say("label.expiry").In(l),
		"lot": first(d.Lot, words.Say("label.no_lot").In(l)), "lotWord": words.Say("label.lot").In(l),
		"serial": d.Serial, "serialLine": say("serial", d.Serial),
		"quantity": d.Quantity, "quantityLine": say("quantity", d.Quantity),
		"storage": d.Storage, "storageLine": say("storage", d.Storage),
		"receiver": d.Receiver, "receiverLine": say("receiver", d.Receiver),
		"receipt": d.Receipt, "receiptLine": say("receipt", d.Receipt),
		"date": d.Date, "copy": d.Copy, "copyLine": strings.TrimSpace(d.Date + "  " + d.Copy),
		"codeNote": d.GTIN, "reprint": "", "test": "",
	}
	if note != "" {
		texts["codeNote"] = words.Say(note).In(l)
	}
	if d.Reprint {
		texts["reprint"] = words.Say("label.reprint").In(l)
	}
	if d.Test {
		texts["reprint"] = words.Say("label.test").In(l) // no label that says so counts as goods
		texts["test"] = texts["reprint"]
	}
	return texts
}

// slots are all that a template may name.
var slots = Data{}.texts(words.English)

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

// says is what f says, "" where it says nothing.
func (f Field) says(texts map[Slot]string, l words.Language) string {
	if f.Words == (words.Names{}) {
		return strings.TrimSpace(texts[f.Of])
	}
	var b strings.Builder
	rest := f.Words.In(l)
	for {
		before, name, after, found := cutPlace(rest)
		b.WriteString(before)
		if !found {
			return strings.TrimSpace(b.String())
		}
		text := texts[Slot(name)]
		if text == "" {
			return ""
		}
		b.WriteString(text)
		rest = after
	}
}

// cutPlace splits text round the first {name} in it.
func cutPlace(text string) (before, name, after string, found bool) {
	before, rest, open := strings.Cut(text, "{")
	name, after, closed := strings.Cut(rest, "}")
	if !open || !closed {
		return text, "", "", false
	}
	return before, name, after, true
}

// placed are the slots that stand in braces in text, from left to right.
func placed(text string) (found []Slot) {
	for {
		_, name, after, some := cutPlace(text)
		if !some {
			return found
		}
		found, text = append(found, Slot(name)), after
	}
}
