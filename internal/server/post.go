package server

import (
	"bytes"
	"encoding/json"
	"errors"
	"strings"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// longestID bounds the id that a client gives to what it posts.
const longestID = 64

// post brings a command to the books under the id that the client made for
// it: the same id of the same client again gets the same answer and writes
// nothing. signed are the signatures given for it. Refusals: bad_id, and those of the command.
func (c *call) post(id string, command fact.Command, signed ...fact.Signature) ([]fact.Recorded, error) {
	whole, err := c.postID(id)
	if err != nil {
		return nil, err
	}
	meta := fact.Meta{ID: whole, At: c.Now(), Person: c.who.Person.ID, Signatures: signed, Asked: c.asked()}
	recorded, err := c.Ledger.Post(c.r.Context(), meta, command)
	return recorded, itsOwn(err, id)
}

// itsOwn says to a client that its id is taken as the client wrote it.
func itsOwn(err error, id string) error {
	if errors.Is(err, fact.ErrIDTaken) {
		return fact.Refuse("id_taken", "id", id)
	}
	return err
}

// asked digests what the request asks for, so that its id is refused with
// anything else. PINs are left out: nobody finds one out of what is kept.
func (c *call) asked() string {
	var said any
	d := json.NewDecoder(bytes.NewReader(c.body))
	d.UseNumber()
	if d.Decode(&said) != nil {
		return ""
	}
	text, err := json.Marshal(withoutPINs(said)) // names in their order
	if err != nil {
		return ""
	}
	return fact.Asked([]string{c.r.URL.Path, string(text)})
}

func withoutPINs(said any) any {
	switch v := said.(type) {
	case map[string]any:
		for name, inside := range v {
			if strings.EqualFold(name, "pin") {
				delete(v, name)
			} else {
				v[name] = withoutPINs(inside)
			}
		}
	case []any:
		for i := range v {
			v[i] = withoutPINs(v[i])
		}
	}
	return said
}

// madeOf is what a post made. An id that was posted before with another sort of
// command is answered with what that one made, which is refused: id_taken.
func madeOf[T fact.Fact](r fact.Recorded) (made T, err error) {
	made, is := r.Fact.(T)
	if !is {
		return made, fact.Refuse("id_taken", "id", r.Meta.ID)
	}
	return made, nil
}

// postID makes an id of the whole house's out of a client's own.
func (c *call) postID(id string) (string, error) {
	if id == "" || len(id) > longestID || !fact.Clean(id) {
		return "", fact.Refuse("bad_id", "most", longestID)
	}
	who := "person/" + c.who.Person.ID
	if c.who.Token != "" {
		who = "token/" + c.who.Token
	}
	return "api/" + who + "/" + id, nil
}

// sign puts the viewer's own name under something, by the PIN afresh. A
// program has none, and so signs nothing.
func (c *call) sign(pin string, meaning fact.Meaning, hash string) (fact.Signature, error) {
	if c.who.Token != "" {
		return fact.Signature{}, errNoRight
	}
	over := fact.Signature{Meaning: meaning, Hash: hash}
	return auth.Undersign(c.r.Context(), c.Gatekeeper, c.who.Person.Badge, pin, c.from(), over, c.Now())
}

// option is one thing that a person may choose, with its words.
type option struct {
	Code string     `json:"code"`
	Text words.Text `json:"text"`
}

// reasons are the reasons to choose from for a lot's status.
func (c *call) reasons(status stock.Status) []option {
	var all []option
	for _, code := range stock.Reasons[status] {
		all = append(all, option{code, stock.Why(code).Said(c.language())})
	}
	return all
}
