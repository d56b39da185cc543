package intake

import (
	"time"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// demoStore is the demo as it stands on its first morning, to make barcodes
// of. It is a copy for reading: nothing that is scanned changes it.
type demoStore struct {
	*fact.Memory
	meta  fact.Meta
	today stock.Date
	items []stock.Item
	lots  map[stock.ItemID][]stock.Lot
}

func openDemo(today stock.Date) demoStore {
	at, err := time.Parse(time.DateOnly, string(today))
	if err != nil {
		panic("intake: demo on day " + string(today))
	}
	d := demoStore{fact.NewMemory(), fact.Meta{ID: "demo", At: at.Add(8 * time.Hour)}, today, nil, map[stock.ItemID][]stock.Lot{}}
	load, err := Read(withoutPeople(Demo()), Options{Today: today})
	if err == nil {
		err = d.post(load)
	}
	if err != nil {
		panic("intake: demo: " + err.Error())
	}
	stock.EachItem(d, "", func(i stock.Item) bool { d.items = append(d.items, i); return true })
	stock.EachLot(d, "", func(l stock.Lot) bool { d.lots[l.Item] = append(d.lots[l.Item], l); return true })
	return d
}

// withoutPeople spares the time that hashing their PINs takes.
func withoutPeople(files []File) (rest []File) {
	for _, f := range files {
		if f.Name != demoPeopleFile {
			rest = append(rest, f)
		}
	}
	return rest
}

func (d demoStore) post(c fact.Command) error {
	facts, err := c.Decide(d, d.meta)
	for _, f := range facts {
		f.Apply(d.Memory, d.meta)
	}
	return err
}

// lot finds a lot of an item that fits.
func (d demoStore) lot(item stock.ItemID, fits func(stock.Lot) bool) (stock.Lot, bool) {
	for _, l := range d.lots[item] {
		if fits(l) {
			return l, true
		}
	}
	return stock.Lot{}, false
}

// tasks are where the goods of a requisition would be picked if it were the
// first one to be started.
func (d demoStore) tasks(requisition string) (tasks []document.Task) {
	var staging stock.PlaceID
	stock.EachPlace(d, func(p stock.Place) bool {
		staging = p.ID
		return p.Kind != stock.Staging
	})
	facts, err := document.StartIssue{Requisition: requisition, Staging: staging}.Decide(d, d.meta)
	if err != nil {
		return nil // nothing of it is in stock
	}
	for _, f := range facts {
		if planned, ok := f.(document.TaskPlanned); ok {
			tasks = append(tasks, planned.Task)
		}
	}
	return tasks
}
