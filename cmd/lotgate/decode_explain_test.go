package main

import (
	"bytes"
	"strings"
	"testing"

	"lotgate/internal/scan"
	"lotgate/internal/words"
)

var drawings = map[string]struct{ in, want string }{
	"separators": {`]d201095011015300031726123110A\x1D21X`, `
]d201095011015300031726123110A␝21X
     1-------------  2-----  3   4
  product, gs1, GS1 DataMatrix
  1 (01) 09501101530003  product  [check digit fits; has a company number]
  2 (17) 261231  expiry 2026-12-31  [is a day or a month]
  3 (10) A  lot
  4 (21) X  serial
`},
	"escapes of a link": {`https://id.gs1.org/01/09501101530003/10/A%2FB?17=261231`, `
https://id.gs1.org/01/09501101530003/10/A%2FB?17=261231
                      1-------------    2----    3-----
  product, gs1
  1 (01) 09501101530003  product  [check digit fits; has a company number]
  2 (10) A/B  lot
  3 (17) 261231  expiry 2026-12-31  [is a day or a month]
`},
	"escapes in brackets": {`(10)a\(b)(17)261231`, `
(10)a\(b)(17)261231
    1----    2-----
  part, gs1
  1 (10) a(b)  lot
  2 (17) 261231  expiry 2026-12-31  [is a day or a month]
`},
	"two bytes, one column": {`$déà&àç(à&&à&("ààà"&àQY)&é`, `
$déà&àç(à&&à&("ààà"&àQY)&é
     1-------------  2----
  product, gs1, GS1 DataMatrix
  1 (01) 09501101530003  product  [check digit fits; has a company number]
  2 (10) AY-12  lot
  ? layout: The scanner types on another keyboard layout (fr); it was put right.
`},
	"two columns": {`（０１）０９５０１１０１５３０００３`, `
（０１）０９５０１１０１５３０００３
        1---------------------------
  product, gs1
  1 (01) 09501101530003  product  [check digit fits; has a company number]
  ? layout: The scanner types on another keyboard layout (zh); it was put right.
`},
	"a check of the whole code": {`+A123BJC5D6E71/$$3280928L/14D20280928I`, `
+A123BJC5D6E71/$$3280928L/14D20280928I
 1---2-------3    4-----5    6-------
  product, hibc  [check character of the code fits]
  1 (LIC) A123  labeler
  2 (PCN) BJC5D6E7  product
  3 (UOM) 1  unit
  4 (EXP) 280928  expiry 2028-09-28  [is a day or a month]
  5 (LOT) L  lot
  6 (EXP) 20280928  expiry 2028-09-28  [is a day or a month]
`},
	"checks of a message": {`[)>\x1E06\x1D9N110375286414\x1D1TAB\x1DD270600\x1E\x04`, `
[)>␞06␝9N110375286414␝1TAB␝D270600␞␄
         1-----------   2-  3-----
  product, iso15434
  1 (9N) 110375286414  product (PPN)  [check digits fit]
  2 (1T) AB  lot
  3 (D) 270600  expiry 2027-06-30  [is a day or a month]
`},
	"a fault": {`]d2010950110153000317261331`, `
]d2010950110153000317261331
                       ^^
  month: The month at position 24 in (17) does not exist. Scan again, or type the date printed on the pack.
`},
	"a fault behind the end": {`]C1`, `
]C1
   ^
  value_missing: A value is missing at position 4. Scan again.
`},
	"no text": {`\xFF\xFE`, `
��
^
  not_text: What arrived cannot be read from position 1 on. Scan again; if it comes again, check the baud rate and parity of the scanner.
`},
	"marks that join what is before them": {"]E0400e\u0301", `
]E0400e�
       ^
  not_a_code: `},
	"ways to read it": {`]d2010950110153000310ABC21XYZ`, `
]d2010950110153000310ABC21XYZ
     1-------------  2-------
  product, gs1, GS1 DataMatrix
  1 (01) 09501101530003  product  [check digit fits; has a company number]
  2 (10) ABC21XYZ  lot
  ? lost_separator: A separator may have been lost in (10). It could also mean (01)09501101530003(10)ABC(21)XYZ. Compare with the pack and choose.
    1. (01)09501101530003(10)ABC21XYZ
    2. (01)09501101530003(10)ABC(21)XYZ
`},
}

// TestExplainDrawsTheParts: what is drawn underneath stands under its own
// characters, however wide they are and however they were written.
func TestExplainDrawsTheParts(t *testing.T) {
	for name, c := range drawings {
		d := decoding{options: scan.Options{Today: "2026-11-23"}, language: words.English}
		d.answer = d.explained
		var out bytes.Buffer
		if err := runDecode(strings.NewReader(c.in), &out, d); err != nil {
			t.Fatal(err)
		}
		if got := "\n" + out.String(); !strings.HasPrefix(got, c.want) {
			t.Errorf("%s:%s\nwant:%s", name, got, c.want)
		}
	}
}
