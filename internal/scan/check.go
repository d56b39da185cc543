package scan

import "strings"

// check looks into the content of one component of a value, whose characters
// were checked before. The table names checks; each reads the component alone.
type check func(s string) flaw

// flaw is what a check found: a fault code and the bytes it covers. Its zero
// value is that nothing is wrong.
type flaw struct {
	code  string
	at, n int
}

// whole is a flaw that covers all of s.
func whole(code, s string) flaw { return flaw{code, 0, len(s)} }

// Codes of faults that checks find.
const (
	CodePadding       = "padding"
	CodeCheckPair     = "check_pair"
	CodePairLength    = "check_pair_length"
	CodePrefix        = "company_prefix"
	CodePrefixShort   = "company_prefix_short"
	CodeLetter        = "letter_expected"
	CodeZeroExpected  = "zero_expected"
	CodeZero          = "zero_forbidden"
	CodeLeadingZero   = "leading_zero"
	CodeHyphen        = "hyphen_expected"
	CodeYesNo         = "yes_no"
	CodeWinding       = "winding"
	CodeImporter      = "importer_index"
	CodePercent       = "percent"
	CodePiece         = "piece"
	CodePieceLength   = "piece_length"
	CodeOrdinal       = "ordinal"
	CodeLatitude      = "latitude"
	CodeLongitude     = "longitude"
	CodeCountry       = "country"
	CodeCurrency      = "currency"
	CodePackageType   = "package_type"
	CodeMediaType     = "media_type"
	CodeSex           = "sex"
	CodeIBANLength    = "iban_length"
	CodeIBANCountry   = "iban_country"
	CodeIBANCharacter = "iban_character"
	CodeIBANCheck     = "iban_check"
	CodeDateLength    = "date_length"
	CodeMonth         = "month"
	CodeDay           = "day"
	CodeTimeLength    = "time_length"
	CodeHour          = "hour"
	CodeMinute        = "minute"
	CodeSecond        = "second"
	CodeCoupon        = "coupon"
)

// checks by the names the table uses.
var checks = map[string]check{
	"mod10": checkMod10, "mod1021": checkMod1021, "prefix": checkPrefix, "prefix1": checkPrefix1,
	"notdigits": checkNotDigits, "zero": checkZero, "nonzero": checkNonzero, "nolead0": checkNoLeadingZero,
	"hyphens": checkHyphens, "yesno": oneOf("01", CodeYesNo), "winding": oneOf("019", CodeWinding),
	"importer": checkImporter, "percent": checkPercent, "piece": checkPiece, "ordinal": checkOrdinal,
	"latitude": checkLatitude, "longitude": checkLongitude, "iban": checkIBAN,
	"country": checkCountry, "country999": checkCountry999, "country2": checkCountry2, "currency": checkCurrency,
	"package": checkPackage, "carrier": checkCarrier, "sex": oneOf("0129", CodeSex),
	"date": checkDate, "date0": checkDate0, "longdate": checkLongDate, "longdate0": checkLongDate0,
	"clock": checkClock, "hour": checkHour, "minute": checkMinute, "second": checkSecond,
	"coupon": checkCoupon, "offer": checkOffer,
}

// oneOf allows a single character of the list.
func oneOf(list, code string) check {
	return func(s string) flaw {
		if len(s) != 1 || strings.IndexByte(list, s[0]) < 0 {
			return whole(code, s)
		}
		return flaw{}
	}
}

// checkNotDigits asks for a character that is no digit.
func checkNotDigits(s string) flaw {
	if digits.all(s) {
		return whole(CodeLetter, s)
	}
	return flaw{}
}

func checkZero(s string) flaw {
	if s == "" || strings.Trim(s, "0") != "" {
		return whole(CodeZeroExpected, s)
	}
	return flaw{}
}

func checkNonzero(s string) flaw {
	if f := digits.flaw(s); f.code != "" {
		return f
	}
	if strings.Trim(s, "0") == "" {
		return whole(CodeZero, s)
	}
	return flaw{}
}

func checkNoLeadingZero(s string) flaw {
	if f := digits.flaw(s); f.code != "" {
		return f
	}
	if strings.HasPrefix(s, "0") {
		return flaw{CodeLeadingZero, 0, 1}
	}
	return flaw{}
}

func checkHyphens(s string) flaw {
	if s == "" || strings.Trim(s, "-") != "" {
		return whole(CodeHyphen, s)
	}
	return flaw{}
}

// checkImporter allows one character of base64url.
func checkImporter(s string) flaw {
	if len(s) != 1 || !set64.all(s) {
		return whole(CodeImporter, s)
	}
	return flaw{}
}

// checkPercent asks that every % begins a byte in two hexadecimal digits.
func checkPercent(s string) flaw {
	for i := 0; i < len(s); i++ {
		if s[i] != '%' {
			continue
		}
		if _, ok := unhex(s[i+1:]); !ok {
			return flaw{CodePercent, i, min(3, len(s)-i)}
		}
		i += 2
	}
	return flaw{}
}

// unhex reads two hexadecimal digits at the start of s.
func unhex(s string) (byte, bool) {
	if len(s) < 2 {
		return 0, false
	}
	a, ok1 := nibble(s[0])
	b, ok2 := nibble(s[1])
	return a<<4 | b, ok1 && ok2
}

func nibble(c byte) (byte, bool) {
	switch {
	case isDigit(c):
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
