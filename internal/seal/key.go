package seal

import (
	"crypto/ed25519"
	"encoding/base64"
	"fmt"
	"io"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// Key signs checkpoints (Ed25519). It belongs to one machine: a store that is
// restored on another gets a new one, so that it shows who signed.
type Key struct {
	secret string
	public PublicKey
	signer note.Signer
}

// PublicKey is the half that may be given to anybody, and must be kept where
// the machine does not reach: a key that is read beside the store proves nothing
// against who can write there.
type PublicKey struct {
	text     string
	verifier note.Verifier
}

// NewKey makes a key of that name.
func NewKey(name string, random io.Reader) (Key, error) {
	secret, _, err := note.GenerateKey(random, name)
	if err != nil {
		return Key{}, fmt.Errorf("make a key: %w", err)
	}
	return ParseKey(secret)
}

// ParseKey reads a key as String gives it.
func ParseKey(secret string) (Key, error) {
	signer, err := note.NewSigner(secret)
	if err != nil {
		return Key{}, fmt.Errorf("read a signing key: %w", err)
	}
	public, err := publicOf(secret)
	return Key{secret, public, signer}, err
}

// publicOf works the public half out: what note calls a private key is a byte
// for the kind of key and an Ed25519 seed.
func publicOf(secret string) (PublicKey, error) {
	parts := strings.SplitN(secret, "+", 5)
	seed, err := base64.StdEncoding.DecodeString(parts[len(parts)-1])
	if err != nil || len(parts) != 5 || len(seed) != 1+ed25519.SeedSize {
		return PublicKey{}, fmt.Errorf("read a signing key: it is of an unknown kind")
	}
	public := ed25519.NewKeyFromSeed(seed[1:]).Public().(ed25519.PublicKey)
	text, err := note.NewEd25519VerifierKey(parts[2], public)
	if err != nil {
		return PublicKey{}, fmt.Errorf("read a signing key: %w", err)
	}
	return ParsePublicKey(text)
}

// Secret is the whole key as text, to be kept.
func (k Key) Secret() string { return k.secret }

// Public is the half that checks.
func (k Key) Public() PublicKey { return k.public }

// Sign signs a checkpoint.
func (k Key) Sign(c Checkpoint) ([]byte, error) {
	signed, err := note.Sign(&note.Note{Text: c.text()}, k.signer)
	if err != nil {
		return nil, fmt.Errorf("sign a checkpoint: %w", err)
	}
	return signed, nil
}

// ParsePublicKey reads a public key as String gives it.
func ParsePublicKey(text string) (PublicKey, error) {
	text = strings.TrimSpace(text)
	verifier, err := note.NewVerifier(text)
	if err != nil {
		return PublicKey{}, fmt.Errorf("read a public key: %w", err)
	}
	return PublicKey{text, verifier}, nil
}

func (k PublicKey) String() string { return k.text }

// Name tells keys apart for people.
func (k PublicKey) Name() string { return k.verifier.Name() }
