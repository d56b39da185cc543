package web_test

import (
	"encoding/json"
	"io"
	"maps"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"

	"github.com/gorilla/websocket"

	"lotgate/internal/screen"
	"lotgate/internal/words"
	"lotgate/web"
)

// policy is the strictest that the daemon sends; any breach fails the test.
const policy = "default-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"

// message is what a page sent on its live line or to /input.
type message struct{ ID, Kind, Data, Choice, Text, Via string }

// house plays the daemon: it serves the real assets and says what a test tells
// it to say.
type house struct {
	*httptest.Server
	t      testing.TB
	assets map[string]web.Asset

	mu       sync.Mutex
	me       map[string]any
	screens  map[string]screen.Screen // by path of the live line
	answers  map[string]any           // by path, for everything else
	lines    map[*websocket.Conn]string
	down     bool // live lines are refused
	deaf     bool // messages on the line are lost
	lostIDs  []string
	joins    int // live lines opened so far
	messages []message
	posts    []string // method, path and body of other requests that change something
}

func newHouse(t testing.TB) *house {
	t.Helper()
	assets, err := web.Build(web.Sources)
	if err != nil {
		t.Fatal(err)
	}
	h := &house{t: t, assets: assets, lines: map[*websocket.Conn]string{}, screens: map[string]screen.Screen{}, answers: map[string]any{}}
	h.me = map[string]any{"person": nil, "station": "", "demo": true, "firstRun": false, "languages": []string{"zh-CN", "en"}, "language": "en"}
	h.Server = httptest.NewServer(h.routes())
	t.Cleanup(func() { h.hangUp(); h.Close() })
	return h
}

func (h *house) routes() http.Handler {
	mux := http.NewServeMux()
	for _, pattern := range web.Pages {
		mux.HandleFunc("GET "+pattern, func(w http.ResponseWriter, r *http.Request) { h.asset(w, web.Shell) })
	}
	for name := range h.assets {
		mux.HandleFunc("GET "+name, func(w http.ResponseWriter, r *http.Request) { h.asset(w, name) })
	}
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, r *http.Request) { io.WriteString(w, `{"ok":true}`) })
	mux.HandleFunc("GET /api/v1/words", h.words)
	mux.HandleFunc("GET /api/v1/stations/{id}/live", h.live)
	mux.HandleFunc("GET /api/v1/boards/{id}/live", h.live)
	mux.HandleFunc("GET /api/v1/labels/live", h.live)
	mux.HandleFunc("/", h.answer)
	return mux
}

func (h *house) asset(w http.ResponseWriter, name string) {
	a := h.assets[name]
	w.Header().Set("Content-Type", a.Type)
	w.Header().Set("Content-Security-Policy", policy)
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.Header().Set("ETag", a.Tag)
	w.Write(a.Body)
}

func (h *house) words(w http.ResponseWriter, r *http.Request) {
	own := map[string]string{}
	for code, text := range words.Catalogue(words.Language(r.FormValue("lang"))) {
		if strings.HasPrefix(code, "web.") {
			own[code] = text
		}
	}
	json.NewEncoder(w).Encode(own)
}

func (h *house) answer(w http.ResponseWriter, r *http.Request) {
	body, _ := io.ReadAll(r.Body)
	h.mu.Lock()
	defer h.mu.Unlock()
	if r.Method != http.MethodGet {
		h.posts = append(h.posts, r.Method+" "+r.URL.Path+" "+string(body))
	}
	if strings.HasSuffix(r.URL.Path, "/me/language") {
		person := maps.Clone(h.me["person"].(map[string]any))
		json.Unmarshal(body, &person)
		h.me["person"] = person
	}
	if strings.HasSuffix(r.URL.Path, "/input") {
		m := message{Via: "post"}
		json.Unmarshal(body, &m)
		h.messages = append(h.messages, m)
	}
	answer, known := h.answers[r.Method+" "+r.URL.Path]
	switch {
	case known && answer == nil:
		w.WriteHeader(http.StatusUnauthorized)
		io.WriteString(w, `{"error":{"code":"wrong_badge_or_pin","text":"Badge or PIN is not right. Try again."}}`)
	case known:
		h.write(w, answer)
	case r.URL.Path == "/api/v1/me":
		h.write(w, h.me)
	default:
		http.NotFound(w, r)
	}
}

// refused is an answer with a status of its own.
type refused struct {
	status int
	body   any
}

func (h *house) write(w http.ResponseWriter, answer any) {
	if no, is := answer.(refused); is {
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(no.status)
		answer = no.body
	}
	if picture, is := answer.([]byte); is {
		w.Header().Set("Content-Type", "image/png")
		w.Write(picture)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	json.NewEncoder(w).Encode(answer)
}

func (h *house) live(w http.ResponseWriter, r *http.Request) {
	h.mu.Lock()
	down := h.down
	h.mu.Unlock()
	if down {
		http.Error(w, "down", http.StatusServiceUnavailable)
		return
	}
	upgrader := websocket.Upgrader{}
	line, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	h.mu.Lock()
	h.lines[line] = r.URL.Path
	h.joins++
	h.tell(line, r.URL.Path)
	h.mu.Unlock()
	h.hear(line)
}

func (h *house) hear(line *websocket.Conn) {
	for {
		var m message
		err := line.ReadJSON(&m)
		h.mu.Lock()
		if err != nil {
			delete(h.lines, line)
			h.mu.Unlock()
			line.Close()
			return
		}
		if h.deaf {
			h.lostIDs = append(h.lostIDs, m.ID)
		} else {
			m.Via = "line"
			h.messages = append(h.messages, m)
			h.tell(line, h.lines[line]) // as the daemon does, whatever came of it
		}
		h.mu.Unlock()
	}
}

// tell writes the screen of a line to it; the caller holds mu.
func (h *house) tell(line *websocket.Conn, path string) {
	if s, known := h.screens[path]; known {
		line.WriteJSON(map[string]any{"screen": s.Said(words.English)})
	}
}

// show makes s the screen of a station or board and tells every line to it.
func (h *house) show(path string, s screen.Screen) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.screens[path] = s
	for line, at := range h.lines {
		if at == path {
			h.tell(line, at)
		}
	}
}

// hangUp breaks every live line without a word, as a lost radio does.
func (h *house) hangUp() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for line := range h.lines {
		line.NetConn().Close()
	}
}

func (h *house) set(change func(*house)) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change(h)
}

func (h *house) heard() []message {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]message(nil), h.messages...)
}

func (h *house) sent() []string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return append([]string(nil), h.posts...)
}

func (h *house) joined() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.joins
}

func (h *house) lost() int {
	h.mu.Lock()
	defer h.mu.Unlock()
	return len(h.lostIDs)
}

func (h *house) lostID() string {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.lostIDs[0]
}
