package session

import (
	"context"
	"errors"
	"strings"
	"sync"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/words"
	"lotgate/internal/workflow"
)

// maxQueued is how many scans of a station's guns may wait for the disk.
const maxQueued = 512

// station is one place to work. work is held while an input is dealt with;
// mu guards what is shown, so that looking never waits for working.
type station struct {
	site   Site
	config Config
	queue  chan Input

	work   sync.Mutex
	desk   *desk
	flow   workflow.Flow
	over   *fact.Refusal // said over the flow's own screen until the next input
	person auth.Person
	badge  string // waits for its PIN
	left   left
	seen   recent
	used   time.Time
	early  []posted // of the input in hand

	mu       sync.Mutex
	shown    screen.Screen
	locked   screen.Screen
	operator string
	beep     uint64
	watchers map[chan struct{}]bool
}

func newStation(site Site, config Config) *station {
	st := &station{site: site, config: config, queue: make(chan Input, maxQueued), watchers: map[chan struct{}]bool{}}
	st.draw(false)
	return st
}

func (st *station) run(ctx context.Context) {
	clock := time.NewTicker(15 * time.Second)
	defer clock.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case in := <-st.queue:
			if _, err := st.input(ctx, in); err != nil && st.site.Failed != nil {
				st.site.Failed(st.config.ID, err) // the screen has said it to the person
			}
		case <-clock.C:
			st.lockIfIdle()
		}
	}
}

func (st *station) offer(in Input) bool {
	select {
	case st.queue <- in:
		return true
	default:
		st.say(fact.Refuse("too_fast"))
		return false
	}
}

func (st *station) say(no *fact.Refusal) {
	st.work.Lock()
	defer st.work.Unlock()
	st.over = no
	st.draw(true)
}

// input deals with one input while no other is dealt with.
func (st *station) input(ctx context.Context, in Input) (screen.Screen, error) {
	st.work.Lock()
	defer st.work.Unlock()
	if in.ID == "" {
		in.ID = st.site.NewID()
	} else if known, other := st.seen.add(in); other {
		st.over = fact.Refuse("id_taken", "id", in.ID)
		st.draw(true)
		return st.face(), nil
	} else if known {
		return st.face(), nil
	}
	st.over = nil
	st.used = st.site.Now()
	no, fault := refusalOf(st.take(ctx, in))
	if fault != nil {
		no = fact.Refuse("store_fault")
	}
	st.over = no
	fault = errors.Join(fault, st.answer(ctx, in))
	return st.face(), fault
}

// answer shows what came of an input: it is drawn while the disk is at work,
// and shown once what it tells is durable. It is counted first, so that nobody
// who sees the answer finds the count without it.
func (st *station) answer(ctx context.Context, in Input) error {
	drawn := st.compose()
	no, fault := refusalOf(st.settle(ctx))
	if fault != nil {
		no = fact.Refuse("store_fault")
	}
	if no != nil {
		st.over = no
		drawn = st.compose()
	}
	if st.site.Heard != nil {
		st.site.Heard(st.config.ID, in, drawn)
	}
	st.show(drawn, true)
	return fault
}

func refusalOf(err error) (*fact.Refusal, error) {
	var no *fact.Refusal
	if err == nil || errors.As(err, &no) {
		return no, nil
	}
	return nil, err
}

// take gives an input to whoever it is for: the gate while the station is
// locked, the flow under way otherwise.
func (st *station) take(ctx context.Context, in Input) error {
	if st.flow == nil {
		return st.takeLocked(ctx, in)
	}
	st.badge = ""
	st.desk.input = in.ID
	st.desk.posts = 0
	err := st.takeFlow(ctx, in)
	if err != nil || st.flow == nil {
		return err // refused, or signed out
	}
	return st.follow()
}

// follow goes on with the flow that the last one named, or home.
func (st *station) follow() error {
	next := st.flow.Next()
	if next != nil {
		st.flow = next
		return nil
	}
	home, err := workflow.After(&st.desk.Desk, st.flow)
	st.flow = home
	return err
}

func (st *station) takeFlow(ctx context.Context, in Input) error {
	switch in.Kind {
	case Scan:
		return st.takeScan(ctx, in)
	case Choice:
		return st.choose(ctx, in.Choice)
	case Text:
		return st.flow.Type(ctx, clip(in.Text))
	}
	return workflow.ErrNoChoice
}

// maxText bounds what is typed at once.
const maxText = 200

func clip(text string) string {
	text = strings.TrimSpace(text)
	if len(text) > maxText {
		return text[:maxText]
	}
	return text
}

// choose takes a choice only if the screen offers it: a command barcode can
// do no more than a finger can.
func (st *station) choose(ctx context.Context, id string) error {
	for _, c := range st.face().Choices {
		if c.ID == id {
			if id == "signout" {
				st.leave()
				return nil
			}
			return st.flow.Choose(ctx, id)
		}
	}
	return workflow.ErrNoChoice
}

// draw works out what is shown now. loud tells that somebody waits for an
// answer, so that its sound is made; what turns bad by itself sounds too.
func (st *station) draw(loud bool) { st.show(st.compose(), loud) }

func (st *station) show(s screen.Screen, loud bool) {
	locked := st.composeLocked()
	st.mu.Lock()
	defer st.mu.Unlock()
	alarm := s.State == screen.Bad && (st.shown.State != screen.Bad || st.shown.Code != s.Code)
	if loud || alarm && st.flow != nil {
		st.beep++
	}
	s.Beep, locked.Beep = st.beep, st.beep
	st.shown, st.locked, st.operator = s, locked, st.person.ID
	for c := range st.watchers {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

func (st *station) compose() screen.Screen {
	if st.flow == nil {
		return st.composeLocked()
	}
	s := st.flow.Screen()
	if _, home := st.flow.(*workflow.Home); home {
		s.Choices = append(s.Choices, screen.Choice{ID: "signout", Text: words.Say("choice.signout")})
	}
	s.People = []words.Text{words.Say("name", "name", st.person.Name)}
	st.finish(&s)
	return s
}

// finish lays over a screen what is said by the station itself.
func (st *station) finish(s *screen.Screen) {
	s.Notices = append(s.Notices, st.site.Notices(st.config.ID)...)
	if st.over != nil {
		s.State, s.Code = screen.Bad, st.over.Code()
		s.Big, s.Says = fact.Headline(st.over.Code()), st.over.Text
	}
}

func (st *station) redraw() {
	st.work.Lock()
	defer st.work.Unlock()
	st.draw(false)
}

func (st *station) face() screen.Screen {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.shown
}

func (st *station) lockedFace() screen.Screen {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.locked
}

func (st *station) operatorID() string {
	st.mu.Lock()
	defer st.mu.Unlock()
	return st.operator
}

func (st *station) watch() (<-chan struct{}, func()) {
	c := make(chan struct{}, 1)
	st.mu.Lock()
	st.watchers[c] = true
	st.mu.Unlock()
	return c, func() {
		st.mu.Lock()
		delete(st.watchers, c)
		st.mu.Unlock()
	}
}
