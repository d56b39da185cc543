package workflow

import (
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
)

// offerTasks offers what can be done without a paper to begin with.
func (h *Home) offerTasks(view fact.View, s *screen.Screen) {
	if h.puts() && len(onDock(view, h.desk.Dock, 1)) > 0 {
		s.Choices = append(s.Choices, choice("put"))
	}
	if h.desk.Dock != "" && document.AnyDue(view) {
		s.Choices = append(s.Choices, choice("inspect"))
	}
	if h.releases() && anySetApart(view) {
		s.Choices = append(s.Choices, choice("release_goods"))
	}
	if h.desk.Label.Printer != "" && h.desk.Dock != "" {
		s.Choices = append(s.Choices, choice("label"))
	}
	if h.desk.Staging != "" && waveOffered(view) {
		s.Choices = append(s.Choices, choice("wave"))
	}
	if h.desk.Staging != "" && h.desk.Person.MayTakeBack {
		s.Choices = append(s.Choices, choice("giveback"))
	}
	if h.desk.Staging != "" && h.desk.Person.MayUrgent {
		s.Choices = append(s.Choices, choice("urgent"))
	}
	if p := h.told; p != nil && p.unit == "" && len(smaller(p.item, p.level)) > 0 && len(placesOf(view, p.key())) > 0 {
		s.Choices = append(s.Choices, choice("unpack"))
	}
	if p := h.told; p != nil && p.unit == "" && len(fillable(view, p)) > 0 {
		s.Choices = append(s.Choices, choice("repack"))
	}
}

// puts reports whether goods are put away from this station.
func (h *Home) puts() bool { return h.desk.Dock != "" || h.desk.Staging != "" }

// releases reports whether what was set apart may be released here.
func (h *Home) releases() bool { return h.desk.Dock != "" && h.desk.Person.MayRelease }

// task begins what the person chose, or is nil where that is no task.
func (h *Home) task(id string) (Flow, error) {
	switch {
	case id == "put" && h.puts():
		return StartPut(h.desk), nil
	case id == "inspect" && h.desk.Dock != "":
		return StartInspect(h.desk), nil
	case id == "release_goods" && h.releases():
		return StartRelease(h.desk), nil
	case id == "label" && h.desk.Label.Printer != "":
		return StartLabel(h.desk)
	case id == "wave" && h.desk.Staging != "":
		return StartWave(h.desk)
	case id == "giveback" && h.desk.Person.MayTakeBack:
		return StartHand(h.desk, false)
	case id == "urgent" && h.desk.Person.MayUrgent:
		return StartHand(h.desk, true)
	case id == "unpack" && h.told != nil:
		return StartUnpack(h.desk, h.told)
	case id == "repack" && h.told != nil:
		return StartRepack(h.desk, h.told)
	}
	return nil, nil
}

// placesOf lists where whole packs of a lot lie that a person may open.
func placesOf(view fact.View, lot stock.LotKey) (places []stock.PlaceID) {
	stock.EachHoldingOf(view, lot, func(l stock.Lying) bool {
		if p, _ := stock.FindPlace(view, l.Place); p.Kind.Pickable() && l.Quantity > document.Loose(view, lot, l.Place) {
			places = append(places, l.Place)
		}
		return len(places) < maxRows
	})
	return places
}

// smaller lists the packages that are inside a package of a level, the largest
// first.
func smaller(item stock.Item, level stock.Level) (inner []stock.Package) {
	outer := item.Package(level).Content
	for i := len(item.Packages) - 1; i >= 0; i-- {
		if p := item.Packages[i]; p.Content > 0 && p.Content < outer && outer%p.Content == 0 {
			inner = append(inner, p)
		}
	}
	return inner
}
