package workflow_test

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/session"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// codes are what lies about in the house to be scanned: complete and half
// labels, wrong and damaged ones, papers, places, badges, commands.
var codes = []string{
	"]d201" + sim.AmoxBox + "1728033110A1", "]d201" + sim.AmoxBox + "1728033110A2", "]d201" + sim.AmoxBox + "1728033110A1\x1d21S1",
	"]d201" + sim.AmoxCase + "1728033110A1", "]d201" + sim.AmoxBox, "]d21728033110A2", "]d210A1", "]d217280331", "]d201" + sim.AmoxBox + "1726010110OLD",
	"]d201" + sim.AmoxBox + "1728033110K121S7", "]D201" + sim.AmoxBox + "1728033110A1",
	"]d201" + sim.GlucoseBag + "1728033110G1", "]d201" + sim.HerbBag + "10H1", "]d201" + sim.Unordered + "1728033110V1",
	"6901234000016", "]E06901234000016", "6901234000017", "80217611234567890123", "]d20106901234000016172", "]d2" + "\x00\xff", "", "阿莫西林",
	"LGD.CG-1", "LGD.QL-1", "LGD.QL-2", "LGD.SH-77", "LGD.NONE", "LGL.A-01", "LGL.A-02", "LGL.B-01", "LGL.QUAR-1", "LGL.NONE",
	"LGP.1001", "LGP.1002", "LGP.1003", "LGP.9999", "LGC.UNDO", "LGC.FINISH", "LGC.SHORT", "LGC.REFUSE", "LGC.QUARANTINE", "LGC.NONSENSE", "LGC.",
}

var typed = []string{"1234", "2345", "3456", "0000", "10", "0", "-1", "99999999999999999999", "280331", "2028-02-30", "A1", "CG-1", "a-01", "", "  ", "\x00"}

// people are three, and one who may do nothing.
type people struct{}

var known = map[string]auth.Person{
	"1001": {ID: "li", Badge: "1001", Name: words.Names{ZH: "李伟", EN: "Li Wei"}, Roles: []auth.Role{auth.Keeper, auth.Picker}, PIN: "1234"},
	"1002": {ID: "wang", Badge: "1002", Name: words.Names{ZH: "王芳", EN: "Wang Fang"}, Roles: []auth.Role{auth.Supervisor}, PIN: "2345"},
	"1003": {ID: "zhao", Badge: "1003", Name: words.Names{ZH: "赵敏", EN: "Zhao Min"}, Roles: []auth.Role{auth.Receiver}, PIN: "3456"},
}

func (people) Prove(_ context.Context, badge, pin, _ string) (auth.Person, error) {
	if p, found := known[badge]; found && p.PIN == pin {
		return p, nil
	}
	return auth.Person{}, fact.Refuse("wrong_badge_or_pin")
}

// bare finds a catalogue code where a sentence should stand.
var bare = regexp.MustCompile(`"(refusal|big|field|choice|ask|prompt|list|receive|pick|home|gate|notice|scan|amount|reason)\.[a-z_.]+"`)

