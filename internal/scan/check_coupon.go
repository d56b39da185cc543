package scan

import "strings"

// coupon reads the digits of a North American coupon, AI (8110) and (8112),
// field after field. The first flaw stays.
type coupon struct {
	s    string
	at   int
	flaw flaw
}

// take is the next n digits, "" after a flaw. What is missing altogether
// covers all the coupon, what is cut off covers the rest.
func (c *coupon) take(n int) string {
	switch {
	case c.flaw.code != "":
		return ""
	case len(c.s)-c.at >= n:
		c.at += n
		return c.s[c.at-n : c.at]
	case c.at == len(c.s):
		c.flaw = whole(CodeCoupon, c.s)
	default:
		c.flaw = flaw{CodeCoupon, c.at, len(c.s) - c.at}
	}
	return ""
}

// one is the next digit, which must be in allowed.
func (c *coupon) one(allowed string) byte {
	d := c.take(1)
	if d == "" {
		return 0
	}
	if !strings.Contains(allowed, d) {
		c.flaw = flaw{CodeCoupon, c.at - 1, 1}
		return 0
	}
	return d[0]
}

// counted is a field behind its own length digit, which must be in allowed and
// counts from base.
func (c *coupon) counted(allowed string, base int) string {
	d := c.one(allowed)
	if d == 0 {
		return ""
	}
	return c.take(base + int(d-'0'))
}

// prefix is a company prefix behind its length; 9 in allowed means it is left
// out.
func (c *coupon) prefix(allowed string) {
	d := c.one(allowed)
	if d == 0 || d == '9' {
		return
	}
	at := c.at
	if p := c.take(6 + int(d-'0')); p != "" && checkPrefix(p).code != "" {
		c.flaw = flaw{CodePrefix, at, len(p)}
	}
}

// date is six digits that make a day.
func (c *coupon) date() (string, int) {
	at := c.at
	d := c.take(6)
	if d != "" && checkDate(d).code != "" {
		c.flaw = flaw{CodeCoupon, at, 6}
	}
	return d, at
}

// purchase is what must be bought: requirement, its code, product family.
func (c *coupon) purchase() {
	c.counted("12345", 0)
	c.one("012349")
	c.take(3)
}

// optional reports whether the next digit announces field d, and steps over it.
func (c *coupon) optional(d byte) bool {
	if c.flaw.code != "" || c.at == len(c.s) || c.s[c.at] != d {
		return false
	}
	c.at++
	return true
}

// end is the flaw found, or that digits are left over.
func (c *coupon) end() flaw {
	if c.flaw.code == "" && c.at < len(c.s) {
		return flaw{CodeCoupon, c.at, len(c.s) - c.at}
	}
	return c.flaw
}

// checkCoupon is the coupon of the North American Coupon Application
// Guideline: fixed fields, then optional ones in the order of their numbers.
func checkCoupon(s string) flaw {
	if f := digits.flaw(s); f.code != "" {
		return f
	}
	c := &coupon{s: s}
	c.prefix("0123456")
	c.take(6)
	c.counted("12345", 0)
	c.purchase()
	if c.optional('1') {
		c.one("0123")
		c.purchase()
		c.prefix("01234569")
	}
	if c.optional('2') {
		c.purchase()
		c.prefix("01234569")
	}
	c.dates()
	if c.optional('5') {
		c.counted("0123456789", 6)
	}
	if c.optional('6') {
		c.counted("1234567", 6)
	}
	if c.optional('9') {
		c.one("01256")
		c.one("012")
		c.take(1)
		c.one("01")
	}
	return c.end()
}

// dates are the optional last and first day, of which the last must not come
// first.
func (c *coupon) dates() {
	var last, first string
	var from int
	if c.optional('3') {
		last, from = c.date()
	}
	if c.optional('4') {
		first, _ = c.date()
	}
	if c.flaw.code == "" && last != "" && last < first {
		c.flaw = flaw{CodeCoupon, from - 1, c.at - from + 1} // from the number of the field
	}
}

// checkOffer is the positive offer file coupon: format, funder, offer, serial.
func checkOffer(s string) flaw {
	if f := digits.flaw(s); f.code != "" {
		return f
	}
	c := &coupon{s: s}
	c.one("01")
	c.counted("0123456", 6)
	c.take(6)
	c.counted("0123456789", 6)
	return c.end()
}
