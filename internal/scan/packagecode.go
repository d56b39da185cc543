package scan

import "strings"

// Codes are the names under which an item master may know the package that
// the reading is on, besides its GTIN: SCHEME:NUMBER, the surest first. The
// prefix of a trace code, the primary of a HIBC with its unit of measure, a
// PPN, the device identifiers of MA and AHM, the number of a label of our own, and the national number within a
// GTIN or PPN, such as pzn:03752864.
func (r *Reading) Codes() []string {
	var codes []string
	switch {
	case r.Kind == KindTrace:
		codes = append(codes, TraceName(r.ID))
	case r.Kind == KindProduct && codeSchemes[r.Standard] != "":
		codes = append(codes, codeSchemes[r.Standard]+":"+r.ID)
	case r.Kind == KindProduct && r.Value("9N") != "":
		codes = append(codes, "ppn:"+r.Value("9N"))
	}
	if scheme, number := r.National(); number != "" {
		codes = append(codes, strings.ToLower(scheme)+":"+number)
	}
	return codes
}

// codeSchemes are the standards whose ID names a product.
var codeSchemes = map[Standard]string{HIBC: "hibc", UDIMA: "ma", UDIAHM: "ahm", Own: "own"}
