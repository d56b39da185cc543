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
	"sync/atomic"

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
	Seals      *Seals
	Dir        string
	Clock      Clock

	restored atomic.Pointer[Restored]
	unswept  error // why something is still there that nobody needs; it hinders nobody
}

// OpenBooks opens the data directory and makes it where there is none. An error that wraps journal.ErrHeld says
// that a daemon is at work on it.
func OpenBooks(dir string, clock Clock) (*Books, error) {
	return openBooks(dir, clock, (*book.Book).Freshen)
}

// openBooks has the projections made anew by freshen where that is due.
func openBooks(dir string, clock Clock, freshen func(*book.Book) error) (*Books, error) {
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
	j, err := journal.Open(filepath.Join(dir, journalFile), book.Apply, journal.Options{Accept: book.Accept})
	if err != nil {
		return nil, err
	}
	b := book.NewTimed(j, clock.Read)
	books := &Books{
		unswept: sweepScratch(dir),
		Book:    b, Gatekeeper: auth.NewGatekeeper(b, hasher, auth.UsualLimits, rand.Reader, clock.Now), Hasher: hasher, Journal: j, Dir: dir, Clock: clock,
	}
	if err := books.prepare(freshen); err != nil {
		return nil, errors.Join(err, j.Close())
	}
	return books, nil
}

func (b *Books) prepare(freshen func(*book.Book) error) (err error) {
	if err := freshen(b.Book); err != nil {
		return err
	}
	if b.Seals, err = openSeals(b.Dir, b.Journal); err != nil {
		return err
	}
	r, err := readRestored(b.Dir)
	if b.restored.Store(&r); r.Waits() {
		b.Hold(ErrWaits)
	}
	return err
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

// Importing is files to take in, and who answers for it.
type Importing struct {
	ID       string // made by the client; the same again writes nothing; "" for one of its own
	Asked    string // digest of all of it, as fact.Meta bears it
	Person   string // who brings them; "" for whoever may read the data directory
	Files    []intake.File
	Only     []intake.Kind // if given, no others are taken
	Relative bool          // allows dates such as "+400d", which only the demo's files need

	Reason     string // why the policy is changed, if the files do; then somebody signs it
	Badge, PIN string
	From       string                // where they were shown
	May        func(auth.Right) bool // what who asks may do; nil: all that Person may
}

// Import takes files in, all or nothing. A *intake.Problems lists everything
// that stands against them.
func (b *Books) Import(ctx context.Context, i Importing) (map[string]int, error) {
	options := intake.Options{Hash: func(pin string) (string, error) { return b.Hasher.Hash(ctx, pin) }, Only: i.Only, Reason: i.Reason, May: i.May}
	if i.Relative {
		options.Today = stock.DateOf(b.Clock.Now())
	}
	load, err := intake.Read(i.Files, options)
	if err != nil {
		return nil, err
	}
	meta := fact.Meta{ID: i.ID, At: b.Clock.Now(), Person: i.Person, Asked: i.Asked}
	if meta.ID == "" {
		meta.ID = "import/" + newID()
	}
	if load.SetsPINs() {
		meta.Asked = "" // nobody finds a PIN out of what is kept
	}
	if meta.Signatures, err = b.signed(ctx, i, load); err != nil {
		return nil, err
	}
	if _, err := b.Post(ctx, meta, load); err != nil {
		return nil, err
	}
	return load.Summary(), nil
}

// signed are the signatures that a load needs, as far as a badge and PIN were
// shown for them.
func (b *Books) signed(ctx context.Context, i Importing, load intake.Load) ([]fact.Signature, error) {
	var over fact.Signature
	err := b.View(func(view fact.View) error {
		over.Meaning, over.Hash = load.Signing(view)
		return nil
	})
	if err != nil || over.Hash == "" || i.PIN == "" {
		return nil, err
	}
	s, err := auth.Undersign(ctx, b.Gatekeeper, i.Badge, i.PIN, i.From, over, b.Clock.Now())
	return []fact.Signature{s}, err
}

// File is where the store lies.
func (b *Books) File() string { return filepath.Join(b.Dir, journalFile) }

// Archive moves the facts of closed years, up to the end of year, out of the
// store's file.
func (b *Books) Archive(ctx context.Context, year int) (journal.Archived, error) {
	return b.Book.Archive(ctx, year, b.Clock.Now())
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
