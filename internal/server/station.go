package server

import (
	"bytes"
	"context"
	"strings"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
)

// face is a screen on its way to a viewer.
type face struct {
	Screen screen.Screen `json:"screen"`
}

// message is what a person gives a station, by request or by socket.
type message struct {
	ID     string    `json:"id,omitempty"`                           // made by the sender: the same again does nothing
	Kind   InputKind `json:"kind,omitempty" enum:"scan,choice,text"` // "" is what the message holds
	Data   []byte    `json:"data,omitempty"`                         // of a scan: the bytes as the scanner sends them
	Scan   string    `json:"scan,omitempty"`                         // the same as text, with \xHH for control characters
	Choice string    `json:"choice,omitempty"`
	Text   string    `json:"text,omitempty"`
}

const (
	maxScan = 4 << 10
	maxText = 1 << 10
	maxID   = 64
)

// input is the message as a station takes it. Refusals: bad_input, too_large.
func (m message) input(who auth.Visitor) (Input, error) {
	in := Input{ID: m.ID, Kind: m.Kind, Data: m.Data, Choice: m.Choice, Text: m.Text, Person: who.Person.ID, Token: who.Token}
	if m.Scan != "" {
		data, ok := unescape(m.Scan)
		if !ok || m.Data != nil {
			return in, fact.Refuse("bad_input")
		}
		in.Data = data
	}
	if len(in.Data) > maxScan || len(m.Text) > maxText || len(m.Choice) > maxText || len(m.ID) > maxID {
		return in, errTooLarge
	}
	if in.Kind == "" {
		in.Kind = in.holds()
	}
	if !in.one() || !fact.Clean(m.ID) {
		return in, fact.Refuse("bad_input")
	}
	return in, nil
}

// holds is the kind of an input that does not name it.
func (in Input) holds() InputKind {
	switch {
	case in.Choice != "":
		return Choice
	case in.Text != "":
		return Text
	}
	return Scan
}

// one reports whether just the part is there that the kind names.
func (in Input) one() bool {
	scan, choice, text := len(in.Data) > 0, in.Choice != "", in.Text != ""
	switch in.Kind {
	case Scan:
		return scan && !choice && !text
	case Choice:
		return choice && !scan && !text
	case Text:
		return text && !scan && !choice
	}
	return false
}

// unescape reads \xHH, and \\ for the backslash itself; ok is false for any
// other use of a backslash.
func unescape(s string) (data []byte, ok bool) {
	for {
		plain, rest, found := strings.Cut(s, `\`)
		data = append(data, plain...)
		switch {
		case !found:
			return data, true
		case strings.HasPrefix(rest, `\`):
			data, s = append(data, '\\'), rest[1:]
		case len(rest) >= 3 && rest[0] == 'x' && hex(rest[1]) >= 0 && hex(rest[2]) >= 0:
			data, s = append(data, byte(hex(rest[1])<<4|hex(rest[2]))), rest[3:]
		default:
			return nil, false
		}
	}
}

func hex(c byte) int { return strings.IndexByte("0123456789abcdef", c|0x20) }

func (c *call) stations() error {
	list := c.Stations.List()
	if !c.who.Known() {
		list = append([]Station(nil), list...)
		for i := range list {
			list[i].SignedIn = false
		}
	}
	return c.send(orEmpty(list))
}

// found refuses a station that there is not: no_station.
func (c *call) found() error {
	if _, found := c.Stations.Screen(c.station()); !found {
		return fact.Refuse("no_station", "station", c.station())
	}
	return nil
}

func (c *call) sendFace(s screen.Screen) error { return c.send(face{s.Said(c.language())}) }

func (c *call) stationScreen() error {
	if err := c.found(); err != nil {
		return err
	}
	s, _ := c.Stations.Screen(c.station())
	return c.sendFace(s)
}

func (c *call) input() error {
	if err := c.found(); err != nil {
		return err
	}
	var m message
	if err := c.read(&m); err != nil {
		return err
	}
	in, err := m.input(c.who)
	if err != nil {
		return err
	}
	s, err := c.Stations.Input(c.r.Context(), c.station(), in)
	if err != nil {
		return err
	}
	return c.sendFace(s)
}

func (c *call) signInAt() error {
	if err := c.found(); err != nil {
		return err
	}
	var shown credentials
	if err := c.read(&shown); err != nil {
		return err
	}
	if shown.PIN == "" {
		badge, ok := auth.CleanBadge(shown.Badge)
		if !ok {
			return fact.Refuse("badge_form", "value", badge)
		}
		s, err := c.Stations.PresentBadge(c.r.Context(), c.station(), badge)
		if err != nil {
			return err
		}
		return c.sendFace(s)
	}
	person, err := c.Stations.SignIn(c.r.Context(), c.station(), Proof{shown.Badge, shown.PIN, c.from()})
	if err != nil {
		return err
	}
	if err := c.openSession(person, c.station()); err != nil {
		return err
	}
	s, _ := c.Stations.Screen(c.station())
	return c.sendFace(s)
}

func (c *call) signOutAt() error {
	if err := c.found(); err != nil {
		return err
	}
	return c.leave(c.station())
}

// stationLive keeps a browser's screen of a station up to date and takes what
// it scans, chooses and types. Everybody may connect; a stranger sees the
// locked face.
func (c *call) stationLive() error {
	if err := c.found(); err != nil {
		return err
	}
	id := c.station()
	changed, cancel := c.Stations.Watch(id)
	defer cancel()
	return c.live(feed{
		changed: changed,
		show: func(who auth.Visitor) (any, error) {
			if !c.mayView(who, id) {
				return face{c.Stations.Locked(id).Said(c.language())}, nil
			}
			s, _ := c.Stations.Screen(id)
			return face{s.Said(c.language())}, nil
		},
		hear: func(ctx context.Context, who auth.Visitor, text []byte) error { return c.hear(ctx, id, who, text) },
	})
}

// hear deals with one message from a station's socket.
func (c *call) hear(ctx context.Context, id string, who auth.Visitor, text []byte) error {
	var m message
	if err := decode(bytes.NewReader(text), &m); err != nil {
		return fact.Refuse("bad_json", "reason", err.Error())
	}
	in, err := m.input(who)
	if err != nil {
		return err
	}
	if c.mayUse(who, id) {
		_, err = c.Stations.Input(ctx, id, in)
		return err
	}
	badge, is := in.badge()
	if in.Kind == Choice && in.Choice == backChoice {
		badge, is = "", true
	}
	if !is {
		return errSignIn
	}
	_, err = c.Stations.PresentBadge(ctx, id, badge)
	return err
}

// backChoice is the one choice of a locked face: that was the wrong badge.
const backChoice = "back"

// badge is the badge that a stranger shows to a station, scanned or typed. It
// disturbs nobody who is at work there: perhaps it is his own, at a browser
// that was closed and opened again.
func (in Input) badge() (badge string, is bool) {
	switch in.Kind {
	case Scan:
		if strings.HasPrefix(string(in.Data), auth.BadgePrefix) {
			return auth.CleanBadge(string(in.Data))
		}
	case Text:
		return auth.CleanBadge(in.Text)
	}
	return "", false
}
