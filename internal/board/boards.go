package board

import (
	"context"
	"sync"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/screen"
)

// Book is what boards are drawn from.
type Book interface {
	View(read func(fact.View) error) error
	Watch() (batches <-chan []fact.Recorded, cancel func())
}

// Boards keeps the wall boards. A board is drawn when somebody looks, once
// for all who look, and again only after something has become durable.
type Boards struct {
	book Book
	now  func() time.Time

	mu       sync.Mutex
	drawn    map[string]screen.Screen // fresh ones only
	version  uint64                   // counts what became durable
	watchers map[chan struct{}]bool
}

// New makes the boards of a site; now is the time in its zone.
func New(book Book, now func() time.Time) *Boards {
	return &Boards{book: book, now: now, drawn: map[string]screen.Screen{}, watchers: map[chan struct{}]bool{}}
}

// Run notices what becomes durable, and at each tick whether a new day has
// begun, until ctx ends: goods expire at midnight, though nothing is written.
func (b *Boards) Run(ctx context.Context, ticks <-chan time.Time) {
	batches, cancel := b.book.Watch()
	defer cancel()
	day := b.now().YearDay()
	for {
		select {
		case <-ctx.Done():
			return
		case <-batches:
			b.stale()
		case <-ticks:
			if today := b.now().YearDay(); today != day {
				day = today
				b.stale()
			}
		}
	}
}

func (b *Boards) stale() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.version++
	clear(b.drawn)
	for c := range b.watchers {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}

// Screen is the board of that name as it stands now.
func (b *Boards) Screen(name string) (screen.Screen, bool) {
	draw, found := All[name]
	if !found {
		return screen.Screen{}, false
	}
	b.mu.Lock()
	s, fresh := b.drawn[name]
	version := b.version
	b.mu.Unlock()
	if fresh {
		return s, true
	}
	err := b.book.View(func(view fact.View) error {
		s = draw(view, b.now())
		return nil
	})
	if err != nil {
		return screen.Screen{State: screen.Bad, Code: "store_fault"}, true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	if version == b.version {
		b.drawn[name] = s
	}
	return s, true
}

// Watch gives a token whenever the boards may have changed. cancel ends it.
func (b *Boards) Watch(string) (changed <-chan struct{}, cancel func()) {
	c := make(chan struct{}, 1)
	b.mu.Lock()
	b.watchers[c] = true
	b.mu.Unlock()
	return c, func() {
		b.mu.Lock()
		delete(b.watchers, c)
		b.mu.Unlock()
	}
}
