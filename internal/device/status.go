package device

import (
	"encoding/hex"
	"slices"
	"time"

	"lotgate/internal/words"
)

// Status is how it stands with one scanner, for the technician's page.
type Status struct {
	Scanner     string     `json:"scanner"`
	Station     string     `json:"station"`
	Address     string     `json:"address"` // as configured, with its driver: serial:/dev/ttyACM0
	Profile     string     `json:"profile"`
	ProfileName words.Text `json:"profileName"`
	Doubt       words.Text `json:"doubt"` // what of the profile is not verified; zero: all is
	State       State      `json:"state"`
	Text        words.Text `json:"text"`  // what happened and what to do
	Since       time.Time  `json:"since"` // when State came about
	Frames      int64      `json:"frames"`
	Troubles    int64      `json:"troubles"`
	Connects    int64      `json:"connects"`
	Dropped     int64      `json:"dropped"` // answers that the gun did not take in time
	LastHex     string     `json:"lastHex"` // the last frame's first 64 bytes
	LastAt      time.Time  `json:"lastAt"`  // when it came; zero: never
	LastTrouble words.Text `json:"trouble"` // what was last thrown away and why
	TroubleHex  string     `json:"troubleHex"`
	Last        []Seen     `json:"last"` // the newest first
}

// Seen is a piece of input as it came.
type Seen struct {
	At      time.Time  `json:"at"`
	Hex     string     `json:"hex"`
	More    int        `json:"more"`    // bytes that are not in Hex
	Trouble words.Text `json:"trouble"` // why it was thrown away; zero: it was not
}

// seenKept is how many pieces are kept of each scanner, and seenBytes how much
// of one.
const (
	seenKept  = 8
	seenBytes = 256
)

// see keeps a piece. The list is made anew, for snapshots share it.
func (s *Status) see(at time.Time, b []byte, whole int, trouble words.Text) {
	shown := min(len(b), seenBytes)
	one := Seen{At: at, Hex: hex.EncodeToString(b[:shown]), More: whole - shown, Trouble: trouble}
	s.Last = append([]Seen{one}, s.Last[:min(len(s.Last), seenKept-1)]...)
}

// Said is s with its sentences in language l, ready for JSON.
func (s Status) Said(l words.Language) Status {
	for _, text := range []*words.Text{&s.ProfileName, &s.Doubt, &s.Text, &s.LastTrouble} {
		*text = text.Said(l)
	}
	s.Last = slices.Clone(s.Last)
	for i := range s.Last {
		s.Last[i].Trouble = s.Last[i].Trouble.Said(l)
	}
	return s
}

// turn takes over a state and its reason and reports whether that is news. A
// scanner that was unplugged stays "unplugged": that nothing is found where it
// was says less.
func (s *Status) turn(state State, text words.Text) bool {
	if s.State == state && (s.Text.Code == text.Code || state == Absent && s.Connects > 0) {
		return false
	}
	if s.State != state {
		s.Since = time.Now()
	}
	s.State, s.Text = state, text
	return true
}

func (s *Status) count(f Frame) {
	s.Frames++
	s.LastAt = f.At
	s.LastHex = hex.EncodeToString(f.Data[:min(len(f.Data), 64)])
	s.see(f.At, f.Data, len(f.Data), words.Text{})
}

func (s *Status) throw(t Trouble) {
	s.Troubles++
	s.LastTrouble = t.Text()
	s.TroubleHex = hex.EncodeToString(t.Head)
	s.see(t.At, t.Head, t.Bytes, t.Text())
}
