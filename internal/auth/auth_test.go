package auth_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// ledger keeps facts in memory, and the facts themselves for a look.
type ledger struct {
	mu    sync.Mutex
	store *fact.Memory
	facts []fact.Fact
	down  error // that Post fails with
}

func (l *ledger) Post(_ context.Context, m fact.Meta, c fact.Command) ([]fact.Recorded, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down != nil {
		return nil, l.down
	}
	facts, err := c.Decide(l.store, m)
	if err != nil {
		return nil, err
	}
	var recorded []fact.Recorded
	for _, f := range facts {
		f.Apply(l.store, m)
		l.facts = append(l.facts, f)
		recorded = append(recorded, fact.Recorded{Meta: m, Fact: f})
	}
	return recorded, l.store.Err
}

func (l *ledger) View(read func(fact.View) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if err := read(l.store); err != nil {
		return err
	}
	return l.store.Err
}

// quick is a cost that makes tests quick; TestSiteCost uses the real one.
var quick = auth.Cost{MemoryKiB: 8, Passes: 1, Threads: 1}

// site is a gatekeeper with a clock that only the test moves.
type site struct {
	*auth.Gatekeeper
	t      *testing.T
	ledger *ledger
	hasher *auth.Hasher
	mu     sync.Mutex
	clock  time.Time
}

func (s *site) now() time.Time {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.clock
}

func (s *site) pass(d time.Duration) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.clock = s.clock.Add(d)
}

// restart makes a new gatekeeper over the same ledger.
func (s *site) restart() {
	s.Gatekeeper = auth.NewGatekeeper(s.ledger, s.hasher, auth.UsualLimits, rand.Reader, s.now)
}

func newSite(t *testing.T) *site {
	t.Helper()
	hasher, err := auth.NewHasher(bytes.Repeat([]byte{7}, auth.PepperBytes), quick, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, ledger: &ledger{store: fact.NewMemory()}, hasher: hasher,
		clock: time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)}
	s.restart()
	s.person("li", "K01", "1234", auth.Keeper)
	s.person("wang", "P01", "5678", auth.Picker)
	return s
}

func (s *site) person(id, badge, pin string, roles ...auth.Role) auth.Person {
	s.t.Helper()
	hash, err := s.hasher.Hash(context.Background(), pin)
	if err != nil {
		s.t.Fatal(err)
	}
	p := auth.Person{ID: id, Badge: badge, Name: words.Names{ZH: "某" + id, EN: "Mr " + id}, Roles: roles, PIN: hash}
	s.define(p)
	return p
}

