package printer

import (
	"fmt"

	"lotgate/internal/label"
)

// encodeEPL writes EPL2 in page mode: the buffer is cleared, every piece with
// ink is put in its place with GW, in which a set bit is white, and P prints.
// Length and gap of the paper stay as the printer has measured them.
func encodeEPL(page label.Page, _ string, copies int) (body, end []byte) {
	body = fmt.Appendf(nil, "\nN\nq%d\nR0,0\n", page.Width)
	for _, b := range bands(page) {
		body = fmt.Appendf(body, "GW%d,%d,%d,%d,", 8*b.left, b.y, b.bytes, b.rows)
		body = append(b.picture(body, page, 0xff), '\n')
	}
	return body, fmt.Appendf(nil, "P%d\n", bounded(copies))
}
