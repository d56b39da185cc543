package site

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lotgate/internal/backup"
	"lotgate/internal/book"
	"lotgate/internal/disk"
	"lotgate/internal/fact"
	"lotgate/internal/seal"
)

// restoredFile marks a data directory that was made from a backup.
const restoredFile = "restored.json"

// Restored is what is known of a store that was made from a backup; the zero
// value is that of one that was not.
type Restored struct {
	Facts     uint64    `json:"facts"`
	Root      seal.Hash `json:"root"`
	Made      time.Time `json:"made"`
	Confirmed time.Time `json:"confirmed"` // when a person said that the old machine is dead; zero: nobody has
}

// Waits reports whether a person must say first that the old machine is dead.
func (r Restored) Waits() bool { return r.Facts > 0 && r.Confirmed.IsZero() }

// ErrWaits refuses what a store takes that waits for that word.
var ErrWaits = fact.Refuse("restored")

func readRestored(dir string) (r Restored, err error) {
	text, err := os.ReadFile(filepath.Join(dir, restoredFile))
	if errors.Is(err, fs.ErrNotExist) {
		return r, nil
	}
	if err == nil {
		err = json.Unmarshal(text, &r)
	}
	if err != nil {
		return r, fmt.Errorf("read what this store was restored from: %w", err)
	}
	return r, nil
}

func (r Restored) write(dir string) error {
	text, err := json.MarshalIndent(r, "", "  ")
	if err == nil {
		err = backup.WriteFile(filepath.Join(dir, restoredFile), append(text, '\n'))
	}
	if err != nil {
		return fmt.Errorf("note what this store was restored from: %w", err)
	}
	return nil
}

// Refusals of restoring and of taking over.
var (
	ErrThere    = fact.Refuse("restore_there")
	ErrNoBackup = fact.Refuse("takeover_none")
)

// Restore makes a data directory of backups that follow each other. It waits
// for a person to say that the old machine is dead. pepper is the secret of the
// old one, or empty if it is lost.
func Restore(ctx context.Context, dir string, files []string, pepper []byte, now time.Time, progress func(facts uint64)) (claim backup.Claim, err error) {
	path := filepath.Join(dir, journalFile)
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return claim, ErrThere
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return claim, fmt.Errorf("make the data directory: %w", err)
	}
	part := path + ".part"
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return claim, fmt.Errorf("make room for the restored store: %w", err)
	}
	claim, err = backup.Restore(ctx, files, part, progress)
	if err != nil {
		return claim, errors.Join(err, os.Remove(part))
	}
	// The mark first: a store that is there is never without it.
	if err := (Restored{Facts: claim.Facts, Root: claim.Root, Made: now}).write(dir); err != nil {
		return claim, err
	}
	if err := backup.WriteFile(filepath.Join(dir, sealPublicFile), []byte(strings.Join(claim.Keys, "\n")+"\n")); err != nil {
		return claim, fmt.Errorf("keep the keys of the old machine: %w", err)
	}
	if len(pepper) > 0 {
		if err := backup.WriteFile(filepath.Join(dir, pepperFile), pepper); err != nil {
			return claim, fmt.Errorf("keep the pepper: %w", err)
		}
	}
	if err := os.Rename(part, path); err != nil {
		return claim, fmt.Errorf("put the restored store in its place: %w", err)
	}
	return claim, disk.SyncFolder(dir)
}

// Restored is what the store was made from, if from a backup.
func (b *Books) Restored() Restored { return *b.restored.Load() }

// TakeOver records who has made sure that the old machine is dead; from then on
// this store takes what comes. person says so, "" for who may read the data
// directory.
func (b *Books) TakeOver(ctx context.Context, person, by string) error {
	if by = strings.TrimSpace(by); by == "" || !fact.Clean(by) {
		return fact.Refuse("takeover_by")
	}
	r := b.Restored()
	if !r.Waits() {
		return ErrNoBackup
	}
	// The same id for one restored store: said twice, it is recorded once.
	meta := fact.Meta{ID: "takeover/" + b.Seals.Key().String(), At: b.Clock.Now(), Person: person}
	command := book.TakeOver{By: by, Facts: r.Facts, Root: r.Root.String(), Key: b.Seals.Key().String()}
	if _, err := b.Post(ctx, meta, command); err != nil {
		return err
	}
	r.Confirmed = meta.At
	if err := r.write(b.Dir); err != nil {
		return err
	}
	b.restored.Store(&r)
	b.Hold(nil)
	return nil
}
