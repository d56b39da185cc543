package journal

import (
	"context"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"go.etcd.io/bbolt"

	"lotgate/internal/disk"
	"lotgate/internal/journal/archive"
	"lotgate/internal/seal"
)

// Closing says which records are to be moved into an archive: all that are
// still in the file up to Last.
type Closing struct {
	Store string
	Year  int
	Last  uint64
	Edges []seal.Hash // of the tree over the records before the first
	Root  seal.Hash   // of the tree over all up to Last
}

// Archive moves records into a file of their own, while work goes on. The
// archive is written, read back and held to the tree first; then the file is
// written anew without them and takes the old one's place in one step. Cut off
// anywhere, every record is in one of the two. Errors: ErrArchiving where one or
// a copy is under way, ErrFull, ErrArchive where the records are not what the tree says.
func (j *Journal) Archive(ctx context.Context, c Closing) (Archived, error) {
	if runtime.GOOS == "windows" { // a file that is open has no other name there
		return Archived{}, fmt.Errorf("move records out of the journal: %w", errors.ErrUnsupported)
	}
	if !j.archiving.TryLock() {
		return Archived{}, ErrArchiving
	}
	defer j.archiving.Unlock()
	made, err := j.writeArchive(ctx, c)
	if err == nil {
		err = j.moveOut(made)
	}
	if full(err) {
		err = fmt.Errorf("%w: %w", ErrFull, err)
	}
	return made, err
}

// writeArchive writes an archive and reads it back.
func (j *Journal) writeArchive(ctx context.Context, c Closing) (made Archived, err error) {
	first := uint64(1)
	if all := j.Archives(); len(all) > 0 {
		first = all[len(all)-1].Last + 1
	}
	made = Archived{Name: fmt.Sprintf("lotgate-%d-from-%d.archive", c.Year, first), Year: c.Year, First: first, Last: c.Last}
	path := j.ArchivePath(made)
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return made, fmt.Errorf("make the archive's folder: %w", err)
	}
	w, err := archive.Create(path, archive.Writing{Store: c.Store, Year: c.Year, First: first, Edges: c.Edges})
	if err != nil {
		return made, err
	}
	if err := j.copyTo(ctx, w, first, c.Last); err != nil {
		return made, errors.Join(err, w.Abort())
	}
	if _, err := w.Close(); err != nil {
		return made, err
	}
	if made.Sum, err = proven(path, c); err != nil {
		return made, errors.Join(err, os.Remove(path))
	}
	return made, disk.SyncFolder(filepath.Dir(filepath.Dir(path)))
}

func (j *Journal) copyTo(ctx context.Context, w *archive.Writer, first, last uint64) error {
	var failed error
	err := j.Each(first, func(r Record) bool {
		if r.Seq > last {
			return false
		}
		if failed = ctx.Err(); failed == nil {
			failed = w.Add(r.Body)
		}
		return failed == nil
	})
	return errors.Join(err, failed)
}

// proven reads an archive back and holds it to the tree.
func proven(path string, c Closing) (sum string, err error) {
	f, err := archive.Open(path)
	if err != nil {
		return "", err
	}
	defer f.Close()
	if err := f.Verify(); err != nil {
		return "", err
	}
	if f.Last != c.Last || f.Root != c.Root {
		return "", fmt.Errorf("%w: the records up to %d are not those that the tree stands over", ErrArchive, c.Last)
	}
	return hex.EncodeToString(f.Sum[:]), nil
}

// move is a checkpoint that writes the file anew, without what stands in an
// archive.
type move struct {
	path  string
	shelf *shelf        // after it
	stop  chan struct{} // the journal is closing: a file may be large
	fresh *bbolt.DB     // the new file, once it is in the old one's place
	err   error         // why there is none; the old one goes on then
	done  chan error
}

func (j *Journal) moveOut(a Archived) error {
	m := &move{path: j.path, stop: j.closing, done: make(chan error, 1)}
	err := j.submitAlone(func() error {
		// Whatever the archive has is in the old file then, from which it is not
		// taken over; the new one would get it again from the layer.
		if err := j.settleAll(); err != nil {
			return err
		}
		m.shelf = j.shelf.with(a)
		j.under = j.begin(m)
		return nil
	})
	if err != nil {
		return err
	}
	select {
	case err = <-m.done:
	case <-j.ended:
		select {
		case err = <-m.done:
		default:
			err = ErrClosed
		}
	}
	return err
}

