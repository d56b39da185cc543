// Package wal is the log in front of a database: records are appended to a
// preallocated file and made durable by one flush, long before the database
// has them in its own order.
//
// The file has two halves that are written in turn. While the database takes
// over what stands in one, new records go into the other; a turn has a number
// that the database keeps, so that it is known which turns it has already.
//
// A frame is what one Append wrote: whole or not there. It begins on a page of
// its own, because a page that was confirmed must never be written again: a
// power cut would tear both. Each frame bears its checksum and that of the
// frame before it, so that a frame that is not whole at the end of the log (a
// write that was cut off, and confirmed to nobody) can be told from one with
// good frames behind it, which is damage.
//
// Two libraries were tried first. hashicorp/raft-wal is as fast (175
// microseconds where the bare write and flush take 167), but opening a log in
// which one byte had changed did not return; tidwall/wal has no checksums.
package wal

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"lotgate/internal/disk"
)

// What may go wrong. Match with errors.Is.
var (
	// ErrNoRoom: the half in use is full; nothing was written.
	ErrNoRoom = errors.New("the log has no room")
	// ErrDamaged: there are good frames behind one that is not.
	ErrDamaged = errors.New("the log is damaged")
	// ErrAhead: the log goes on where the database does not end; it is another
	// copy's.
	ErrAhead = errors.New("the log is newer than the database beside it")
	// ErrForeign: the log holds unsettled records of another store.
	ErrForeign = errors.New("the log belongs to another store")
)

// Layout of the file.
const (
	page      = 4096
	halfBytes = 4 << 20
	fileBytes = page + 2*halfBytes // the first page says what is settled
)

// Mark is what the database keeps of the log.
type Mark struct {
	Store uint64 // a number that no other store has
	Turn  uint64 // the first turn that the database has not
	Chain uint32 // checksum of the last frame before that turn
}

// Log is an open log. It is used by one goroutine at a time.
type Log struct {
	file  *os.File
	mark  Mark // Turn and Chain: of the half in use and of the last frame
	used  int64
	frame []byte // kept for the next Append
}

// Opener opens a file as os.OpenFile does.
type Opener func(name string, flag int, mode os.FileMode) (*os.File, error)

// Open opens the log at path, and makes and fills it where there is none. What
// is in it is to be read by Replay before the first Append.
func Open(path string, open Opener) (*Log, error) {
	file, err := open(path, os.O_RDWR, 0o600)
	if errors.Is(err, fs.ErrNotExist) {
		file, err = create(path, open)
	}
	if err != nil {
		return nil, fmt.Errorf("open log: %w", err)
	}
	return &Log{file: file}, nil
}

// create makes the file under another name first: a log is whole or absent.
func create(path string, open Opener) (file *os.File, err error) {
	making := path + ".new"
	file, err = open(making, os.O_RDWR|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			file.Close()
			os.Remove(making)
		}
	}()
	// Written, not only reserved: a flush of what was written before has no
	// sizes and extents to write.
	if _, err = file.WriteAt(make([]byte, fileBytes), 0); err != nil {
		return nil, err
	}
	if err = file.Sync(); err != nil {
		return nil, err
	}
	if err = os.Rename(making, path); err != nil {
		return nil, err
	}
	return file, disk.SyncFolder(filepath.Dir(path))
}

// Used is how many bytes of the half in use are taken.
func (l *Log) Used() int64 { return l.used }

// Mark is what the database has to keep when it takes over all that was
// appended up to now, together with Turn.
func (l *Log) Mark() Mark { return l.mark }

// Turn begins the next turn: what is appended from now on goes into the other
// half. The database must have taken over what stands there, and is to keep
// the mark that is returned when it takes over what was appended before.
func (l *Log) Turn() Mark {
	l.mark.Turn++
	l.used = 0
	return l.mark
}

// half is where a turn's half begins.
func half(turn uint64) int64 { return page + int64(turn%2)*halfBytes }

// Append writes the records, of which the first has number first, as one frame
// and returns when they are durable. Errors: ErrNoRoom, after which nothing
// has happened; after any other it is not known whether they are there, and
// the log must be opened anew.
func (l *Log) Append(first uint64, bodies [][]byte) error {
	if !fits(bodies) {
		return ErrNoRoom
	}
	l.frame = encode(l.frame[:0], l.mark, first, bodies)
	if l.used+int64(len(l.frame)) > halfBytes {
		return ErrNoRoom
	}
	if _, err := l.file.WriteAt(l.frame, half(l.mark.Turn)+l.used); err != nil {
		return fmt.Errorf("write log: %w", err)
	}
	if err := flush(l.file); err != nil {
		return fmt.Errorf("flush log: %w", err)
	}
	l.used += int64(len(l.frame))
	l.mark.Chain = checksum(l.frame)
	if cap(l.frame) > keptBytes {
		l.frame = nil
	}
	return nil
}

// fits is asked before a frame is made of what may be very much.
func fits(bodies [][]byte) bool {
	room := halfBytes
	for _, body := range bodies {
		room -= len(body)
	}
	return room > 0
}

// keptBytes bounds the buffer that is kept from one Append to the next.
const keptBytes = 256 << 10

// Settle notes in the file itself that the database has everything, so that
// the file may lie beside whatever database comes next.
func (l *Log) Settle() error {
	if _, err := l.file.WriteAt(encode(nil, l.mark, 0, nil), 0); err != nil {
		return fmt.Errorf("settle log: %w", err)
	}
	if err := flush(l.file); err != nil {
		return fmt.Errorf("settle log: %w", err)
	}
	return nil
}

// Close closes the file.
func (l *Log) Close() error { return l.file.Close() }
