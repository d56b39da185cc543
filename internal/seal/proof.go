package seal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"

	"golang.org/x/mod/sumdb/tlog"
)

// Proof shows, without the store, that a record stands under a checkpoint.
type Proof struct {
	Format     string           `json:"format"`
	Seq        uint64           `json:"seq"`
	Record     []byte           `json:"record"`     // as it is stored
	Path       tlog.RecordProof `json:"path"`       // hashes beside the way to the root
	Checkpoint string           `json:"checkpoint"` // signed
	Key        string           `json:"key"`        // public; to be compared with one from elsewhere
}

const proofFormat = "lotgate-proof-1"

// Prove makes the proof that a record stands under a signed checkpoint.
func Prove(r Reader, seq uint64, record, signed []byte, key PublicKey) (Proof, error) {
	c, err := Open(signed, key)
	if err != nil {
		return Proof{}, err
	}
	path, err := tlog.ProveRecord(int64(c.Size), int64(seq)-1, reader{r})
	if err != nil {
		return Proof{}, fmt.Errorf("prove record %d of %d: %w", seq, c.Size, err)
	}
	return Proof{proofFormat, seq, record, path, string(signed), key.String()}, nil
}

// Check checks the proof: the signature with key, and the way from the record
// to the root. With no key the proof's own is taken, which anybody could have
// made.
func (p Proof) Check(key *PublicKey) (Checkpoint, error) {
	if p.Format != proofFormat {
		return Checkpoint{}, fmt.Errorf("it is of format %q, known is %q", p.Format, proofFormat)
	}
	own, err := ParsePublicKey(p.Key)
	if err != nil {
		return Checkpoint{}, err
	}
	if key == nil {
		key = &own
	}
	if p.Key != key.String() {
		return Checkpoint{}, fmt.Errorf("it is signed with the key %s, not with %s", p.Key, key)
	}
	c, err := Open([]byte(p.Checkpoint), *key)
	if err != nil {
		return c, err
	}
	if p.Seq < 1 || p.Seq > c.Size {
		return c, fmt.Errorf("record %d is not among the %d of the checkpoint", p.Seq, c.Size)
	}
	if err := tlog.CheckRecord(p.Path, int64(c.Size), c.Root, int64(p.Seq)-1, tlog.RecordHash(p.Record)); err != nil {
		return c, fmt.Errorf("record %d does not lead to the root of the checkpoint: %w", p.Seq, err)
	}
	return c, nil
}

// Text is the proof as it is written into a file.
func (p Proof) Text() ([]byte, error) {
	text, err := json.MarshalIndent(p, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write a proof: %w", err)
	}
	return append(text, '\n'), nil
}

// ParseProof reads a proof. There is one way to write it; whatever is written
// in another was not written by Text.
func ParseProof(text []byte) (p Proof, err error) {
	if err := json.Unmarshal(text, &p); err != nil {
		return p, fmt.Errorf("read a proof: %w", err)
	}
	if again, err := p.Text(); err != nil || !bytes.Equal(again, text) {
		return p, errors.New("read a proof: it is not as it was written")
	}
	return p, nil
}

// Extends proves that the tree of size to goes on from that of size from,
// for a holder who has the one root and is given the other.
func Extends(r Reader, from, to uint64) (tlog.TreeProof, error) {
	path, err := tlog.ProveTree(int64(to), int64(from), reader{r})
	if err != nil {
		return nil, fmt.Errorf("prove that %d records go on from %d: %w", to, from, err)
	}
	return path, nil
}
