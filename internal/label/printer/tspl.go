package printer

import (
	"fmt"

	"lotgate/internal/label"
)

// encodeTSPL writes TSPL and TSPL2: BITMAP in mode 0, in which a set bit is
// white. The gap between labels stays as the printer has measured it; the size
// must be said, because what lies beyond it is not printed.
func encodeTSPL(page label.Page, _ string, copies int) (body, end []byte) {
	body = fmt.Appendf(nil, "\r\nSIZE %s mm,%s mm\r\nDIRECTION 0,0\r\nREFERENCE 0,0\r\nCLS\r\n", millimetres(page.Width, page.DPMM), millimetres(page.Height, page.DPMM))
	for _, b := range bands(page) {
		body = fmt.Appendf(body, "BITMAP %d,%d,%d,%d,0,", 8*b.left, b.y, b.bytes, b.rows)
		body = append(b.picture(body, page, 0xff), '\r', '\n')
	}
	return body, fmt.Appendf(nil, "PRINT 1,%d\r\n", bounded(copies))
}

// millimetres is dots as a measure with one decimal at most.
func millimetres(dots, dpmm int) string {
	tenths := (10*dots + dpmm/2) / max(dpmm, 1)
	if tenths%10 == 0 {
		return fmt.Sprint(tenths / 10)
	}
	return fmt.Sprintf("%d.%d", tenths/10, tenths%10)
}
