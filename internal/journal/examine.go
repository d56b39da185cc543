package journal

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"

	"lotgate/internal/journal/pages"
	"lotgate/internal/journal/wal"
)

// Damage is a place in one of the journal's files that is not as it was
// written.
type Damage struct {
	File string
	At   int64 // byte
	What string
}

func (d *Damage) Error() string { return fmt.Sprintf("%s, byte %d: %s", d.File, d.At, d.What) }

// Examination is a journal that is looked at and not changed, in no way: what
// it says is evidence. Its methods' errors are *Damage, what the disk says, or
// what the function given does.
type Examination struct {
	path string
	file *os.File
	lock *bbolt.DB // keeps a daemon away; nil where bbolt cannot open the file
	in   *pages.File
	live string // bucket of the projections
	mark wal.Mark
	last uint64 // of the records that were read

	shelf *shelf // what was moved out of the file
}

// Examine begins to look at the journal at path. ErrHeld says that a daemon is
// at work on it.
func Examine(path string) (*Examination, error) {
	e := &Examination{path: path}
	err := guarded(func() (err error) {
		e.lock, err = bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true, Timeout: time.Second, NoStatistics: true})
		return err
	})
	if errors.Is(err, bolterrors.ErrTimeout) || errors.Is(err, os.ErrNotExist) {
		return nil, openError(err)
	}
	if e.file, err = os.Open(path); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	if err := e.begin(); err != nil {
		return nil, errors.Join(err, e.Close())
	}
	return e, nil
}

// Close lets the journal go.
func (e *Examination) Close() (err error) {
	e.shelf.close()
	if e.file != nil {
		err = e.file.Close()
	}
	if e.lock != nil {
		err = errors.Join(err, guarded(e.lock.Close))
	}
	return err
}

// begin reads what the file says of itself.
func (e *Examination) begin() error {
	info, err := e.file.Stat()
	if err != nil {
		return err
	}
	if e.in, err = pages.Open(e.file, info.Size()); err != nil {
		return e.placed(err)
	}
	about := map[string]pages.Element{}
	found, err := e.in.Each(string(bucketAbout), func(p pages.Element) error {
		about[string(p.Key)] = pages.Element{Value: bytes.Clone(p.Value), At: p.At}
		return nil
	})
	if err != nil {
		return e.placed(err)
	}
	if !found {
		return fmt.Errorf("%w: it is no journal", ErrFormat)
	}
	return e.about(about)
}

func (e *Examination) about(about map[string]pages.Element) error {
	said, list := about[string(keyFormat)], about[string(keyArchives)]
	due, things := format, 3
	if list.Value != nil {
		due, things = formatArchived, 4
	}
	if probe := about[string(keyProbe)]; probe.Value != nil {
		if things++; len(probe.Value) != probeBytes || len(bytes.Trim(probe.Value, "\x00")) > 0 {
			return &Damage{e.path, probe.At, "what it was tried with is not what was written"}
		}
	}
	if string(said.Value) != due {
		return &Damage{e.path, said.At, fmt.Sprintf("its format is %q, due is %q", said.Value, due)}
	}
	if err := e.archives(list); err != nil {
		return err
	}
	live := about[string(keyLive)]
	e.live = string(live.Value)
	if e.live != string(bucketProjections[0]) && e.live != string(bucketProjections[1]) {
		return &Damage{e.path, live.At, fmt.Sprintf("it names %q as the bucket of its projections", e.live)}
	}
	var err error
	log := about[string(keyLog)]
	if e.mark, err = markIn(log.Value); err != nil {
		return &Damage{e.path, log.At, err.Error()}
	}
	if len(about) != things {
		return &Damage{e.path, 0, fmt.Sprintf("it says %d things of itself, known are %d", len(about), things)}
	}
	return nil
}

// archives reads what was moved out of the file.
func (e *Examination) archives(list pages.Element) error {
	var all []Archived
	if list.Value != nil {
		if err := json.Unmarshal(list.Value, &all); err != nil {
			return &Damage{e.path, list.At, "its list of archives cannot be read"}
		}
	}
	e.shelf = newShelf(filepath.Join(filepath.Dir(e.path), archiveDir), all)
	return nil
}

