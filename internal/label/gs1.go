package label

import (
	"strings"
	"time"
)

// contents is what the label's own DataMatrix holds: data for encode, and the
// catalogue code of what to say about it, empty where all went in.
//
// GS1 lets a lot or an expiry stand only beside a GTIN, and a GTIN is not ours
// to make up. Without one the symbol holds the site's own code where the
// caller has one, otherwise what is known of the lot, and the label says that
// it has no GTIN.
func (d Data) contents() (data string, note string) {
	lot, expiry, serial := d.Lot, yymmdd(d.Expiry), d.Serial
	if lot != "" && !element(lot) {
		lot, note = "", "label.lot_not_in_code"
	}
	if serial != "" && !element(serial) {
		serial, note = "", "label.serial_not_in_code"
	}
	if d.GTIN == "" {
		note = "label.no_gtin"
		if d.Code != "" {
			return d.Code, note
		}
	}
	elements := elementString(d.GTIN, expiry, lot, serial)
	if elements == "" {
		return "", note
	}
	return GS1DataMatrix + elements, note
}

// elementString joins what is there, those of fixed length first, so that one
// GS is enough. GS1 General Specifications, 7.8.
func elementString(gtin, expiry, lot, serial string) string {
	var b strings.Builder
	if gtin != "" {
		b.WriteString("01" + strings.Repeat("0", 14-len(gtin)) + gtin)
	}
	if expiry != "" {
		b.WriteString("17" + expiry)
	}
	if lot != "" {
		b.WriteString("10" + lot)
	}
	if lot != "" && serial != "" {
		b.WriteByte(group)
	}
	if serial != "" {
		b.WriteString("21" + serial)
	}
	return b.String()
}

// yymmdd is an ISO date in the form of AI 17, empty where there is none.
func yymmdd(iso string) string {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return ""
	}
	return day.Format("060102")
}

// element reports whether text can be a lot or a serial in GS1: 1 to 20
// characters of encodable set 82 (GS1 General Specifications, figure 7.11-1).
func element(text string) bool {
	return len(text) <= 20 && strings.Trim(text, set82) == "" && text != ""
}

const set82 = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789" + `!"%&'()*+,-./:;<=>?_`

// validGTIN reports whether gtin has a length that exists and a right check
// digit (GS1 General Specifications, 7.9.1).
func validGTIN(gtin string) bool {
	switch len(gtin) {
	case 8, 12, 13, 14:
	default:
		return false
	}
	sum := 0
	for i := range len(gtin) {
		digit := int(gtin[i]) - '0'
		if digit < 0 || digit > 9 {
			return false
		}
		weight := 1 + 2*((len(gtin)-1-i)%2)
		sum += digit * weight
	}
	return sum%10 == 0
}
