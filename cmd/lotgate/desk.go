package main

import (
	"context"
	"errors"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/site"
	"lotgate/internal/words"
)

// Desk is what the commands beside serve do with the books. Whoever may read
// the data directory may do all of it, as he could by reading the files. Its
// methods are called through package net/rpc: within this process where no
// daemon is at work, through a socket in the data directory where one is. Each
// caller has a desk of his own.
//
// An expected "no" comes back in the answer, in the caller's language; the
// error of a call is a fault.
type Desk struct {
	ctx    context.Context
	books  *site.Books
	house  *site.Site // the daemon at work; nil where none is
	config *Config    // what it was told

	export *export // that is under way
}

// Answer is what every reply bears.
type Answer struct{ Refused string }

func (a *Answer) refused() string { return a.Refused }

// settle takes an expected "no" into the answer and leaves a fault.
func (a *Answer) settle(err error, l words.Language) error {
	if err == nil {
		return nil
	}
	text, expected := tell(err, l)
	if !expected {
		return err
	}
	a.Refused = text
	return nil
}

// refused is an Answer's "no", as an error: it has been said already.
type refused string

func (r refused) Error() string { return string(r) }

// ImportRequest asks for files to be taken in.
type ImportRequest struct {
	Language words.Language
	Files    []intake.File

	Reason, Badge, PIN string // of a policy
}

// ImportReply is what was taken in, or else what is wrong, a line each.
type ImportReply struct {
	Answer
	Imported map[string]int
	Problems []string
}

// Import takes files in, all or nothing.
func (d *Desk) Import(q ImportRequest, r *ImportReply) error {
	imported, err := d.books.Import(d.ctx, site.Importing{Files: q.Files, Reason: q.Reason, Badge: q.Badge, PIN: q.PIN, From: "console"})
	var problems *intake.Problems
	if !errors.As(err, &problems) {
		r.Imported = imported
		return r.settle(err, q.Language)
	}
	for _, p := range problems.List {
		r.Problems = append(r.Problems, problemLine(p.File, p.Row, p.Column, p.Value, p.Text.In(q.Language), q.Language))
	}
	if problems.More > 0 {
		r.Problems = append(r.Problems, words.Say("cli.import.more", "n", problems.More).In(q.Language))
	}
	return nil
}

// problemLine says where a problem is and what is expected there.
func problemLine(file string, row int, column, value, text string, l words.Language) string {
	if row == 0 {
		return words.Say("cli.import.file", "file", file, "text", text).In(l)
	}
	if column == "" {
		return words.Say("cli.import.row", "file", file, "row", row, "text", text).In(l)
	}
	return words.Say("cli.import.cell", "file", file, "row", row, "column", column, "value", value, "text", text).In(l)
}

// ClockRequest is the word that the clock is right.
type ClockRequest struct{ Language words.Language }

// ClockReply says whether that was needed.
type ClockReply struct{ Answer }

// AcceptClock believes the clock from now on.
func (d *Desk) AcceptClock(q ClockRequest, r *ClockReply) error {
	return r.settle(d.books.AcceptClock(d.ctx), q.Language)
}

// TokenRequest names a token, and if it is to be made, says what it may do.
type TokenRequest struct {
	Language words.Language
	Name     string
	Rights   []auth.Right
	Life     time.Duration
}

// TokenReply is a token as it was made, or all that there are.
type TokenReply struct {
	Answer
	Secret string
	Tokens []auth.Token
}

// CreateToken makes a token.
func (d *Desk) CreateToken(q TokenRequest, r *TokenReply) error {
	secret, token, err := d.books.Gatekeeper.IssueToken(d.ctx, "", q.Name, q.Rights, q.Life)
	r.Secret, r.Tokens = secret, []auth.Token{token}
	return r.settle(err, q.Language)
}

// ListTokens lists all tokens by name.
func (d *Desk) ListTokens(q TokenRequest, r *TokenReply) error {
	return r.settle(d.books.View(func(view fact.View) error {
		auth.EachToken(view, func(t auth.Token) bool { r.Tokens = append(r.Tokens, t); return true })
		return nil
	}), q.Language)
}

// RevokeToken ends a token.
func (d *Desk) RevokeToken(q TokenRequest, r *TokenReply) error {
	return r.settle(d.books.Gatekeeper.RevokeToken(d.ctx, "", q.Name), q.Language)
}