const freshSuffix = "-fresh"

// errStopped: the file is not written anew, because the journal closes.
var errStopped = errors.New("the journal was closed meanwhile")

// run writes the new file with the checkpoint in it and puts it into the old
// one's place. Where it fails before that, nothing has happened.
func (m *move) run(db *bbolt.DB, c *checkpoint) (err error) {
	making := m.path + freshSuffix
	if err := os.Remove(making); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	fresh, err := bbolt.Open(making, 0o600, usual(&bbolt.Options{NoSync: true})) // until all of it is there
	if err != nil {
		return err
	}
	err = db.View(func(src *bbolt.Tx) error { return m.copy(fresh, src) })
	if err == nil {
		err = fresh.Update(func(tx *bbolt.Tx) error { return m.finish(tx, c) })
	}
	if err == nil {
		err = fresh.Sync()
	}
	if err != nil {
		return errors.Join(err, fresh.Close(), os.Remove(making))
	}
	fresh.NoSync = false
	if err := os.Rename(making, m.path); err != nil {
		return errors.Join(err, fresh.Close(), os.Remove(making))
	}
	m.fresh = fresh
	if err := disk.SyncFolder(filepath.Dir(m.path)); err != nil {
		return unknown(err) // which of the two is there after a power cut
	}
	return nil
}

// copy copies all that is in use but the records that were moved out.
func (m *move) copy(fresh *bbolt.DB, src *bbolt.Tx) error {
	live := src.Bucket(bucketAbout).Get(keyLive)
	for _, b := range []struct{ name, from []byte }{
		{bucketAbout, nil}, {bucketRecords, seqKey(m.shelf.last + 1)}, {live, nil},
	} {
		if err := m.copyBucket(fresh, src.Bucket(b.name), b.name, b.from); err != nil {
			return fmt.Errorf("write the file anew: %w", err)
		}
	}
	return nil
}

// copyBytes is how much goes into one transaction.
const copyBytes = 8 << 20

func (m *move) copyBucket(fresh *bbolt.DB, src *bbolt.Bucket, name, from []byte) error {
	cursor := src.Cursor()
	key, value := cursor.Seek(from)
	for first := true; first || key != nil; first = false {
		select {
		case <-m.stop:
			return errStopped
		default:
		}
		err := fresh.Update(func(tx *bbolt.Tx) error {
			dst, err := tx.CreateBucketIfNotExists(name)
			if err != nil {
				return err
			}
			dst.FillPercent = fill
			for held := 0; key != nil && held < copyBytes; key, value = cursor.Next() {
				if err := dst.Put(key, value); err != nil {
					return err
				}
				held += len(key) + len(value)
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// finish puts the checkpoint into the new file, and what was moved out of it.
func (m *move) finish(tx *bbolt.Tx, c *checkpoint) error {
	list, err := json.Marshal(m.shelf.all)
	if err == nil {
		err = tx.Bucket(bucketAbout).Put(keyArchives, list)
	}
	if err != nil {
		return err
	}
	return c.put(tx)
}

// change goes on with the new file.
func (j *Journal) change(c *checkpoint) error {
	j.mu.Lock()
	defer j.mu.Unlock()
	old := j.db
	j.db = c.move.fresh
	j.shelf.close()
	j.shelf = c.move.shelf
	if err := j.settled(c); err != nil {
		return err
	}
	if err := guarded(old.Close); err != nil {
		return fmt.Errorf("close the file that was written anew: %w", unknown(err))
	}
	return nil
}

// end tells who waits how the move ended.
func (m *move) end(err error) { m.done <- errors.Join(m.err, err) }

// giveUp lets the new file go: the files are opened anew.
func (m *move) giveUp() {
	if m == nil {
		return
	}
	if m.fresh != nil {
		m.fresh.Close() // what it says is of no use either
	}
	m.end(ErrUnknown)
}
