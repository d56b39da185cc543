package server

import (
	"context"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/screen"
	"lotgate/internal/words"
)

// Keeping is how the store is kept: what everybody must know of its seals and
// backups, and whether it waits for the word that it goes on.
type Keeping struct {
	Notices  func() []screen.Notice
	Restored func() Restored
	// TakeOver records that by has made sure that the old machine is off for
	// good; person says so.
	TakeOver func(ctx context.Context, person, by string) error
}

// Restored is what a store was made from, if from a backup.
type Restored struct {
	Waits bool
	Facts uint64    // that the backup had
	Made  time.Time // when the store was made of it
}

func (s *Server) keepingRoutes() []*route {
	if s.Keeping.Restored == nil {
		return nil
	}
	return []*route{
		{get, "/api/v1/keeping", public, nothing, (*call).keeping, about{name: "keeping", out: keepingReport{}, query: []string{"lang"}}},
		{post, "/api/v1/takeover", needs(auth.Manage), someJSON, (*call).takeOver, about{name: "takeover", in: takeoverWord{}, out: keepingReport{}, query: []string{"lang"}}},
	}
}

// keepingReport is what the first page says of it.
type keepingReport struct {
	Waits   bool            `json:"waits"` // for the word that the old machine is off for good
	Facts   uint64          `json:"facts"` // of the backup, if it waits
	Made    time.Time       `json:"made"`
	Notices []keepingNotice `json:"notices"`
}

type keepingNotice struct {
	State string     `json:"state" enum:"ask,bad"`
	Text  words.Text `json:"text"`
}

func (c *call) keeping() error {
	r := c.Keeping.Restored()
	report := keepingReport{Waits: r.Waits, Notices: []keepingNotice{}}
	if r.Waits {
		report.Facts, report.Made = r.Facts, r.Made
	}
	for _, n := range c.Keeping.Notices() {
		report.Notices = append(report.Notices, keepingNotice{string(n.State), n.Text.Said(c.language())})
	}
	return c.send(report)
}

// takeoverWord is the word of a person that a restored store goes on.
type takeoverWord struct {
	By string `json:"by"` // who has made sure that the old machine is off for good
}

func (c *call) takeOver() error {
	var word takeoverWord
	if err := c.read(&word); err != nil {
		return err
	}
	if err := c.Keeping.TakeOver(c.r.Context(), c.who.Person.ID, word.By); err != nil {
		return err
	}
	return c.keeping()
}
