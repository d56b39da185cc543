package journal

import (
	"crypto/rand"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"syscall"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"lotgate/internal/disk"
	"lotgate/internal/journal/wal"
)

// The file's buckets. About holds what the file says of itself; which of two
// buckets holds the projections is one of those things, so that a rebuild
// can fill the other one and then change over in one step.
var (
	bucketAbout       = []byte("about")
	bucketRecords     = []byte("records")
	bucketProjections = [2][]byte{[]byte("projections.0"), []byte("projections.1")}

	keyFormat = []byte("format")
	keyLive   = []byte("projections")
	keyLog    = []byte("log")

	keyArchives = []byte("archives") // what was moved out of the file; absent if nothing was
	keyProbe    = []byte("probe")    // zeros, for a moment while the file is tried; a power cut may leave them until the next checkpoint
)

// format is what is written. What was written as "1" has no log; it becomes
// "2" when it is opened, so that a program that knows no log refuses it.
const format, formatBefore = "2", "1"

// formatArchived is that of a file which records were moved out of: a program
// that knows no archives would take it for one that has lost them.
const formatArchived = "3"

// fill packs the records' pages: they are only ever appended to, and half
// empty ones would be the file's larger half.
const fill = 0.9

// mapBytes is how much address space the file is given from the start, so
// that it can grow without waiting for those who read: a copy of all of it reads
// for minutes. On 64 bits that is 16 GiB, of which nothing is used yet.
const mapBytes = 1 << (strconv.IntSize/2 + 2)

// files are the journal's two, opened.
type files struct {
	db   *bbolt.DB
	log  *wal.Log
	last uint64   // the last record in db
	mark wal.Mark // what db keeps of log

	shelf *shelf // what was moved out of db
}

// logSuffix makes the log's name of the file's.
const logSuffix = "-log"

type opener func(path string, wait time.Duration) (*files, error)

func openFiles(path string, wait time.Duration) (*files, error) {
	return openWith(path, &bbolt.Options{Timeout: wait, OpenFile: os.OpenFile})
}

// usual sets what is the same for every file that is written.
func usual(o *bbolt.Options) *bbolt.Options {
	o.FreelistType = bbolt.FreelistMapType
	o.NoStatistics = true
	if strconv.IntSize == 64 && runtime.GOOS != "windows" { // there it would be disk, not address space
		o.InitialMmapSize = mapBytes
	}
	return o
}

func openWith(path string, o *bbolt.Options) (*files, error) {
	f := &files{}
	err := guarded(func() (err error) { // a torn file makes bbolt panic
		if _, absent := os.Stat(path); errors.Is(absent, os.ErrNotExist) && canRename {
			return f.make(path, o)
		}
		if f.db, err = bbolt.Open(path, 0o600, usual(o)); err == nil {
			err = f.prepare(path)
		}
		return err
	})
	if err == nil {
		err = confirm(path, f.db.Info().PageSize, o.OpenFile)
	}
	if err == nil {
		f.log, err = wal.Open(path+logSuffix, o.OpenFile)
	}
	if err != nil {
		if f.db != nil {
			f.db.Close()
		}
		return nil, openError(err)
	}
	return f, nil
}

// canRename: files that are open may have another name.
const canRename = runtime.GOOS != "windows"

// newSuffix is what a file bears that is being made. One that a power cut has
// left half done is made anew.
const newSuffix = "-new"

// make makes the file under another name, and gives it its own once the disk
// has it. Who comes meanwhile finds that name held.
func (f *files) make(path string, o *bbolt.Options) (err error) {
	making := path + newSuffix
	if f.db, err = bbolt.Open(making, 0o600, usual(o)); err != nil && !errors.Is(err, bolterrors.ErrTimeout) {
		if err = os.Remove(making); err == nil {
			f.db, err = bbolt.Open(making, 0o600, usual(o))
		}
	}
	if err != nil {
		return err
	}
	if _, absent := os.Stat(path); !errors.Is(absent, os.ErrNotExist) { // another was quicker
		return errors.Join(ErrHeld, os.Remove(making))
	}
	if err = f.prepare(path); err == nil {
		err = os.Rename(making, path)
	}
	if err == nil {
		err = disk.SyncFolder(filepath.Dir(path))
	}
	return err
}

