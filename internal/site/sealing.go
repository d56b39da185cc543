package site

import (
	"cmp"
	"context"
	"errors"
	"io/fs"
	"slices"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/server"
	"lotgate/internal/words"
)

// Sealing says how often checkpoints are signed, and who is given them.
type Sealing struct {
	Every   int      // facts; 0 for a thousand
	Holders []string // folders that lie elsewhere
}

// Backups says where backups go by themselves.
type Backups struct {
	Dir   string        // "" for nowhere
	Every time.Duration // between two of them
	Whole int           // of so many one is whole
}

// Pace of what is done beside the work.
const (
	sealFacts   = 1000
	sealPause   = 10 * time.Minute // a checkpoint is signed at the latest so long after a fact
	backupPause = time.Minute      // between two looks whether a backup is due
	backupRetry = 10 * time.Minute // after one that failed
)

// keeping is what the site knows of its seals and backups, for the screens.
type keeping struct {
	twins  []Twin
	away   []words.Text // why checkpoints could not be brought to a holder, one a holder
	backup words.Text   // what is wrong with the last backup; empty if nothing is
}

// keep signs checkpoints, brings them to their holders and makes backups until
// ctx ends. At the end it signs once more.
func (s *Site) keep(ctx context.Context) {
	batches, cancel := s.books.Watch()
	defer cancel()
	seal, look := time.NewTicker(sealPause), time.NewTicker(backupPause)
	defer seal.Stop()
	defer look.Stop()
	every := uint64(cmp.Or(s.Sealing.Every, sealFacts))
	var tried time.Time
	s.seal()
	for {
		select {
		case <-ctx.Done():
			s.seal()
			return
		case <-batches:
			if last, _ := s.books.Seals.Last(); s.books.Journal.Last() >= last.Size+every {
				s.seal()
			}
		case <-seal.C:
			s.seal()
		case <-look.C:
			tried = s.backUp(ctx, tried)
		}
	}
}

// seal signs a checkpoint and brings it to all who hold them.
func (s *Site) seal() {
	if _, _, err := s.books.Seal(); err != nil {
		s.Log.Error("sign a checkpoint", "fault", err)
		return
	}
	var twins []Twin
	var away []words.Text
	for _, holder := range s.Sealing.Holders {
		found, err := s.books.Publish(holder)
		if err != nil {
			away = append(away, awayText(holder, err))
		}
		twins = append(twins, found...)
	}
	s.noteHeld(twins, away)
}

// awayText says why a holder was not reached.
func awayText(holder string, err error) words.Text {
	text := words.Plain(err.Error())
	switch {
	case errors.Is(err, fs.ErrNotExist):
		text = words.Say("notice.holder_absent")
	case errors.Is(err, fs.ErrPermission):
		text = words.Say("notice.holder_denied")
	}
	return words.Say("notice.holder", "dir", holder, "text", text)
}

// noteHeld keeps what the holders said, and says once what is new of it.
func (s *Site) noteHeld(twins []Twin, away []words.Text) {
	s.keepMu.Lock()
	fresh := len(twins) > len(s.kept.twins)
	other := !slices.EqualFunc(away, s.kept.away, func(a, b words.Text) bool { return a.In(words.English) == b.In(words.English) })
	changed := other || len(twins) != len(s.kept.twins)
	s.kept.twins, s.kept.away = twins, away
	s.keepMu.Unlock()
	if other {
		for _, text := range away {
			s.Log.Error("checkpoints do not reach a holder", "fault", text.In(words.English))
		}
	}
	if fresh {
		s.Log.Error("another machine goes on with this store's history", "key", twins[0].Key, "facts", twins[0].Size, "file", twins[0].File)
	}
	if changed {
		s.stations.Refresh()
	}
}

// backUp makes the backup that is due, if one is, and tells when it last tried.
func (s *Site) backUp(ctx context.Context, tried time.Time) time.Time {
	now := s.Clock.Now()
	if s.Backups.Dir == "" || now.Sub(tried) < backupRetry && now.After(tried) {
		return tried
	}
	origin, err := s.books.Origin()
	if err != nil || origin == "" || s.books.Restored().Waits() {
		return tried
	}
	last, files := backedUp(s.Backups.Dir, origin)
	if now.Sub(last) < s.Backups.Every && !now.Before(last) {
		return tried
	}
	done, err := s.books.Backup(ctx, s.Backups.Dir, s.Backups.Whole > 0 && files%s.Backups.Whole == 0, true)
	if ctx.Err() != nil && errors.Is(err, ctx.Err()) {
		return tried // it is made after the next start
	}
	s.noteBackup(done, err)
	return now
}

func (s *Site) noteBackup(done Backed, err error) {
	text := words.Text{}
	var no *fact.Refusal
	switch {
	case errors.As(err, &no):
		text = words.Say("notice.backup", "text", no.Text)
	case err != nil:
		text = words.Say("notice.backup", "text", words.Plain(err.Error()))
	case done.Tight:
		text = words.Say("notice.backup_tight")
	}
	s.keepMu.Lock()
	s.kept.backup = text
	s.keepMu.Unlock()
	if err != nil {
		s.Log.Error("make a backup", "fault", err)
	} else {
		s.Log.Info("a backup was made and tried", "file", done.Path, "after", done.After, "facts", done.Facts, "bytes", done.Bytes)
	}
	s.stations.Refresh()
}

// keepingPort shows the same on the first page, and takes the word that a
// restored store goes on.
func (s *Site) keepingPort() server.Keeping {
	restored := func() server.Restored {
		r := s.books.Restored()
		return server.Restored{Waits: r.Waits(), Facts: r.Facts, Made: r.Made}
	}
	return server.Keeping{Notices: s.keptNotices, Restored: restored, TakeOver: s.TakeOver}
}

// TakeOver is that of the books, with the places that stations lacked till then.
func (s *Site) TakeOver(ctx context.Context, person, by string) error {
	if err := s.books.TakeOver(ctx, person, by); err != nil {
		return err
	}
	s.stations.Refresh()
	return s.makePlaces(ctx)
}

// keptNotices are what everybody must know of seals and backups.
func (s *Site) keptNotices() (all []screen.Notice) {
	if no := s.books.Held(); no != nil {
		all = append(all, screen.Notice{State: screen.Bad, Text: no.Text})
	}
	s.keepMu.Lock()
	defer s.keepMu.Unlock()
	for _, t := range s.kept.twins {
		all = append(all, screen.Notice{State: screen.Bad, Text: words.Say("notice.twin", "key", t.Key, "size", int64(t.Size), "file", t.File)})
	}
	for _, text := range s.kept.away {
		all = append(all, screen.Notice{State: screen.Ask, Text: text})
	}
	if s.kept.backup.Code != "" {
		all = append(all, screen.Notice{State: screen.Ask, Text: s.kept.backup})
	}
	return all
}
