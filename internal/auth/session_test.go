package auth_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
)

func (s *site) open(person, station string) string {
	s.t.Helper()
	p, _ := auth.FindPerson(s.ledger.store, person)
	secret, _, err := s.OpenSession(context.Background(), p, station)
	if err != nil {
		s.t.Fatal(err)
	}
	return secret
}

// who is the id of the person whom a secret lets in, "" for a stranger.
func (s *site) who(secret string) string {
	s.t.Helper()
	v, err := s.Visit(secret)
	if err != nil {
		s.t.Fatal(err)
	}
	return v.Person.ID
}

func (s *site) want(what, secret, person string) {
	s.t.Helper()
	if got := s.who(secret); got != person {
		s.t.Errorf("%s: %q is let in, want %q", what, got, person)
	}
}

func TestSession(t *testing.T) {
	s := newSite(t)
	secret := s.open("li", "")
	s.want("its cookie", secret, "li")
	s.want("a cookie made up", strings.Repeat("A", len(secret)), "")
	s.want("no cookie", "", "")
	s.want("an endless cookie", strings.Repeat(secret, 1000), "")
	stored, err := json.Marshal(s.ledger.facts)
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(stored), secret) {
		t.Error("the secret itself is stored")
	}
	s.restart()
	s.want("after a restart", secret, "li")

	v, _ := s.Visit(secret)
	if err := s.CloseSession(context.Background(), v); err != nil {
		t.Fatal(err)
	}
	s.want("after sign-out", secret, "")
}

func TestVisitWritesNothing(t *testing.T) {
	s := newSite(t)
	secret := s.open("li", "")
	before := len(s.ledger.facts)
	for range 3 {
		s.want("visit", secret, "li")
	}
	if len(s.ledger.facts) != before {
		t.Error("a visit wrote a fact")
	}
}

func TestIdle(t *testing.T) {
	s := newSite(t)
	desk, dock := s.open("li", ""), s.open("li", "dock-1")
	open, _ := s.Visit(desk)
	for range 3 {
		s.pass(20 * time.Minute)
		s.want("a desk that is used", desk, "li")
	}
	s.pass(20 * time.Minute)
	if again, _ := s.Again(open); !again.Known() {
		t.Error("an open connection lost its visitor too early")
	}
	s.pass(11 * time.Minute)
	s.want("a desk left alone for 31 minutes", desk, "")
	s.want("a station, which locks itself", dock, "li")
	s.pass(12 * time.Hour)
	s.want("a station after a shift", dock, "")
}

func TestSweep(t *testing.T) {
	s := newSite(t)
	revoked := s.Revoked()
	idle := s.open("li", "")
	s.pass(20 * time.Minute)
	used := s.open("wang", "")
	s.pass(20 * time.Minute)
	if err := s.Sweep(context.Background()); err != nil {
		t.Fatal(err)
	}
	select {
	case <-revoked:
	default:
		t.Error("connections were not told of the sessions that ended")
	}
	s.restart() // so that nothing is known but what was written
	s.want("idle", idle, "")
	s.want("used", used, "wang")
	before := len(s.ledger.facts)
	if err := s.Sweep(context.Background()); err != nil || len(s.ledger.facts) != before {
		t.Errorf("a second sweep: %v, %d facts more", err, len(s.ledger.facts)-before)
	}
}

func TestSessionFollowsThePerson(t *testing.T) {
	s := newSite(t)
	secret := s.open("li", "")
	p, _ := auth.FindPerson(s.ledger.store, "li")

	p.Roles = []auth.Role{auth.Receiver}
	s.define(p)
	if v, _ := s.Visit(secret); v.May(auth.StationUse) || !v.May(auth.Sign) {
		t.Errorf("rights after a change of roles: %v", v.Rights())
	}
	p.Left = true
	s.define(p)
	s.want("one who has left", secret, "")
	p.Left = false
	s.define(p)
	s.want("one who has come back", secret, "")
}

func TestNewPINClosesSessions(t *testing.T) {
	s := newSite(t)
	secret := s.open("li", "")
	s.person("li", "K01", "4321", auth.Keeper)
	s.want("after a new PIN", secret, "")
}

func TestTooManySessions(t *testing.T) {
	s := newSite(t)
	var secrets []string
	for range 18 {
		secrets = append(secrets, s.open("li", ""))
		s.pass(time.Second)
	}
	for i, secret := range secrets {
		want := "li"
		if i < 2 {
			want = ""
		}
		s.want(fmt.Sprint("session ", i), secret, want)
	}
}

func TestCloseStation(t *testing.T) {
	s := newSite(t)
	dock1, dock2, desk := s.open("li", "dock-1"), s.open("li", "dock-2"), s.open("li", "")
	if err := s.CloseStation(context.Background(), "li", "dock-1"); err != nil {
		t.Fatal(err)
	}
	s.want("the station", dock1, "")
	s.want("another station", dock2, "li")
	s.want("a desk", desk, "li")
}

func TestToken(t *testing.T) {
	s, ctx := newSite(t), context.Background()
	secret, token, err := s.IssueToken(ctx, "li", "erp", []auth.Right{auth.StockView}, 0)
	if err != nil {
		t.Fatal(err)
	}
	v, err := s.Visit(secret)
	if err != nil || v.Token != "erp" || !v.May(auth.StockView) || v.May(auth.StationUse) {
		t.Errorf("bearer = %+v, %v", v, err)
	}
	if strings.Contains(fmt.Sprint(s.ledger.facts), secret) || !strings.HasPrefix(secret, "lgt_") {
		t.Error("the token is stored, or has not its prefix")
	}
	s.pass(token.Expires.Sub(s.now()))
	if v, _ := s.Visit(secret); v.Known() {
		t.Error("a token counts after its end")
	}
	s.pass(-time.Hour)
	revoked := s.Revoked()
	if err := s.RevokeToken(ctx, "li", "erp"); err != nil {
		t.Fatal(err)
	}
	<-revoked
	if v, _ := s.Visit(secret); v.Known() {
		t.Error("a revoked token counts")
	}
	refused(t, "revoke again", s.RevokeToken(ctx, "li", "erp"), "no_token")
}