func (s *site) define(p auth.Person) {
	s.t.Helper()
	if err := s.post(auth.DefinePerson{Person: p}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *site) post(c fact.Command) error {
	_, err := s.ledger.Post(context.Background(), fact.Meta{At: s.now()}, c)
	return err
}

func (s *site) prove(badge, pin, from string) error {
	_, err := s.Prove(context.Background(), badge, pin, from)
	return err
}

// refused checks that err is a refusal of code, or none for "".
func refused(t *testing.T, what string, err error, code string) {
	t.Helper()
	if code == "" && err != nil {
		t.Errorf("%s: %v, want none", what, err)
	}
	if code != "" && !errors.Is(err, fact.Refuse(code)) {
		t.Errorf("%s: %v, want refusal %s", what, err, code)
	}
}

func TestProve(t *testing.T) {
	s := newSite(t)
	gone := s.person("zhao", "K09", "9999", auth.Keeper)
	gone.Left = true
	s.define(gone)
	for name, test := range map[string]struct{ badge, pin, want string }{
		"badge and PIN":            {"K01", "1234", ""},
		"as the barcode says":      {"LGP.K01", "1234", ""},
		"typed small":              {" k01 ", "1234", ""},
		"another's PIN":            {"K01", "5678", "wrong_badge_or_pin"},
		"no PIN":                   {"K01", "", "wrong_badge_or_pin"},
		"nobody's badge":           {"K77", "1234", "wrong_badge_or_pin"},
		"no badge":                 {"", "1234", "wrong_badge_or_pin"},
		"who has left, wrong PIN":  {"K09", "1111", "wrong_badge_or_pin"},
		"who has left, right PIN":  {"K09", "9999", "left"},
		"a badge with a separator": {"K01\x00", "1234", "wrong_badge_or_pin"},
	} {
		t.Run(name, func(t *testing.T) { refused(t, "Prove", s.prove(test.badge, test.pin, name), test.want) })
	}
}

func TestProveTellsWho(t *testing.T) {
	s := newSite(t)
	p, err := s.Prove(context.Background(), "P01", "5678", "dock-1")
	if err != nil || p.ID != "wang" {
		t.Errorf("Prove = %s, %v; want wang", p.ID, err)
	}
}

// TestPIN is the rule for PINs; TestBadge below the one for badges.
func TestPIN(t *testing.T) {
	for pin, want := range map[string]bool{
		"1234": true, "123456789012": true, "123": false, "1234567890123": false,
		"12a4": false, "１２３４": false, " 1234": false, "": false,
	} {
		if got := auth.GoodPIN(pin); got != want {
			t.Errorf("GoodPIN(%q) = %v", pin, got)
		}
	}
}

func TestBadge(t *testing.T) {
	for typed, want := range map[string]string{
		"K01": "K01", "lgp.k01": "K01", "A-1.B": "A-1.B", strings.Repeat("A", 32): strings.Repeat("A", 32),
		"": "", "LGP.": "", strings.Repeat("A", 33): "", "K 1": "", "K\x1d1": "", "工牌": "",
	} {
		got, ok := auth.CleanBadge(typed)
		if ok != (want != "") || (ok && got != want) {
			t.Errorf("CleanBadge(%q) = %q, %v; want %q", typed, got, ok, want)
		}
	}
}

func TestPersonChecked(t *testing.T) {
	s := newSite(t)
	sound := s.person("chen", "S01", "1234", auth.Supervisor)
	for name, test := range map[string]struct {
		change func(*auth.Person)
		want   string
	}{
		"as it is":            {func(*auth.Person) {}, ""},
		"keeps the PIN":       {func(p *auth.Person) { p.PIN = "" }, ""},
		"number with a blank": {func(p *auth.Person) { p.ID = "a b" }, "person_id"},
		"small badge":         {func(p *auth.Person) { p.Badge = "s01" }, "badge_form"},
		"no badge":            {func(p *auth.Person) { p.Badge = "" }, "badge_form"},
		"badge of another":    {func(p *auth.Person) { p.Badge = "K01" }, "badge_taken"},
		"no name":             {func(p *auth.Person) { p.Name = words.Names{} }, "person_name"},
		"name with a control": {func(p *auth.Person) { p.Name.ZH = "a\x1db" }, "person_name"},
		"no role":             {func(p *auth.Person) { p.Roles = nil }, "person_role"},
		"unknown role":        {func(p *auth.Person) { p.Roles = []auth.Role{"king"} }, "person_role"},
		"unknown language":    {func(p *auth.Person) { p.Language = "fr" }, "no_language"},
		"a PIN in clear":      {func(p *auth.Person) { p.PIN = "1234" }, "pin_missing"},
		"new without PIN":     {func(p *auth.Person) { p.ID, p.Badge, p.PIN = "new", "N01", "" }, "pin_missing"},
	} {
		t.Run(name, func(t *testing.T) {
			p := sound
			test.change(&p)
			refused(t, "DefinePerson", s.post(auth.DefinePerson{Person: p}), test.want)
		})
	}
}

func TestNewBadgeTakesTheOldOnesPlace(t *testing.T) {
	s := newSite(t)
	s.person("li", "K02", "1234", auth.Keeper)
	refused(t, "old badge", s.prove("K01", "1234", "a"), "wrong_badge_or_pin")
	refused(t, "new badge", s.prove("K02", "1234", "a"), "")
}

func TestFirstAdmin(t *testing.T) {
	s := newSite(t)
	p := s.person("chen", "S01", "1234", auth.Supervisor)
	refused(t, "in a store with people", s.post(auth.FirstAdmin{Person: p}), "not_first")

	s.ledger.store = fact.NewMemory()
	refused(t, "in an empty store", s.post(auth.FirstAdmin{Person: p}), "")
	refused(t, "a second time", s.post(auth.FirstAdmin{Person: p}), "not_first")
	if got, _ := auth.FindPerson(s.ledger.store, "chen"); !got.May(auth.Manage) || got.May(auth.StationUse) {
		t.Errorf("first person has roles %v", got.Roles)
	}
}

func TestChooseLanguage(t *testing.T) {
	s := newSite(t)
	refused(t, "English", s.post(auth.ChooseLanguage{Person: "li", Language: words.English}), "")
	refused(t, "French", s.post(auth.ChooseLanguage{Person: "li", Language: "fr"}), "no_language")
	refused(t, "nobody", s.post(auth.ChooseLanguage{Person: "x", Language: words.English}), "no_person")
	if p, _ := auth.FindPerson(s.ledger.store, "li"); p.Language != words.English {
		t.Errorf("language is %q", p.Language)
	}
	before := len(s.ledger.facts)
	refused(t, "again", s.post(auth.ChooseLanguage{Person: "li", Language: words.English}), "")
	if len(s.ledger.facts) != before {
		t.Error("choosing the same language again wrote a fact")
	}
}
