package site_test

import (
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lotgate/internal/book"
	"lotgate/internal/clock"
	"lotgate/internal/fact"
	"lotgate/internal/site"
)

// setClock is the machine's clock, set wrong by so many minutes.
type setClock struct {
	clock.Clock
	minutes atomic.Int64
}

func (c *setClock) wrong() time.Duration { return time.Duration(c.minutes.Load()) * time.Minute }
func (c *setClock) Now() time.Time       { return c.Clock.Now().Add(c.wrong()) }

func (c *setClock) Read() (time.Time, fact.Clock) {
	wall, stamp := c.Clock.Read()
	return wall.Add(c.wrong()), stamp
}

// TestTheClockJumps: every station says so within moments, with nobody doing
// anything, over a restart too, until somebody who may says that the clock is
// right.
func TestTheClockJumps(t *testing.T) {
	dir := t.TempDir()
	wrong := &setClock{Clock: clock.In(zone)}
	change := func(o *site.Options) { o.Dir, o.Clock = dir, wrong }
	jumped := func(s shown) bool { return s.notice("The clock jumped from") }
	fine := func(s shown) bool { return !jumped(s) }
	confirm := func(h *house, badge string) (status int, said struct{ State, Jump string }) {
		c := newClient(t, h.Address())
		c.must("POST", "/api/v1/session", map[string]string{"badge": badge, "pin": pinOf(badge)}, nil)
		return c.ask("POST", "/api/v1/clock/accept", map[string]string{"id": badge + "/" + wrong.wrong().String()}, &said), said
	}
	t.Run("forwards, at work", func(t *testing.T) {
		h := newHouse(t, change)
		dock := h.at("dock-1", "1001")
		wrong.minutes.Store(5)
		dock.await("word of the jump", jumped)
		if status, _ := confirm(h, "1001"); status != 403 {
			t.Errorf("a keeper confirms the clock: %d", status)
		}
		status, said := confirm(h, "5001")
		if status != 200 || said.Jump != "" || said.State == "" {
			t.Errorf("the technician is answered %d %+v", status, said)
		}
		dock.await("the end of it", fine)
	})
	wrong.minutes.Store(0)
	t.Run("backwards, while it was down", func(t *testing.T) {
		h := newHouse(t, change)
		c := newClient(t, h.Address())
		c.must("POST", "/api/v1/stations/dock-1/signin", map[string]string{"badge": "1001", "pin": pinOf("1001")}, nil)
		c.watch("/api/v1/stations/dock-1/live?lang=en").await("word of the jump", jumped)
		var told struct{ Jump string }
		c.must("GET", "/api/v1/clock?lang=en", nil, &told)
		if !strings.Contains(told.Jump, "check the date") {
			t.Errorf("the page says %q", told.Jump)
		}
		if n := len(facts[book.ClockJumped](t, h.Books(), 0)); n != 2 {
			t.Errorf("%d jumps are recorded", n)
		}
	})
}