// archived calls each with the records of the archives, each of which is read
// to its end first.
func (e *Examination) archived(each func(r Record, at int64) error) error {
	for _, a := range e.shelf.all {
		path := filepath.Join(e.shelf.dir, a.Name)
		f, err := e.shelf.file(a)
		if err == nil {
			err = f.Verify()
		}
		if err != nil {
			return &Damage{path, 0, err.Error()}
		}
		if a.First != e.last+1 {
			return &Damage{path, 0, fmt.Sprintf("it begins with record %d, due is %d", a.First, e.last+1)}
		}
		err = f.Each(func(seq uint64, body []byte) error {
			e.last = seq
			return each(Record{seq, body}, -1)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// placed names the file of a damage.
func (e *Examination) placed(err error) error {
	var inFile *pages.Damage
	var inLog *wal.Damage
	switch {
	case errors.As(err, &inFile):
		return &Damage{e.path, inFile.At, inFile.What}
	case errors.As(err, &inLog):
		return &Damage{e.path + logSuffix, inLog.At, inLog.What}
	}
	return err
}

// Heads is what is wrong with one of the two heads of the file: a power cut may
// leave that, and the next checkpoint mends it.
func (e *Examination) Heads() (all []*Damage) {
	for _, d := range e.in.Heads {
		all = append(all, &Damage{e.path, d.At, d.What})
	}
	return all
}

// Records calls each with all records in order, those in archives too, and with
// the byte of the file at which each stands; -1 in an archive.
func (e *Examination) Records(each func(r Record, at int64) error) error {
	if err := e.archived(each); err != nil {
		return err
	}
	found, err := e.in.Each(string(bucketRecords), func(p pages.Element) error {
		e.last++
		if !bytes.Equal(p.Key, seqKey(e.last)) {
			return &Damage{e.path, p.At - int64(len(p.Key)), fmt.Sprintf("record %d is due and stands elsewhere or nowhere", e.last)}
		}
		return each(Record{e.last, p.Value}, p.At)
	})
	if !found {
		return fmt.Errorf("%w: it has no records", ErrFormat)
	}
	return e.placed(err)
}

// Log calls each with the records that only the log has, after Records.
func (e *Examination) Log(each func(Record) error) error {
	return e.placed(wal.Examine(e.path+logSuffix, e.mark, e.last, func(seq uint64, body []byte) error {
		return each(Record{seq, body})
	}))
}

// Projections calls each with all that follows from the records in the file,
// and with the byte at which each value stands.
func (e *Examination) Projections(each func(key, value []byte, at int64) error) error {
	found, err := e.in.Each(e.live, func(p pages.Element) error { return each(p.Key, p.Value, p.At) })
	if !found {
		return fmt.Errorf("%w: its projections are missing", ErrFormat)
	}
	return e.placed(err)
}

// Rest looks at what no other method has.
func (e *Examination) Rest() error { return e.placed(e.in.Rest()) }

// Name is what to call the file.
func (e *Examination) Name() string { return e.path }

// Where finds the bytes of the file at which records stand, reading it once. It
// lacks those that are not in the file, or stand behind damage.
func Where(path string, records ...uint64) (at map[uint64]int64, err error) {
	e, err := Examine(path)
	if err != nil {
		return nil, err
	}
	defer e.Close()
	wanted := map[uint64]bool{}
	for _, seq := range records {
		wanted[seq] = true
	}
	at = map[uint64]int64{}
	err = e.Records(func(r Record, here int64) error {
		if !wanted[r.Seq] {
			return nil
		}
		if delete(wanted, r.Seq); here >= 0 {
			at[r.Seq] = here
		}
		if len(wanted) == 0 {
			return errFound
		}
		return nil
	})
	var damage *Damage
	if errors.Is(err, errFound) || errors.As(err, &damage) {
		err = nil
	}
	return at, err
}

var errFound = errors.New("it is found")
