// Package auth knows the people of a site: who they are, what they may do, and
// how they prove it. A badge is a name, not a proof; badge and PIN together
// are one.
//
// A Gatekeeper takes proofs, slows down who guesses, and keeps the sessions
// of browsers and the tokens of programs. All that it knows are facts in the
// ledger, so a lockout or a session outlives a restart, and an auditor can
// read every failed attempt; of secrets it stores hashes only.
package auth

import (
	"slices"
	"strings"

	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// Person works at the site, or receives goods from it.
type Person struct {
	ID       string         `json:"id"`
	Badge    string         `json:"badge"` // what the badge's barcode says after its prefix
	Name     words.Names    `json:"name"`
	Roles    []Role         `json:"roles"`
	Language words.Language `json:"language,omitempty"`
	PIN      string         `json:"pin"` // argon2id hash in its PHC form; never the PIN
	Left     bool           `json:"left,omitempty"`

	Department string `json:"department,omitempty"` // the only one that a receiver may sign for; "" for any
}

// Role bundles rights.
type Role string

const (
	Keeper     Role = "keeper"     // receives, puts away
	Picker     Role = "picker"     // picks, hands over
	Pharmacist Role = "pharmacist" // reads everything, imports, accounts
	Supervisor Role = "supervisor" // may allow what is refused
	Quality    Role = "quality"    // inspects what comes in, releases and rejects it
	Technician Role = "technician" // devices
	Receiver   Role = "receiver"   // signs for goods handed over
	Admin      Role = "admin"
)

// Roles lists every role.
var Roles = []Role{Keeper, Picker, Pharmacist, Supervisor, Quality, Technician, Receiver, Admin}

var (
	people = fact.NewKeptTable[Person]("person")
	badges = fact.NewTable[string]("badge")
)

// FindPerson reads a person by id.
func FindPerson(view fact.View, id string) (Person, bool) { return people.Get(view, id) }

// FindBadge reads the person whose badge it is.
func FindBadge(view fact.View, badge string) (Person, bool) {
	id, found := badges.Get(view, badge)
	if !found {
		return Person{}, false
	}
	return people.Get(view, id)
}

// EachPerson calls each with every person in order of ids until it answers
// false.
func EachPerson(view fact.View, each func(Person) bool) { EachPersonFrom(view, "", each) }

// EachPersonFrom is EachPerson beginning at the first id not below from.
func EachPersonFrom(view fact.View, from string, each func(Person) bool) {
	people.EachFrom(view, from, func(_ []string, p Person) bool { return each(p) })
}

// Holders counts the people who hold any of some roles.
func Holders(view fact.View, roles []string) (n int) {
	EachPerson(view, func(p Person) bool {
		if !p.Left && slices.ContainsFunc(p.Roles, func(r Role) bool { return slices.Contains(roles, string(r)) }) {
			n++
		}
		return true
	})
	return n
}

// AnyPerson reports whether the site knows anybody yet.
func AnyPerson(view fact.View) bool {
	found := false
	EachPerson(view, func(Person) bool { found = true; return false })
	return found
}

// PersonDefined is what the master data say of a person from now on.
type PersonDefined struct{ Person Person }

func (PersonDefined) Kind() string { return "person" }

func (f PersonDefined) Apply(store fact.Store, _ fact.Meta) {
	if old, found := people.Get(store, f.Person.ID); found {
		badges.Delete(store, old.Badge)
	}
	people.Put(store, f.Person, f.Person.ID)
	badges.Put(store, f.Person.ID, f.Person.Badge)
	fact.NamePerson(store, f.Person.ID, f.Person.Name)
}

// LanguageChosen is the language that a person wants to be spoken to in.
type LanguageChosen struct {
	Person   string         `json:"person"`
	Language words.Language `json:"language"`
}

func (LanguageChosen) Kind() string { return "person-language" }

func (f LanguageChosen) Apply(store fact.Store, _ fact.Meta) {
	p, found := people.Get(store, f.Person)
	if !found {
		return
	}
	p.Language = f.Language
	people.Put(store, p, p.ID)
}

// DefinePerson asks that a person be known from now on, or known otherwise.
// Without a PIN the person keeps the one there is. Refusals: those of Check,
// badge_taken, and pin_missing for a new person without one.
type DefinePerson struct{ Person Person }

// Decide closes the sessions of one who has left or got another PIN: whoever
// is still signed in proved what no longer counts.
func (c DefinePerson) Decide(view fact.View, _ fact.Meta) ([]fact.Fact, error) {
	p := c.Person
	old, known := FindPerson(view, p.ID)
	if p.PIN == "" {
		p.PIN = old.PIN
	}
	if err := p.Check(); err != nil {
		return nil, err
	}
	if holder, taken := FindBadge(view, p.Badge); taken && holder.ID != p.ID {
		return nil, fact.Refuse("badge_taken", "badge", p.Badge, "person", holder.Name)
	}
	facts := []fact.Fact{PersonDefined{p}}
	if known && (p.Left || p.PIN != old.PIN) {
		facts = append(facts, closeAll(view, "person", func(s Session) bool { return s.Person == p.ID })...)
	}
	return facts, nil
}

// FirstAdmin asks for the first person of an empty site, who may then bring in
// the others. Refusals: not_first, and those of Check.
type FirstAdmin struct{ Person Person }

func (c FirstAdmin) Decide(view fact.View, _ fact.Meta) ([]fact.Fact, error) {
	if AnyPerson(view) {
		return nil, fact.Refuse("not_first")
	}
	p := c.Person
	p.Roles = []Role{Admin}
	if err := p.Check(); err != nil {
		return nil, err
	}
	return []fact.Fact{PersonDefined{p}}, nil
}

// ChooseLanguage asks to be spoken to in another language.
type ChooseLanguage struct {
	Person   string
	Language words.Language
}

func (c ChooseLanguage) Decide(view fact.View, _ fact.Meta) ([]fact.Fact, error) {
	p, found := FindPerson(view, c.Person)
	switch {
	case !found:
		return nil, fact.Refuse("no_person", "person", c.Person)
	case !slices.Contains(words.Languages, c.Language):
		return nil, fact.Refuse("no_language", "language", string(c.Language))
	case p.Language == c.Language:
		return nil, nil
	}
	return []fact.Fact{LanguageChosen(c)}, nil
}

// Check refuses a person whose data cannot be: person_id, badge_form,
// person_name, person_role, no_language, pin_missing.
func (p Person) Check() error {
	switch {
	case !coded(p.ID):
		return fact.Refuse("person_id", "value", p.ID)
	case !coded(p.Badge) || strings.ToUpper(p.Badge) != p.Badge:
		return fact.Refuse("badge_form", "value", p.Badge)
	case !named(p.Name):
		return fact.Refuse("person_name", "value", p.Name)
	case len(p.Roles) == 0 || slices.ContainsFunc(p.Roles, func(r Role) bool { return !slices.Contains(Roles, r) }):
		return fact.Refuse("person_role")
	case p.Language != "" && !slices.Contains(words.Languages, p.Language):
		return fact.Refuse("no_language", "language", string(p.Language))
	}
	if _, err := parsePHC(p.PIN); err != nil {
		return fact.Refuse("pin_missing")
	}
	return nil
}

func named(n words.Names) bool {
	return n.ZH+n.EN != "" && fact.Clean(n.ZH) && fact.Clean(n.EN)
}

// BadgePrefix stands before the badge in its barcode.
const BadgePrefix = "LGP."

// CleanBadge is a badge as it is stored, from what was typed or scanned: with
// or without its prefix, in any case. ok is false for what no badge can be.
func CleanBadge(s string) (badge string, ok bool) {
	s = strings.TrimPrefix(strings.ToUpper(strings.TrimSpace(s)), BadgePrefix)
	return s, coded(s)
}

// GoodPIN reports whether pin may be a PIN: 4 to 12 digits.
func GoodPIN(pin string) bool {
	return len(pin) >= 4 && len(pin) <= 12 && strings.Trim(pin, "0123456789") == ""
}

// coded reports whether s is 1 to 32 of the letters, digits and marks that our
// own barcodes carry.
func coded(s string) bool {
	const allowed = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-."
	return len(s) >= 1 && len(s) <= 32 && strings.Trim(s, allowed) == ""
}

// Kinds lists a zero value of every fact of this package.
func Kinds() []fact.Fact {
	return []fact.Fact{
		PersonDefined{}, LanguageChosen{}, SignInFailed{}, SignInProved{},
		SessionOpened{}, SessionClosed{}, TokenIssued{}, TokenRevoked{},
	}
}
