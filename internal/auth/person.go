// Package auth knows the people of a site: who they are, what they may do, and
// how they prove it. A badge is a name, not a proof; badge and PIN together
// are one.
package auth

import (
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
}

// Role bundles rights.
type Role string

const (
	Keeper     Role = "keeper"     // receives, puts away
	Picker     Role = "picker"     // picks, hands over
	Pharmacist Role = "pharmacist" // reads everything, imports, accounts
	Supervisor Role = "supervisor" // may allow what is refused
	Technician Role = "technician" // devices
	Receiver   Role = "receiver"   // signs for goods handed over
	Admin      Role = "admin"
)

// Roles lists every role.
var Roles = []Role{Keeper, Picker, Pharmacist, Supervisor, Technician, Receiver, Admin}

var (
	people = fact.NewTable[Person]("person")
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
func EachPerson(view fact.View, each func(Person) bool) {
	people.Each(view, func(_ []string, p Person) bool { return each(p) })
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
}
