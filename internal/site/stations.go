package site

import (
	"context"

	"lotgate/internal/auth"
	"lotgate/internal/screen"
	"lotgate/internal/server"
	"lotgate/internal/session"
)

// stationsPort gives the server the stations in its own words.
type stationsPort struct{ all *session.Stations }

func (p stationsPort) List() (list []server.Station) {
	for _, c := range p.all.List() {
		list = append(list, server.Station{ID: c.ID, Name: c.Name, Kind: c.Kind, SignedIn: p.all.Operator(c.ID) != ""})
	}
	return list
}

func (p stationsPort) Screen(id string) (screen.Screen, bool)       { return p.all.Screen(id) }
func (p stationsPort) Locked(id string) screen.Screen               { return p.all.Locked(id) }
func (p stationsPort) Watch(id string) (<-chan struct{}, func())    { return p.all.Watch(id) }
func (p stationsPort) Operator(id string) string                    { return p.all.Operator(id) }
func (p stationsPort) SignOut(ctx context.Context, id string) error { return p.all.SignOut(ctx, id) }

func (p stationsPort) Input(ctx context.Context, id string, in server.Input) (screen.Screen, error) {
	return p.all.Input(ctx, id, session.Input{ID: in.ID, Kind: session.Kind(in.Kind), Data: in.Data, Choice: in.Choice, Text: in.Text})
}

func (p stationsPort) PresentBadge(ctx context.Context, id, badge string) (screen.Screen, error) {
	return p.all.PresentBadge(ctx, id, badge)
}

func (p stationsPort) SignIn(ctx context.Context, id string, proof server.Proof) (auth.Person, error) {
	return p.all.SignIn(ctx, id, proof.Badge, proof.PIN, proof.From)
}
