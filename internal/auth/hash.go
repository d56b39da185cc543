package auth

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"

	"golang.org/x/crypto/argon2"
)

// Cost is how hard one PIN is to try.
type Cost struct {
	MemoryKiB uint32
	Passes    uint32
	Threads   uint8
}

// SiteCost is the least that OWASP's password storage cheat sheet allows for
// argon2id; about 20 ms on a small machine.
var SiteCost = Cost{MemoryKiB: 19 << 10, Passes: 2, Threads: 1}

const (
	saltBytes = 16
	keyBytes  = 32
	// PepperBytes is how long a pepper is.
	PepperBytes = 32
	// parallelHashes bounds the memory that strangers can make us use.
	parallelHashes = 2
)

// Hasher turns PINs into what may be stored. A PIN has few digits, so a stolen
// database alone must not be enough to try them all: the pepper, which lies
// in a file outside of it, goes into every hash.
type Hasher struct {
	pepper []byte
	cost   Cost
	random io.Reader
	turns  chan struct{}
}

// NewHasher makes a Hasher. The pepper must be PepperBytes long and stay the
// same for ever; random must be safe for use by several goroutines.
func NewHasher(pepper []byte, cost Cost, random io.Reader) (*Hasher, error) {
	if len(pepper) != PepperBytes {
		return nil, fmt.Errorf("pepper has %d bytes, %d expected", len(pepper), PepperBytes)
	}
	turns := make(chan struct{}, parallelHashes)
	return &Hasher{pepper: pepper, cost: cost, random: random, turns: turns}, nil
}

// Hash gives the stored form of a PIN: argon2id in the PHC string format,
// https://github.com/P-H-C/phc-string-format. It waits for its turn until ctx
// ends.
func (h *Hasher) Hash(ctx context.Context, pin string) (string, error) {
	salt := make([]byte, saltBytes)
	if _, err := io.ReadFull(h.random, salt); err != nil {
		return "", fmt.Errorf("draw a salt: %w", err)
	}
	key, err := h.key(ctx, pin, h.cost, salt)
	if err != nil {
		return "", err
	}
	return phc{h.cost, salt, key}.String(), nil
}

// Check reports whether stored is the hash of pin. An empty stored takes as
// long as any other and is the hash of nothing, so that the time an answer
// takes does not tell who is known.
func (h *Hasher) Check(ctx context.Context, stored, pin string) (bool, error) {
	want := phc{h.cost, make([]byte, saltBytes), make([]byte, keyBytes)}
	if stored != "" {
		var err error
		if want, err = parsePHC(stored); err != nil {
			return false, err
		}
	}
	got, err := h.key(ctx, pin, want.cost, want.salt)
	if err != nil {
		return false, err
	}
	return subtle.ConstantTimeCompare(got, want.key) == 1 && stored != "", nil
}

func (h *Hasher) key(ctx context.Context, pin string, c Cost, salt []byte) ([]byte, error) {
	select {
	case h.turns <- struct{}{}:
		defer func() { <-h.turns }()
	case <-ctx.Done():
		return nil, fmt.Errorf("wait to check a PIN: %w", ctx.Err())
	}
	peppered := hmac.New(sha256.New, h.pepper)
	peppered.Write([]byte(pin))
	return argon2.IDKey(peppered.Sum(nil), salt, c.Passes, c.MemoryKiB, c.Threads, keyBytes), nil
}

// phc is a stored hash in parts.
type phc struct {
	cost      Cost
	salt, key []byte
}

var b64 = base64.RawStdEncoding.Strict()

func (p phc) String() string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version,
		p.cost.MemoryKiB, p.cost.Passes, p.cost.Threads, b64.EncodeToString(p.salt), b64.EncodeToString(p.key))
}

// errPHC says nothing of what was read: it may be a PIN in the wrong place.
var errPHC = errors.New("stored PIN is not an argon2id hash in PHC form")

// parsePHC reads what String writes. The cost is bounded, since it comes from
// a database that may have been edited.
func parsePHC(s string) (p phc, err error) {
	parts := strings.Split(s, "$")
	if len(parts) != 6 || len(s) > 256 {
		return phc{}, errPHC
	}
	var version int
	c := &p.cost
	_, err1 := fmt.Sscanf(parts[2], "v=%d", &version)
	_, err2 := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &c.MemoryKiB, &c.Passes, &c.Threads)
	var err3, err4 error
	p.salt, err3 = b64.DecodeString(parts[4])
	p.key, err4 = b64.DecodeString(parts[5])
	sound := c.MemoryKiB >= 8 && c.MemoryKiB <= 256<<10 && c.Passes >= 1 && c.Passes <= 16 && c.Threads >= 1 && c.Threads <= 4
	if errors.Join(err1, err2, err3, err4) != nil || version != argon2.Version || !sound ||
		len(p.salt) < 8 || len(p.key) != keyBytes || p.String() != s {
		return phc{}, errPHC
	}
	return p, nil
}
