package book_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/book"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// at posts facts as if the clock showed so much after a certain noon.
func at(b *book.Book, after time.Duration, command fact.Command) error {
	noon := time.Date(2026, 11, 27, 12, 0, 0, 0, time.FixedZone("CST", 8*3600))
	meta := fact.Meta{ID: fmt.Sprint("at/", time.Now().UnixNano()), At: noon.Add(after)}
	_, err := b.Post(context.Background(), meta, command)
	return err
}

type stated []fact.Fact

func (s stated) Decide(fact.View, fact.Meta) ([]fact.Fact, error) { return s, nil }

// TestAClockThatIsSetBack books nothing until it is right, or is said to be.
func TestAClockThatIsSetBack(t *testing.T) {
	const day = 24 * time.Hour
	goods := stated{stock.PlaceDefined{Place: stock.Place{ID: "A-01", Kind: stock.Bin}}}
	person := stated{auth.LanguageChosen{Person: "KP01", Language: "en"}}
	b := newBook(t)
	for i, step := range []struct {
		after   time.Duration
		command fact.Command
		want    error
	}{
		{0, goods, nil},
		{-9 * time.Minute, goods, nil}, // a time server's correction
		{-7 * day, goods, book.ErrClockBack},
		{-7 * day, person, nil}, // to see what is wrong
		{-7 * day, goods, book.ErrClockBack},
		{time.Minute, goods, nil},
		{0, book.AcceptClock{}, book.ErrClockFine},
		{400 * day, goods, nil}, // nobody can know
		{time.Hour, goods, book.ErrClockBack},
		{time.Hour, book.AcceptClock{}, nil},
		{time.Hour, goods, nil},
		{-day, goods, book.ErrClockBack},
	} {
		if err := at(b, step.after, step.command); !errors.Is(err, step.want) {
			t.Errorf("step %d: %v, want %v", i, err, step.want)
		}
	}
	if err := b.Rebuild(); err != nil {
		t.Fatal(err)
	}
	if err := at(b, -day, goods); !errors.Is(err, book.ErrClockBack) {
		t.Errorf("after a rebuild: %v", err)
	}
	want := "This computer's clock says 2026-11-26 12:00, but what is recorded reaches to 2026-11-27 13:00."
	if err := at(b, -day, goods); err == nil || len(err.Error()) < len(want) || err.Error()[:len(want)] != want {
		t.Errorf("it says %v", err)
	}
}
