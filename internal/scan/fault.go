package scan

import "strconv"

// Fault is why an input cannot be read. It is an expected answer, not an
// accident: the words for it stand in the catalogues under "scan."+Code.
type Fault struct {
	Code   string // stable, see the constants
	At     int    // byte offset in the input where the trouble begins
	Len    int    // how many bytes it covers, 0 if unknown
	AI     string // the identifier whose value is wrong, "" if none is
	Detail string // what the words need besides: other identifiers, a character
}

// Codes of faults in the input as a whole.
const (
	CodeEmpty         = "empty"
	CodeInputLong     = "input_too_long"
	CodeControl       = "control_character"
	CodeNotText       = "not_text"
	CodeNotACode      = "not_a_code"
	CodeNoIdentifier  = "identifier_missing"
	CodeBadIdentifier = "identifier_unknown"
	CodeOwn           = "own_code"
	CodeNoElements    = "no_elements" // said by who needs GS1 data and got a text or own code
)

// Codes of faults in GS1 data.
const (
	CodeUnknownAI     = "ai_unknown"
	CodeTooManyAIs    = "ai_too_many"
	CodeNoValue       = "value_missing"
	CodeShort         = "value_short"
	CodeLong          = "value_long"
	CodeDigit         = "digit_expected"
	CodeCharacter     = "character"
	CodeCheckDigit    = "check_digit"
	CodeBrackets      = "brackets"
	CodeCompanion     = "companion_missing"
	CodeForbiddenPair = "forbidden_pair"
	CodeValuesDiffer  = "values_differ"
	CodeSerialMissing = "serial_missing"
)

// Error is for logs and tests; people read the catalogue.
func (f *Fault) Error() string {
	s := "scan: " + f.Code + " at " + strconv.Itoa(f.At)
	if f.AI != "" {
		s += " in (" + f.AI + ")"
	}
	if f.Detail != "" {
		s += ": " + f.Detail
	}
	return s
}

// Pairs are the figures of the fault's words, as name, value, name, value.
// The position counts from 1, as people do.
func (f *Fault) Pairs() []any {
	return []any{"ai", excerpt(f.AI), "at", f.At + 1, "detail", excerpt(f.Detail)}
}

// mostSaid bounds what of the input is put into a sentence, in characters.
const mostSaid = 200

// excerpt is a part of the input as a sentence can hold it: short, and control
// characters as \xHH.
func excerpt(s string) string {
	s = visible(s)
	if all := []rune(s); len(all) > mostSaid {
		return string(all[:mostSaid]) + "..."
	}
	return s
}

// Doubt is a reason to look twice at a reading that was possible. The words
// for it stand in the catalogues under "scan.doubt."+Code.
type Doubt struct {
	Code   string
	At     int    // byte offset in the input
	AI     string // the identifier it is about, "" if none
	Detail string
}

// Pairs are the figures of the doubt's words, as name, value, name, value.
func (d Doubt) Pairs() []any {
	return []any{"ai", excerpt(d.AI), "at", d.At + 1, "detail", excerpt(d.Detail)}
}

// Codes of doubts. Those in rescues say that the input was changed to be read.
const (
	DoubtSeparatorRestored = "separator_restored" // a lost separator, put back by what the store knows
	DoubtSeparatorChosen   = "separator_chosen"   // a lost separator, put back as a person chose

	DoubtNoIdentifier  = "no_identifier"   // GS1 by form alone
	DoubtCompanion     = "companion"       // fields that must stand beside others do not
	DoubtLostSeparator = "lost_separator"  // a value may hold the next fields
	DoubtAmbiguous     = "ambiguous"       // two standards fit
	DoubtNotEAN8       = "not_ean8"        // eight digits with a wrong check digit
	DoubtCase          = "case"            // letters in the wrong case
	DoubtLetters       = "letters"         // capitals that may have been small letters
	DoubtExtraGS       = "extra_separator" // a separator where none belongs
	DoubtShortGTIN     = "short_gtin"      // leading zeros were lost
	DoubtCarrier       = "carrier"         // the carrier says it is not GS1, the data that it is
	DoubtSeparator     = "separator"       // something else stood for GS
	DoubtStray         = "stray"           // characters around the data
	DoubtDoubled       = "doubled"         // the data came twice
	DoubtTogether      = "together"        // two codes of one pack came in one
	DoubtLayout        = "layout"          // typed on another keyboard layout
	DoubtLostZero      = "lost_zero"       // the leading zero was missing
	DoubtDate          = "date"            // a date that is hardly meant
	DoubtLink          = "link"            // a field stands in the wrong place of a web address
	DoubtEnvelope      = "envelope"        // an ISO 15434 message is not closed as it must be
	DoubtTracePrefix   = "trace_prefix"    // a trace code that does not begin with 8
)

func (r *Reading) doubt(code string, at int, ai, detail string) {
	r.Doubts = append(r.Doubts, Doubt{Code: code, At: at, AI: ai, Detail: detail})
}

// HasDoubt reports whether r carries a doubt of that code.
func (r *Reading) HasDoubt(code string) bool {
	for i := range r.Doubts {
		if r.Doubts[i].Code == code {
			return true
		}
	}
	return false
}
