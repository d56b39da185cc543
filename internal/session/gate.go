package session

import (
	"context"
	"strings"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/screen"
	"lotgate/internal/words"
	"lotgate/internal/workflow"
)

// takeLocked hears nothing but a badge and its PIN.
func (st *station) takeLocked(ctx context.Context, in Input) error {
	switch in.Kind {
	case Scan:
		reading, no, err := st.decode(in)
		if err != nil {
			return err
		}
		if no != nil || reading.Kind != scan.KindBadge {
			return fact.Refuse("sign_in_first")
		}
		st.badge = reading.ID
		return nil
	case Text:
		return st.typeLocked(ctx, clip(in.Text))
	case Choice:
		if in.Choice == "back" {
			st.badge = ""
			return nil
		}
	}
	return fact.Refuse("sign_in_first")
}

func (st *station) typeLocked(ctx context.Context, text string) error {
	if st.badge == "" {
		badge, ok := auth.CleanBadge(text)
		if !ok {
			return fact.Refuse("sign_in_first")
		}
		st.badge = badge
		return nil
	}
	_, err := st.signIn(ctx, "", text, from(st.config.ID))
	if err == nil && st.over != nil {
		return st.over // signed in, and something to be told first
	}
	return err
}

// present never disturbs who is at work: a badge can be shown by anybody.
func (st *station) present(badge string) screen.Screen {
	st.work.Lock()
	defer st.work.Unlock()
	clean, ok := auth.CleanBadge(badge)
	if ok || badge == "" { // "": the one that waits is not to be
		st.badge = clean
	}
	if st.flow == nil {
		st.over = nil
		if !ok && badge != "" {
			st.over = fact.Refuse("sign_in_first")
		}
	}
	st.draw(st.flow == nil)
	return st.lockedFace()
}

// signIn is called with work held.
func (st *station) signIn(ctx context.Context, badge, pin, from string) (auth.Person, error) {
	if badge == "" {
		badge = st.badge
	}
	if badge == "" {
		return auth.Person{}, fact.Refuse("sign_in_first")
	}
	person, err := st.site.Gate.Prove(ctx, badge, pin, from)
	if err == nil && !person.May(auth.StationUse) {
		err = fact.Refuse("no_right")
	}
	no, fault := refusalOf(err)
	if fault != nil {
		return auth.Person{}, fault
	}
	if no != nil {
		st.over = no
		if no.Code() != "wait" {
			st.badge = ""
		}
		st.draw(true)
		return auth.Person{}, no
	}
	st.enter(person)
	st.draw(true)
	return person, nil
}

// enter gives the station to a person. What the one before left open is in
// the books and can be carried on by a scan.
func (st *station) enter(person auth.Person) {
	if st.flow != nil && st.person.ID == person.ID {
		st.badge, st.over = "", nil
		return // another screen of the same work
	}
	st.leave()
	st.person, st.used = person, st.site.Now()
	if st.left.by(person) {
		st.desk, st.flow = st.left.desk, st.left.flow
		st.desk.Person = worker(person)
	} else {
		st.desk = st.newDesk(person)
		st.flow = workflow.NewHome(&st.desk.Desk)
		st.over = st.left.told()
	}
	st.left = left{}
}

// left is work that somebody left with scans in it that are not booked.
type left struct {
	person auth.Person
	desk   *desk
	flow   workflow.Flow
}

func (l left) by(person auth.Person) bool { return l.flow != nil && l.person.ID == person.ID }

// told says to the next person which packs nobody has booked: they stand there,
// and must be scanned again.
func (l left) told() *fact.Refusal {
	if l.flow == nil {
		return nil
	}
	return fact.Refuse("left_unbooked", "person", l.person.Name, "n", workflow.Held(l.flow))
}

// leave is called with work held. Scans that are not booked yet are kept for
// the same person's return.
func (st *station) leave() {
	if st.flow != nil && workflow.Held(st.flow) > 0 {
		st.left = left{st.person, st.desk, st.flow}
	}
	st.person, st.badge, st.over, st.flow, st.desk = auth.Person{}, "", nil, nil, nil
}

func (st *station) lock() {
	st.work.Lock()
	defer st.work.Unlock()
	st.leave()
	st.draw(true)
}

func (st *station) lockIfIdle() {
	st.work.Lock()
	defer st.work.Unlock()
	if st.flow == nil || st.site.Idle <= 0 || st.site.Now().Sub(st.used) < st.site.Idle {
		return
	}
	st.leave()
	st.draw(true)
}

// composeLocked is the face for strangers: nothing of the work behind it.
func (st *station) composeLocked() screen.Screen {
	s := screen.Screen{
		State: screen.Idle, Title: words.Say("name", "name", st.config.Name), Big: words.Say("locked.badge"), Says: words.Say("locked.badge_more"),
		Prompt: &screen.Prompt{Kind: screen.AnyText, Label: words.Say("prompt.badge")},
	}
	if st.badge != "" {
		s.State, s.Big, s.Says = screen.Ask, words.Say("locked.pin"), words.Say("locked.pin_more", "badge", masked(st.badge))
		s.Prompt = &screen.Prompt{Kind: screen.Secret, Label: words.Say("prompt.pin")}
		s.Choices = []screen.Choice{{ID: "back", Text: words.Say("choice.back")}}
	}
	if st.flow == nil {
		st.finish(&s)
	}
	return s
}

// masked leaves enough of a badge to know it again.
func masked(badge string) string {
	if len(badge) <= 2 {
		return badge
	}
	return strings.Repeat("·", len(badge)-2) + badge[len(badge)-2:]
}
