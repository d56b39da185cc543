package device

import (
	"encoding/hex"
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
}

// Said is s with its sentences in language l, ready for JSON.
func (s Status) Said(l words.Language) Status {
	for _, text := range []*words.Text{&s.ProfileName, &s.Doubt, &s.Text, &s.LastTrouble} {
		*text = text.Said(l)
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
}

func (s *Status) throw(t Trouble) {
	s.Troubles++
	s.LastTrouble = t.Text()
	s.TroubleHex = hex.EncodeToString(t.Head)
}
