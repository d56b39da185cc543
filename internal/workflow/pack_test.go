package workflow

import (
	"testing"

	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// reading decodes a GS1 string in brackets' stead, with GS written as ~.
func reading(t *testing.T, text string) scan.Reading {
	t.Helper()
	raw := []byte("]d2" + text)
	for i, b := range raw {
		if b == '~' {
			raw[i] = 0x1d
		}
	}
	r, err := scan.Decode(raw, scan.Options{Today: "2026-11-23"})
	if err != nil {
		t.Fatalf("%q: %v", text, err)
	}
	return r
}

// TestPackOfSeveralCodes joins what several barcodes say of one pack, in the
// order in which they were scanned. The house knows lot K1, expiry 2028-05-31.
func TestPackOfSeveralCodes(t *testing.T) {
	const box = "01" + sim.AmoxBox
	tests := []struct {
		name   string
		codes  []string
		fits   bool // the last one is of the same pack
		gtin   string
		lot    string
		expiry stock.Date
		serial string
		asks   bool // something is still to be asked
	}{
		{"all in one", []string{box + "1728033110A1~21S1"}, true, sim.AmoxBox, "A1", "2028-03-31", "S1", false},
		{"product, then lot and expiry", []string{box, "1728033110A1"}, true, sim.AmoxBox, "A1", "2028-03-31", "", false},
		{"lot and expiry, then product", []string{"1728033110A1", box}, true, sim.AmoxBox, "A1", "2028-03-31", "", false},
		{"three codes", []string{"10A1", box, "17280331"}, true, sim.AmoxBox, "A1", "2028-03-31", "", false},
		{"product only", []string{box}, true, sim.AmoxBox, "", "", "", true},
		{"lot only", []string{"10A1"}, true, "", "A1", "", "", true},
		{"known lot brings its expiry", []string{box, "10K1"}, true, sim.AmoxBox, "K1", "2028-05-31", "", false},
		{"unknown lot does not", []string{box, "10A1"}, true, sim.AmoxBox, "A1", "", "", true},
		{"the same box code again is one more box", []string{box, box}, false, sim.AmoxBox, "", "", "", true},
		{"another product", []string{box, "01" + sim.GlucoseBag}, false, sim.AmoxBox, "", "", "", true},
		{"another level of the same item", []string{box, "01" + sim.AmoxCase}, false, sim.AmoxBox, "", "", "", true},
		{"another lot", []string{box + "10A1", "10A2"}, false, sim.AmoxBox, "A1", "", "", true},
		{"another expiry", []string{box + "17280331", "1728043010A1"}, false, sim.AmoxBox, "", "2028-03-31", "", true},
		{"another serial", []string{box + "21S1", "21S2"}, false, sim.AmoxBox, "", "", "S1", true},
		{"herbs need no expiry", []string{"01" + sim.HerbBag, "10H1"}, true, sim.HerbBag, "H1", "", "", false},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			h := sim.NewHouse("2026-11-23")
			sim.Furnish(h)
			sim.Stock(h, sim.Amox, "K1", "2028-05-31", "A-01", 24)
			_ = h.View(func(view fact.View) error {
				p := read(view, reading(t, test.codes[0]))
				fits := true
				for _, code := range test.codes[1:] {
					fits = p.merge(view, reading(t, code))
				}
				if fits != test.fits {
					t.Errorf("the last code is of the same pack: %t", fits)
				}
				if p.gtin != test.gtin || p.lot != test.lot || p.expiry != test.expiry || p.serial != test.serial || p.complete() == test.asks {
					t.Errorf("known are %q %q %q %q, complete: %t", p.gtin, p.lot, p.expiry, p.serial, p.complete())
				}
				return nil
			})
		})
	}
}

// TestQuantityByLevel: a box is 24, a case 240, and a logistic unit says how
// many of them it holds.
func TestQuantityByLevel(t *testing.T) {
	h := sim.NewHouse("2026-11-23")
	sim.Furnish(h)
	tests := []struct {
		code  string
		level stock.Level
		want  stock.Quantity
	}{
		{"01" + sim.AmoxBox, stock.Box, 24},
		{"01" + sim.AmoxCase, stock.Case, 240},
		{"01" + sim.GlucoseBag, stock.Base, 1},
		{"02" + sim.AmoxBox + "3710", stock.Box, 240},
		{"01" + sim.Unordered, stock.Base, 1},
		{"0106901234999990", "", 0},
	}
	for _, test := range tests {
		_ = h.View(func(view fact.View) error {
			p := read(view, reading(t, test.code))
			if p.level != test.level || p.quantity != test.want {
				t.Errorf("%s is %d by the %s, want %d by the %s", test.code, p.quantity, p.level, test.want, test.level)
			}
			return nil
		})
	}
}
