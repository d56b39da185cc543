package label

import "testing"

func TestContents(t *testing.T) {
	for _, c := range []struct {
		name       string
		data       Data
		want, note string
	}{
		{"all", Data{GTIN: "06901234567892", Lot: "AB1", Expiry: "2028-03-31", Serial: "S1"}, "]d2" + "0106901234567892" + "17280331" + "10AB1\x1d21S1", ""},
		{"no serial", Data{GTIN: "06901234567892", Lot: "AB1", Expiry: "2028-03-31"}, "]d2" + "0106901234567892" + "17280331" + "10AB1", ""},
		{"no lot", Data{GTIN: "06901234567892", Expiry: "2028-03-31", Serial: "S1"}, "]d2" + "0106901234567892" + "17280331" + "21S1", ""},
		{"EAN-13 is padded", Data{GTIN: "6901234567892"}, "]d20106901234567892", ""},
		{"no GTIN, own code", Data{Code: "LGI.0042", Lot: "AB1"}, "LGI.0042", "label.no_gtin"},
		{"no GTIN", Data{Lot: "AB1", Expiry: "2028-03-31"}, "]d2" + "17280331" + "10AB1", "label.no_gtin"},
		{"Chinese lot", Data{GTIN: "06901234567892", Lot: "批1", Serial: "S"}, "]d2" + "0106901234567892" + "21S", "label.lot_not_in_code"},
		{"long lot", Data{GTIN: "06901234567892", Lot: "123456789012345678901"}, "]d20106901234567892", "label.lot_not_in_code"},
		{"lot with a command", Data{GTIN: "06901234567892", Lot: "A^XZ"}, "]d20106901234567892", "label.lot_not_in_code"},
		{"serial with GS", Data{GTIN: "06901234567892", Serial: "A\x1d10B"}, "]d20106901234567892", "label.serial_not_in_code"},
		{"nothing", Data{}, "", "label.no_gtin"},
	} {
		if got, note := c.data.contents(); got != c.want || note != c.note {
			t.Errorf("%s: %q, %q, want %q, %q", c.name, got, note, c.want, c.note)
		}
	}
}

func TestValidGTIN(t *testing.T) {
	for gtin, want := range map[string]bool{
		"06901234567892": true, "6901234567892": true, "036000291452": true, "96385074": true, "10614141000415": true,
		"6901234567890": false, "": false, "0": false, "690123456789A": false, "069012345678920": false, "６９0": false, "-9385074": false,
	} {
		if got := validGTIN(gtin); got != want {
			t.Errorf("validGTIN(%q) = %v", gtin, got)
		}
	}
}

// TestLink: what may not stand in a URI is escaped, so that a lot cannot end
// its own path.
func TestLink(t *testing.T) {
	for _, c := range []struct {
		d    Data
		want string
	}{
		{Data{GTIN: "06901234567892", Lot: "AB", Serial: "S1", Expiry: "2028-03-31"}, "https://id.gs1.org/01/06901234567892/10/AB/21/S1?17=280331"},
		{Data{GTIN: "6901234567892", Lot: "A/../?x=#%"}, "https://id.gs1.org/01/06901234567892"},
		{Data{GTIN: "6901234567892", Lot: "A/B?17=1&C"}, "https://id.gs1.org/01/06901234567892/10/A%2FB%3F17%3D1%26C"},
		{Data{GTIN: "6901234567892", Lot: "批号"}, "https://id.gs1.org/01/06901234567892"},
		{Data{Code: "LGG.17", Lot: "AB"}, "LGG.17"},
		{Data{Lot: "AB"}, ""},
	} {
		if got := c.d.link("https://id.gs1.org"); got != c.want {
			t.Errorf("%+v links to %q, want %q", c.d, got, c.want)
		}
	}
	if got := amoxicillin().elements(); got != "(01)06901234567892(17)280331(10)AB0O1I23(21)SN-7" {
		t.Errorf("elements are %q", got)
	}
}
