package server

import (
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// Clock is the machine's clock, by which expiry is decided.
type Clock struct {
	// Jumped says how the clock was moved, if nobody has confirmed it since.
	Jumped func() (text words.Text, jumped bool, err error)
	State  func() fact.ClockState
	Accept fact.Command // says that it is right
}

// clockReport is how the clock stands.
type clockReport struct {
	At    time.Time  `json:"at"`
	Zone  string     `json:"zone"`
	State string     `json:"state" enum:"synced,free,unknown"`
	Text  words.Text `json:"text"` // what the state means
	Jump  words.Text `json:"jump"` // that it jumped, and what to do; empty if all is well
}

func (c *call) sendClock() error {
	at := c.Now()
	r := clockReport{At: at, Zone: at.Location().String(), State: "unknown"}
	if state := c.Clock.State(); state != fact.ClockUnknown {
		r.State = string(state)
	}
	r.Text = words.Say("clock." + r.State).Said(c.language())
	jump, jumped, err := c.Clock.Jumped()
	if err != nil {
		return err
	}
	if jumped {
		r.Jump = jump.Said(c.language())
	}
	return c.send(r)
}

// clockWord is the word of a person that the clock is right now.
type clockWord struct {
	ID string `json:"id"`
}

func (c *call) acceptClock() error {
	var word clockWord
	if err := c.read(&word); err != nil {
		return err
	}
	if _, err := c.post(word.ID, c.Clock.Accept); err != nil {
		return err
	}
	return c.sendClock()
}
