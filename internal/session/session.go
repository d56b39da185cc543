// Package session is where people, scanners and tasks meet: who stands at
// which station, what each scan is for, and what the station's screens show.
//
// Inputs of one station are dealt with one after the other, in the order in
// which they came, whoever sent them: a gun on a cable, a browser, a program.
// The screen that results is shown only once what it says is durable.
package session

import (
	"context"
	"fmt"
	"sync"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// Config is one place to work, as the site configures it.
type Config struct {
	ID      string
	Name    words.Names
	Kind    string        // dock, pick or handheld; for lists
	Dock    stock.PlaceID // where its deliveries stand; "" where nothing is received
	Staging stock.PlaceID // where picked goods wait; "" where nothing is picked
	Label   document.Labelling
}

// Book is where commands go and where lists are read from.
type Book interface {
	Post(ctx context.Context, meta fact.Meta, command fact.Command) ([]fact.Recorded, error)
	Early(ctx context.Context, meta fact.Meta, command fact.Command) ([]fact.Recorded, fact.Early, error)
	View(read func(fact.View) error) error
}

// Gate proves people.
type Gate interface {
	Prove(ctx context.Context, badge, pin, from string) (auth.Person, error)
}

// Site is what all stations share.
type Site struct {
	Book    Book
	Gate    Gate
	Now     func() time.Time                                // in the site's zone
	NewID   func() string                                   // an id that was never given before
	Notices func(station string) []screen.Notice            // standing troubles to show there
	Heard   func(station string, in Input, s screen.Screen) // of every input, once its answer is durable and before it is shown, for counters and guns; may be nil
	Failed  func(station string, err error)                 // a gun's scan met a fault; others are told the caller of Input. May be nil
	Read    func(station, scanner string, misset []string)  // after every scan that could be read, with scan.Reading.Misset and the scanner as in Input.Source; may be nil
	Idle    time.Duration                                   // an unused station locks itself after so long
}

// Kind says what an Input holds.
type Kind string

const (
	Scan   Kind = "scan"
	Choice Kind = "choice"
	Text   Kind = "text"
)

// Input is what a person gave a station: one of Data, Choice and Text, as
// Kind says.
type Input struct {
	ID     string // made by the sender; the same id again does nothing; "" if it made none
	Kind   Kind
	Data   []byte
	Choice string
	Text   string
	Source string // scanner it came from; "" for a browser or program
}

// Stations are all places to work.
type Stations struct {
	order    []Config
	stations map[string]*station
}

// New makes the stations, all locked. Run must be called for guns to be heard.
func New(site Site, configs []Config) *Stations {
	all := &Stations{order: configs, stations: map[string]*station{}}
	for _, c := range configs {
		all.stations[c.ID] = newStation(site, c)
	}
	return all
}

// Run takes what guns send, and locks stations that nobody uses, until ctx
// ends.
func (s *Stations) Run(ctx context.Context) {
	var running sync.WaitGroup
	for _, st := range s.stations {
		running.Go(func() { st.run(ctx) })
	}
	running.Wait()
}

// List is every station in the order of the configuration.
func (s *Stations) List() []Config { return s.order }

// ErrNoStation refuses a station that there is not.
var ErrNoStation = fact.Refuse("no_station")

func (s *Stations) find(id string) (*station, error) {
	st := s.stations[id]
	if st == nil {
		return nil, fact.Refuse("no_station", "station", id)
	}
	return st, nil
}

// Screen is what the station shows now.
func (s *Stations) Screen(id string) (screen.Screen, bool) {
	st := s.stations[id]
	if st == nil {
		return screen.Screen{}, false
	}
	return st.face(), true
}

// Locked is the face for strangers.
func (s *Stations) Locked(id string) screen.Screen {
	st := s.stations[id]
	if st == nil {
		return screen.Screen{State: screen.Idle}
	}
	return st.lockedFace()
}

// Watch gives a token whenever the station's screen has changed; tokens that
// are not fetched become one. cancel ends it.
func (s *Stations) Watch(id string) (changed <-chan struct{}, cancel func()) {
	st := s.stations[id]
	if st == nil {
		return make(chan struct{}), func() {}
	}
	return st.watch()
}

// Input deals with one input and answers with the screen that resulted. What
// a screen can say is no error.
func (s *Stations) Input(ctx context.Context, id string, in Input) (screen.Screen, error) {
	st, err := s.find(id)
	if err != nil {
		return screen.Screen{}, err
	}
	return st.input(ctx, in)
}

// Offer queues what a gun sent, without waiting. It answers false if the
// station is so far behind that the scan is lost; the station says so.
func (s *Stations) Offer(id string, in Input) bool {
	st := s.stations[id]
	return st != nil && st.offer(in)
}

// Say shows a trouble of a gun at its station: a code cut off, or too long.
func (s *Stations) Say(id string, no *fact.Refusal) {
	if st := s.stations[id]; st != nil {
		st.say(no)
	}
}

// PresentBadge remembers a badge that waits for its PIN.
func (s *Stations) PresentBadge(_ context.Context, id, badge string) (screen.Screen, error) {
	st, err := s.find(id)
	if err != nil {
		return screen.Screen{}, err
	}
	return st.present(badge), nil
}

// SignIn proves a person and makes him the one who works at the station. An
// empty badge is the one that waits there. from is whom to slow down when
// proofs fail.
func (s *Stations) SignIn(ctx context.Context, id, badge, pin, from string) (auth.Person, error) {
	st, err := s.find(id)
	if err != nil {
		return auth.Person{}, err
	}
	st.work.Lock()
	defer st.work.Unlock()
	return st.signIn(ctx, badge, pin, from)
}

// SignOut locks the station.
func (s *Stations) SignOut(_ context.Context, id string) error {
	st, err := s.find(id)
	if err == nil {
		st.lock()
	}
	return err
}

// Operator is the id of who works at the station, "" if it is locked.
func (s *Stations) Operator(id string) string {
	st := s.stations[id]
	if st == nil {
		return ""
	}
	return st.operatorID()
}

// Refresh draws every station anew: something beside their tasks has changed,
// such as a printer or a lot that was recalled.
func (s *Stations) Refresh() {
	for _, st := range s.stations {
		st.redraw()
	}
}

func from(station string) string { return fmt.Sprintf("station:%s", station) }
