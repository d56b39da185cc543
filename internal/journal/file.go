package journal

import (
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
)

const format = "1"

// fill packs the records' pages: they are only ever appended to, and half
// empty ones would be the file's larger half.
const fill = 0.9

// mapBytes is how much address space the file is given from the start, so
// that it can grow without waiting for those who read.
const mapBytes = 1 << 30

// opener opens the file and tells its last record's number.
type opener func(path string, wait time.Duration) (db *bbolt.DB, last uint64, err error)

func openFile(path string, wait time.Duration) (*bbolt.DB, uint64, error) {
	return openWith(path, &bbolt.Options{Timeout: wait})
}

func openWith(path string, o *bbolt.Options) (db *bbolt.DB, last uint64, err error) {
	o.FreelistType = bbolt.FreelistMapType
	o.NoStatistics = true
	if strconv.IntSize == 64 && runtime.GOOS != "windows" { // there it would be disk, not address space
		o.InitialMmapSize = mapBytes
	}
	_, absent := os.Stat(path)
	err = guarded(func() (err error) { // a torn file makes bbolt panic
		if db, err = bbolt.Open(path, 0o600, o); err == nil {
			last, err = prepare(db)
		}
		return err
	})
	if err == nil && errors.Is(absent, os.ErrNotExist) {
		err = syncFolder(filepath.Dir(path))
	}
	if err != nil {
		if db != nil {
			db.Close()
		}
		return nil, 0, openError(err)
	}
	return db, last, nil
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
func prepare(db *bbolt.DB) (last uint64, err error) {
	isNew := false
	err = db.View(func(tx *bbolt.Tx) error {
		if isNew = tx.Bucket(bucketAbout) == nil; isNew {
			return nil
		}
		if found := string(tx.Bucket(bucketAbout).Get(keyFormat)); found != format {
			return fmt.Errorf("%w: it is %q, known is %q", ErrFormat, found, format)
		}
		space, err := spaceOf(tx)
		if err == nil {
			last = lastIn(space.records)
		}
		return err
	})
	if err == nil && isNew {
		err = db.Update(create)
	}
	return last, err
}

func create(tx *bbolt.Tx) error {
	about, err := tx.CreateBucket(bucketAbout)
	for _, name := range [][]byte{bucketRecords, bucketProjections[0]} {
		if err == nil {
			_, err = tx.CreateBucket(name)
		}
	}
	if err == nil {
		err = about.Put(keyFormat, []byte(format))
	}
	if err == nil {
		err = about.Put(keyLive, bucketProjections[0])
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
	s := &space{records: records, projections: projections, writable: tx.Writable()}
	if s.writable {
		s.stored = lastIn(records)
	}
	return s, nil
}

// syncFolder makes a new file's name as durable as its contents.
func syncFolder(path string) error {
	if runtime.GOOS == "windows" { // folders cannot be flushed there
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	return folder.Sync()
}

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
