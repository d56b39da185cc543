package scan

// Some GTINs hold the number under which a country knows a medicine (NTIN).
// nationals lists where it stands in the 14 digits.
var nationals = []struct {
	scheme   string
	prefix   string
	at       int // of the prefix
	from, to int // of the number
}{
	{"PZN", "04150", 0, 5, 13},        // Germany
	{"CIP", "03400", 0, 1, 14},        // France: the 13 digits themselves
	{"CN", "0847000", 0, 7, 13},       // Spain
	{"Swissmedic", "07680", 0, 5, 13}, // Switzerland: authorisation and package
	{"Vnr", "0704626", 0, 7, 13},      // Nordic countries
	{"NDC", "03", 1, 3, 13},           // United States, behind the packaging indicator
}

// National is the scheme and the national number that the reading's GTIN or
// PPN holds; both are empty where none is known to.
func (r *Reading) National() (scheme, number string) {
	if e := r.find(roleProduct); e != nil && e.AI == "9N" && len(e.Value) == 12 && e.Value[:2] == "11" {
		return "PZN", e.Value[2:10]
	}
	gtin := r.GTIN()
	if len(gtin) != 14 {
		return "", ""
	}
	for _, n := range nationals {
		if gtin[n.at:n.at+len(n.prefix)] != n.prefix {
			continue
		}
		number := gtin[n.from:n.to]
		if n.scheme == "PZN" && !validPZN(number) {
			continue
		}
		return n.scheme, number
	}
	return "", ""
}
