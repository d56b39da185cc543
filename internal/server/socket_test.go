package server_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/server"
)

// socket is a client's end of a live line.
type socket struct {
	t    *testing.T
	conn *websocket.Conn
}

// said is one message of the server.
type said struct {
	Screen struct {
		Title, Big string
		Beep       int
	}
	Labels []struct{ ID string }
	Error  struct{ Code, Text string }
}

func (c *client) dial(path string) (*websocket.Conn, *http.Response, error) {
	request, err := http.NewRequest("GET", c.h.url+path, nil)
	if err != nil {
		c.h.t.Fatal(err)
	}
	c.dress(request)
	header := request.Header
	if request.Host != "" {
		header.Set("Host", request.Host)
	}
	return websocket.DefaultDialer.Dial("ws"+strings.TrimPrefix(c.h.url, "http")+path, header)
}

func (c *client) live(path string) *socket {
	c.h.t.Helper()
	conn, _, err := c.dial(path)
	if err != nil {
		c.h.t.Fatal(err)
	}
	c.h.t.Cleanup(func() { conn.Close() })
	return &socket{c.h.t, conn}
}

// hear reads the next message. The deadline only ends a test that hangs.
func (s *socket) hear() (m said) {
	s.t.Helper()
	_ = s.conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	_, text, err := s.conn.ReadMessage()
	if err != nil {
		s.t.Fatalf("hear: %v", err)
	}
	if err := json.Unmarshal(text, &m); err != nil {
		s.t.Fatal(err)
	}
	return m
}

// until hears until a screen has the title and the big line.
func (s *socket) until(title, big string) said {
	s.t.Helper()
	for {
		if m := s.hear(); m.Screen.Title == title && m.Screen.Big == big {
			return m
		}
	}
}

func (s *socket) say(text string) {
	s.t.Helper()
	if err := s.conn.WriteMessage(websocket.TextMessage, []byte(text)); err != nil {
		s.t.Fatal(err)
	}
}

// closed hears until the server closes, and insists on its code.
func (s *socket) closed(code int) {
	s.t.Helper()
	_ = s.conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	for {
		_, _, err := s.conn.ReadMessage()
		var end *websocket.CloseError
		if errors.As(err, &end) && end.Code == code {
			return
		}
		if err != nil {
			s.t.Fatalf("closed with %v, want %d", err, code)
		}
	}
}

// cut hears until the server ends the line, in whatever way reaches a client
// that was still sending.
func (s *socket) cut() {
	s.t.Helper()
	_ = s.conn.SetReadDeadline(time.Now().Add(30 * time.Second))
	for {
		_, _, err := s.conn.ReadMessage()
		var late net.Error
		if errors.As(err, &late) && late.Timeout() {
			s.t.Fatal("the line stays open")
		}
		if err != nil {
			return
		}
	}
}

const dockLive = "/api/v1/stations/dock-1/live?lang=en"

func TestLive(t *testing.T) {
	h := newHouse(t)
	stranger := h.stranger().live(dockLive)
	stranger.until("locked", "")
	c := h.at("dock-1", "keeper")
	keeper := c.live(dockLive)
	keeper.until("open dock-1", "")
	keeper.say(`{"id":"1","kind":"scan","data":"QUI="}`)
	keeper.until("open dock-1", "AB")
	c.want(http.StatusOK, "POST", "/api/v1/stations/dock-1/input", `{"kind":"choice","choice":"undo"}`)
	keeper.until("open dock-1", "undo")
	h.desk("supervisor").live(dockLive).until("open dock-1", "undo")
	h.posts.all["dock-1"].take("")
	keeper.until("locked", "")
	if n := len(h.posts.all["dock-1"].inputs); n != 2 {
		t.Errorf("the station was given %d inputs", n)
	}
	_ = stranger.conn.WriteMessage(websocket.TextMessage, []byte(`{"kind":"choice","choice":"undo"}`))
	for { // it has seen nothing of the work meanwhile
		m := stranger.hear()
		if m.Screen.Title == "open dock-1" {
			t.Fatal("a stranger saw the work")
		}
		if m.Error.Code == "sign_in" {
			break
		}
	}
}

// TestEveryMessageIsAnswered sends what changes nothing and what is wrong: a
// client that hears nothing believes the line to be dead.
func TestEveryMessageIsAnswered(t *testing.T) {
	h := newHouse(t)
	keeper := h.at("dock-1", "keeper").live(dockLive)
	keeper.until("open dock-1", "")
	for _, text := range []string{`{"kind":"scan"}`, `{"kind":"text","text":"1","x":1}`, `[]`, ``} {
		keeper.say(text)
		if m := keeper.hear(); m.Error.Code == "" || m.Error.Text == "" {
			t.Errorf("%s: answered %+v", text, m)
		}
		if m := keeper.hear(); m.Screen.Title != "open dock-1" {
			t.Errorf("%s: then %+v", text, m)
		}
	}
}

