// Package site joins all parts into one daemon: the books with the stations,
// the guns with the stations, the labels owed with the printers, and all of
// it with the web. It is the only package that knows every other; what it
// holds itself is only how they fit together.
package site

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"lotgate/internal/auth"
	"lotgate/internal/book"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/journal"
	"lotgate/internal/stock"
)

// Names of what lies in a data directory.
const (
	journalFile = "lotgate.db"
	pepperFile  = "pepper"
	papersDir   = "papers"
	labelsDir   = "labels"
	gunsDir     = "guns"
)

// Books are a data directory, opened: everything that works without web and
// devices.
type Books struct {
	*book.Book
	Gatekeeper *auth.Gatekeeper
	Hasher     *auth.Hasher
	Journal    *journal.Journal
	Dir        string
	Clock      Clock
}

// OpenBooks opens the data directory and makes it where there is none. An error that wraps journal.ErrHeld says
// that a daemon is at work on it.
func OpenBooks(dir string, clock Clock) (*Books, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the data directory: %w", err)
	}
	pepper, err := readPepper(filepath.Join(dir, pepperFile))
	if err != nil {
		return nil, err
	}
	hasher, err := auth.NewHasher(pepper, auth.SiteCost, rand.Reader)
	if err != nil {
		return nil, err
	}
	j, err := journal.Open(filepath.Join(dir, journalFile), book.Apply, journal.Options{})
	if err != nil {
		return nil, err
	}
	b := book.NewTimed(j, clock.Read)
	if err := b.Freshen(); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return &Books{
		Book: b, Gatekeeper: auth.NewGatekeeper(b, hasher, auth.UsualLimits, rand.Reader, clock.Now), Hasher: hasher, Journal: j, Dir: dir, Clock: clock,
	}, nil
}

// Close ends the books.
func (b *Books) Close() error { return b.Journal.Close() }

// readPepper reads the secret that goes into every PIN's hash, and makes it
// at the first run. Whoever has the database alone does not have it.
func readPepper(path string) ([]byte, error) {
	text, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return makePepper(path)
	}
	if err != nil {
		return nil, fmt.Errorf("read the pepper: %w", err)
	}
	pepper, err := hex.DecodeString(string(text))
	if err != nil {
		return nil, fmt.Errorf("read the pepper %s: %w", path, err)
	}
	return pepper, nil
}

func makePepper(path string) ([]byte, error) {
	pepper := make([]byte, auth.PepperBytes)
	if _, err := io.ReadFull(rand.Reader, pepper); err != nil {
		return nil, fmt.Errorf("make the pepper: %w", err)
	}
	if err := os.WriteFile(path, []byte(hex.EncodeToString(pepper)), 0o600); err != nil {
		return nil, fmt.Errorf("write the pepper: %w", err)
	}
	return pepper, nil
}

// Import takes files in, all or nothing. A *intake.Problems lists everything
// that stands against them. relative allows dates such as "+400d", which only
// the demo's files need.
func (b *Books) Import(ctx context.Context, person string, files []intake.File, relative bool) (map[string]int, error) {
	options := intake.Options{Hash: func(pin string) (string, error) { return b.Hasher.Hash(ctx, pin) }}
	if relative {
		options.Today = stock.DateOf(b.Clock.Now())
	}
	load, err := intake.Read(files, options)
	if err != nil {
		return nil, err
	}
	meta := fact.Meta{ID: "import/" + newID(), At: b.Clock.Now(), Person: person}
	if _, err := b.Post(ctx, meta, load); err != nil {
		return nil, err
	}
	return load.Summary(), nil
}

// AcceptClock believes the machine's clock from now on.
func (b *Books) AcceptClock(ctx context.Context) error {
	_, err := b.Post(ctx, fact.Meta{ID: "clock/" + newID(), At: b.Clock.Now()}, book.AcceptClock{})
	return err
}

// newID makes an id that was never given before.
func newID() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return hex.EncodeToString(b[:])
}
