package scan

import "strings"

// HIBC, the health industry bar code of ANSI/HIBC 2.6, begins with +. The
// primary code names labeler, product and unit of measure; the secondary holds
// date, lot, serial and quantity and repeats the primary's check character as
// its link; both may stand in one symbol, parted by /. The last character is
// always a check modulo 43.

// hibcAlphabet is Code 39's, in the order of its values.
const hibcAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"

// Codes of faults in HIBC.
const (
	CodeHIBCCharacter = "hibc_character"
	CodeHIBCForm      = "hibc_form"
)

// Names of fields where a standard gives them none of their own.
const (
	fieldLIC      = "LIC"
	fieldPCN      = "PCN"
	fieldUnit     = "UOM"
	fieldLot      = "LOT"
	fieldSerial   = "SN"
	fieldExpiry   = "EXP"
	fieldMade     = "MFD"
	fieldQuantity = "QTY"
	fieldLink     = "LINK"
)

// isHIBC reports whether s begins as a primary (+, labeler) or a secondary
// (+$ or + and five digits) must.
func isHIBC(s string) bool {
	if len(s) < 4 || s[0] != '+' {
		return false
	}
	switch c := s[1]; {
	case c == '$':
		return true
	case c >= 'A' && c <= 'Z':
		return upper.span(s[1:]) >= 4
	}
	return len(s) > 6 && digits.span(s[1:]) >= 5
}

// hibc reads a HIBC symbol.
func (r *Reading) hibc(s string, at int) *Fault {
	r.Standard = HIBC
	check, bad := hibcCheck(s[:len(s)-1])
	if bad < 0 && strings.IndexByte(hibcAlphabet, s[len(s)-1]) < 0 {
		bad = len(s) - 1
	}
	if bad >= 0 {
		return &Fault{Code: CodeHIBCCharacter, At: at + bad, Len: 1, Detail: s[bad : bad+1]}
	}
	if check != s[len(s)-1] {
		return &Fault{Code: CodeCheckDigit, At: at + len(s) - 1, Len: 1}
	}
	body := s[1 : len(s)-1]
	if c := body[0]; c >= 'A' && c <= 'Z' {
		r.check = check
		return r.hibcPrimary(body, at+1)
	}
	// The character before the check ties the secondary to its primary.
	link := len(body) - 1
	if f := r.hibcSecondary(body[:link], at+1); f != nil {
		return f
	}
	r.field(fieldLink, body[link:], at+1+link, roleLink)
	return nil
}

// hibcCheck is the check character to be put behind s, or where s has a
// character that Code 39 does not have.
func hibcCheck(s string) (check byte, bad int) {
	sum := 0
	for i := range len(s) {
		v := strings.IndexByte(hibcAlphabet, s[i])
		if v < 0 {
			return 0, i
		}
		sum += v
	}
	return hibcAlphabet[sum%43], -1
}

// hibcPrimary reads labeler, product and unit, and what follows behind /.
func (r *Reading) hibcPrimary(body string, at int) *Fault {
	id, rest, more := strings.Cut(body, "/")
	const lic, most = 4, 4 + 18 + 1
	if len(id) < lic+2 || len(id) > most || !upper.all(id) || !isDigit(id[len(id)-1]) {
		return &Fault{Code: CodeHIBCForm, At: at, Len: len(id)}
	}
	unit := len(id) - 1
	r.ID = id
	r.field(fieldLIC, id[:lic], at, roleOther)
	r.field(fieldPCN, id[lic:unit], at+lic, roleProduct)
	r.field(fieldUnit, id[unit:], at+unit, roleOther)
	at += len(id) + 1
	for more {
		var field string
		field, rest, more = strings.Cut(rest, "/")
		if f := r.hibcSecondary(field, at); f != nil {
			return f
		}
		at += len(field) + 1
	}
	return nil
}

