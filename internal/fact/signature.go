package fact

import (
	"crypto/sha256"
	"encoding/hex"
	"time"

	"lotgate/internal/words"
)

// Signature is a person's name under a document, given with badge and PIN
// afresh. It speaks of what the document said at that moment and of nothing
// else: whoever decides on the document works its hash out again, and where it
// has changed the signature is void.
type Signature struct {
	Person     string      `json:"person"`
	Name       words.Names `json:"name"`                 // as printed under the document, whatever the person is called later
	Roles      []string    `json:"roles,omitempty"`      // held at that moment
	Department string      `json:"department,omitempty"` // that the person signs for, if for one alone
	Meaning    Meaning     `json:"meaning"`
	At         time.Time   `json:"at"`
	Hash       string      `json:"hash"` // of the document, made by Hash
}

// Meaning is what a signature says of its document; its words are catalogue
// entry "meaning."+Meaning.
type Meaning string

// The meanings of a signature.
const (
	Accepted  Meaning = "accepted" // received and counted to the smallest pack
	Witness   Meaning = "witness"  // counted beside the one who accepts
	Issued    Meaning = "issued"   // given out
	Checked   Meaning = "checked"  // compared what is given out, as a second person
	Counted   Meaning = "counted"  // counted to the smallest pack, of what changes its place or leaves
	Taken     Meaning = "taken"    // received by the department
	Returned  Meaning = "returned" // given back by the department
	Answered  Meaning = "answered" // said what a department still has of a recalled lot
	Allowed   Meaning = "allowed"  // what a rule refuses
	Approved  Meaning = "approved"
	Declined  Meaning = "declined"
	Inspected Meaning = "inspected" // released or rejected by the quality person
	Destroyed Meaning = "destroyed" // seen to be destroyed, as a witness
)

// Text says the meaning.
func (m Meaning) Text() words.Text { return words.Say("meaning." + string(m)) }

// Hash is the SHA-256 of a document's stored form, in hexadecimal. A document
// that has no stored form has no hash either, and so nobody can sign it.
func Hash(document any) string {
	stored, err := Encode(document)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(stored)
	return hex.EncodeToString(sum[:])
}
