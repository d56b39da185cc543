package server_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/screen"
	"lotgate/internal/server"
	"lotgate/internal/words"
)

// ledger keeps facts in memory.
type ledger struct {
	mu    sync.Mutex
	store *fact.Memory
	facts []fact.Recorded
	down  error
}

// record applies a fact and keeps it.
func (l *ledger) record(m fact.Meta, f fact.Fact) fact.Recorded {
	m.Seq = uint64(len(l.facts) + 1)
	f.Apply(l.store, m)
	l.facts = append(l.facts, fact.Recorded{Meta: m, Fact: f})
	return l.facts[len(l.facts)-1]
}

func (l *ledger) Fact(seq uint64) (r fact.Recorded, found bool, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if found = seq >= 1 && seq <= uint64(len(l.facts)); found {
		r = l.facts[seq-1]
	}
	return r, found, l.down
}

func (l *ledger) Post(_ context.Context, m fact.Meta, c fact.Command) (recorded []fact.Recorded, err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, r := range l.facts { // the same id again gets the same answer, as in the book
		if r.Meta.ID == m.ID && strings.HasPrefix(m.ID, "api/") {
			recorded = append(recorded, r)
		}
	}
	if len(recorded) > 0 {
		return recorded, fact.Again(recorded[0].Meta, m)
	}
	facts, err := c.Decide(l.store, m)
	if err != nil {
		return nil, err
	}
	for _, f := range facts {
		recorded = append(recorded, l.record(m, f))
	}
	return recorded, l.store.Err
}

func (l *ledger) View(read func(fact.View) error) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.down != nil {
		return l.down
	}
	return read(l.store)
}

func (l *ledger) apply(facts ...fact.Fact) {
	l.mu.Lock()
	defer l.mu.Unlock()
	for _, f := range facts {
		l.record(fact.Meta{}, f)
	}
}

// post is a place to work that shows what it was given last.
type post struct {
	mu       sync.Mutex
	operator string
	badge    string
	inputs   []server.Input
	watchers map[chan struct{}]bool
	size     int // of the screen, in characters
	hold     chan struct{}
}

// posts are the stations dock-1 and pick-1.
type posts struct {
	gate *auth.Gatekeeper
	all  map[string]*post
}

func newPosts(g *auth.Gatekeeper) *posts {
	return &posts{g, map[string]*post{
		"dock-1": {watchers: map[chan struct{}]bool{}},
		"pick-1": {watchers: map[chan struct{}]bool{}},
	}}
}

func (p *posts) List() []server.Station {
	return []server.Station{
		{ID: "dock-1", Name: words.Names{ZH: "收货台", EN: "Dock"}, Kind: "dock", SignedIn: p.Operator("dock-1") != ""},
		{ID: "pick-1", Name: words.Names{ZH: "拣货台", EN: "Picking"}, Kind: "pick", SignedIn: p.Operator("pick-1") != ""},
	}
}

