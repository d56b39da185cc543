package session_test

import (
	"context"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"lotgate/internal/document"
	"lotgate/internal/screen"
	"lotgate/internal/session"
	"lotgate/internal/sim"
	"lotgate/internal/words"
)

// TestWhichReadingIsRight: where a separator or the case of letters is lost,
// what the store knows decides, and else the person does, with the readings
// side by side. The pack bears the mark of it.
func TestWhichReadingIsRight(t *testing.T) {
	const box, lost, capitals = "]d201" + sim.AmoxBox + "1728033110", "ABC21XYZ", "ABC"
	for name, c := range map[string]struct {
		announced string // lot in the supplier's file
		scan      string
		choices   []string // asked: the fields in which they differ
		choose    string
		lot       string
		doubts    []string
	}{
		"nothing is known, the longer lot": {"", box + lost, []string{"lot " + lost, "lot ABC · serial XYZ"}, "as:0", lost, nil},
		"nothing is known, two fields":     {"", box + lost, []string{"lot " + lost, "lot ABC · serial XYZ"}, "as:1", "ABC", []string{"separator_chosen"}},
		"the file names the shorter":       {"ABC", box + lost, nil, "", "ABC", []string{"separator_restored"}},
		"the file names the longer":        {lost, box + lost, nil, "", lost, nil},
		"capitals, nothing is known":       {"", "]D2" + box[3:] + capitals, []string{"lot ABC", "lot abc"}, "as:1", "abc", []string{"case"}},
		"the file has small letters":       {"abc", "]D2" + box[3:] + capitals, nil, "", "abc", []string{"case"}},
	} {
		house, send := receiving(t, name, c.announced)
		s := send(session.Input{Kind: session.Scan, Data: []byte(c.scan)})
		asked := readingsOf(s)
		if !slices.Equal(asked, c.choices) {
			t.Errorf("%s: asks %q, want %q", name, asked, c.choices)
		}
		if c.choose != "" {
			s = send(session.Input{Kind: session.Choice, Choice: c.choose})
		}
		got := lastReceived(house)
		if got.Lot != c.lot || !slices.Equal(got.Doubts, c.doubts) || s.State != screen.Good {
			t.Errorf("%s: booked %q, marked %q, screen %s", name, got.Lot, got.Doubts, s.State)
		}
		if shown := len(s.Fields) > 0 && strings.Contains(s.Fields[0].Label.In(words.English), "Put right"); shown != (c.doubts != nil) {
			t.Errorf("%s: the screen shows %v", name, s.Fields)
		}
	}
}

// TestASecondBarcodeOfAGunThatNamesNone: 10AB12 is the lot AB12 of a second
// barcode, or a plain barcode of the lot 10AB12: what the store knows decides,
// and else the person does. 17280331 is no retail number then.
func TestASecondBarcodeOfAGunThatNamesNone(t *testing.T) {
	for name, c := range map[string]struct {
		announced string
		choices   []string
		choose    string
		lot       string
	}{
		"nothing is known, the fields":   {"", []string{"lot AB12", "lot 10AB12"}, "as:0", "AB12"},
		"nothing is known, the whole":    {"", []string{"lot AB12", "lot 10AB12"}, "as:1", "10AB12"},
		"the file names the fields' lot": {"AB12", nil, "", "AB12"},
		"the file names the whole":       {"10AB12", nil, "", "10AB12"},
	} {
		house, send := receiving(t, name, c.announced)
		scanned := func(code string) screen.Screen { return send(session.Input{Kind: session.Scan, Data: []byte(code)}) }
		scanned(sim.AmoxBox)
		s := scanned("10AB12")
		if asked := readingsOf(s); !slices.Equal(asked, c.choices) {
			t.Errorf("%s: asks %q, want %q", name, asked, c.choices)
		}
		if c.choose != "" {
			send(session.Input{Kind: session.Choice, Choice: c.choose})
		}
		s = scanned("17280331")
		if got := lastReceived(house); got.Lot != c.lot || got.Expiry != "2028-03-31" || s.State != screen.Good {
			t.Errorf("%s: booked %q %s, screen %s %s", name, got.Lot, got.Expiry, s.State, s.Big.In(words.English))
		}
	}
}

// TestAnOpenReadingIsNotLost: the pack's other code may come before somebody
// has said what the first one means.
func TestAnOpenReadingIsNotLost(t *testing.T) {
	house, send := receiving(t, "", "")
	for _, code := range []string{sim.AmoxBox, "10AB12", "17280331"} {
		send(session.Input{Kind: session.Scan, Data: []byte(code)})
	}
	s := send(session.Input{Kind: session.Choice, Choice: "as:0"})
	if got := lastReceived(house); got.Lot != "AB12" || got.Expiry != "2028-03-31" || s.State != screen.Good {
		t.Errorf("booked %q %s, screen %s %s", got.Lot, got.Expiry, s.State, s.Big.In(words.English))
	}
}

// receiving is a house whose first order is being received, and what sends
// inputs to its dock. The supplier's file names a lot, if it is not empty.
func receiving(t *testing.T, name, announced string) (*sim.House, func(session.Input) screen.Screen) {
	house := sim.NewHouse("2026-06-01")
	sim.Furnish(house)
	if announced != "" {
		house.Say(document.DeliveryAnnounced{Delivery: document.Delivery{ID: "SH-77", Supplier: "S1", Order: "CG-1", Lines: []document.DeliveryLine{
			{No: 1, Item: sim.Amox, Lot: announced, Expiry: "2028-03-31", Quantity: 960},
		}}})
	}
	ids := 0
	stations := session.New(session.Site{
		Book: house, Gate: people{}, Now: house.Now, NewID: func() string { ids++; return strconv.Itoa(ids) },
		Notices: func(string) []screen.Notice { return nil }, Idle: time.Hour,
	}, []session.Config{{ID: "dock-1", Dock: "DOCK-1"}})
	send := func(in session.Input) screen.Screen {
		s, err := stations.Input(context.Background(), "dock-1", in)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		return s
	}
	for _, in := range []session.Input{{Kind: session.Scan, Data: []byte("LGP.1001")}, {Kind: session.Text, Text: "1234"}, {Kind: session.Scan, Data: []byte("LGD.CG-1")}} {
		send(in)
	}
	return house, send
}

// readingsOf are the readings that a screen offers.
func readingsOf(s screen.Screen) (asked []string) {
	for _, choice := range s.Choices {
		if strings.HasPrefix(choice.ID, "as:") {
			asked = append(asked, choice.Text.In(words.English))
		}
	}
	return asked
}

// lastReceived is the pack that was booked last.
func lastReceived(house *sim.House) (got document.PackReceived) {
	for _, r := range house.Facts() {
		if f, is := r.Fact.(document.PackReceived); is {
			got = f
		}
	}
	return got
}
