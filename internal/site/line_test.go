package site_test

import (
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"lotgate/internal/screen"
)

// shown is a screen as a client gets it: in words of one language.
type shown struct {
	State    screen.State
	Title    string
	Where    string
	Big      string
	Says     string
	Code     string
	Fields   []struct{ Label, Value string }
	Progress *struct{ Done, Total int64 }
	Lists    []struct {
		Title string
		Rows  []struct{ Text, Detail, Value string }
	}
	Choices []struct{ ID, Text string }
	Notices []struct{ State, Text string }
	People  []string
	Beep    uint64
}

// field is the value beside a label.
func (s shown) field(label string) string {
	for _, f := range s.Fields {
		if f.Label == label {
			return f.Value
		}
	}
	return ""
}

func (s shown) notice(part string) bool {
	for _, n := range s.Notices {
		if strings.Contains(n.Text, part) {
			return true
		}
	}
	return false
}

// line is a client's live line: every screen that came, in order.
type line struct {
	t    testing.TB
	conn *websocket.Conn

	mu     sync.Mutex
	all    []shown
	ended  error
	change chan struct{} // closed and made anew when something comes
	over   chan struct{} // closed when nothing more comes

	at int // screens before it have been looked at; the awaiting test's own
}

// watch opens a live line with the client's cookies.
func (c *client) watch(path string) *line {
	c.t.Helper()
	l, _, err := c.dial(path, nil)
	if err != nil {
		c.t.Fatalf("%s: %v", path, err)
	}
	return l
}

// dial is watch for those who expect a no.
func (c *client) dial(path string, header http.Header) (*line, *http.Response, error) {
	at, err := url.Parse(c.url)
	if err != nil {
		c.t.Fatal(err)
	}
	dialer := websocket.Dialer{Jar: c.http.Jar, HandshakeTimeout: patience}
	conn, answer, err := dialer.Dial("ws://"+at.Host+path, header)
	if err != nil {
		return nil, answer, err
	}
	l := &line{t: c.t, conn: conn, change: make(chan struct{}), over: make(chan struct{})}
	var reading sync.WaitGroup
	reading.Go(l.read)
	c.t.Cleanup(func() {
		_ = conn.Close() // the site may have closed it before
		reading.Wait()
	})
	return l, answer, nil
}

func (l *line) read() {
	defer close(l.over)
	for {
		var message struct{ Screen shown }
		err := l.conn.ReadJSON(&message)
		l.mu.Lock()
		if err != nil {
			l.ended = err
		} else {
			l.all = append(l.all, message.Screen)
		}
		close(l.change)
		l.change = make(chan struct{})
		l.mu.Unlock()
		if err != nil {
			return
		}
	}
}

// seen is every screen so far.
func (l *line) seen() []shown {
	l.mu.Lock()
	defer l.mu.Unlock()
	return append([]shown(nil), l.all...)
}

// now is the last screen that came.
func (l *line) now() shown {
	l.t.Helper()
	return l.await("a screen", func(shown) bool { return true })
}

// await waits for a screen that fits, the last one that was looked at
// included. It may be the newest of several: a live line leaves out what a
// newer screen covers.
func (l *line) await(what string, fits func(shown) bool) shown {
	l.t.Helper()
	late := time.After(patience)
	for {
		l.mu.Lock()
		change, ended, all := l.change, l.ended, l.all
		l.mu.Unlock()
		for i := len(all) - 1; i >= max(0, l.at-1); i-- {
			if fits(all[i]) {
				l.at = i + 1
				return all[i]
			}
		}
		if ended != nil {
			l.t.Fatalf("waited in vain for %s: the line ended: %v", what, ended)
		}
		select {
		case <-change:
		case <-late:
			l.t.Fatalf("waited in vain for %s; the last screen: %+v", what, l.last())
		}
	}
}

func (l *line) last() shown {
	if all := l.seen(); len(all) > 0 {
		return all[len(all)-1]
	}
	return shown{}
}

// answer is the screen that follows what do sends.
func (l *line) answer(do func()) shown {
	l.t.Helper()
	before := l.now().Beep
	do()
	return l.await("the answer", func(s shown) bool { return s.Beep > before })
}

// good is answer where the answer is to be good.
func (l *line) good(do func()) shown {
	l.t.Helper()
	s := l.answer(do)
	if s.State == screen.Bad || s.State == screen.Ask {
		l.t.Fatalf("answer %s %s: %s %s", s.State, s.Code, s.Big, s.Says)
	}
	return s
}