// hibcSecondary reads one secondary field without link and check.
func (r *Reading) hibcSecondary(s string, at int) *Fault {
	lot := hibcNumber{fieldLot, roleLot}
	serial := hibcNumber{fieldSerial, roleSerial}
	switch {
	case strings.HasPrefix(s, "$$+"):
		return r.hibcDated(s[3:], at+3, serial)
	case strings.HasPrefix(s, "$$"):
		return r.hibcDated(s[2:], at+2, lot)
	case strings.HasPrefix(s, "$+"):
		return r.hibcNumber(s[2:], at+2, serial)
	case strings.HasPrefix(s, "$"):
		return r.hibcNumber(s[1:], at+1, lot)
	case strings.HasPrefix(s, "S"):
		return r.hibcNumber(s[1:], at+1, serial)
	case strings.HasPrefix(s, "14D"):
		_, f := r.hibcDate("YYYYMMDD", s[3:], at+3, true, fieldExpiry, roleExpiry)
		return f
	case strings.HasPrefix(s, "16D"):
		_, f := r.hibcDate("YYYYMMDD", s[3:], at+3, true, fieldMade, roleMade)
		return f
	case strings.HasPrefix(s, "Q"):
		return r.hibcQuantity(s[1:], at+1)
	case digits.span(s) >= 5: // YYJJJ and lot, the oldest form
		n, f := r.hibcDate("YYJJJ", s, at, false, fieldExpiry, roleExpiry)
		if f != nil {
			return f
		}
		return r.hibcNumber(s[n:], at+n, lot)
	}
	return &Fault{Code: CodeHIBCForm, At: at, Len: len(s)}
}

// hibcNumber is the field that is left when quantity and date are read.
type hibcNumber struct {
	name string
	role role
}

// hibcDates are the forms of the date behind $$ by the digit that announces
// them. 0 and 1 announce nothing: they are the month of MMYY.
var hibcDates = map[byte]string{'2': "MMDDYY", '3': "YYMMDD", '4': "YYMMDDHH", '5': "YYJJJ", '6': "YYJJJHH"}

// hibcDated reads quantity, date and lot or serial behind $$.
func (r *Reading) hibcDated(s string, at int, number hibcNumber) *Fault {
	if s != "" && (s[0] == '8' || s[0] == '9') {
		width := 2
		if s[0] == '9' {
			width = 5
		}
		if len(s) <= width {
			return &Fault{Code: CodeHIBCForm, At: at, Len: len(s)}
		}
		if f := r.hibcQuantity(s[1:1+width], at+1); f != nil {
			return f
		}
		s, at = s[1+width:], at+1+width
	}
	if s == "" {
		return nil
	}
	layout := hibcDates[s[0]]
	switch {
	case s[0] == '7':
		return r.hibcNumber(s[1:], at+1, number)
	case layout != "":
		s, at = s[1:], at+1
	default:
		layout = "MMYY"
	}
	n, f := r.hibcDate(layout, s, at, false, fieldExpiry, roleExpiry)
	if f != nil {
		return f
	}
	return r.hibcNumber(s[n:], at+n, number)
}

// hibcNumber reads a lot or serial of up to 18 characters; it may be left out.
func (r *Reading) hibcNumber(s string, at int, number hibcNumber) *Fault {
	if len(s) > 18 {
		return &Fault{Code: CodeLong, At: at + 18, Len: len(s) - 18, AI: number.name}
	}
	if s != "" {
		r.field(number.name, s, at, number.role)
	}
	return nil
}

func (r *Reading) hibcQuantity(s string, at int) *Fault {
	if s == "" || len(s) > 9 || !digits.all(s) {
		return &Fault{Code: CodeDigit, At: at + digits.span(s), Len: 1, AI: fieldQuantity}
	}
	r.field(fieldQuantity, s, at, roleQuantity)
	return nil
}

// hibcDate reads a date at the start of s, or all of s, and tells its length.
func (r *Reading) hibcDate(layout, s string, at int, all bool, name string, k role) (int, *Fault) {
	n := len(layout)
	if len(s) < n || all && len(s) > n {
		return 0, &Fault{Code: CodeDateLength, At: at, Len: len(s), AI: name}
	}
	return n, r.dateField(layout, s[:n], at, name, k)
}

// hibcPair are a primary and its secondary that came in one transmission,
// parted again: both have their check and the second links to the first.
func hibcPair(s string, _ Options) []fixed {
	const most = 200 // bytes; neither is half as long
	if !isHIBC(s) || len(s) > most {
		return nil
	}
	for i := 4; i < len(s)-4; i++ {
		if s[i] != '+' || !isHIBC(s[i:]) {
			continue
		}
		first, second := s[:i], s[i:]
		end := len(second) - 2
		if !hibcWhole(first) || !hibcWhole(second) || second[end] != first[i-1] {
			continue
		}
		text := first[:i-1] + "/" + second[1:end]
		check, _ := hibcCheck(text)
		return []fixed{{text: text + string(check), code: DoubtTogether, origin: append(offsets(0, i), offsets(i+1, len(s)-1)...)}}
	}
	return nil
}

// hibcWhole reports whether the last character of s checks the others.
func hibcWhole(s string) bool {
	check, bad := hibcCheck(s[:len(s)-1])
	return bad < 0 && check == s[len(s)-1]
}
