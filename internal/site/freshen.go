package site

import (
	"context"
	"errors"
	"time"

	"lotgate/internal/book"
	"lotgate/internal/server"
	"lotgate/internal/words"
)

// progressEvery is how often the log tells of a rebuild.
const progressEvery = 10 * time.Second

// freshen makes the projections anew if another version made them, which takes
// minutes where there are millions of facts. Meanwhile the door answers with
// how far it is. The end of ctx ends it, and the next start begins anew.
func (s *Site) freshen(ctx context.Context, b *book.Book) error {
	if stale, err := b.Stale(); err != nil || !stale {
		return err
	}
	l, err := server.Listen(s.Listen, s.TLS, s.now())
	if err != nil {
		return err
	}
	room := server.WaitingRoom{Language: s.Language, Log: s.Log, Say: func() words.Text {
		done, of := b.Rebuilding()
		return words.Say("server.waiting.rebuilding", "done", done, "of", of)
	}}
	stop := room.Serve(l)
	defer context.AfterFunc(ctx, b.Stop)()
	return errors.Join(s.rebuildAloud(b), stop())
}

// rebuildAloud tells the log how far it is.
func (s *Site) rebuildAloud(b *book.Book) error {
	s.Log.Info("what follows from the facts was made by another version and is made anew; nobody can work meanwhile", "facts", b.Last())
	rebuilt := make(chan error, 1)
	go func() { rebuilt <- b.Rebuild() }()
	tick := time.NewTicker(progressEvery)
	defer tick.Stop()
	began := time.Now()
	for {
		select {
		case err := <-rebuilt:
			if err == nil {
				s.Log.Info("what follows from the facts is made anew", "facts", b.Last(), "seconds", int(time.Since(began).Seconds()))
			}
			return err
		case <-tick.C:
			done, of := b.Rebuilding()
			s.Log.Info("what follows from the facts is being made anew", "done", done, "of", of)
		}
	}
}
