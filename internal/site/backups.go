package site

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"

	"lotgate/internal/backup"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/seal"
)

// Backed is what a backup came to.
type Backed struct {
	Path  string // "" where nothing was new
	After uint64 // it goes on after that fact; 0: it is whole
	Facts uint64 // the last fact in it
	Bytes int64
	Files int  // from which the store was made again, to try them; 0: they were not tried
	Tight bool // because there was no room to try them
	Twins []Twin
}

// ErrNothing refuses to keep a store in which nothing is recorded yet.
var ErrNothing = fact.Refuse("backup_nothing")

// Backup writes what is new since the last backup in a folder, or everything,
// and makes a store again of all that belongs together there, to see that it
// can be done. What cannot be brought back is not left there as if it could, and
// nothing is where ctx ends it.
func (b *Books) Backup(ctx context.Context, dir string, whole, try bool) (done Backed, err error) {
	if info, err := os.Stat(dir); errors.Is(err, os.ErrPermission) {
		return done, fact.Refuse("backup_denied", "dir", dir)
	} else if err != nil || !info.IsDir() {
		return done, fact.Refuse("backup_folder", "dir", dir) // made, it would lie on this disk, with the stick still in a drawer
	}
	c, signed, err := b.Seal()
	if err != nil {
		return done, err
	}
	if signed == nil {
		return done, ErrNothing
	}
	files, err := backup.List(dir)
	if err != nil {
		return done, err
	}
	end, chain := backup.Reached(files, c.Origin)
	switch {
	case end > c.Size:
		return done, fact.Refuse("backup_ahead", "dir", dir, "there", int64(end), "here", int64(c.Size))
	case whole:
		end, chain = 0, nil
	}
	done = Backed{After: end, Facts: c.Size}
	if end < c.Size {
		done.Path = filepath.Join(dir, backup.Name(c.Origin, end, c.Size))
		if err := b.writeBackup(ctx, done.Path, end, c, signed); err != nil {
			return done, err
		}
		if info, err := os.Stat(done.Path); err == nil {
			done.Bytes = info.Size()
		}
		chain = append(chain, backup.File{Path: done.Path})
	}
	if try {
		err := b.tryBackup(ctx, chain, c)
		switch done.Tight = errors.Is(err, errTight); {
		case err == nil:
			done.Files = len(chain)
		case !done.Tight: // one that cannot be tried on a full disk is the way out of it
			return done, errors.Join(err, b.discard(done.Path))
		}
	}
	done.Twins, err = b.Publish(dir)
	return done, err
}

func (b *Books) discard(path string) error {
	if path == "" {
		return nil
	}
	return os.Remove(path)
}

// writeBackup writes the facts after one up to those of a checkpoint.
func (b *Books) writeBackup(ctx context.Context, path string, after uint64, c seal.Checkpoint, signed []byte) error {
	return backup.Write(path, true, func(w io.Writer) error { return b.writeFacts(ctx, w, after, c, signed) })
}

// writeFacts writes facts in the form of a backup: those after one, up to those
// of a checkpoint.
func (b *Books) writeFacts(ctx context.Context, w io.Writer, after uint64, c seal.Checkpoint, signed []byte) error {
	root, err := b.Root(after)
	if err != nil {
		return err
	}
	head := backup.Head{Origin: c.Origin, After: after, AfterRoot: root, Written: b.Clock.Now()}
	for _, key := range b.Seals.Keys() {
		head.Keys = append(head.Keys, key.String())
	}
	out, err := backup.NewWriter(w, head)
	if err != nil {
		return err
	}
	var bad error
	err = b.Journal.Each(after+1, func(r journal.Record) bool {
		if bad = ctx.Err(); bad == nil && r.Seq <= c.Size {
			bad = out.Add(r.Seq, r.Body)
		}
		return bad == nil && r.Seq < c.Size
	})
	if err = errors.Join(err, bad); err != nil {
		return fmt.Errorf("write the facts: %w", err)
	}
	return out.End(backup.Tail{End: c.Size, Root: c.Root, Checkpoint: string(signed)})
}

// errTight: there is no room to try a backup.
var errTight = errors.New("there is no room to try the backup")

// tryBackup makes a store of a chain of backups, beside the one at work, and
// sees that it holds the same facts.
func (b *Books) tryBackup(ctx context.Context, chain []backup.File, c seal.Checkpoint) error {
	dir, err := os.MkdirTemp(b.Dir, trialPrefix)
	if journal.Full(err) {
		return errTight
	}
	if err != nil {
		return fmt.Errorf("make room to try the backup: %w", err)
	}
	defer os.RemoveAll(dir)
	var paths []string
	for _, f := range chain {
		paths = append(paths, f.Path)
	}
	claim, err := backup.Try(ctx, paths, filepath.Join(dir, journalFile))
	if errors.Is(err, backup.ErrFull) {
		return errTight
	}
	if err != nil {
		return fmt.Errorf("try the backup: %w", err)
	}
	if claim.Root != c.Root || claim.Facts != c.Size {
		return fact.Refuse("backup_other", "facts", int64(claim.Facts))
	}
	return nil
}

// Export writes the whole journal, and tells how many facts are in it.
func (b *Books) Export(ctx context.Context, w io.Writer) (facts uint64, err error) {
	c, signed, err := b.Seal()
	if err != nil {
		return 0, err
	}
	if signed == nil {
		return 0, ErrNothing
	}
	return c.Size, b.writeFacts(ctx, w, 0, c, signed)
}

// backedUp is when the last backup was written into a folder, zero for never,
// and how many there are.
func backedUp(dir, origin string) (at time.Time, files int) {
	listed, err := backup.List(dir)
	if err != nil {
		return at, 0
	}
	for _, f := range listed {
		if f.Origin != origin {
			continue
		}
		files++
		if info, err := os.Stat(f.Path); err == nil && info.ModTime().After(at) {
			at = info.ModTime()
		}
	}
	return at, files
}
