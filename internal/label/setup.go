package label

import (
	"bytes"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/code128"
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
	bars, err := encodeSetup(data)
	symbol, err := inModules(kind, bars, err)
	return symbol.alone(kind, module, err)
}

func encodeSetup(data []byte) (barcode.Barcode, error) {
	rest := bytes.ReplaceAll(data, []byte{FNC3}, nil)
	if !ascii(rest) {
		return nil, errByte
	}
	text := bytes.ReplaceAll(data, []byte{FNC3}, []byte(string(code128.FNC3)))
	return code128.EncodeWithColor(string(text), barcode.ColorScheme8)
}