func TestStrangerShowsABadge(t *testing.T) {
	h := newHouse(t)
	s := h.desk("picker").live(dockLive) // of another place: a stranger here
	s.until("locked", "")
	s.say(`{"kind":"scan","data":"TEdQLktFRVBFUg=="}`)
	s.until("locked", "KEEPER")
	s.say(`{"kind":"choice","choice":"back"}`)
	s.until("locked", "")
	s.say(`{"kind":"text","text":"keeper"}`)
	s.until("locked", "KEEPER")
	s.say(`{"kind":"scan","data":"QUI="}`)
	for s.hear().Error.Code != "sign_in" {
	}
	h.posts.all["dock-1"].take("keeper") // at another browser: the same person may come back at this one
	s.say(`{"kind":"scan","data":"TEdQLlBJQ0tFUg=="}`)
	s.until("locked", "PICKER")
	s.say(`{"kind":"choice","choice":"undo"}`)
	for s.hear().Error.Code != "sign_in" {
	}
	if n := len(h.posts.all["dock-1"].inputs); n != 0 {
		t.Errorf("the station was given %d inputs", n)
	}
}

func TestLiveIsOrdered(t *testing.T) {
	h := newHouse(t)
	keeper := h.at("dock-1", "keeper").live(dockLive)
	for i := range 100 {
		keeper.say(fmt.Sprintf(`{"id":"%d","kind":"text","text":"%d"}`, i, i))
	}
	keeper.until("open dock-1", "99")
	for i, in := range h.posts.all["dock-1"].inputs {
		if in.ID != fmt.Sprint(i) {
			t.Fatalf("input %d has id %s", i, in.ID)
		}
	}
	if n := len(h.posts.all["dock-1"].inputs); n != 100 {
		t.Errorf("the station was given %d inputs", n)
	}
}

// TestSlowClient takes nothing while the screen changes a hundred times: it
// misses most of them and ends with the newest.
func TestSlowClient(t *testing.T) {
	h := newHouse(t)
	dock := h.posts.all["dock-1"]
	dock.size = 512 << 10 // far more in all than the system keeps for a line
	slow := h.at("dock-1", "keeper").live(dockLive)
	fast := h.desk("supervisor").live(dockLive)
	slow.until("open dock-1", "")
	fast.until("open dock-1", "")
	const changes = 100
	for i := range changes {
		if _, err := h.posts.Input(t.Context(), "dock-1", server.Input{Kind: server.Text, Text: fmt.Sprint(i)}); err != nil {
			t.Fatal(err)
		}
		if i%10 == 9 { // give the server time to send what it can
			fast.until("open dock-1", fmt.Sprint(i))
		}
	}
	heard := 1
	for slow.hear().Screen.Big != fmt.Sprint(changes-1) {
		heard++
	}
	if heard > changes/2 {
		t.Errorf("the slow client was sent %d screens", heard)
	}
}

func TestRevokedSession(t *testing.T) {
	h := newHouse(t)
	c := h.at("dock-1", "keeper")
	open := c.live(dockLive)
	open.until("open dock-1", "")
	if err := h.gate.CloseStation(t.Context(), "", "dock-1"); err != nil {
		t.Fatal(err)
	}
	open.until("locked", "") // though nobody has locked the station itself

	desk := h.desk("technician")
	board := desk.live("/api/v1/boards/dock/live")
	board.until("board dock", "")
	desk.want(http.StatusNoContent, "DELETE", "/api/v1/session", "")
	board.closed(websocket.ClosePolicyViolation)
}

func TestRevokedToken(t *testing.T) {
	h := newHouse(t)
	labels := h.program("wall", auth.LabelView).live("/api/v1/labels/live")
	if m := labels.hear(); len(m.Labels) != 1 || m.Labels[0].ID != "7" {
		t.Errorf("labels %+v", m)
	}
	if err := h.gate.RevokeToken(t.Context(), "", "wall"); err != nil {
		t.Fatal(err)
	}
	labels.closed(websocket.ClosePolicyViolation)
}

// TestOneWhoHasLeft finds out at the next message that the person has been
// taken off by an import meanwhile.
func TestOneWhoHasLeft(t *testing.T) {
	h := newHouse(t)
	keeper := h.at("dock-1", "keeper").live(dockLive)
	keeper.until("open dock-1", "")
	h.ledger.apply(auth.PersonDefined{Person: auth.Person{ID: "keeper", Badge: "KEEPER", PIN: h.pins, Roles: []auth.Role{auth.Keeper}, Left: true}})
	keeper.say(`{"kind":"choice","choice":"undo"}`)
	keeper.until("locked", "")
	if n := len(h.posts.all["dock-1"].inputs); n != 0 {
		t.Errorf("the station was given %d inputs", n)
	}
}

