// Package fact is what every part of the domain shares: facts, the commands
// that lead to them, and the view they are decided against.
//
//	facts, err := command.Decide(view, meta)   // pure: may refuse, writes nothing
//	for _, f := range facts { f.Apply(store, meta) }
//
// A fact once written is never changed. What has been projected from facts
// into a Store can be dropped and made again by applying them in order.
package fact

import (
	"strings"
	"time"

	"lotgate/internal/words"
)

// Meta says who, where and when. It goes with every command and is kept with
// every fact that the command led to.
type Meta struct {
	Seq     uint64    `json:"seq"`               // set by the journal; a fact's own number, from 1, without gaps
	ID      string    `json:"id"`                // of the command, made by its sender; the same id again writes nothing
	At      time.Time `json:"at"`                // wall time with zone
	Person  string    `json:"person,omitempty"`  // id of who did it; "" is the system
	Station string    `json:"station,omitempty"` // where it was done

	// Signatures given for this command, each by badge and PIN afresh. Whether
	// they are those that it needs is decided with it.
	Signatures []Signature `json:"signatures,omitempty"`

	Clock Clock `json:"clock,omitzero"` // set by who writes, at that moment

	// Asked is a digest of what was asked for, made by Asked; "" where nobody
	// compares it. It is kept with the first fact of a command alone.
	Asked string `json:"asked,omitempty"`
}

// Asked digests what somebody asks for, to know it again.
func Asked(of any) string {
	const digits = 24 // against chance: nobody gains by two that are alike
	hash := Hash(of)
	return hash[:min(len(hash), digits)]
}

// ErrIDTaken refuses an id that was used before.
var ErrIDTaken = Refuse("id_taken")

// Again refuses an id under which something else was asked for before: with it
// only the same may be asked again. What was written by an older version does
// not say what was asked.
func Again(first, meta Meta) error {
	if first.Asked == "" || meta.Asked == "" || first.Asked == meta.Asked {
		return nil
	}
	return Refuse("id_taken", "id", meta.ID)
}

// Fact is something that happened. Facts are plain structs; their JSON names
// are stored for ever.
type Fact interface {
	// Kind names the fact's type in the journal, with its version if above 1:
	// "moved", "moved.2".
	Kind() string
	// Apply writes what follows from the fact into the projections. It never
	// refuses: what was recorded has happened.
	Apply(Store, Meta)
}

// Command asks for something. Decide answers with the facts that follow, or
// with a *Refusal; it has no effect.
type Command interface {
	Decide(View, Meta) ([]Fact, error)
}

// Early is a command that was decided, on its way to the disk: what follows
// from it can be looked at, and shown to nobody.
type Early interface {
	// View reads the state that it left.
	View(read func(View) error) error
	// Durable returns when it is, and must be called once. An error as of
	// posting it: what was seen of it may not have happened.
	Durable() error
}

// Recorded is a fact as the journal holds it.
type Recorded struct {
	Meta Meta
	Fact Fact
}

// Refusal is an expected "no": a stable code and the words for the person. It
// is shown and counted, never logged as an error. Match one with errors.Is
// against the value that On makes of the same code.
type Refusal struct{ words.Text }

// Refuse makes a refusal; its words are catalogue entry "refusal."+code.
func Refuse(code string, pairs ...any) *Refusal {
	return &Refusal{words.Say("refusal."+code, pairs...)}
}

// Code is the stable code without the catalogue's prefix: "expired".
func (r *Refusal) Code() string { return strings.TrimPrefix(r.Text.Code, "refusal.") }

func (r *Refusal) Error() string { return r.Text.In(words.English) }

// Is matches any refusal of the same code, whatever its figures.
func (r *Refusal) Is(target error) bool {
	other, ok := target.(*Refusal)
	return ok && other.Text.Code == r.Text.Code
}

// Headline is the one line of a refusal, by its code, that is read from afar.
// What a decoder or a gun refuses has words of its own, but one headline.
func Headline(code string) words.Text {
	if strings.Contains(code, ".") {
		return words.Say("big.unreadable")
	}
	return words.Say("big." + code)
}
