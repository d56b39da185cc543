package label

import (
	"fmt"
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

// encoded are the lot and the serial, as far as GS1 can say them.
func (d Data) encoded() (lot, serial string) {
	if element(d.Lot) {
		lot = d.Lot
	}
	if element(d.Serial) {
		serial = d.Serial
	}
	return lot, serial
}

// elements is what a GS1 symbol of d says, for people to read and type.
func (d Data) elements() string {
	if d.GTIN == "" {
		return ""
	}
	lot, serial := d.encoded()
	var b strings.Builder
	for _, e := range []struct{ ai, value string }{{"01", strings.Repeat("0", 14-len(d.GTIN)) + d.GTIN}, {"17", yymmdd(d.Expiry)}, {"10", lot}, {"21", serial}} {
		if e.value != "" {
			fmt.Fprintf(&b, "(%s)%s", e.ai, e.value)
		}
	}
	return b.String()
}

// link is d as a GS1 Digital Link below site (GS1 Digital Link: URI syntax 1.4);
// what has no GTIN has no link, and is our own code or nothing.
func (d Data) link(site string) string {
	if d.GTIN == "" {
		return d.Code
	}
	lot, serial := d.encoded()
	uri := site + "/01/" + strings.Repeat("0", 14-len(d.GTIN)) + d.GTIN
	if lot != "" {
		uri += "/10/" + percent(lot)
	}
	if serial != "" {
		uri += "/21/" + percent(serial)
	}
	if expiry := yymmdd(d.Expiry); expiry != "" {
		uri += "?17=" + expiry
	}
	return uri
}

// percent writes what may not stand for itself in a URI as %XX.
func percent(text string) string {
	var b strings.Builder
	for i := range len(text) {
		if c := text[i]; strings.IndexByte(unreserved, c) >= 0 {
			b.WriteByte(c)
		} else {
			fmt.Fprintf(&b, "%%%02X", c)
		}
	}
	return b.String()
}

const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"

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
