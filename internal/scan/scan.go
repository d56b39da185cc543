// Package scan reads what stands on a box. A gun sends bytes; Decode says what
// they are: a product with its lot and expiry, a pallet, a badge, a bin, a
// command, or plain text, and how sure it is.
//
// A wrong lot that is booked is worse than a scan that is refused, so nothing
// here guesses in silence. What breaks its standard is a Fault with a code, a
// position and the identifier it stands in. What can be read but may be
// mistaken is read and carries a Doubt. Options.Strict takes only what the
// standards allow; without it the habits of mis-set scanners are understood
// too, and every repair is a Doubt.
//
// The parts: decode.go decides which standard a string belongs to; a file each
// reads it (gs1.go, retail.go, own.go, ...); gs1_table.tsv holds all
// application identifiers as data; check*.go are the content checks they name.
// rescue.go repairs what mis-set scanners send (MISSET.md lists it), separator.go
// and weigh.go tell a lost separator, second.go a second barcode whose carrier
// nobody names, join.go makes one reading of two codes,
// packagecode.go names the package for the item master. The way back: encode.go
// writes element strings and links, scandata.go what a scanner would send.
// reference_test.go holds it to the GS1 Syntax Engine, row by row, with a list
// of where it means to differ and why.
// The package knows neither clock nor store: today comes in the Options.
package scan

// Kind is what a reading is about.
type Kind string

// The kinds of readings.
const (
	KindProduct  Kind = "product"  // a package of an item, often with lot, expiry, serial
	KindPart     Kind = "part"     // lot, expiry or the like without the product: a second barcode
	KindLogistic Kind = "logistic" // a logistic unit: SSCC, content and count
	KindTrace    Kind = "trace"    // the code of one single pack; its prefix names the package
	KindBadge    Kind = "badge"    // a person, LGP.
	KindPlace    Kind = "place"    // a bin or place, LGL.
	KindDocument Kind = "document" // an order, delivery note or requisition, LGD.
	KindCommand  Kind = "command"  // a choice of the screen, LGC.
	KindText     Kind = "text"     // anything else that can be read
)

// Standard names the rules by which a reading was read.
type Standard string

// The standards understood.
const (
	GS1    Standard = "gs1"    // element strings and Digital Link
	Retail Standard = "retail" // EAN-8, EAN-13, UPC-A, UPC-E, ITF-14
	Own    Standard = "own"    // labels printed here
	Plain  Standard = "plain"  // no standard

	HIBC     Standard = "hibc"     // ANSI/HIBC 2.6
	ISO15434 Standard = "iso15434" // formats 05 and 06, PPN among them
	ISBT128  Standard = "isbt128"  // donation identification number
	Trace    Standard = "trace"    // trace code of a Chinese drug pack
	UDIMA    Standard = "udi-ma"   // Chinese device code of IDcode
	UDIAHM   Standard = "udi-ahm"  // Chinese device code of Ali Health
)

// Date is a day as YYYY-MM-DD; "" is no date.
type Date string

// Options are what decoding depends on besides the input.
type Options struct {
	// Today is the day at the site. Two-digit years are read within the 49
	// years before and 50 years after it. Empty means the year 2026.
	Today Date
	// Strict refuses whatever the standards refuse: no repairs, no second
	// barcodes that lack their product, no unknown symbology identifiers.
	Strict bool
	// UnknownAIs lets application identifiers pass that this release does not
	// know, where their length follows from their first two digits.
	UnknownAIs bool
	// ShortGTINs lets a GTIN-8, -12 or -13 stand where a Digital Link should
	// carry 14 digits.
	ShortGTINs bool
	// Second is set where a pack in hand lacks its lot or expiry, so that what
	// comes next may be its second barcode.
	Second bool
	// Separators are what the scanner's profile says it sends instead of GS.
	Separators []string
	// Known is what the store knows, to tell lots from lots with a lost
	// separator; nil if nobody is to be asked.
	Known Known
}

// Known tells what the store knows of numbers that a reading may mean.
type Known interface {
	// GTIN reports whether a package with that number is in the item master.
	GTIN(gtin string) bool
	// Lot tells how well a lot of the product is known; gtin may be empty.
	Lot(gtin, lot string) Familiarity
}

// Familiarity is how well a lot is known.
type Familiarity int

// The degrees of familiarity.
const (
	Unheard  Familiarity = iota // never seen
	Stocked                     // seen here before
	Expected                    // on the order or task in hand
)

// Reading is one decoded scan. Its zero value says nothing, and no field is
// ever filled by default: absent is absent.
type Reading struct {
	Kind      Kind
	Standard  Standard
	Symbology Symbology // as the scanner named it; "" if it did not
	Elements  []Element // in the order they stand in the input
	ID        string    // what an own code names, or a trace code in full
	Text      string    // the data as it was read, without symbology identifier
	Doubts    []Doubt

	// Candidates are all ways to read data in which a separator may be lost,
	// likeliest first. It is empty where there is nothing to choose.
	Candidates []Candidate

	present mask   // which identifiers stand in it, for the association rules
	years   window // of two-digit years
	run     string // the element strings it was read from, "" if they were delimited otherwise
	runAt   int    // where they stand in the input
	small   string // the input with small letters for its capitals, if nobody can tell
	check   byte   // of a HIBC primary: what its secondary links to
}

// Element is one field of a reading.
type Element struct {
	AI        string // application or data identifier, or the field's name in other standards
	Value     string
	At        int  // byte offset of the value in the input; -1 if it was unescaped on the way
	Composite bool // stands in the two-dimensional part of a composite symbol

	start int32       // where it begins in the input, also where At is -1
	rule  *identifier // nil outside GS1
	role  role
	day   day // the date it means, 0 if none
}

// Decode reads one scan. The error is a *Fault.
func Decode(raw []byte, o Options) (Reading, error) {
	var r Reading
	err := DecodeInto(&r, string(raw), o)
	return r, err
}

// DecodeInto reads one scan into r, whose storage it uses again, so that
// decoding GS1 data allocates nothing. The values in r are parts of raw. After
// an error r holds nothing of use. The error is a *Fault.
func DecodeInto(r *Reading, raw string, o Options) error {
	r.reset(o)
	if f := r.decode(raw, o); f != nil {
		r.reset(o)
		return f
	}
	r.doubtDates()
	r.suspect(o)
	r.letters(o)
	return nil
}

func (r *Reading) reset(o Options) {
	*r = Reading{Elements: r.Elements[:0], Doubts: r.Doubts[:0], Candidates: r.Candidates[:0], years: windowAt(o.Today)}
}
