package wal

import (
	"fmt"
	"io"
)

// Found is what Replay came upon.
type Found struct {
	Records int
	Torn    bool // a write at the end was cut off; it had been confirmed to nobody
}

// Replay calls each with every record that the database has not, in order: it
// ends with record last and keeps mark. After it the log is ready for a new
// turn, which the caller begins once the database has what was found, with the
// mark that Mark tells. Errors: ErrDamaged, ErrAhead, ErrForeign, what the disk
// says, and what each does.
func (l *Log) Replay(mark Mark, last uint64, each func(seq uint64, body []byte) error) (found Found, err error) {
	content := make([]byte, fileBytes)
	if n, err := l.file.ReadAt(content, 0); err != nil && (err != io.EOF || n < page) {
		return found, fmt.Errorf("read log: %w", err)
	}
	r := reader{content: content, mark: mark, next: last + 1, read: map[int64]int64{}}
	if err := r.all(each); err != nil {
		return found, err
	}
	if err := l.confirm(r); err != nil {
		return found, err
	}
	l.mark = Mark{Store: mark.Store, Turn: max(mark.Turn, r.mark.Turn), Chain: r.mark.Chain}
	found = Found{Records: int(r.next - last - 1), Torn: r.torn}
	if l.used = 0; found.Records > 0 {
		l.used = halfBytes // nothing more goes into a turn that was cut off
	}
	return found, nil
}

// confirm makes sure of what was read before anybody acts on it. What a process
// that died had written may be on its way to the disk still; and after a flush
// that failed it lies in the system's memory as if it were there, where another
// flush would not take it up. So it is written once more as it is.
func (l *Log) confirm(r reader) error {
	for at, length := range r.read {
		if _, err := l.file.WriteAt(r.content[at:at+length], at); err != nil {
			return fmt.Errorf("write log again: %w", err)
		}
	}
	if err := flush(l.file); err != nil {
		return fmt.Errorf("flush log: %w", err)
	}
	return nil
}

// reader walks over the file's contents.
type reader struct {
	content []byte
	mark    Mark // of the last frame read
	next    uint64
	read    map[int64]int64 // where frames were read, and how long they are
	torn    bool
}

func (r *reader) all(each func(seq uint64, body []byte) error) error {
	from := r.mark.Turn
	if err := r.judge(func(f frame, _ int64) error { return r.foreign(f, from) }); err != nil {
		return err
	}
	for turn := from; turn <= from+1; turn++ {
		if err := r.half(turn, each); err != nil {
			return err
		}
	}
	return r.judge(func(f frame, at int64) error { return r.stray(f, at, from) })
}

// half reads a turn's frames up to the first that is not whole.
func (r *reader) half(turn uint64, each func(seq uint64, body []byte) error) error {
	begin := half(turn)
	end := begin + halfBytes
	for at := begin; at < end; {
		f, good := decode(r.content[at:end])
		if !good {
			r.torn = r.torn || begun(r.content[at:], Mark{Store: r.mark.Store, Turn: turn})
			return nil
		}
		if f.mark.Store != r.mark.Store || f.mark.Turn != turn {
			return nil // of an earlier turn, or for strays to judge
		}
		bodies, good := f.bodies()
		if !good || f.first != r.next || f.mark.Chain != r.mark.Chain {
			return fmt.Errorf("%w at byte %d: a frame with record %d stands where record %d is due", ErrDamaged, at, f.first, r.next)
		}
		for _, body := range bodies {
			if err := each(r.next, body); err != nil {
				return err
			}
			r.next++
		}
		r.read[at] = int64(len(f.bytes))
		r.mark = Mark{Store: r.mark.Store, Turn: turn, Chain: f.sum}
		at += int64(len(f.bytes))
	}
	return nil
}

// judge calls each with every good frame in the file.
func (r *reader) judge(each func(f frame, at int64) error) error {
	for at := int64(page); at < fileBytes; at += page {
		f, good := decode(r.content[at:])
		if !good {
			continue
		}
		if err := each(f, at); err != nil {
			return err
		}
		at += int64(len(f.bytes)) - page
	}
	return nil
}

// foreign refuses a log that is not that of the database, whose own turn is
// from. Frames of its earlier turns, and what the file says is settled, may lie
// about.
func (r *reader) foreign(f frame, from uint64) error {
	switch settled := r.settled(); {
	case f.mark.Store == r.mark.Store && f.mark.Turn > from+1:
		return fmt.Errorf("%w: it goes on with record %d, due is %d", ErrAhead, f.first, r.next)
	case f.mark.Store != r.mark.Store && (f.mark.Store != settled.Store || f.mark.Turn > settled.Turn):
		return fmt.Errorf("%w: it holds its record %d", ErrForeign, f.first)
	}
	return nil
}

// stray refuses a frame of the database's turns that was not read: something
// before it is not whole.
func (r *reader) stray(f frame, at int64, from uint64) error {
	if f.mark.Store != r.mark.Store || f.mark.Turn < from || r.read[at] > 0 {
		return nil
	}
	return fmt.Errorf("%w before byte %d: record %d is due, whole again from record %d on", ErrDamaged, at, r.next, f.first)
}

// settled is what the file says of itself.
func (r *reader) settled() Mark {
	f, _ := decode(r.content[:page])
	return f.mark
}