func TestTokenFallsWithItsPerson(t *testing.T) {
	s, ctx := newSite(t), context.Background()
	owned, _, _ := s.IssueToken(ctx, "li", "owned", []auth.Right{auth.StockView}, 0)
	local, _, _ := s.IssueToken(ctx, "", "local", []auth.Right{auth.StockView}, 0)
	p, _ := auth.FindPerson(s.ledger.store, "li")
	p.Left = true
	s.define(p)
	if v, _ := s.Visit(owned); v.Known() {
		t.Error("the token of one who has left counts")
	}
	if v, _ := s.Visit(local); !v.Known() {
		t.Error("a token without a person does not count")
	}
}

func TestTokenRefused(t *testing.T) {
	s, ctx := newSite(t), context.Background()
	if _, _, err := s.IssueToken(ctx, "", "erp", []auth.Right{auth.StockView}, 0); err != nil {
		t.Fatal(err)
	}
	stock := []auth.Right{auth.StockView}
	for name, test := range map[string]struct {
		token  string
		rights []auth.Right
		life   time.Duration
		want   string
	}{
		"name with a blank": {"a b", stock, 0, "token_name"},
		"no name":           {"", stock, 0, "token_name"},
		"no rights":         {"a", nil, 0, "token_rights"},
		"unknown right":     {"a", []auth.Right{"king"}, 0, "token_rights"},
		"power over people": {"a", []auth.Right{auth.Manage}, 0, "token_rights"},
		"a signature":       {"a", []auth.Right{auth.StockView, auth.Sign}, 0, "token_rights"},
		"taken name":        {"erp", stock, 0, "token_exists"},
		"dead at birth":     {"a", stock, -time.Second, "token_expired"},
	} {
		_, _, err := s.IssueToken(ctx, "", test.token, test.rights, test.life)
		refused(t, name, err, test.want)
	}
	for i := range 255 {
		_, _, err := s.IssueToken(ctx, "", fmt.Sprint("t", i), stock, 0)
		refused(t, "fill up", err, "")
	}
	_, _, err := s.IssueToken(ctx, "", "last", stock, 0)
	refused(t, "one too many", err, "token_many")
}

// TestRights states the whole table once more, so that a change of it is made
// twice or not at all.
func TestRights(t *testing.T) {
	for role, want := range map[auth.Role]string{
		auth.Keeper:     "station.use board.view stock.view document.view label.view label.print device.view requisition.view wave.start recall.answer goods.takeback goods.urgent lot.hold shift.end policy.view paper.write",
		auth.Picker:     "station.use board.view stock.view document.view label.view device.view requisition.view wave.start goods.takeback goods.urgent lot.hold shift.end policy.view",
		auth.Pharmacist: "station.view board.view stock.view document.view label.view master.import device.view requisition.view requisition.write requisition.approve recall.answer goods.urgent urgent.review lot.hold lot.recall lot.release seal.view shift.end policy.view policy.change supplier.review paper.write receipt.book",
		auth.Supervisor: "station.use station.view board.view stock.view document.view label.view label.print device.view device.set override requisition.view requisition.write requisition.approve wave.start recall.answer goods.takeback goods.urgent urgent.review lot.hold lot.recall lot.release seal.view shift.end policy.view policy.change supplier.review paper.write receipt.book clock.accept",
		auth.Quality:    "station.use board.view stock.view document.view label.view lot.hold lot.release seal.view lot.inspect paper.write",
		auth.Technician: "station.view board.view label.view device.view device.set clock.accept",
		auth.Receiver:   "sign requisition.view requisition.write recall.answer",
		auth.Admin:      "station.view board.view stock.view document.view label.view master.import device.view device.set requisition.view seal.view policy.view clock.accept admin",
		"king":          "",
	} {
		p := auth.Person{Roles: []auth.Role{role}}
		if got := strings.Trim(fmt.Sprint(p.Rights()), "[]"); got != want {
			t.Errorf("%s may %s\nwant %s", role, got, want)
		}
		p.Left = true
		if len(p.Rights()) != 0 {
			t.Errorf("%s who has left may %v", role, p.Rights())
		}
	}
	if auth.Visitor.May(auth.Visitor{}, auth.BoardView) {
		t.Error("a stranger may look at boards")
	}
}

// TestKinds replays every fact from its stored form and looks for the same
// projections.
func TestKinds(t *testing.T) {
	kinds := map[string]bool{}
	for _, f := range auth.Kinds() {
		if kinds[f.Kind()] {
			t.Errorf("two facts of kind %s", f.Kind())
		}
		kinds[f.Kind()] = true
	}
	s := newSite(t)
	s.prove("K01", "0000", "dock-1")
	s.prove("K01", "1234", "dock-1")
	s.open("li", "dock-1")
	if err := s.CloseStation(context.Background(), "li", "dock-1"); err != nil {
		t.Fatal(err)
	}
	for _, f := range s.ledger.facts {
		if !kinds[f.Kind()] {
			t.Errorf("%s is not among Kinds", f.Kind())
		}
		if stored, err := fact.Encode(f); err != nil || len(stored) == 0 {
			t.Errorf("%s cannot be stored: %v", f.Kind(), err)
		}
	}
}
