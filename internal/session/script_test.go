package session_test

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/rogpeppe/go-internal/testscript"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/screen"
	"lotgate/internal/session"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// TestScripts plays testdata/*.txtar: what people at dock-1 do, and what the
// screen then shows. Commands:
//
//	day 2026-06-01            the day at the site
//	stock ITEM LOT EXPIRY PLACE QUANTITY
//	room BIN PACKAGES         so many fit into it
//	ask NUMBER ITEM QUANTITY [ITEM QUANTITY ...]
//	order NUMBER ITEM QUANTITY
//	status ITEM LOT STATUS REASON
//	request ITEM QUANTITY     a nurse of the ICU asks for approval; prints the number
//	approve | refuse NUMBER [REASON]    by the supervisor
//	toreview                  prints the emergencies that nobody has looked at
//	lookat PERSON ISSUE       looks at one, and has nothing against it
//	hold | recall | release ITEM LOT REASON    as from elsewhere; prints the screen
//	policy JSON               what the site has decided from now on
//	narcotics                 morphine, on order CG-9
//	login | scan DATA | choose ID | type TEXT    each prints the screen; \g \r \e are GS RS EOT
//	idle                      nobody touches the station until it locks itself; prints the screen
//	held ITEM LOT PLACE       prints what lies there
//	beeps                     prints how many sounds were made since it was asked last
//	facts                     prints every fact's kind
//	deliver NOTE ORDER [ITEM LOT EXPIRY QUANTITY LEVEL PRICE ...]   LEVEL* has codes
//	paper KIND NUMBER EXPIRY | review OUTCOME [REASON] | unreviewed | let    of supplier S1; let releases what stood apart
//	consign                   order CG-9, on consignment; worth ITEM LOT PLACE prints a value
//	codes NOTE LINE ITEM LOT CONTENT PARENT CODE...   PARENT may be -; ITEM - for cases
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata",
		Setup: func(env *testscript.Env) error {
			env.Values["play"] = newPlay()
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"day":       with(func(p *play, a []string) string { p.house.SetDay(a[0]); return "" }),
			"stock":     with(layStock),
			"room":      with(roomIn),
			"ask":       with(askFor),
			"status":    with(setStatus),
			"order":     with(placeOrder),
			"policy":    with(setPolicy),
			"narcotics": with(func(p *play, _ []string) string { sim.FurnishNarcotics(p.house); return "" }),
			"login": with(func(p *play, a []string) string {
				p.input(session.Scan, "LGP.1001")
				return p.input(session.Text, "1234")
			}),
			"scan":    with(func(p *play, a []string) string { return p.input(session.Scan, strings.Join(a, " ")) }),
			"choose":  with(func(p *play, a []string) string { return p.input(session.Choice, a[0]) }),
			"type":    with(func(p *play, a []string) string { return p.input(session.Text, a[0]) }),
			"held":    with(held),
			"request": with(request),
			"approve": with(func(p *play, a []string) string {
				return p.elsewhere(document.DecideRequisition{Requisition: a[0], Approve: true})
			}),
			"refuse": with(func(p *play, a []string) string {
				return p.elsewhere(document.DecideRequisition{Requisition: a[0], Reason: a[1]})
			}),
			"idle":     with(func(p *play, _ []string) string { return p.idle() }),
			"toreview": with(toReview),
			"lookat": with(func(p *play, a []string) string {
				if _, err := p.house.Do(a[0], document.ReviewUrgent{Issue: a[1], Fine: true}); err != nil {
					return err.Error() + "\n"
				}
				return ""
			}),
			"hold": with(func(p *play, a []string) string {
				return p.elsewhere(document.HoldLot{Lot: lotOf(a), Reason: a[2]})
			}),
			"recall": with(func(p *play, a []string) string {
				return p.elsewhere(document.RecallLot{Lot: lotOf(a), Reason: a[2]})
			}),
			"release": with(func(p *play, a []string) string {
				return p.elsewhere(document.ReleaseLot{Lot: lotOf(a), Reason: a[2]})
			}),
			"beeps": with(func(p *play, _ []string) string {
				s, _ := p.stations.Screen("dock-1")
				since := s.Beep - p.beep
				p.beep = s.Beep
				return fmt.Sprintln(since)
			}),
			"facts": with(kinds),

			"deliver": with(deliver),
			"codes":   with(announce),

			"paper":      with(paper),
			"review":     with(review),
			"unreviewed": with(unreviewed),
			"let":        with(release),
			"consign":    with(consign),
			"worth":      with(worth),
		},
	})
}