func (p *posts) Screen(id string) (screen.Screen, bool) {
	st, found := p.all[id]
	if !found {
		return screen.Screen{}, false
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	if st.operator == "" {
		return p.locked(st), true
	}
	s := screen.Screen{State: screen.Good, Title: words.Plain("open " + id), Beep: uint64(len(st.inputs))}
	if n := len(st.inputs); n > 0 {
		in := st.inputs[n-1]
		s.Big = plain(string(in.Data) + in.Choice + in.Text)
	}
	s.Says = plain(strings.Repeat("x", st.size))
	return s, true
}

func (p *posts) locked(st *post) screen.Screen {
	return screen.Screen{State: screen.Idle, Title: words.Plain("locked"), Big: plain(st.badge)}
}

func plain(s string) words.Text {
	if s == "" {
		return words.Text{}
	}
	return words.Plain(s)
}

func (p *posts) Locked(id string) screen.Screen {
	st := p.all[id]
	st.mu.Lock()
	defer st.mu.Unlock()
	return p.locked(st)
}

func (p *posts) Watch(id string) (<-chan struct{}, func()) {
	st := p.all[id]
	st.mu.Lock()
	defer st.mu.Unlock()
	c := make(chan struct{}, 1)
	st.watchers[c] = true
	return c, func() {
		st.mu.Lock()
		defer st.mu.Unlock()
		delete(st.watchers, c)
	}
}

// changed is called with mu held.
func (st *post) changed() {
	for c := range st.watchers {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

func (p *posts) Input(ctx context.Context, id string, in server.Input) (screen.Screen, error) {
	st := p.all[id]
	if st.hold != nil {
		select {
		case <-st.hold:
		case <-ctx.Done():
			return screen.Screen{}, ctx.Err()
		}
	}
	if in.Text == "break" {
		panic("the station broke down")
	}
	st.mu.Lock()
	st.inputs = append(st.inputs, in)
	st.changed()
	st.mu.Unlock()
	s, _ := p.Screen(id)
	return s, nil
}

func (p *posts) PresentBadge(_ context.Context, id, badge string) (screen.Screen, error) {
	st := p.all[id]
	st.mu.Lock()
	defer st.mu.Unlock()
	st.badge = badge
	st.changed()
	return p.locked(st), nil
}

func (p *posts) SignIn(ctx context.Context, id string, proof server.Proof) (auth.Person, error) {
	st := p.all[id]
	st.mu.Lock()
	defer st.mu.Unlock()
	if proof.Badge == "" {
		proof.Badge = st.badge
	}
	person, err := p.gate.Prove(ctx, proof.Badge, proof.PIN, proof.From)
	if err != nil {
		return person, err
	}
	st.operator, st.badge = person.ID, ""
	st.changed()
	return person, nil
}

func (p *posts) SignOut(_ context.Context, id string) error {
	p.all[id].take("")
	return nil
}

// take gives the station to a person, or to nobody.
func (st *post) take(person string) {
	st.mu.Lock()
	defer st.mu.Unlock()
	st.operator = person
	st.changed()
}

func (p *posts) Operator(id string) string {
	st, found := p.all[id]
	if !found {
		return ""
	}
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.operator
}

// boards is the dock board.
type boards struct{}

func (boards) Screen(name string) (screen.Screen, bool) {
	return screen.Screen{Title: words.Plain("board " + name)}, name == "dock"
}

func (boards) Watch(string) (<-chan struct{}, func()) { return nil, func() {} }

// papers are labels and documents.
type papers struct{}

func (papers) Recent(int) ([]server.Label, error)       { return []server.Label{{ID: "7", Lot: "L7"}}, nil }
func (papers) Watch() (<-chan struct{}, func())         { return nil, func() {} }
func (papers) PNG(id string, w io.Writer) (bool, error) { return draw(id == "7", w) }

func (papers) Printers() []string { return []string{"zebra"} }

func (papers) Reprint(_ context.Context, id, _ string) error {
	if id != "7" {
		return fact.Refuse("no_label")
	}
	return nil
}

func (papers) PDF(_, id string, _ words.Language, w io.Writer) (bool, error) {
	return draw(id == "CG-1", w)
}

func draw(found bool, w io.Writer) (bool, error) {
	if found {
		_, err := w.Write([]byte("drawn"))
		return true, err
	}
	return false, nil
}

// demo is a demo store with one scanner.
type demo struct{ sent []byte }

func (*demo) Sheet(words.Language) server.DemoSheet { return server.DemoSheet{} }

func (*demo) Code(data []byte, _ string, w io.Writer) error {
	_, err := w.Write(data)
	return err
}

func (d *demo) Scan(_ context.Context, _ string, data []byte) error {
	d.sent = data
	return nil
}

// house is a whole server on a real socket, with a clock that only the test
// moves.
type house struct {
	t      *testing.T
	url    string
	host   string
	ledger *ledger
	gate   *auth.Gatekeeper
	posts  *posts
	demo   *demo
	server *server.Server
	log    *lockedBuffer
	pins   string // a hash of the PIN 1234

	imported server.ImportOrder // the last one

	mu    sync.Mutex
	clock time.Time
}

type lockedBuffer struct {
	mu sync.Mutex
	bytes.Buffer
}

func (b *lockedBuffer) Write(p []byte) (int, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.Buffer.Write(p)
}

func (b *lockedBuffer) text() string {
	b.mu.Lock()
	defer b.mu.Unlock()
	return b.String()
}

func (h *house) now() time.Time {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.clock
}

func (h *house) pass(d time.Duration) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.clock = h.clock.Add(d)
}

func newHouse(t *testing.T, change ...func(*server.Options)) *house {
	t.Helper()
	hasher, err := auth.NewHasher(bytes.Repeat([]byte{7}, auth.PepperBytes), auth.Cost{MemoryKiB: 8, Passes: 1, Threads: 1}, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, ledger: &ledger{store: fact.NewMemory()}, demo: &demo{}, log: &lockedBuffer{},
		clock: time.Date(2026, 6, 1, 8, 0, 0, 0, time.UTC)}
	if h.pins, err = hasher.Hash(t.Context(), "1234"); err != nil {
		t.Fatal(err)
	}
	h.gate = auth.NewGatekeeper(h.ledger, hasher, auth.UsualLimits, rand.Reader, h.now)
	h.posts = newPosts(h.gate)
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	options := h.options(listener.Addr())
	for _, c := range change {
		c(&options)
	}
	if h.server, err = server.New(options); err != nil {
		t.Fatal(err)
	}
	web := &httptest.Server{Listener: listener, Config: &http.Server{Handler: h.server}}
	web.Start()
	t.Cleanup(func() { web.Close(); h.server.Close() })
	h.url, h.host = web.URL, listener.Addr().String()
	for _, role := range auth.Roles {
		h.person(string(role), role)
	}
	return h
}

func (h *house) options(at net.Addr) server.Options {
	return server.Options{
		Hosts: server.Hosts(at), Language: words.Chinese, Now: h.now,
		Log:        slog.New(slog.NewTextHandler(h.log, nil)),
		Gatekeeper: h.gate, Ledger: h.ledger, Stations: h.posts, Boards: boards{}, Labels: papers{}, Templates: templates{}, Documents: papers{},
		Tables: func(l words.Language) ([]byte, error) { return []byte("PK tables in " + l), nil },
		PolicyFile: func(p policy.Policy, table string, _ words.Language) ([]byte, error) {
			return fmt.Append(nil, table, " of ", len(p.Rules)), nil
		},
		Import: func(_ context.Context, o server.ImportOrder) (server.Summary, error) {
			files := o.Files
			h.imported = o
			if strings.Contains(string(files[0].Data), "bad") {
				return server.Summary{Problems: []server.Problem{{File: files[0].Name, Row: 2, Column: "gtin", Value: "bad", Text: words.Plain("14 digits")}}}, nil
			}
			return server.Summary{Imported: map[string]int{"items": len(files)}}, nil
		},
		Devices: func() server.Devices {
			return server.Devices{Scanners: []server.Device{{ID: "gun", Text: words.Plain("fine")}}}
		},
		SetupPNG: func(_, code string, w io.Writer) (bool, error) {
			_, err := io.WriteString(w, "drawn")
			return code == "aim", err
		},
		SetupSheet: func(profile string, _ words.Language, w io.Writer) (bool, error) {
			_, err := io.WriteString(w, "%PDF")
			return profile == "gun", err
		},
		Clock: server.Clock{
			Jumped: func() (words.Text, bool, error) { return words.Plain("by an hour"), true, nil },
			State:  func() fact.ClockState { return fact.ClockSynced }, Accept: auth.ChooseLanguage{Language: "en"},
		},
		Demo:    h.demo,
		Health:  map[string]server.Check{"disk": func(context.Context) string { return "" }},
		Metrics: http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { io.WriteString(w, "lotgate_facts 1") }),
		Assets:  map[string]server.Asset{"/app.js": {Type: "text/javascript", Tag: `"1"`, Body: []byte("go()")}, "/index.html": {Type: "text/html", Body: []byte("<html>")}},
		Pages:   []string{"/{$}", "/station/{id}"},
		Shell:   "/index.html",
	}
}

// person makes one whose id and badge are the same, with PIN 1234.
func (h *house) person(id string, roles ...auth.Role) {
	h.t.Helper()
	p := auth.Person{ID: id, Badge: strings.ToUpper(id), Name: words.Names{EN: id}, Roles: roles, PIN: h.pins}
	_, err := h.ledger.Post(h.t.Context(), fact.Meta{}, auth.DefinePerson{Person: p})
	if err != nil {
		h.t.Fatal(err)
	}
}
