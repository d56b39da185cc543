package scan

import "strings"

// ISBT 128 identifies blood and tissue. The donation identification number is
// = and 13 characters (facility, year, sequence) and two flags; flags from 60
// on are the keyboard check character. Standard: ICCBBA ST-001.

const (
	isbtNumber   = 13
	isbtFlags    = 2
	isbtCheck    = 60 // flag value of check character 0
	isbtAlphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*"
)

// CodeDonation is a donation number that breaks its form.
const CodeDonation = "donation_number"

// isDonation tells a donation number from other data that begins with =: its
// second character is no symbol.
func isDonation(s string) bool {
	return len(s) == 1+isbtNumber+isbtFlags && s[0] == '=' && upper.all(s[1:2])
}

// donation reads a donation identification number.
func (r *Reading) donation(s string, at int) *Fault {
	din, flags := s[1:1+isbtNumber], s[1+isbtNumber:]
	if !upper.all(din) || !digits.all(din[5:]) || !digits.all(flags) {
		return &Fault{Code: CodeDonation, At: at + 1, Len: len(s) - 1}
	}
	if v := pair(flags); v >= isbtCheck && (v-isbtCheck >= len(isbtAlphabet) || isbtAlphabet[v-isbtCheck] != donationCheck(din)) {
		return &Fault{Code: CodeCheckDigit, At: at + 1 + isbtNumber, Len: isbtFlags}
	}
	r.Standard, r.Kind, r.ID = ISBT128, KindPart, din
	r.field("DIN", din, at+1, roleSerial)
	r.field("FLAGS", flags, at+1+isbtNumber, roleOther)
	return nil
}

// donationCheck is the check character that people type behind a donation
// number: modulo 37-2 of ISO/IEC 7064.
func donationCheck(din string) byte {
	t := 0
	for i := range len(din) {
		t = (t + strings.IndexByte(isbtAlphabet, din[i])) * 2 % 37
	}
	return isbtAlphabet[(38-t)%37]
}