func with(do func(p *play, args []string) string) func(*testscript.TestScript, bool, []string) {
	return func(ts *testscript.TestScript, _ bool, args []string) {
		_, err := ts.Stdout().Write([]byte(do(ts.Value("play").(*play), args)))
		ts.Check(err)
	}
}

type play struct {
	house    *sim.House
	stations *session.Stations
	ids      int
	later    time.Duration // that the clock is ahead of the house's noon
	beep     uint64
	policies int // decided so far
}

func newPlay() *play {
	p := &play{house: sim.NewHouse("2026-06-01")}
	sim.Furnish(p.house)
	for _, badge := range slices.Sorted(maps.Keys(known)) {
		p.house.Say(auth.PersonDefined{Person: known[badge]})
	}
	p.stations = session.New(session.Site{
		Book: p.house, Gate: people{}, Now: func() time.Time { return p.house.Now().Add(p.later) },
		NewID:   func() string { p.ids++; return fmt.Sprint("id-", p.ids) },
		Notices: func(string) []screen.Notice { return nil },
		Idle:    time.Hour,
	}, []session.Config{{
		ID: "dock-1", Name: words.Names{ZH: "收货台1", EN: "Dock 1"}, Dock: "DOCK-1", Staging: "STAGE-1",
		Label: document.Labelling{Printer: "labels"},
	}})
	return p
}

// people are four with a PIN each: a keeper, a supervisor, a receiver, and one
// who receives for one department only.
type people struct{}

var known = map[string]auth.Person{
	"1001": {ID: "li", Badge: "1001", Name: words.Names{ZH: "李伟", EN: "Li Wei"}, Roles: []auth.Role{auth.Keeper, auth.Picker}, PIN: "1234"},
	"1002": {ID: "wang", Badge: "1002", Name: words.Names{ZH: "王芳", EN: "Wang Fang"}, Roles: []auth.Role{auth.Supervisor}, PIN: "2345"},
	"1004": {ID: "sun", Badge: "1004", Name: words.Names{ZH: "孙丽", EN: "Sun Li"}, Roles: []auth.Role{auth.Receiver}, PIN: "4567", Department: "OR"},
	"1003": {ID: "zhao", Badge: "1003", Name: words.Names{ZH: "赵敏", EN: "Zhao Min"}, Roles: []auth.Role{auth.Receiver}, PIN: "3456"},
	"1009": {ID: "fang", Badge: "1009", Name: words.Names{ZH: "方晴", EN: "Fang Qing"}, Roles: []auth.Role{auth.Quality}, PIN: "9876"},
}

func (people) Prove(_ context.Context, badge, pin, _ string) (auth.Person, error) {
	if p, found := known[badge]; found && p.PIN == pin {
		return p, nil
	}
	return auth.Person{}, fact.Refuse("wrong_badge_or_pin")
}

var controls = strings.NewReplacer(`\g`, "\x1d", `\r`, "\x1e", `\e`, "\x04")

func (p *play) input(kind session.Kind, text string) string {
	in := session.Input{Kind: kind, Choice: text, Text: text, Data: []byte(controls.Replace(text))}
	s, err := p.stations.Input(context.Background(), "dock-1", in)
	if err != nil {
		return "fault: " + err.Error() + "\n"
	}
	return s.Text(words.English)
}

// elsewhere posts a command of the supervisor at another desk, and draws the
// station anew as the site does when a lot was stopped.
func (p *play) elsewhere(command fact.Command) string {
	s, _ := p.stations.Screen("dock-1")
	p.beep = s.Beep
	if _, err := p.house.Do("wang", command); err != nil {
		return err.Error() + "\n"
	}
	p.stations.Refresh()
	s, _ = p.stations.Screen("dock-1")
	return s.Text(words.English)
}

