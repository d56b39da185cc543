package seal

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Checkpoint is what a signature stands under: that a store held so many
// records, and which.
type Checkpoint struct {
	Origin string // whose tree it is: see Origin
	Size   uint64
	Root   tlog.Hash
	At     time.Time // by the clock of the machine that signed
}

// Origin names a store by its first record, which no other store has: a copy
// and what was restored from it bear the same name.
func Origin(first tlog.Hash) string { return fmt.Sprintf("lotgate/%x", first[:8]) }

// text is the checkpoint as it is signed: three lines as every log of this
// kind has (c2sp.org/tlog-checkpoint), and one of our own for the time.
func (c Checkpoint) text() string {
	return fmt.Sprintf("%s\n%d\n%s\nat %s\n", c.Origin, c.Size, c.Root, c.At.Format(time.RFC3339))
}

func parse(text string) (c Checkpoint, err error) {
	lines := strings.Split(text, "\n")
	if len(lines) < 5 {
		return c, fmt.Errorf("a checkpoint has four lines, not %d", len(lines)-1)
	}
	c.Origin = lines[0]
	if c.Size, err = strconv.ParseUint(lines[1], 10, 63); err != nil {
		return c, fmt.Errorf("read the size of a checkpoint: %w", err)
	}
	if c.Root, err = tlog.ParseHash(lines[2]); err != nil {
		return c, fmt.Errorf("read the root of a checkpoint: %w", err)
	}
	at, _ := strings.CutPrefix(lines[3], "at ")
	if c.At, err = time.Parse(time.RFC3339, at); err != nil {
		return c, fmt.Errorf("read the time of a checkpoint: %w", err)
	}
	if c.text() != text {
		return c, fmt.Errorf("the checkpoint of %d records is not written as checkpoints are", c.Size)
	}
	return c, nil
}

// Open checks the signature under a checkpoint and reads it. A key of another
// name or a signature that is not that of one of the keys is an error.
func Open(signed []byte, keys ...PublicKey) (c Checkpoint, err error) {
	err = errors.New("there is no key to check it with")
	for _, k := range keys { // one by one: the same key may be given twice
		var opened *note.Note
		if opened, err = note.Open(signed, note.VerifierList(k.verifier)); err == nil {
			if err := exact(opened); err != nil {
				return c, err
			}
			return parse(opened.Text)
		}
	}
	return c, fmt.Errorf("check the signature of a checkpoint: %w", err)
}

// exact refuses a signature that is written in another way than signatures are,
// though it is the same one: no byte of a checkpoint may change.
func exact(opened *note.Note) error {
	if len(opened.Sigs) != 1 || len(opened.UnverifiedSigs) > 0 {
		return errors.New("a checkpoint bears one signature")
	}
	if _, err := base64.StdEncoding.Strict().DecodeString(opened.Sigs[0].Base64); err != nil {
		return fmt.Errorf("the signature of a checkpoint is not written as signatures are: %w", err)
	}
	return nil
}

// Peek reads a checkpoint without asking who signed it.
func Peek(signed []byte) (Checkpoint, error) {
	at := strings.Index(string(signed), "\n\n")
	if at < 0 {
		return Checkpoint{}, fmt.Errorf("a checkpoint bears a signature behind an empty line")
	}
	return parse(string(signed[:at+1]))
}

// mark begins the line of a signature: an em dash and a blank.
const mark = "— "

// Signers are the names of the keys that a checkpoint says it is signed with.
func Signers(signed []byte) (names []string) {
	for line := range strings.SplitSeq(string(signed), "\n") {
		if rest, is := strings.CutPrefix(line, mark); is {
			name, _, _ := strings.Cut(rest, " ")
			names = append(names, name)
		}
	}
	return names
}

// Found is a signed checkpoint as it stands in a file.
type Found struct {
	Signed []byte
	At     int64 // byte where it begins
}

// Split takes a file of checkpoints apart: a checkpoint ends with the last line
// of its signatures. rest is what stands behind the last whole one.
func Split(text []byte) (all []Found, rest Found) {
	begin, at, signed := 0, 0, false
	take := func() {
		if signed {
			all = append(all, Found{text[begin:at], int64(begin)})
			begin, signed = at, false
		}
	}
	for line := range bytes.Lines(text) {
		is := bytes.HasPrefix(line, []byte(mark))
		if !is {
			take()
		}
		if !bytes.HasSuffix(line, []byte("\n")) { // it was cut off
			break
		}
		signed = signed || is
		at += len(line)
	}
	take()
	return all, Found{text[begin:], int64(begin)}
}
