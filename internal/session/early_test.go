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
)

// slow is a book whose disk takes its time, and may fail in the end.
type slow struct {
	*sim.House
	asked   chan bool
	outcome chan error
}

func (b slow) Early(ctx context.Context, meta fact.Meta, command fact.Command) ([]fact.Recorded, fact.Early, error) {
	recorded, e, err := b.House.Early(ctx, meta, command)
	return recorded, waiting{e, b}, err
}

type waiting struct {
	fact.Early
	b slow
}

func (w waiting) Durable() error {
	w.b.asked <- true
	return <-w.b.outcome
}

// Post is how the outcome of a write that failed is found out: here it cannot.
func (b slow) Post(context.Context, fact.Meta, fact.Command) ([]fact.Recorded, error) {
	return nil, errDisk
}

// TestNothingIsShownBeforeItIsDurable scans an order and holds the disk: the
// screen stays as it was and the gun hears nothing; then both are told a fault,
// not a receipt, if the disk fails.
func TestNothingIsShownBeforeItIsDurable(t *testing.T) {
	for _, outcome := range []error{nil, errDisk} {
		house := sim.NewHouse("2026-06-01")
		sim.Furnish(house)
		book := slow{house, make(chan bool), make(chan error)}
		heard := make(chan screen.State, 16) // at the gun
		stations := session.New(session.Site{
			Book: book, Gate: people{}, Now: house.Now, NewID: func() string { return time.Now().String() },
			Notices: func(string) []screen.Notice { return nil },
			Heard:   func(_ string, _ session.Input, s screen.Screen) { heard <- s.State },
		}, []session.Config{{ID: "dock-1", Dock: "DOCK-1"}})
		input := func(kind session.Kind, text string) error {
			_, err := stations.Input(context.Background(), "dock-1", session.Input{Kind: kind, Data: []byte(text), Text: text})
			return err
		}
		if err := errors.Join(input(session.Scan, "LGP.1001"), input(session.Text, "1234")); err != nil {
			t.Fatal(err)
		}
		before, _ := stations.Screen("dock-1")
		for len(heard) > 0 {
			<-heard
		}
		answered := make(chan error, 1)
		go func() { answered <- input(session.Scan, "LGD.CG-1") }()
		<-book.asked
		if now, _ := stations.Screen("dock-1"); now.Title.Code != before.Title.Code || now.Beep != before.Beep || len(heard) > 0 {
			t.Errorf("shown before it was durable: %s, and heard %d times", now.Title.Code, len(heard))
		}
		book.outcome <- outcome
		err := <-answered
		after, _ := stations.Screen("dock-1")
		if outcome == nil && (err != nil || after.Title.Code != "receive.title") {
			t.Errorf("durable: %v, %v", after.Title, err)
		}
		if outcome != nil && (!errors.Is(err, errDisk) || after.Code != "store_fault" || after.State != screen.Bad) {
			t.Errorf("failed: %s %s, %v", after.Code, after.State, err)
		}
		if len(heard) != 1 || (<-heard == screen.Bad) != (outcome != nil) {
			t.Errorf("with the outcome %v the gun was answered otherwise, or %d times more", outcome, len(heard))
		}
	}
}
