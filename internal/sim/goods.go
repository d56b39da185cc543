package sim

import (
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// The goods of the small house.
const (
	Amox    stock.ItemID = "AMOX"    // capsules: 24 a box, 10 boxes a case; 180 days at receipt
	Glucose stock.ItemID = "GLUCOSE" // bags: 1 a box; 90 days at receipt
	Herb    stock.ItemID = "HERB"    // grams: 500 a bag; lot, but no expiry
	Vaccine stock.ItemID = "VACCINE" // vials: 5 a box without a code; 2-8 degrees, inspected at receipt; on no order

	AmoxBox    = "06901234000016"
	AmoxCase   = "16901234000013"
	GlucoseBag = "06901234000023"
	HerbBag    = "06901234000030"
	Unordered  = "06901234000047" // of an item on no order
)

// Furnish fills a house: three items, two suppliers, bins, a dock, an order
// CG-1 (40 boxes of amoxicillin, 20 bags of glucose, 1,000 g of herb) and a
// department.
func Furnish(h *House) {
	h.Say(goods()...)
	h.Say(places()...)
	h.Say(document.OrderPlaced{Order: document.Order{ID: "CG-1", Supplier: "S1", Date: h.Today(), Lines: []document.OrderLine{
		{No: 1, Item: Amox, Quantity: 960, Level: stock.Box, PriceE4: 125_000},
		{No: 2, Item: Glucose, Quantity: 20, Level: stock.Base, PriceE4: 33_333},
		{No: 3, Item: Herb, Quantity: 1000, Level: stock.Box, PriceE4: 400_000},
	}}}, document.NoteAnnounced{Note: document.DeliveryNote{ID: "SH-77", Supplier: "S1", Order: "CG-1"}})
}

func goods() []fact.Fact {
	capsule := words.Names{ZH: "粒", EN: "capsule"}
	box := words.Names{ZH: "盒", EN: "box"}
	return []fact.Fact{
		stock.ItemDefined{Item: stock.Item{
			ID: Amox, Name: words.Names{ZH: "阿莫西林胶囊", EN: "Amoxicillin"}, Spec: "0.25 g x 24", Category: stock.Western,
			Class: stock.Ordinary, Storage: stock.Room, HomeBin: "A-01", MinLifeDays: 180, NearDays: 365,
			Packages: []stock.Package{
				{Level: stock.Base, Unit: capsule, Content: 1},
				{Level: stock.Box, Unit: box, Content: 24, GTINs: []string{AmoxBox}, Codes: []string{"trace:8021761"}},
				{Level: stock.Case, Unit: words.Names{ZH: "箱", EN: "case"}, Content: 240, GTINs: []string{AmoxCase}, Codes: []string{"trace:8021762"}},
			},
		}},
		stock.ItemDefined{Item: stock.Item{
			ID: Glucose, Name: words.Names{ZH: "葡萄糖注射液", EN: "Glucose 5%"}, Spec: "250 ml", Category: stock.Western,
			Class: stock.Ordinary, Storage: stock.Room, HomeBin: "A-02", MinLifeDays: 90, NearDays: 180, Suppliers: []string{"S1"},
			Packages: []stock.Package{{Level: stock.Base, Unit: words.Names{ZH: "袋", EN: "bag"}, Content: 1, GTINs: []string{GlucoseBag}, Codes: []string{
				"hibc:A123BJC5D6E71", "ma:MA.156.M0.100025.12345678", "ahm:6936983800013", "ppn:110375286414",
			}}},
		}},
		stock.ItemDefined{Item: stock.Item{
			ID: Herb, Name: words.Names{ZH: "黄芪", EN: "Astragalus"}, Spec: "500 g", Category: stock.Herb, Class: stock.Ordinary,
			Packages: []stock.Package{
				{Level: stock.Base, Unit: words.Names{ZH: "克", EN: "g"}, Content: 1},
				{Level: stock.Box, Unit: words.Names{ZH: "包", EN: "bag"}, Content: 500, GTINs: []string{HerbBag}},
			},
		}},
		stock.ItemDefined{Item: stock.Item{
			ID: Vaccine, Name: words.Names{ZH: "乙肝疫苗", EN: "Hepatitis B vaccine"}, Spec: "10 µg x 5", Category: stock.Western,
			Class: stock.Ordinary, Storage: stock.Cold, HomeBin: "C-01", MinLifeDays: 180, NearDays: 365, Inspect: true,
			Packages: []stock.Package{{Level: stock.Base, Unit: words.Names{ZH: "支", EN: "vial"}, Content: 1}, {Level: stock.Box, Unit: box, Content: 5}},
		}},
		stock.ItemDefined{Item: stock.Item{
			ID: "SPARE", Name: words.Names{ZH: "维生素C片", EN: "Vitamin C"}, Spec: "100 mg x 100", MinLifeDays: 180,
			Packages: []stock.Package{{Level: stock.Base, Unit: box, Content: 1, GTINs: []string{Unordered}}},
		}},
	}
}

func places() []fact.Fact {
	place := func(id stock.PlaceID, kind stock.PlaceKind, walk int) fact.Fact {
		return stock.PlaceDefined{Place: stock.Place{ID: id, Kind: kind, Name: words.Names{ZH: string(id), EN: string(id)}, Walk: walk}}
	}
	return []fact.Fact{
		stock.SupplierDefined{Supplier: stock.Supplier{ID: "S1", Name: words.Names{ZH: "国药", EN: "Sinopharm"}, GLN: "6901234000009"}},
		stock.SupplierDefined{Supplier: stock.Supplier{ID: "S2", Name: words.Names{ZH: "华润", EN: "CR Pharma"}, GLN: "6905555000007"}},
		place("DOCK-1", stock.Dock, 99), place("STAGE-1", stock.Staging, 0), place("QUAR-1", stock.Quarantine, 0), place("ICU", stock.Department, 0),
		place("INSP-1", stock.Inspection, 0), place("LOSS", stock.Loss, 0),
		stock.PlaceDefined{Place: stock.Place{ID: "C-01", Kind: stock.Bin, Name: words.Names{ZH: "C-01", EN: "C-01"}, Storage: stock.Cold, Walk: 5}},
		place("A-01", stock.Bin, 1), place("A-02", stock.Bin, 2), place("B-01", stock.Bin, 3), place("B-02", stock.Bin, 4),
	}
}

// Stock lays opening stock of a lot into a place.
func Stock(h *House, item stock.ItemID, lot string, expiry stock.Date, place stock.PlaceID, quantity stock.Quantity) {
	key := stock.LotKey{Item: item, Number: lot}
	known := false
	_ = h.View(func(view fact.View) error {
		_, known = stock.FindLot(view, key)
		return nil
	})
	if !known {
		h.Say(stock.LotOpened{Lot: stock.Lot{LotKey: key, Expiry: expiry, Status: stock.Usable}})
	}
	h.Say(stock.Moved{Lot: key, From: stock.Opening, To: place, Quantity: quantity, ValueE4: int64(quantity) * 1000})
}

// Ask places a requisition of the ICU.
func Ask(h *House, id string, lines ...document.RequisitionLine) {
	for i := range lines {
		lines[i].No = i + 1
	}
	h.Say(document.RequisitionPlaced{Requisition: document.Requisition{ID: id, Department: "ICU", Date: h.Today(), Lines: lines}})
}

// Morphine is a narcotic: 10 ampoules a box, received and given out by two.
const (
	Morphine    = stock.ItemID("MORPHINE")
	MorphineBox = "06901234000054"
)

// FurnishNarcotics adds morphine, a safe for it, and an order CG-9 of 5 boxes.
func FurnishNarcotics(h *House) {
	h.Say(stock.ItemDefined{Item: stock.Item{
		ID: Morphine, Name: words.Names{ZH: "盐酸吗啡注射液", EN: "Morphine"}, Spec: "10 mg x 10", Category: stock.Western,
		Class: stock.Narcotic, Storage: stock.Room, HomeBin: "SAFE-1", MinLifeDays: 180, NearDays: 365,
		Packages: []stock.Package{
			{Level: stock.Base, Unit: words.Names{ZH: "支", EN: "ampoule"}, Content: 1},
			{Level: stock.Box, Unit: words.Names{ZH: "盒", EN: "box"}, Content: 10, GTINs: []string{MorphineBox}},
		},
	}}, document.OrderPlaced{Order: document.Order{ID: "CG-9", Supplier: "S1", Date: h.Today(), Lines: []document.OrderLine{
		{No: 1, Item: Morphine, Quantity: 50, Level: stock.Box, PriceE4: 400_000},
	}}}, stock.PlaceDefined{Place: stock.Place{
		ID: "SAFE-1", Kind: stock.Bin, Name: words.Names{ZH: "麻精柜", EN: "Safe"}, Storage: stock.Room, Walk: 5, Safe: true,
	}})
}
