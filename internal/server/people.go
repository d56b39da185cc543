package server

import (
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// meAnswer tells a page who sits before it.
type meAnswer struct {
	Person    *mePerson        `json:"person"` // null for a stranger
	Station   string           `json:"station"`
	Demo      bool             `json:"demo"`
	FirstRun  bool             `json:"firstRun"` // nobody is known yet
	Languages []words.Language `json:"languages"`
	Language  words.Language   `json:"language"`
	Now       time.Time        `json:"now"` // at the site, in its zone
}

type mePerson struct {
	ID       string         `json:"id"`
	Name     words.Names    `json:"name"`
	Roles    []auth.Role    `json:"roles"`
	Rights   []auth.Right   `json:"rights"`
	Language words.Language `json:"language"`
	Token    string         `json:"token,omitempty"`
}

func (c *call) me() error {
	if station := c.r.URL.Query().Get("station"); station != "" {
		who, err := c.identify(c.r, station)
		if err != nil {
			return err
		}
		c.who = who
	}
	return c.sendMe()
}

func (c *call) sendMe() error {
	first := false
	err := c.Ledger.View(func(view fact.View) error {
		first = !auth.AnyPerson(view)
		return nil
	})
	if err != nil {
		return err
	}
	answer := meAnswer{
		Station: c.who.Station, Demo: c.Demo != nil, FirstRun: first,
		Languages: words.Languages, Language: c.language(), Now: c.Now().Truncate(time.Second),
	}
	if c.who.Known() {
		p := c.who.Person
		answer.Person = &mePerson{p.ID, p.Name, orEmpty(p.Roles), c.who.Rights(), p.Language, c.who.Token}
	}
	return c.send(answer)
}

// orEmpty makes a missing list an empty one, which JSON tells apart.
func orEmpty[E any](list []E) []E {
	if list == nil {
		return []E{}
	}
	return list
}

type languageChoice struct {
	Language words.Language `json:"language"`
}

func (c *call) chooseLanguage() error {
	var choice languageChoice
	if err := c.read(&choice); err != nil {
		return err
	}
	if err := c.Gatekeeper.ChooseLanguage(c.r.Context(), c.who.Person.ID, choice.Language); err != nil {
		return err
	}
	return c.done()
}

// credentials are what is shown to be let in: badge and PIN, or for a screen
// on a wall that nobody types at, a token.
type credentials struct {
	Badge string `json:"badge,omitempty"`
	PIN   string `json:"pin,omitempty"`
	Token string `json:"token,omitempty"`
}

func (c *call) signIn() error {
	var shown credentials
	if err := c.read(&shown); err != nil {
		return err
	}
	if shown.Token != "" {
		return c.signInByToken(shown.Token)
	}
	person, err := c.Gatekeeper.Prove(c.r.Context(), shown.Badge, shown.PIN, c.from())
	if err != nil {
		return err
	}
	if err := c.openSession(person, ""); err != nil {
		return err
	}
	return c.sendMe()
}

// signInByToken keeps the token itself in the browser's cookie: it is ended by
// revoking it.
func (c *call) signInByToken(token string) error {
	bearer, err := c.Gatekeeper.Visit(token)
	if err != nil {
		return err
	}
	if bearer.Token == "" {
		return fact.Refuse("wrong_token")
	}
	c.who = bearer
	c.setCookie(c.w, "", token, bearer.Expires)
	return c.sendMe()
}

func (c *call) openSession(p auth.Person, station string) error {
	secret, session, err := c.Gatekeeper.OpenSession(c.r.Context(), p, station)
	if err != nil {
		return err
	}
	c.setCookie(c.w, station, secret, session.Expires)
	c.who = auth.Visitor{Person: p, Station: station, Hash: session.Hash, Opened: session.Opened, Expires: session.Expires}
	return nil
}

// signOut ends the session by which the page knows the person; one at a
// station locks it. Whoever has none is signed out already.
func (c *call) signOut() error {
	if c.who.Station != "" {
		return c.leave(c.who.Station)
	}
	if c.who.Known() && c.who.Token == "" {
		if err := c.Gatekeeper.CloseSession(c.r.Context(), c.who); err != nil {
			return err
		}
	}
	c.dropCookie(c.w, "")
	return c.done()
}

// leave locks a station and all its screens.
func (c *call) leave(station string) error {
	if err := c.Stations.SignOut(c.r.Context(), station); err != nil {
		return err
	}
	if err := c.Gatekeeper.CloseStation(c.r.Context(), c.who.Person.ID, station); err != nil {
		return err
	}
	c.dropCookie(c.w, station)
	return c.done()
}

// firstPerson is who sets an empty store up.
type firstPerson struct {
	ID       string         `json:"id"`
	Name     words.Names    `json:"name"`
	Badge    string         `json:"badge"`
	PIN      string         `json:"pin"`
	Language words.Language `json:"language,omitempty"`
}

func (c *call) setUp() error {
	var f firstPerson
	if err := c.read(&f); err != nil {
		return err
	}
	badge, _ := auth.CleanBadge(f.Badge)
	p := auth.Person{ID: f.ID, Name: f.Name, Badge: badge, Language: f.Language}
	if p.ID == "" {
		p.ID = badge
	}
	p, err := c.Gatekeeper.SetUp(c.r.Context(), p, f.PIN)
	if err != nil {
		return err
	}
	if err := c.openSession(p, ""); err != nil {
		return err
	}
	return c.sendMe()
}
