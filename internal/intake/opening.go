package intake

import (
	"errors"
	"strings"
	"unicode/utf8"

	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// openingRow is goods of one lot in one place, counted before the first day.
type openingRow struct {
	stock.Lot // its status is "" where the row says nothing of it
	place     stock.PlaceID
	quantity  stock.Quantity // packages of the level
	level     stock.Level
	priceE4   int64 // of one such package
}

// OpeningDocument is what the moves of opening stock are booked under.
const OpeningDocument = "opening"

func (l *Load) readOpening(in line) {
	row := openingRow{
		Lot: stock.Lot{
			LotKey: stock.LotKey{Item: stock.ItemID(in.code("item")), Number: in.lot()},
			Expiry: in.date("expiry", false),
			Made:   in.date("made", false),
			Reason: in.text("reason"),
		},
		place:    stock.PlaceID(in.code("place")),
		quantity: in.quantity(),
		level:    stock.Level(in.oneOf("level", "level", "")),
		priceE4:  in.price("price"),
	}
	if in.cell("status") != "" {
		row.Status = stock.Status(in.oneOf("status", "status", ""))
	}
	if row.Status != "" && row.Status != stock.Usable && row.Reason == "" {
		in.bad("reason", "reason")
	}
	in.dates(row.Made, row.Expiry)
	l.openings = append(l.openings, found[openingRow]{in.origin, row})
}

// lot reads a lot number as it is printed.
func (l line) lot() string {
	value := l.cell("lot")
	if utf8.RuneCountInString(value) > maxLot || strings.ContainsRune(value, ' ') || !fact.Clean(value) {
		l.bad("lot", "lot", "most", maxLot)
		return ""
	}
	return value
}

// spot is one lot in one place.
type spot struct {
	lot   stock.LotKey
	place stock.PlaceID
}

func (c *check) checkOpenings() {
	lots := map[stock.LotKey]*found[stock.Lot]{}
	rows := once(c, c.openings, "place", func(r openingRow) spot {
		if r.Item == "" || r.place == "" {
			return spot{}
		}
		return spot{r.LotKey, r.place}
	})
	var moves []fact.Fact
	for _, r := range rows {
		item, ok := c.needItem(r.origin, r.value.Item)
		c.checkSpot(r, item)
		if !ok {
			continue
		}
		c.checkLot(r, *item, lots)
		moves = append(moves, c.opening(r, item)...)
	}
	c.facts = append(c.facts, moves...)
}

// checkSpot asks whether goods of the item may lie where the row says.
func (c *check) checkSpot(r found[openingRow], item *stock.Item) {
	place, ok := c.needPlace(r.origin, "place", r.value.place)
	switch {
	case !ok:
	case place.Kind != stock.Bin && place.Kind != stock.Dock && place.Kind != stock.Quarantine:
		c.bad(r.origin, "place", "not_for_stock", "place", string(place.ID))
	default:
		// What is counted before the first day is ours: the table knows no other owner.
		c.refused(r.origin, "place", stock.MayMix(c.ahead, place.ID, place.Owner, ""))
		if item != nil {
			c.refused(r.origin, "place", policy.In(c.view).MayLie(*item, *place))
		}
	}
}

// refused notes what another package refuses, if it does.
func (c *check) refused(o origin, column string, err error) {
	if no := (*fact.Refusal)(nil); errors.As(err, &no) {
		c.say(o, column, no)
	}
}

// checkLot brings what a row says of its lot together with the rows before it
// and with what is known already, and makes facts of what is new.
func (c *check) checkLot(r found[openingRow], item stock.Item, lots map[stock.LotKey]*found[stock.Lot]) {
	lot := r.value.Lot
	if before, seen := lots[lot.LotKey]; seen {
		c.sameLot(r, before.value, "lot_differs", "file", before.file, "row", before.number())
		return
	}
	lots[lot.LotKey] = &found[stock.Lot]{r.origin, lot}
	if known, exists := stock.FindLot(c.view, lot.LotKey); exists {
		c.checkKnownLot(r, known)
		return
	}
	switch {
	case lot.Number == "" && item.NeedsExpiry() && r.cell("lot") == "":
		c.bad(r.origin, "lot", "missing")
	case lot.Expiry == "" && item.NeedsExpiry() && r.cell("expiry") == "":
		c.bad(r.origin, "expiry", "expiry_missing", "item", string(item.ID))
	case lot.Made > c.today:
		c.bad(r.origin, "made", "made_later")
	}
	if lot.Status == "" {
		lot.Status = stock.Usable
	}
	c.add(stock.LotOpened{Lot: lot})
}

// checkKnownLot lets a table hold a lot, but never release one, nor move its
// expiry.
func (c *check) checkKnownLot(r found[openingRow], known stock.Lot) {
	if stock.OnHand(c.view, known.LotKey, stock.Opening).Quantity != 0 {
		c.bad(r.origin, "lot", "already_stocked", "lot", known.Number)
		return
	}
	status, reason := r.value.Status, r.value.Reason
	if known.Status == stock.Usable && status != "" && status != stock.Usable {
		c.stop(stock.LotStatusSet{Lot: known.LotKey, Status: status, Reason: reason})
		known.Status, known.Reason = status, reason
	}
	c.sameLot(r, known, "lot_known")
}

// sameLot refuses a lot that is shown with other dates or another status. What
// a row leaves empty agrees with everything.
func (c *check) sameLot(r found[openingRow], known stock.Lot, code string, where ...any) {
	differs := func(column, seen, was string) {
		if seen != "" && seen != was {
			c.bad(r.origin, column, code, append([]any{"value", was}, where...)...)
		}
	}
	differs("expiry", string(r.value.Expiry), string(known.Expiry))
	differs("made", string(r.value.Made), string(known.Made))
	if known.Status == "" {
		known.Status = stock.Usable
	}
	differs("status", string(r.value.Status), string(known.Status))
}

func (c *check) opening(r found[openingRow], item *stock.Item) []fact.Fact {
	row := r.value
	_, quantity := c.inBase(r.origin, item, row.level, row.quantity)
	value := c.value(r.origin, row.priceE4, row.quantity)
	if quantity == 0 {
		return nil
	}
	moved, err := stock.Take(c.view, stock.Moved{
		Lot: row.LotKey, From: stock.Opening, To: row.place, Quantity: quantity, ValueE4: value, Document: OpeningDocument,
	})
	var refusal *fact.Refusal
	switch {
	case errors.As(err, &refusal):
		c.say(r.origin, "quantity", refusal)
		return nil
	case err != nil:
		c.view.Fail(err)
		return nil
	}
	return []fact.Fact{moved}
}