func request(p *play, a []string) string {
	recorded, err := p.house.Do("zhao", document.WriteRequisition{Send: true, Requisition: document.Requisition{
		Department: "ICU", Lines: []document.RequisitionLine{{Item: stock.ItemID(a[0]), Quantity: number(a[1])}},
	}})
	if err != nil {
		return err.Error() + "\n"
	}
	return recorded[0].Fact.(document.RequisitionWritten).Requisition.ID + "\n"
}

func toReview(p *play, _ []string) string {
	var b strings.Builder
	_ = p.house.View(func(view fact.View) error {
		document.EachToReview(view, "", func(u document.Urgent) bool {
			fmt.Fprintln(&b, u.Issue, u.Reason)
			return true
		})
		return nil
	})
	return b.String()
}

func lotOf(a []string) stock.LotKey { return stock.LotKey{Item: stock.ItemID(a[0]), Number: a[1]} }

// idle lets an hour pass and the station look at the clock.
func (p *play) idle() string {
	p.later += time.Hour
	p.stations.LockIdle()
	s, _ := p.stations.Screen("dock-1")
	return s.Text(words.English)
}

func number(s string) stock.Quantity {
	n, err := strconv.ParseInt(s, 10, 64)
	if err != nil {
		panic(err)
	}
	return stock.Quantity(n)
}

// roomIn says how many packages fit into a bin.
func roomIn(p *play, a []string) string {
	n, err := strconv.Atoi(a[1])
	if err != nil {
		return err.Error() + "\n"
	}
	var bin stock.Place
	_ = p.house.View(func(view fact.View) error {
		bin, _ = stock.FindPlace(view, stock.PlaceID(a[0]))
		return nil
	})
	bin.Capacity = n
	p.house.Say(stock.PlaceDefined{Place: bin})
	return ""
}

func layStock(p *play, a []string) string {
	sim.Stock(p.house, stock.ItemID(a[0]), a[1], stock.Date(a[2]), stock.PlaceID(a[3]), number(a[4]))
	return ""
}

func askFor(p *play, a []string) string {
	var lines []document.RequisitionLine
	for i := 1; i+1 < len(a); i += 2 {
		lines = append(lines, document.RequisitionLine{Item: stock.ItemID(a[i]), Quantity: number(a[i+1])})
	}
	sim.Ask(p.house, a[0], lines...)
	return ""
}

func placeOrder(p *play, a []string) string {
	line := document.OrderLine{No: 1, Item: stock.ItemID(a[1]), Quantity: number(a[2]), Level: stock.Box, PriceE4: 100_000}
	p.house.Say(document.OrderPlaced{Order: document.Order{ID: a[0], Supplier: "S1", Date: p.house.Today(), Lines: []document.OrderLine{line}}})
	return ""
}

func setStatus(p *play, a []string) string {
	p.house.Say(stock.LotStatusSet{Lot: stock.LotKey{Item: stock.ItemID(a[0]), Number: a[1]}, Status: stock.Status(a[2]), Reason: a[3]})
	return ""
}

func held(p *play, a []string) (text string) {
	_ = p.house.View(func(view fact.View) error {
		key := stock.LotKey{Item: stock.ItemID(a[0]), Number: a[1]}
		text = fmt.Sprintf("%d\n", stock.OnHand(view, key, stock.PlaceID(a[2])).Quantity)
		return nil
	})
	return text
}

func kinds(p *play, _ []string) string {
	var b strings.Builder
	for _, r := range p.house.Facts() {
		b.WriteString(r.Fact.Kind() + "\n")
	}
	return b.String()
}

func setPolicy(p *play, a []string) string {
	var decided policy.Policy
	if err := json.Unmarshal([]byte(a[0]), &decided); err != nil {
		panic(err)
	}
	p.policies++
	p.house.Say(policy.PolicySet{Number: p.policies, Policy: decided, Reason: "a story"})
	return ""
}