// confirm writes the file's two heads once more as they are, and flushes them.
// A flush that failed leaves them in the system's memory as if they were on the
// disk: the file then seems to have a transaction that a power cut takes away,
// together with the pages of the one before, which were free to be used again.
func confirm(path string, pageSize int, open wal.Opener) error {
	file, err := open(path, os.O_RDWR, 0)
	if err != nil {
		return err
	}
	heads := make([]byte, 2*pageSize)
	if _, err = file.ReadAt(heads, 0); err == nil {
		_, err = file.WriteAt(heads, 0)
	}
	if err == nil {
		err = file.Sync()
	}
	return errors.Join(err, file.Close())
}

func openError(err error) error {
	switch {
	case errors.Is(err, bolterrors.ErrTimeout):
		return ErrHeld
	case full(err):
		return fmt.Errorf("%w: %w", ErrFull, err)
	}
	return err
}

// prepare makes the buckets of a new file and checks the format of an old
// one. An old one is not written to: it must open on a full disk too.
func (f *files) prepare(path string) error {
	found := ""
	err := f.db.View(func(tx *bbolt.Tx) (err error) {
		found, err = formatOf(tx)
		return err
	})
	if err != nil {
		return err
	}
	if found != format && found != formatArchived {
		f.mark = wal.Mark{Store: newStore()}
		err = f.db.Update(func(tx *bbolt.Tx) error {
			if found == "" {
				return create(tx, f.mark)
			}
			return keepMark(tx, f.mark)
		})
	}
	if err != nil {
		return err
	}
	return f.db.View(func(tx *bbolt.Tx) error { return f.read(tx, path) })
}

// formatOf is "" for a file in which nothing was ever written.
func formatOf(tx *bbolt.Tx) (string, error) {
	about := tx.Bucket(bucketAbout)
	if about == nil {
		return "", nil
	}
	found := string(about.Get(keyFormat))
	if found != format && found != formatBefore && found != formatArchived {
		return "", fmt.Errorf("%w: it is %q, known is %q", ErrFormat, found, format)
	}
	return found, nil
}

func (f *files) read(tx *bbolt.Tx, path string) (err error) {
	if f.mark, err = markOf(tx); err != nil {
		return err
	}
	if f.shelf, err = shelfOf(tx, path); err != nil {
		return err
	}
	space, err := spaceOf(tx)
	if err == nil {
		f.last = max(lastIn(space.records), f.shelf.last)
	}
	return err
}

// newStore is a number that no other store has.
func newStore() uint64 {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails: crypto/rand ends the program instead
	return binary.LittleEndian.Uint64(b[:])
}

func create(tx *bbolt.Tx, mark wal.Mark) error {
	about, err := tx.CreateBucket(bucketAbout)
	for _, name := range [][]byte{bucketRecords, bucketProjections[0]} {
		if err == nil {
			_, err = tx.CreateBucket(name)
		}
	}
	if err == nil {
		err = about.Put(keyLive, bucketProjections[0])
	}
	if err == nil {
		err = keepMark(tx, mark)
	}
	return err
}

// spaceOf finds the records and the live projections.
func spaceOf(tx *bbolt.Tx) (*space, error) {
	about, records := tx.Bucket(bucketAbout), tx.Bucket(bucketRecords)
	if about == nil || records == nil {
		return nil, fmt.Errorf("%w: it is no journal", ErrFormat)
	}
	projections := tx.Bucket(about.Get(keyLive))
	if projections == nil {
		return nil, fmt.Errorf("%w: its projections are missing", ErrFormat)
	}
	records.FillPercent = fill
	return &space{records: records, projections: projections}, nil
}

// sweep removes what a rebuild or an archive that was cut off has left beside
// the file: each may be as large as the file itself.
func sweep(path string) error {
	for _, suffix := range []string{scratchSuffix, freshSuffix} {
		if err := os.Remove(path + suffix); err != nil && !errors.Is(err, os.ErrNotExist) {
			return fmt.Errorf("remove what was left half done: %w", err)
		}
	}
	return nil
}

// Full reports that a write failed because there was no room.
func Full(err error) bool { return errors.Is(err, ErrFull) || full(err) }

// full reports that err means there is no room: no space, quota used up, file
// size limit reached. bbolt flattens some of its errors into text.
func full(err error) bool {
	for _, no := range []syscall.Errno{syscall.ENOSPC, syscall.EDQUOT, syscall.EFBIG} {
		if errors.Is(err, no) || (err != nil && strings.HasSuffix(err.Error(), ": "+no.Error())) {
			return true
		}
	}
	return false
}
