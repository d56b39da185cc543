package document_test

import (
	"testing"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

const trace = "80217611234567890123"

// TestNamedAfterwards: a number that is given later counts as one that came
// with the pack.
func TestNamedAfterwards(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	pack := h.must("keeper", amox(r))[0].Meta.Seq
	h.must("keeper", document.NamePack{Receipt: r, Pack: pack, Serial: trace})
	h.refused("serial_seen", but(amox(r), func(c *document.ReceivePack) { c.Serial = trace }))
	h.refused("serial_quantity", document.CorrectPack{Receipt: r, Pack: pack, Quantity: 48})
	h.must("keeper", document.UndoPack{Receipt: r})
	h.view(func(view fact.View) {
		if _, taken := stock.FindSerial(view, sim.Amox, trace); taken {
			t.Error("the number is still taken though its pack was taken back")
		}
	})
}

func TestNameRefusals(t *testing.T) {
	h := newHouse(t)
	r := h.open("CG-1")
	first := h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Serial = trace }))[0].Meta.Seq
	two := h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Quantity = 48 }))[0].Meta.Seq
	one := h.must("keeper", amox(r))[0].Meta.Seq
	aside := h.must("keeper", but(amox(r), func(c *document.ReceivePack) { c.Aside = "by_hand" }))[0].Meta.Seq
	gone := h.must("keeper", amox(r))[0].Meta.Seq
	h.must("keeper", document.CorrectPack{Receipt: r, Pack: gone})
	for name, c := range map[string]struct {
		code    string
		command document.NamePack
	}{
		"seen before":     {"serial_seen", document.NamePack{Receipt: r, Pack: one, Serial: trace}},
		"has one":         {"serial_quantity", document.NamePack{Receipt: r, Pack: first, Serial: "S-2"}},
		"stands for two":  {"serial_quantity", document.NamePack{Receipt: r, Pack: two, Serial: "S-2"}},
		"taken back":      {"nothing_to_undo", document.NamePack{Receipt: r, Pack: gone, Serial: "S-2"}},
		"set aside":       {"nothing_to_undo", document.NamePack{Receipt: r, Pack: aside, Serial: "S-2"}},
		"no number":       {"nothing_to_undo", document.NamePack{Receipt: r, Pack: one}},
		"no such pack":    {"nothing_to_undo", document.NamePack{Receipt: r, Pack: 9999, Serial: "S-2"}},
		"no such receipt": {"receipt_closed", document.NamePack{Receipt: "RK-1", Pack: one, Serial: "S-2"}},
	} {
		t.Run(name, func(t *testing.T) { h.refused(c.code, c.command) })
	}
}
