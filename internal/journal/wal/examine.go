package wal

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
)

// Damage is a byte of the log from which on it is not as it was written.
type Damage struct {
	At   int64
	What string
}

func (d *Damage) Error() string { return fmt.Sprintf("byte %d: %s", d.At, d.What) }

// Examine reads a log beside a database that keeps mark and ends with record
// last, as Replay does, but changes nothing and is stricter: it also holds
// against each other what log and database say twice. A log that is not there
// is none: a copy has none. What the database has taken over already counts
// for nothing and is not looked at. Its error is *Damage, what the disk says
// or what each does.
func Examine(path string, mark Mark, last uint64, each func(seq uint64, body []byte) error) error {
	content, err := whole(path)
	if err != nil || content == nil {
		return err
	}
	r := reader{content: content, mark: mark, next: last + 1, read: map[int64]int64{}}
	if err := r.agrees(mark); err != nil {
		return err
	}
	err = r.judge(func(f frame, at int64) error {
		if err := r.foreign(f, mark.Turn); err != nil {
			return &Damage{at, err.Error()}
		}
		return nil
	})
	if err != nil {
		return err
	}
	for turn := mark.Turn; turn <= mark.Turn+1; turn++ {
		if err := r.exactly(turn, each); err != nil {
			return err
		}
	}
	return r.judge(func(f frame, at int64) error { return r.missed(f, at, mark) })
}

func whole(path string) ([]byte, error) {
	file, err := os.Open(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read log: %w", err)
	}
	defer file.Close()
	content := make([]byte, fileBytes)
	n, err := io.ReadFull(file, content)
	if err == io.ErrUnexpectedEOF || err == io.EOF {
		return nil, &Damage{int64(n), fmt.Sprintf("the log ends here, but has %d bytes when it is whole", fileBytes)}
	}
	if err != nil {
		return nil, fmt.Errorf("read log: %w", err)
	}
	return content, nil
}

// agrees compares what the log says of itself with what the database keeps.
func (r *reader) agrees(mark Mark) error {
	settled, good := decode(r.content[:page])
	if !good {
		for i, c := range r.content[:page] {
			if c != 0 {
				return &Damage{int64(i), "what the log says of itself is not whole"}
			}
		}
		return nil // it was never settled
	}
	m := settled.mark
	switch {
	case m.Store != mark.Store:
		return &Damage{storeAt, "the log says that it is another database's"}
	case m.Turn > mark.Turn || m.Turn == mark.Turn && m.Chain != mark.Chain:
		return &Damage{turnAt, fmt.Sprintf("the log is settled up to turn %d, the database has it up to turn %d, or another one", m.Turn, mark.Turn)}
	}
	return nil
}

// exactly reads a turn's frames, of which none may be cut off.
func (r *reader) exactly(turn uint64, each func(seq uint64, body []byte) error) error {
	err := r.half(turn, each)
	switch {
	case errors.Is(err, ErrDamaged):
		return &Damage{r.end(turn), err.Error()}
	case err == nil && r.torn:
		return &Damage{r.end(turn), fmt.Sprintf("a write behind record %d is not whole: it was cut off and confirmed to nobody, or has been changed since", r.next-1)}
	}
	return err
}

// end is where the frames of a turn that were read end.
func (r *reader) end(turn uint64) int64 {
	at := half(turn)
	for at < half(turn)+halfBytes && r.read[at] > 0 {
		f, _ := decode(r.content[at:])
		at += int64(len(f.bytes))
	}
	return at
}

// missed complains of a good frame of this store that is newer than the
// database and was not read.
func (r *reader) missed(f frame, at int64, mark Mark) error {
	last := f.first + uint64(f.count)
	switch {
	case r.read[at] > 0:
		return nil
	case f.mark.Store == mark.Store && f.mark.Turn >= mark.Turn:
		return &Damage{at, fmt.Sprintf("record %d stands here, but what leads to it is not whole; due is record %d", f.first, r.next)}
	case f.mark.Store == mark.Store && last > r.next:
		return &Damage{at, fmt.Sprintf("records up to %d stand in the log, but the database ends with %d and does not look for them", last-1, r.next-1)}
	}
	return nil
}