func TestForeignUpgrade(t *testing.T) {
	h := newHouse(t)
	for header, value := range map[string]string{"Origin": "https://attacker.example", "Host": "attacker.example", "Sec-Fetch-Site": "cross-site"} {
		c := h.program(header, auth.TokenRights...)
		c.header.Set(header, value)
		_, response, err := c.dial(dockLive)
		if err == nil || response.StatusCode != http.StatusForbidden {
			t.Errorf("%s %s: %v %v", header, value, response, err)
		}
	}
	own := h.stranger()
	own.header.Set("Origin", h.url)
	own.live(dockLive).until("locked", "")
}

func TestNoUpgrade(t *testing.T) {
	h := newHouse(t)
	h.stranger().refused(http.StatusBadRequest, "no_upgrade", "GET", dockLive, "")
	_, response, err := h.stranger().dial("/api/v1/stations/none/live")
	if err == nil || response.StatusCode != http.StatusNotFound {
		t.Errorf("no station: %v %v", response, err)
	}
}

func TestBadMessages(t *testing.T) {
	for name, bad := range map[string]func(s *socket) error{
		"too long": func(s *socket) error {
			return s.conn.WriteMessage(websocket.TextMessage, []byte(strings.Repeat("x", 17<<10)))
		},
		"binary": func(s *socket) error { return s.conn.WriteMessage(websocket.BinaryMessage, []byte("x")) },
		"too many refused": func(s *socket) error {
			for range 20 {
				if err := s.conn.WriteMessage(websocket.TextMessage, []byte("?")); err != nil {
					return err
				}
			}
			return nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			h := newHouse(t)
			s := h.at("dock-1", "keeper").live(dockLive)
			s.until("open dock-1", "")
			if err := bad(s); err != nil {
				t.Fatal(err)
			}
			s.cut()
			h.at("dock-1", "keeper").live(dockLive).until("open dock-1", "") // the station goes on
		})
	}
	t.Run("to a board", func(t *testing.T) {
		s := newHouse(t).desk("picker").live("/api/v1/boards/dock/live")
		s.say(`{"kind":"text","text":"1"}`)
		s.closed(websocket.CloseNormalClosure)
	})
}

// TestBrokenStation breaks down over a message: the line is told and goes on,
// and the daemon too.
func TestBrokenStation(t *testing.T) {
	h := newHouse(t)
	s := h.at("dock-1", "keeper").live(dockLive)
	s.until("open dock-1", "")
	s.say(`{"kind":"text","text":"break"}`)
	if m := s.hear(); m.Error.Code != "fault" || strings.Contains(m.Error.Text, "broke") {
		t.Errorf("told %+v", m)
	}
	s.say(`{"kind":"text","text":"1"}`)
	s.until("open dock-1", "1")
	if strings.Count(h.log.text(), "the station broke down") != 1 {
		t.Errorf("logged %s", h.log.text())
	}
}

func TestCloseEndsSockets(t *testing.T) {
	h := newHouse(t)
	dock := h.posts.all["dock-1"]
	dock.hold = make(chan struct{}) // a station that is busy for ever
	busy := h.at("dock-1", "keeper").live(dockLive)
	busy.until("open dock-1", "")
	busy.say(`{"kind":"text","text":"1"}`)
	h.server.Close()
	busy.closed(websocket.CloseGoingAway)
}

// TestTooManySockets opens all that strangers may have, which leaves seats for
// who works, and then those too.
func TestTooManySockets(t *testing.T) {
	h := newHouse(t)
	keeper := h.at("dock-1", "keeper")
	full := func(c *client) {
		t.Helper()
		if _, response, err := c.dial(dockLive); err == nil || response.StatusCode != http.StatusServiceUnavailable {
			t.Errorf("one too many: %v %v", response, err)
		}
	}
	for range 128 {
		h.stranger().live(dockLive).until("locked", "")
	}
	full(h.stranger())
	for range 128 {
		keeper.live(dockLive).until("open dock-1", "")
	}
	full(keeper)
}

// TestNoFactIsWrittenByLooking opens lines and pages: none of it is kept.
func TestNoFactIsWrittenByLooking(t *testing.T) {
	h := newHouse(t)
	c := h.at("dock-1", "keeper")
	before := h.sessions()
	c.live(dockLive).until("open dock-1", "")
	c.want(http.StatusOK, "GET", "/api/v1/labels", "")
	if h.sessions() != before {
		t.Error("looking opened a session")
	}
}

func (h *house) sessions() (count int) {
	_ = h.ledger.View(func(view fact.View) error {
		auth.EachSession(view, func(auth.Session) bool { count++; return true })
		return nil
	})
	return count
}
