package scan

import "testing"

// keyed puts the check digit behind digits.
func keyed(body string) string { return body + string(check10(body)) }

// pharma are ten codes as they stand on medicine.
var pharma = []string{
	"]d201" + keyed("0950110153000") + "1726123110ABC123",
	"]d201" + keyed("0950110153000") + "211234567890AB\x1d1726123110LOT42A",
	"]d201" + keyed("0340093012345") + "1728063010B4711\x1d21SN000000012345",
	"]C101" + keyed("0692123456789") + "11240331" + "17270331" + "10230315",
	"]C102" + keyed("1692123456789") + "37120\x1d00" + keyed("06921234567890123"),
	"]d201" + keyed("0415001126560") + "21A1B2C3D4E5F6G7H8\x1d10LOT-2026/07\x1d17280700",
	"]e001" + keyed("0690123456789") + "1727010110X1",
	"]Q301" + keyed("0690123456789") + "10240915A\x1d1727091421000123456789",
	"]C100" + keyed("16901234567890123"),
	"01" + keyed("0950110153000") + "1726123110ABC",
}

// BenchmarkDecode reads the ten in turn with full validation into one reading.
func BenchmarkDecode(b *testing.B) {
	var r Reading
	o := Options{Today: "2026-11-23"}
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		if err := DecodeInto(&r, pharma[i%len(pharma)], o); err != nil {
			b.Fatal(pharma[i%len(pharma)], err)
		}
	}
}
