package policy

import (
	"fmt"
	"slices"
	"sync"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// Version is a policy as it was decided: when, by whom and why.
type Version struct {
	Number     int              `json:"number"`
	Policy     Policy           `json:"policy"`
	Reason     string           `json:"reason"`
	Person     string           `json:"person"`
	At         time.Time        `json:"at"`
	Signatures []fact.Signature `json:"signatures"`
}

// inForce names the version that counts, and its content by hash.
type inForce struct {
	Number int    `json:"number"`
	Hash   string `json:"hash"`
}

var (
	current  = fact.NewKeptTable[inForce]("policy-now")
	versions = fact.NewTable[Version]("policy")
)

// PolicySet is a new version of the policy.
type PolicySet struct {
	Number int    `json:"number"`
	Policy Policy `json:"policy"`
	Reason string `json:"reason"`
}

func (PolicySet) Kind() string { return "policy" }

func (f PolicySet) Apply(store fact.Store, meta fact.Meta) {
	v := Version{f.Number, f.Policy, f.Reason, meta.Person, meta.At, meta.Signatures}
	versions.Put(store, v, versionKey(f.Number))
	current.Put(store, inForce{f.Number, fact.Hash(f.Policy)})
}

func versionKey(number int) string { return fmt.Sprintf("%08d", number) }

// Kinds lists every type of fact of this package, for reading them back.
func Kinds() []fact.Fact { return []fact.Fact{PolicySet{}} }

// Rulebook is a version of the policy made ready to be asked.
type Rulebook struct {
	Number int
	rules  map[Selector]Rule
	ranks  []int // that some rule has, the most special first
	leaves map[string]Leave
}

// books keeps what was made ready, by the hash of the policy: equal hashes are
// equal policies, so nothing in it can be out of date, whatever view asks. A
// scan so costs one small read and no decoding, however long the policy is.
var books = struct {
	sync.RWMutex
	made map[inForce]*Rulebook
}{made: map[inForce]*Rulebook{}}

// maxBooks bounds them; a site has one version in force and few that follow.
const maxBooks = 64

var defaults = newRulebook(0, Default)

// In is the policy in force in a view.
func In(view fact.View) *Rulebook {
	now, found := current.Get(view)
	if !found {
		return defaults
	}
	books.RLock()
	book := books.made[now]
	books.RUnlock()
	if book != nil {
		return book
	}
	v, _ := versions.Get(view, versionKey(now.Number))
	book = newRulebook(now.Number, v.Policy)
	books.Lock()
	defer books.Unlock()
	if len(books.made) >= maxBooks {
		clear(books.made)
	}
	books.made[now] = book
	return book
}

func newRulebook(number int, p Policy) *Rulebook {
	book := &Rulebook{Number: number, rules: map[Selector]Rule{}, leaves: map[string]Leave{}}
	for _, r := range p.Rules {
		book.rules[r.Selector] = r
		book.ranks = append(book.ranks, r.rank())
	}
	slices.SortFunc(book.ranks, func(a, b int) int { return b - a })
	book.ranks = slices.Compact(book.ranks)
	for _, l := range p.Leaves {
		book.leaves[l.Code] = l
	}
	return book
}

// FindVersion reads a version of the policy; 0 is the one that was never
// decided.
func FindVersion(view fact.View, number int) (Version, bool) {
	if number == 0 {
		return Version{Policy: Default}, true
	}
	return versions.Get(view, versionKey(number))
}

// EachVersion calls each with every version from the newest down to the
// default until it answers false.
func EachVersion(view fact.View, each func(Version) bool) {
	now, _ := current.Get(view)
	for n := now.Number; n >= 0; n-- {
		if v, found := FindVersion(view, n); found && !each(v) {
			return
		}
	}
}

// of finds the rule that decides a question of goods in a place: the most
// special one that says anything of it.
func (b *Rulebook) of(item stock.Item, place stock.PlaceID, says func(Rule) bool) (Rule, bool) {
	whole := Selector{item.ID, item.Class, item.Category, place}
	for _, rank := range b.ranks {
		if r, found := b.rules[whole.at(rank)]; found && says(r) {
			return r, true
		}
	}
	return Rule{}, false
}

// at keeps the fields of a selector that a rank has.
func (s Selector) at(rank int) (part Selector) {
	if rank&ownRank != 0 {
		part.Item = s.Item
	}
	if rank&4 != 0 {
		part.Class = s.Class
	}
	if rank&2 != 0 {
		part.Category = s.Category
	}
	if rank&1 != 0 {
		part.Place = s.Place
	}
	return part
}

// rank is how special a selector is.
func (s Selector) rank() (rank int) {
	for _, named := range []bool{s.Item != "", s.Class != "", s.Category != "", s.Place != ""} {
		rank *= 2
		if named {
			rank++
		}
	}
	return rank
}
