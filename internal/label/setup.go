package label

import (
	"bytes"

	"lotgate/internal/label/code128"
)

// FNC3 is the byte that stands for function code 3 in data for Setup. A Code
// 128 that has it anywhere is a message to the scanner, not to the host
// (ISO/IEC 15417).
const FNC3 = 0xF3

// Setup draws a barcode that sets a scanner up, as Barcode draws others. It is
// apart from Barcode because what people and programs hand over to be printed
// must never become an order to a gun.
func Setup(kind Kind, data []byte, module int) (Page, error) {
	if kind != Code128 || bytes.IndexByte(data, FNC3) < 0 {
		return Barcode(kind, data, module)
	}
	order := make([]int, len(data))
	for i, b := range data {
		if order[i] = int(b); b == FNC3 {
			order[i] = code128.FNC3
		}
	}
	symbol, err := inBars(order)
	return symbol.alone(kind, module, err)
}
