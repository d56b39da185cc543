package workflow

import (
	"context"
	"slices"
	"strings"
	"testing"

	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/screen"
	"lotgate/internal/sim"
	"lotgate/internal/words"
)

// ledger is the house's, in one person's hand.
type ledger struct{ *sim.House }

func (l ledger) Post(_ context.Context, command fact.Command, signed ...fact.Signature) ([]fact.Recorded, error) {
	return l.Do("li", command, signed...)
}

// TestADoubtfulLotIsAskedAboutEverywhere: whatever the scan of a pack is for,
// nothing is done with a lot that may be another. Both lots are in the house.
func TestADoubtfulLotIsAskedAboutEverywhere(t *testing.T) {
	for name, start := range map[string]func(desk *Desk) Flow{
		"looking it up": func(desk *Desk) Flow { return NewHome(desk) },
		"putting away":  func(desk *Desk) Flow { return StartPut(desk) },
		"giving back":   func(desk *Desk) Flow { return &Hand{desk: desk, department: "ICU", reason: "unused"} },
		"urgently":      func(desk *Desk) Flow { return &Hand{desk: desk, department: "ICU", reason: "unused", urgent: true} },
	} {
		for choice, lot := range map[string]string{"as:0": "K121XYZ", "as:1": "K1"} {
			h := sim.NewHouse("2026-11-23")
			sim.Furnish(h)
			sim.Stock(h, sim.Amox, "K1", "2028-03-31", "DOCK-1", 48)
			sim.Stock(h, sim.Amox, "K121XYZ", "2028-03-31", "DOCK-1", 48)
			desk := &Desk{Ledger: ledger{h}, Now: h.Now, Dock: "DOCK-1"}
			f := start(desk)
			r, err := decodedIn(h, "]d201"+sim.AmoxBox+"1728033110K121XYZ")
			if err == nil {
				err = f.Scan(context.Background(), r)
			}
			if err != nil {
				t.Fatalf("%s: %v", name, err)
			}
			if got := asked(f); !slices.Equal(got, []string{"lot K121XYZ", "lot K1 · serial XYZ"}) {
				t.Errorf("%s asks %q", name, got)
			}
			_ = f.Choose(context.Background(), choice) // whether it may be done is another matter
			s := f.Screen()
			if said := s.Says.In(words.English) + s.Big.In(words.English) + valuesOf(s.Fields); name != "urgently" && !strings.Contains(said+" ", lot+" ") || len(asked(f)) > 0 {
				t.Errorf("%s, %s: %s", name, choice, said)
			}
		}
	}
}

func decodedIn(h *sim.House, code string) (r scan.Reading, err error) {
	err = h.View(func(view fact.View) error {
		r, err = scan.Decode([]byte(code), scan.Options{Today: "2026-11-23", Known: Known{View: view}})
		return err
	})
	return r, err
}

// asked are the readings that a screen offers.
func asked(f Flow) (readings []string) {
	for _, c := range f.Screen().Choices {
		if strings.HasPrefix(c.ID, candidateChoice) {
			readings = append(readings, c.Text.In(words.English))
		}
	}
	return readings
}

func valuesOf(fields []screen.Field) (all string) {
	for _, f := range fields {
		all += " " + f.Value.In(words.English) + " "
	}
	return all
}
