package intake

import (
	"fmt"
	"strings"

	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// codeOf is the first code of a scheme that an item's usual package has.
func codeOf(item stock.Item, scheme string) (string, bool) {
	for _, code := range item.Usual().Codes {
		if number, ok := strings.CutPrefix(code, scheme+":"); ok {
			return number, true
		}
	}
	return "", false
}

// traced shows packs that bear a trace code beside their Data Matrix code, the
// trace code first: in that order nothing has to be asked.
func (v *delivery) traced() {
	for _, item := range v.items {
		prefix, ok := codeOf(item, "trace")
		if !ok {
			continue
		}
		p := item.Usual()
		for n := 1; n <= 2; n++ {
			code := fmt.Sprintf("%s%013d", prefix, 4_700_112_233_000+int64(n)*7919)
			v.codes = append(v.codes, Code{packName(item, p), words.Say("intake.demo.trace", "code", code), []byte(code), "code128"})
			e := element{lot: freshLot(item, 6+n), expiry: v.today.Add(579 + n)}
			v.add(item, p, e, "trace_pack", "lot", e.lot, "expiry", string(e.expiry))
		}
		return
	}
}

// linked shows devices: a HIBC pair, and the codes of the Chinese agencies.
func (v *delivery) linked() {
	for _, item := range v.items {
		e := element{lot: freshLot(item, 7), expiry: v.today.Add(580)}
		day := strings.ReplaceAll(string(e.expiry), "-", "")[2:]
		name := packName(item, item.Usual())
		if id, ok := codeOf(item, "hibc"); ok {
			primary := checked("+" + id)
			second := checked("+$$3" + day + e.lot + primary[len(primary)-1:])
			v.codes = append(v.codes,
				Code{name, words.Say("intake.demo.hibc"), []byte(primary), "code128"},
				Code{name, words.Say("intake.demo.hibc_second", "lot", e.lot, "expiry", string(e.expiry)), []byte(second), "code128"})
		}
		device := words.Say("intake.demo.device", "lot", e.lot, "expiry", string(e.expiry))
		if id, ok := codeOf(item, "ma"); ok {
			v.codes = append(v.codes, Code{name, device, []byte(id + ".L" + e.lot + ".E" + day), "qr"})
		}
		if id, ok := codeOf(item, "ahm"); ok {
			v.codes = append(v.codes, Code{name, device, []byte("(MF)" + id + "(BA)" + e.lot + "(ED)" + day), "qr"})
		}
	}
}

// code39 is the alphabet of HIBC's check character in the order of its values.
const code39 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%"

// checked puts the check character, modulo 43, behind a HIBC.
func checked(body string) string {
	sum := 0
	for i := range len(body) {
		sum += strings.IndexByte(code39, body[i])
	}
	return body + code39[sum%43:][:1]
}
