package auth

import (
	"context"
	"slices"
	"strings"
	"time"

	"lotgate/internal/fact"
)

// Token lets a program in, with rights of its own.
type Token struct {
	Name    string    `json:"name"`
	Hash    string    `json:"hash"`             // SHA-256 in hexadecimal; the token itself is stored nowhere
	Person  string    `json:"person,omitempty"` // who answers for it; "" if it was made at the machine itself
	Rights  []Right   `json:"rights"`
	Issued  time.Time `json:"issued"`
	Expires time.Time `json:"expires"`
}

// tokenPrefix lets scanners of source code recognise a leaked token.
const tokenPrefix = "lgt_"

// maxTokens is how many a site may have.
const maxTokens = 256

var (
	tokens      = fact.NewTable[Token]("token")
	tokenHashes = fact.NewTable[string]("token-hash")
)

// EachToken calls each with every token in order of names until it answers
// false.
func EachToken(view fact.View, each func(Token) bool) {
	tokens.Each(view, func(_ []string, t Token) bool { return each(t) })
}

func findToken(view fact.View, hash string) (Token, bool) {
	name, found := tokenHashes.Get(view, hash)
	if !found {
		return Token{}, false
	}
	return tokens.Get(view, name)
}

// TokenIssued is a program let in.
type TokenIssued struct{ Token Token }

func (TokenIssued) Kind() string { return "token" }

func (f TokenIssued) Apply(store fact.Store, _ fact.Meta) {
	tokens.Put(store, f.Token, f.Token.Name)
	tokenHashes.Put(store, f.Token.Name, f.Token.Hash)
}

// TokenRevoked is the end of a token.
type TokenRevoked struct {
	Name string `json:"name"`
	Hash string `json:"hash"`
}

func (TokenRevoked) Kind() string { return "token-revoked" }

func (f TokenRevoked) Apply(store fact.Store, _ fact.Meta) {
	tokens.Delete(store, f.Name)
	tokenHashes.Delete(store, f.Hash)
}

type issueToken struct{ Token Token }

func (c issueToken) Decide(view fact.View, m fact.Meta) ([]fact.Fact, error) {
	t := c.Token
	if !coded(t.Name) {
		return nil, fact.Refuse("token_name", "value", t.Name)
	}
	if len(t.Rights) == 0 {
		return nil, notForTokens("")
	}
	for _, right := range t.Rights {
		if !slices.Contains(TokenRights, right) {
			return nil, notForTokens(right)
		}
	}
	if _, found := tokens.Get(view, t.Name); found {
		return nil, fact.Refuse("token_exists", "name", t.Name)
	}
	if !t.Expires.After(m.At) {
		return nil, fact.Refuse("token_expired")
	}
	count := 0
	EachToken(view, func(Token) bool { count++; return true })
	if count >= maxTokens {
		return nil, fact.Refuse("token_many", "most", maxTokens)
	}
	return []fact.Fact{TokenIssued(c)}, nil
}

func notForTokens(right Right) error {
	var allowed []string
	for _, r := range TokenRights {
		allowed = append(allowed, string(r))
	}
	return fact.Refuse("token_rights", "right", string(right), "allowed", strings.Join(allowed, ", "))
}

type revokeToken struct{ name string }

func (c revokeToken) Decide(view fact.View, _ fact.Meta) ([]fact.Fact, error) {
	t, found := tokens.Get(view, c.name)
	if !found {
		return nil, fact.Refuse("no_token", "name", c.name)
	}
	return []fact.Fact{TokenRevoked{t.Name, t.Hash}}, nil
}

// IssueToken makes a token of a name with some of TokenRights, for a person
// who answers for it ("" at the machine itself). It counts for life, or for
// the usual time if that is 0. The secret is told once and never again.
// Refusals: token_name, token_rights, token_exists, token_expired, token_many.
func (g *Gatekeeper) IssueToken(ctx context.Context, person, name string, rights []Right, life time.Duration) (secret string, t Token, err error) {
	secret, err = g.secret()
	if err != nil {
		return "", t, err
	}
	if life == 0 {
		life = g.limits.Token
	}
	secret, now := tokenPrefix+secret, g.now()
	t = Token{Name: name, Hash: hashOf(secret), Person: person, Rights: rights, Issued: now, Expires: now.Add(life)}
	if _, err := g.post(ctx, person, issueToken{t}); err != nil {
		return "", Token{}, err
	}
	return secret, t, nil
}

// RevokeToken ends a token at once. Refusal: no_token.
func (g *Gatekeeper) RevokeToken(ctx context.Context, person, name string) error {
	if _, err := g.post(ctx, person, revokeToken{name}); err != nil {
		return err
	}
	g.revoke()
	return nil
}
