package seal

import (
	"bytes"
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
// name or a signature that is not that key's is an error.
func Open(signed []byte, keys ...PublicKey) (Checkpoint, error) {
	var verifiers []note.Verifier
	for _, k := range keys {
		verifiers = append(verifiers, k.verifier)
	}
	opened, err := note.Open(signed, note.VerifierList(verifiers...))
	if err != nil {
		return Checkpoint{}, fmt.Errorf("check the signature of a checkpoint: %w", err)
	}
	return parse(opened.Text)
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
