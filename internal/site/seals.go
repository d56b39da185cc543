package site

import (
	"bytes"
	"crypto/rand"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"lotgate/internal/backup"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/seal"
)

// What lies in a data directory for the seals. The key never goes into a
// backup: who is restored from one signs with a key of its own.
const (
	sealKeyFile    = "seal.key"
	sealPublicFile = "seal.pub" // every public key that has signed here, a line each; the last one is in use
	sealedFile     = "checkpoints"
)

// Seals signs checkpoints over the books and keeps them. It is safe for use by
// many goroutines.
type Seals struct {
	dir     string
	key     seal.Key
	keys    []seal.PublicKey // all that have signed here
	journal *journal.Journal

	mu   sync.Mutex
	last seal.Checkpoint // that was signed
	text []byte          // the last one, signed
	size int64           // of the file of checkpoints
}

// openSeals reads the key, and makes one where there is none.
func openSeals(dir string, j *journal.Journal) (*Seals, error) {
	s := &Seals{dir: dir, journal: j}
	secret, err := os.ReadFile(filepath.Join(dir, sealKeyFile))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		err = s.makeKey()
	case err == nil:
		s.key, err = seal.ParseKey(strings.TrimSpace(string(secret)))
	}
	if err == nil {
		err = s.readKeys()
	}
	if err == nil {
		err = s.readLast()
	}
	if err != nil {
		return nil, fmt.Errorf("open the seals: %w", err)
	}
	return s, nil
}

func (s *Seals) makeKey() (err error) {
	var name [4]byte
	_, _ = rand.Read(name[:]) // never fails: crypto/rand ends the program instead
	if s.key, err = seal.NewKey(fmt.Sprintf("lotgate-%x", name), rand.Reader); err != nil {
		return err
	}
	return backup.WriteFile(filepath.Join(s.dir, sealKeyFile), []byte(s.key.Secret()+"\n"))
}

// readKeys reads the public keys, and adds the one in use if it is new.
func (s *Seals) readKeys() error {
	path := filepath.Join(s.dir, sealPublicFile)
	text, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	own := s.key.Public()
	for line := range strings.Lines(string(text)) {
		key, err := seal.ParsePublicKey(line)
		if err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if key.String() != own.String() {
			s.keys = append(s.keys, key)
		}
	}
	s.keys = append(s.keys, own)
	var all strings.Builder
	for _, key := range s.keys {
		all.WriteString(key.String() + "\n")
	}
	if all.String() == string(text) {
		return nil
	}
	return backup.WriteFile(path, []byte(all.String()))
}

// readLast finds the last checkpoint. One that was cut off was given to nobody
// and goes.
func (s *Seals) readLast() error {
	path := filepath.Join(s.dir, sealedFile)
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	all, rest := seal.Split(text)
	if len(rest.Signed) > 0 {
		if err := os.Truncate(path, rest.At); err != nil {
			return err
		}
	}
	s.size = rest.At
	if len(all) == 0 {
		return nil
	}
	s.text = bytes.Clone(all[len(all)-1].Signed)
	if s.last, err = seal.Open(s.text, s.keys...); err != nil {
		s.last = seal.Checkpoint{} // for verify to tell of; what comes now is signed anew
	}
	return nil
}

// Key is the public key in use.
func (s *Seals) Key() seal.PublicKey { return s.key.Public() }

// Keys are the public keys of all who have signed here.
func (s *Seals) Keys() []seal.PublicKey { return s.keys }

// Last is the last checkpoint, signed; nil before the first.
func (s *Seals) Last() (seal.Checkpoint, []byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.last, s.text
}

// Seal signs a checkpoint over all facts that there are and keeps it. Where
// nothing came since the last one, that is it. There is none over no facts:
// then signed is nil.
func (b *Books) Seal() (c seal.Checkpoint, signed []byte, err error) {
	s := b.Seals
	s.mu.Lock()
	defer s.mu.Unlock()
	size := b.Journal.Last()
	if size == 0 || size == s.last.Size {
		return s.last, s.text, nil
	}
	c = seal.Checkpoint{Size: size, At: b.Clock.Now()}
	err = b.Journal.View(func(tx *journal.Tx) error {
		first, err := seal.Leaf(tx, 1)
		if err == nil {
			c.Origin = seal.Origin(first)
			c.Root, err = seal.Root(tx, size)
		}
		return err
	})
	if err == nil {
		signed, err = s.key.Sign(c)
	}
	if err == nil {
		err = s.keep(signed)
	}
	for try := 0; journal.Full(err) && try < 20; try++ { // the way out of a full disk leads over a checkpoint
		b.Journal.NoRoom()
		time.Sleep(50 * time.Millisecond) // the ballast is let go, held again to try it, and let go
		err = s.keep(signed)
	}
	if err != nil {
		return c, nil, fmt.Errorf("seal %d facts: %w", size, err)
	}
	s.last, s.text = c, signed
	return c, signed, nil
}

// keep appends a checkpoint to the file.
func (s *Seals) keep(signed []byte) error {
	file, err := os.OpenFile(filepath.Join(s.dir, sealedFile), os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = file.WriteAt(signed, s.size)
	if err = errors.Join(err, file.Sync(), file.Close()); err == nil {
		s.size += int64(len(signed))
	}
	return err
}

// Origin names the store by its first fact; "" where there is none yet.
func (b *Books) Origin() (origin string, err error) {
	if b.Journal.Last() == 0 {
		return "", nil
	}
	err = b.Journal.View(func(tx *journal.Tx) error {
		first, err := seal.Leaf(tx, 1)
		origin = seal.Origin(first)
		return err
	})
	return origin, err
}

// Root is the tree's root over the first size facts.
func (b *Books) Root(size uint64) (root seal.Hash, err error) {
	err = b.Journal.View(func(tx *journal.Tx) error {
		root, err = seal.Root(tx, size)
		return err
	})
	return root, err
}

// Prove makes the proof that a fact stands in the store as it was recorded,
// under the last checkpoint or, where that does not reach, a new one.
func (b *Books) Prove(seq uint64) (p seal.Proof, err error) {
	if last := b.Journal.Last(); seq < 1 || seq > last {
		return p, fact.Refuse("no_fact", "seq", int64(seq), "last", int64(last))
	}
	c, signed := b.Seals.Last()
	if c.Size < seq {
		if _, signed, err = b.Seal(); err != nil {
			return p, err
		}
	}
	err = b.Journal.View(func(tx *journal.Tx) error {
		record, _ := tx.Record(seq) // it is one of those there are
		p, err = seal.Prove(tx, seq, bytes.Clone(record), signed, b.Seals.Key())
		return err
	})
	return p, err
}
