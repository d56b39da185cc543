package stock

import "lotgate/internal/fact"

// A package may be known by other codes than a GTIN: the prefix of its trace
// codes, a HIBC primary, a PPN, a device code. Such a code is written
// SCHEME:NUMBER, as in "trace:8021761", so that numbers of two schemes are
// never taken for each other. It names one package of one item.

var codes = fact.NewKeptTable[gtinOf]("code")

// FindCode finds whose package bears a code that is no GTIN.
func FindCode(view fact.View, code string) (Item, Package, bool) {
	of, found := codes.Get(view, code)
	if !found {
		return Item{}, Package{}, false
	}
	item, found := items.Get(view, string(of.Item))
	return item, item.Package(of.Level), found
}

// named lets the item's packages be found by their GTINs and codes.
func named(store fact.Store, item Item) {
	for _, p := range item.Packages {
		of := gtinOf{item.ID, p.Level}
		for _, gtin := range p.GTINs {
			gtins.Put(store, of, gtin)
		}
		for _, code := range p.Codes {
			codes.Put(store, of, code)
		}
	}
}

// unnamed takes back what named did.
func unnamed(store fact.Store, item Item) {
	for _, p := range item.Packages {
		for _, gtin := range p.GTINs {
			gtins.Delete(store, gtin)
		}
		for _, code := range p.Codes {
			codes.Delete(store, code)
		}
	}
}
