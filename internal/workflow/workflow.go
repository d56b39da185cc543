// Package workflow leads a person through one task, scan by scan: each file
// is a task. A flow takes what was scanned, chosen or typed, posts commands,
// and says what to show. It decides nothing about goods: whether a pack may
// pass is the ledger's answer to a command, so that every door asks the same
// question.
//
// A flow is used by one goroutine at a time.
package workflow

import (
	"context"
	"errors"
	"time"

	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Ledger is all that a flow asks of the books. Post returns once the command is
// decided, and View then has what follows; whoever shows a flow's screen waits
// until it is durable. A *fact.Refusal is an expected "no". signed are the
// signatures that people gave for this command.
type Ledger interface {
	Post(ctx context.Context, command fact.Command, signed ...fact.Signature) ([]fact.Recorded, error)
	View(read func(fact.View) error) error
}

// Person is who works at a station.
type Person struct {
	ID          string
	Name        words.Names
	MayOverride bool // do what others may not any more
	MayHold     bool // stop a lot that is in doubt
	MayRecall   bool
	MayRelease  bool // let a stopped lot be used again
	MayUrgent   bool // give goods out with nothing approved
	MayTakeBack bool // take in what a department returns
}

// Desk is where a flow is done: by whom, at which places, with which ledger.
type Desk struct {
	Ledger  Ledger
	Sign    func(ctx context.Context, badge, pin string, over fact.Signature) (fact.Signature, error)
	Now     func() time.Time // in the site's zone
	Person  Person
	Station string
	Name    words.Names   // of the station
	Dock    stock.PlaceID // "" where nothing is received
	Staging stock.PlaceID // "" where nothing is picked
	Label   document.Labelling
}

func (d *Desk) today() stock.Date { return stock.DateOf(d.Now()) }

// Flow is one task under way.
type Flow interface {
	// Screen is what to show now.
	Screen() screen.Screen
	// Scan takes a decoded scan.
	Scan(ctx context.Context, reading scan.Reading) error
	// Choose takes the id of one of the screen's choices; others are
	// refused.
	Choose(ctx context.Context, id string) error
	// Type takes what was typed into the screen's prompt.
	Type(ctx context.Context, text string) error
	// Next is the flow to go on with: itself, another, or nil to go home.
	Next() Flow
	// Busy reports that a question is open which a scan of another document
	// must not interrupt.
	Busy() bool
}

// The refusals of an input as such.
var (
	ErrNoChoice   = fact.Refuse("no_such_choice")
	ErrNoQuestion = fact.Refuse("nothing_asked")
	ErrNoRight    = fact.Refuse("no_right")
)

// refusal takes a refusal out of err; what is left is a fault.
func refusal(err error) (*fact.Refusal, error) {
	if err == nil {
		return nil, nil
	}
	var r *fact.Refusal
	if errors.As(err, &r) {
		return r, nil
	}
	return nil, err
}

// face is what a flow shows of its last answer.
type face struct {
	state  screen.State
	big    words.Text
	says   words.Text
	code   string
	fields []screen.Field
}

// bad is the face of a refusal.
func bad(r *fact.Refusal) face {
	return face{state: screen.Bad, big: fact.Headline(r.Code()), says: r.Text, code: r.Code()}
}

func (f face) onto(s *screen.Screen) {
	s.State, s.Big, s.Says, s.Code = f.state, f.big, f.says, f.code
	s.Fields = append(f.fields, s.Fields...)
}

func field(code string, value words.Text, style screen.Style) screen.Field {
	return screen.Field{Label: words.Say("field." + code), Value: value, Style: style}
}

func choice(id string) screen.Choice {
	return screen.Choice{ID: id, Text: words.Say("choice." + id)}
}

func mainChoice(id string) screen.Choice {
	c := choice(id)
	c.Main = true
	return c
}

func itemLine(item stock.Item) words.Text {
	return words.Say("item.line", "name", item.Name, "spec", item.Spec)
}
