package auth

import (
	"time"

	"lotgate/internal/fact"
)

// pace says how guessing is slowed down.
type pace struct {
	free   int           // failures that cost nothing: fingers slip
	first  time.Duration // the wait after the next one; it doubles with each
	most   time.Duration
	forget time.Duration // since the last failure, and all is forgotten
}

// A person's PIN has few digits, so his waits grow long. A place from where
// people sign in is shared by many, so its own waits stay short: nobody should
// be able to close the dock by typing nonsense.
var (
	personPace = pace{free: 3, first: 5 * time.Second, most: 15 * time.Minute, forget: time.Hour}
	sourcePace = pace{free: 9, first: 5 * time.Second, most: time.Minute, forget: 15 * time.Minute}
)

// maxSources bounds how many places are remembered; all beyond share one.
const maxSources = 256

const otherSources = "*"

// tries are failures in a row.
type tries struct {
	Count int       `json:"count"`
	Last  time.Time `json:"last"`
}

var (
	personTries = fact.NewTable[tries]("tries-person")
	sourceTries = fact.NewTable[tries]("tries-source")
)

// wait is how long it takes at now until the next try counts. A clock that was
// set back lengthens no wait beyond the one that was due.
func (t tries) wait(p pace, now time.Time) time.Duration {
	if t.Count <= p.free || t.lapsed(p, now) {
		return 0
	}
	due := p.most
	if doublings := t.Count - p.free - 1; doublings < 16 {
		due = min(due, p.first<<doublings)
	}
	return max(0, min(due, due-now.Sub(t.Last)))
}

func (t tries) lapsed(p pace, now time.Time) bool { return now.Sub(t.Last) > p.forget }

func (t tries) failed(p pace, now time.Time) tries {
	if t.lapsed(p, now) {
		t.Count = 0
	}
	return tries{t.Count + 1, now}
}

// waitFor is the longer of the waits of a person ("" if unknown) and of the
// place he signs in from.
func waitFor(view fact.View, person, from string, now time.Time) time.Duration {
	byPerson, _ := personTries.Get(view, person)
	bySource, _ := sourceTries.Get(view, source(view, from))
	return max(byPerson.wait(personPace, now), bySource.wait(sourcePace, now))
}

// source is the key that a place is remembered by.
func source(view fact.View, from string) string {
	if _, known := sourceTries.Get(view, from); known {
		return from
	}
	count := 0
	sourceTries.Each(view, func([]string, tries) bool { count++; return count < maxSources })
	if count >= maxSources {
		return otherSources
	}
	return from
}

// SignInFailed is a badge shown with a PIN that is not its own.
type SignInFailed struct {
	Person string `json:"person,omitempty"` // "" if nobody has the badge; which it was is not kept: it may be a PIN
	From   string `json:"from"`             // a station, or an address
}

func (SignInFailed) Kind() string { return "sign-in-failed" }

func (f SignInFailed) Apply(store fact.Store, m fact.Meta) {
	forgetSources(store, m.At)
	key := source(store, f.From)
	t, _ := sourceTries.Get(store, key)
	sourceTries.Put(store, t.failed(sourcePace, m.At), key)
	if f.Person == "" {
		return
	}
	t, _ = personTries.Get(store, f.Person)
	personTries.Put(store, t.failed(personPace, m.At), f.Person)
}

// forgetSources drops what has lapsed, so that the table stays small.
func forgetSources(store fact.Store, now time.Time) {
	var lapsed []string
	sourceTries.Each(store, func(key []string, t tries) bool {
		if t.lapsed(sourcePace, now) {
			lapsed = append(lapsed, key[0])
		}
		return true
	})
	for _, key := range lapsed {
		sourceTries.Delete(store, key)
	}
}

// SignInProved is the right PIN after wrong ones: the person's failures no
// longer count. Those of the place do, or an insider could guess other
// people's PINs between two sign-ins of his own.
type SignInProved struct {
	Person string `json:"person"`
	From   string `json:"from"`
}

func (SignInProved) Kind() string { return "sign-in-proved" }

func (f SignInProved) Apply(store fact.Store, _ fact.Meta) { personTries.Delete(store, f.Person) }

// failSignIn and proveSignIn record how a proof ended.
type (
	failSignIn  SignInFailed
	proveSignIn SignInProved
)

func (c failSignIn) Decide(fact.View, fact.Meta) ([]fact.Fact, error) {
	return []fact.Fact{SignInFailed(c)}, nil
}

func (c proveSignIn) Decide(fact.View, fact.Meta) ([]fact.Fact, error) {
	return []fact.Fact{SignInProved(c)}, nil
}