// TestMonkeyAtTheStation scans, taps and types at random, mostly what the
// screen offers. No input is a fault; every screen can be read in both
// languages; the ledger stays whole.
func TestMonkeyAtTheStation(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		h := sim.NewHouse("2026-11-23")
		sim.Furnish(h)
		sim.Stock(h, sim.Amox, "K1", "2028-01-31", "A-01", 50)
		sim.Stock(h, sim.Glucose, "K2", "2027-01-31", "A-02", 3)
		sim.Ask(h, "QL-1", document.RequisitionLine{Item: sim.Amox, Quantity: 30}, document.RequisitionLine{Item: sim.Glucose, Quantity: 5})
		sim.Ask(h, "QL-2", document.RequisitionLine{Item: sim.Amox, Quantity: 10})
		ids := 0
		stations := session.New(session.Site{
			Book: h, Gate: people{}, Now: h.Now, NewID: func() string { ids++; return fmt.Sprint("id-", ids) },
			Notices: func(string) []screen.Notice { return nil }, Idle: time.Hour,
		}, []session.Config{{ID: "dock-1", Name: words.Names{EN: "Dock 1"}, Dock: "DOCK-1", Staging: "STAGE-1", Label: document.Labelling{Printer: "zebra"}}})

		signIn := []session.Input{{Kind: session.Scan, Data: []byte("LGP.1001")}, {Kind: session.Text, Text: "1234"}}
		var shown screen.Screen
		for _, in := range signIn {
			shown = play(t, stations, in)
		}
		for range rapid.IntRange(1, 40).Draw(t, "inputs") {
			if len(shown.People) == 0 && rapid.Bool().Draw(t, "sign in") {
				for _, in := range signIn {
					shown = play(t, stations, in)
				}
			}
			shown = play(t, stations, input(t, shown))
		}
		whole(t, h)
	})
}

// input favours what the screen asks for.
func input(t *rapid.T, shown screen.Screen) session.Input {
	switch kind := rapid.IntRange(0, 6).Draw(t, "kind"); {
	case kind == 0 && len(shown.Choices) > 0:
		return session.Input{Kind: session.Choice, Choice: rapid.SampledFrom(shown.Choices).Draw(t, "choice").ID}
	case kind == 1:
		return session.Input{Kind: session.Choice, Choice: rapid.SampledFrom([]string{"undo", "finish", "yes", "no", "refuse", "quarantine", "doc:CG-1", "doc:", "nonsense"}).Draw(t, "choice")}
	case kind == 2 || kind == 3 && shown.Prompt != nil:
		return session.Input{Kind: session.Text, Text: rapid.OneOf(rapid.SampledFrom(typed), rapid.String()).Draw(t, "typed")}
	case kind == 4:
		return session.Input{Kind: session.Scan, Data: rapid.SliceOfN(rapid.Byte(), 0, 60).Draw(t, "noise")}
	}
	return session.Input{Kind: session.Scan, Data: []byte(rapid.SampledFrom(codes).Draw(t, "scan"))}
}

func play(t *rapid.T, stations *session.Stations, in session.Input) screen.Screen {
	s, err := stations.Input(context.Background(), "dock-1", in)
	if err != nil {
		t.Fatalf("%+v is a fault: %v", in, err)
	}
	if s.State == "" || s.Big.IsZero() || s.Title.IsZero() || s.Code == "store_fault" {
		t.Fatalf("after %+v the screen says nothing, or a fault:\n%s", in, s.Text(words.English))
	}
	for _, l := range words.Languages {
		s := s
		s.Code = "" // the refusal's code, for programs
		body, err := json.Marshal(s.Said(l))
		if err != nil {
			t.Fatal(err)
		}
		if found := bare.Find(body); found != nil {
			t.Fatalf("after %+v the screen says %s:\n%s", in, found, body)
		}
	}
	return s
}

// whole wants nothing inside below nothing, and as much inside as came in.
func whole(t *rapid.T, h *sim.House) {
	inside, came := map[stock.LotKey]stock.Quantity{}, map[stock.LotKey]stock.Quantity{}
	for _, r := range h.Facts() {
		if m, ok := r.Fact.(stock.Moved); ok {
			if m.From.IsOutside() {
				came[m.Lot] += m.Quantity
			}
			if m.To.IsOutside() {
				came[m.Lot] -= m.Quantity
			}
		}
	}
	_ = h.View(func(view fact.View) error {
		stock.EachHolding(view, "", func(l stock.Lying) bool {
			if l.Quantity < 0 || l.ValueE4 < 0 {
				t.Fatalf("%+v", l)
			}
			inside[l.Lot] += l.Quantity
			return true
		})
		return nil
	})
	for lot, quantity := range came {
		if inside[lot] != quantity {
			t.Fatalf("%d of %v came in, %d are there", quantity, lot, inside[lot])
		}
	}
}
