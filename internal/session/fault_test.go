package session_test

import (
	"context"
	"errors"
	"testing"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/session"
	"lotgate/internal/sim"
	"lotgate/internal/words"
)

// sick is a book that cannot be read.
type sick struct{ *sim.House }

var errDisk = errors.New("the disk is gone")

func (sick) View(func(fact.View) error) error { return errDisk }

// TestAGunsFaultIsTold: nobody waits for the answer to a gun's scan, so what
// went wrong must reach whoever keeps the log, and the person by the screen.
func TestAGunsFaultIsTold(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	told := make(chan error, 1)
	house := sim.NewHouse("2026-06-01")
	stations := session.New(session.Site{
		Book: sick{house}, Gate: people{}, Now: house.Now, NewID: func() string { return "id" },
		Notices: func(string) []screen.Notice { return nil },
		Failed:  func(_ string, err error) { told <- err },
	}, []session.Config{{ID: "dock-1", Dock: "DOCK-1"}})
	go stations.Run(ctx)

	stations.Offer("dock-1", session.Input{Kind: session.Scan, Data: []byte("LGP.1001"), Source: "gun-1"})
	select {
	case err := <-told:
		if !errors.Is(err, errDisk) {
			t.Errorf("told %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Fatal("nobody was told")
	}
	if s := stations.Locked("dock-1"); s.Code != "store_fault" {
		t.Errorf("the screen says %q", s.Code)
	}
}

// TestWhoIsSignedInIsNamedInTheViewersLanguage, whoever looks.
func TestWhoIsSignedInIsNamedInTheViewersLanguage(t *testing.T) {
	p := newPlay()
	p.input(session.Scan, "LGP.1001")
	p.input(session.Text, "1234")
	s, _ := p.stations.Screen("dock-1")
	for l, want := range map[words.Language]string{words.Chinese: "李伟", words.English: "Li Wei"} {
		if len(s.People) != 1 || s.People[0].In(l) != want {
			t.Errorf("%s: %v, want %s", l, s.People, want)
		}
	}
}
