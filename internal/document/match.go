package document

import (
	"slices"
	"strings"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Difference is one way in which goods are not as the delivery file says.
type Difference string

const (
	Short          Difference = "short"
	Over           Difference = "over"
	WrongLot       Difference = "wrong_lot"
	WrongExpiry    Difference = "wrong_expiry"
	WrongPrice     Difference = "wrong_price"
	NotOnDelivery  Difference = "not_on_delivery"
	NotYetReceived Difference = "not_come" // nothing of it came
	UnknownCodes   Difference = "codes"    // packs bear codes that the file does not list
)

// MatchLine is one lot of one item as it was announced, and as it came.
type MatchLine struct {
	Item        stock.ItemID   `json:"item"`
	Lot         string         `json:"lot"`
	Announced   stock.Quantity `json:"announced"` // base units
	Came        stock.Quantity `json:"came"`      // goods set aside among them
	Expiry      stock.Date     `json:"expiry"`    // as announced
	Seen        stock.Date     `json:"seen"`      // as scanned
	Level       stock.Level    `json:"level"`     // the package that the prices are for
	PriceE4     int64          `json:"priceE4"`   // as invoiced; -1 where the file tells none
	OrderE4     int64          `json:"orderE4"`   // as ordered; -1 where it was not
	Differences []Difference   `json:"differences"`
	Codes       []string       `json:"codes,omitempty"` // of packs that came, and that the file does not list
}

// Match sets what came with a receipt against the delivery file that came
// with it, lot by lot: first as the file has it, then what it does not have.
// found is false where no file came. It costs as much as the two have lines.
func Match(view fact.View, receipt string) (lines []MatchLine, found bool) {
	r, _ := FindReceipt(view, receipt)
	d, found := FindDelivery(view, r.Note)
	if !found {
		return nil, false
	}
	m := matching{view: view, receipt: r, order: d.Order, at: map[stock.LotKey]int{}, items: map[stock.ItemID]bool{}}
	for _, l := range d.Lines {
		m.announce(l)
	}
	EachReceiptLine(view, receipt, func(l ReceiptLine) bool {
		m.came(l)
		return true
	})
	for i := range m.lines {
		m.compare(&m.lines[i])
	}
	return m.lines, true
}

// MatchDelivery is Match by the delivery: as it was announced where nothing
// came yet.
func MatchDelivery(view fact.View, id string) []MatchLine {
	d, _ := SummariseDelivery(view, id)
	if d.Receipt != "" {
		lines, _ := Match(view, d.Receipt)
		return lines
	}
	m := matching{view: view, order: d.Order, at: map[stock.LotKey]int{}, items: map[stock.ItemID]bool{}}
	EachDeliveryLine(view, id, func(l DeliveryLine) bool {
		m.announce(l)
		return true
	})
	return m.lines
}

// strangers are the codes of packs that the delivery file of their receipt does
// not list for their lot, though it lists some.
var strangers = fact.NewTable[bool]("unannounced") // receipt, item, lot, code

// unannounced reports whether a pack that comes is such a one.
func unannounced(view fact.View, r Receipt, lot stock.LotKey, code string) bool {
	if r.Note == "" || code == "" {
		return false
	}
	t, _ := stock.FindTrace(view, lot.Item, code)
	return t.Note != r.Note && slices.ContainsFunc(deliveryLinesOf(view, r.Note, lot.Item), func(l DeliveryLine) bool { return l.Lot == lot.Number && l.Codes > 0 })
}

// DifferenceText says a difference.
func DifferenceText(item stock.Item, l MatchLine, d Difference) words.Text {
	return words.Say("match."+string(d), "lot", l.Lot, "announced", Amount(item, l.Announced), "came", Amount(item, l.Came),
		"expiry", string(l.Expiry), "seen", string(l.Seen), "price", Money(l.PriceE4), "ordered", Money(l.OrderE4),
		"n", len(l.Codes), "codes", strings.Join(l.Codes[:min(len(l.Codes), mostCodes)], " "))
}

// mostCodes bounds how many codes are said in one sentence.
const mostCodes = 10

// MatchLot is Match for what one scan touched: the lot's own line, nothing
// else. found is false where no delivery file came.
func MatchLot(view fact.View, receipt string, lot stock.LotKey) (line MatchLine, found bool) {
	r, _ := FindReceipt(view, receipt)
	if _, found := deliveries.Get(view, r.Note); !found {
		return MatchLine{}, false
	}
	m := matching{view: view, receipt: r, order: r.Order, at: map[stock.LotKey]int{}, items: map[stock.ItemID]bool{}}
	for _, l := range deliveryLinesOf(view, r.Note, lot.Item) {
		m.items[l.Item] = true
		if l.Lot == lot.Number {
			m.announce(l)
		}
	}
	for _, side := range []string{"good", "aside"} {
		if l, found := receiptLines.Get(view, receipt, string(lot.Item), lot.Number, side); found {
			m.came(l)
		}
	}
	if len(m.lines) == 0 {
		return MatchLine{}, true
	}
	m.compare(&m.lines[0])
	return m.lines[0], true
}

type matching struct {
	view    fact.View
	receipt Receipt
	order   string
	lines   []MatchLine
	at      map[stock.LotKey]int
	items   map[stock.ItemID]bool // that the delivery names
}

func (m *matching) announce(l DeliveryLine) {
	m.items[l.Item] = true
	key := stock.LotKey{Item: l.Item, Number: l.Lot}
	if i, twice := m.at[key]; twice {
		m.lines[i].Announced += l.Quantity
		return
	}
	m.at[key] = len(m.lines)
	line := MatchLine{Item: l.Item, Lot: l.Lot, Announced: l.Quantity, Expiry: l.Expiry, Level: l.Level, PriceE4: l.PriceE4, OrderE4: -1}
	if m.otherPrice(l, &line) {
		line.Differences = append(line.Differences, WrongPrice)
	}
	m.lines = append(m.lines, line)
}

// otherPrice compares prices of what may be different packages by the price of
// the same goods.
func (m *matching) otherPrice(l DeliveryLine, line *MatchLine) bool {
	item, _ := stock.FindItem(m.view, l.Item)
	content := item.Package(l.Level).Content
	other := false
	for _, o := range linesOf(m.view, m.order, l.Item) {
		ordered := item.Package(o.Level).Content
		if ordered == 0 {
			continue
		}
		line.OrderE4 = stock.Share(o.PriceE4, content, ordered)
		apart := l.PriceE4 - line.OrderE4
		if other = l.PriceE4 >= 0 && (apart < 0 || apart > 1); !other { // the share was rounded down
			return false
		}
	}
	return other
}

func (m *matching) came(l ReceiptLine) {
	key := stock.LotKey{Item: l.Item, Number: l.Lot}
	i, known := m.at[key]
	if !known {
		i = len(m.lines)
		m.at[key] = i
		line := MatchLine{Item: l.Item, Lot: l.Lot, PriceE4: -1, OrderE4: -1, Differences: []Difference{NotOnDelivery}}
		if m.items[l.Item] {
			line.Differences[0] = WrongLot
		}
		m.lines = append(m.lines, line)
	}
	m.lines[i].Came += l.Quantity
	m.lines[i].Seen = l.Expiry
}

// compare adds what can be told once all has been counted.
func (m *matching) compare(l *MatchLine) {
	add := func(d Difference) { l.Differences = append(l.Differences, d) }
	switch {
	case l.Announced == 0:
	case l.Came == 0:
		add(NotYetReceived)
	case l.Came < l.Announced:
		add(Short)
	case l.Came > l.Announced:
		add(Over)
	}
	if l.Announced > 0 && l.Came > 0 && l.Expiry != "" && l.Seen != "" && l.Expiry != l.Seen {
		add(WrongExpiry)
	}
	strangers.Each(m.view, func(key []string, _ bool) bool {
		l.Codes = append(l.Codes, key[0])
		return true
	}, m.receipt.ID, string(l.Item), l.Lot)
	if len(l.Codes) > 0 {
		add(UnknownCodes)
	}
}
