package scan

import "strings"

// The trace code of a Chinese drug pack (NMPAB/T 1002-2019) is 20 digits: seven
// that name drug, maker and level of packing, 13 that name the one pack. It
// holds neither lot nor expiry. All that were seen begin with 8; whether they
// must is not known, so others are read with a doubt.

const (
	traceLength = 20
	tracePrefix = 7
)

// isTrace reports whether s is a trace code as all that were seen.
func isTrace(s string) bool { return len(s) == traceLength && s[0] == '8' && digits.all(s) }

// traceCode reads 20 digits.
func (r *Reading) traceCode(s string, at int) *Fault {
	r.Standard, r.Kind, r.ID = Trace, KindTrace, s
	if s[0] != '8' {
		r.doubt(DoubtTracePrefix, at, "", s[:tracePrefix])
	}
	r.field("PREFIX", s[:tracePrefix], at, roleOther)
	r.field("PACK", s[tracePrefix:], at+tracePrefix, roleOther)
	return nil
}

// TracePrefix is the seven digits by which the item master knows the package
// of a trace code, "" for any other reading.
func (r *Reading) TracePrefix() string {
	if r.Kind != KindTrace {
		return ""
	}
	return r.ID[:tracePrefix]
}

// TraceName is the name under which the item master knows the package of a
// trace code, as in Codes; "" for what is none.
func TraceName(code string) string {
	if len(code) != traceLength || strings.Trim(code, "0123456789") != "" {
		return ""
	}
	return "trace:" + code[:tracePrefix]
}
