package fact

import "lotgate/internal/words"

// personNames is kept here for those who say "who" and know no people: what a
// person may do is none of their business, what he is called is.
var personNames = NewKeptTable[words.Names]("person-name")

// NamePerson keeps what a person is called.
func NamePerson(store Store, id string, name words.Names) { personNames.Put(store, name, id) }

// PersonName is what a person is called, or his id where nobody has said it.
func PersonName(view View, id string) words.Names {
	name, found := personNames.Get(view, id)
	if !found || name == (words.Names{}) {
		return words.Names{ZH: id, EN: id}
	}
	return name
}
