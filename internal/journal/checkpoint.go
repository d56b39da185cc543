package journal

import (
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"time"

	"go.etcd.io/bbolt"

	"lotgate/internal/journal/wal"
)

// checkpointBytes is how much the log takes before a checkpoint begins: some
// tens of milliseconds of work where everybody is busy, and a quarter of an
// hour where one fact comes a second. A checkpoint costs a flash disk as much
// as a dozen facts; and there is room for three more of the kind while one is
// under way.
const checkpointBytes = 3 << 19

// checkpoint takes over into the file what stands in the log.
type checkpoint struct {
	part  *layer
	mark  wal.Mark // what the file keeps of the log with it
	ended chan error
	move  *move // nil for one that goes into the file as it is
	begun time.Time
}

// done is the channel on which a checkpoint's outcome comes; none does where
// there is no checkpoint.
func (c *checkpoint) done() <-chan error {
	if c == nil {
		return nil
	}
	return c.ended
}

// begin freezes what was written and takes it over while the writer goes on:
// what is written from now on goes into the log's other half. No other
// checkpoint may be under way. With a move it goes into a new file. The goroutine
// ends with the checkpoint, which settle or settleAll awaits.
func (j *Journal) begin(m *move) *checkpoint {
	c := j.freeze()
	c.move = m
	j.written.settling = true
	j.show()
	db := j.db
	go func() { c.ended <- c.commit(db) }()
	return c
}

func (j *Journal) freeze() *checkpoint {
	return &checkpoint{part: j.written.frozen(), mark: j.log.Turn(), ended: make(chan error, 1), begun: time.Now()}
}

// settle takes note that the checkpoint under way has ended, with err or well.
func (j *Journal) settle(err error) error {
	c := j.under
	j.under = nil
	switch {
	case c.move == nil && err == nil:
		return j.settled(c)
	case c.move == nil:
		return err
	case err != nil:
		c.move.giveUp()
		return err
	case c.move.fresh != nil:
		err = j.change(c)
	default:
		err = j.settled(c)
	}
	c.move.end(err)
	return err
}

func (j *Journal) settled(c *checkpoint) error {
	j.took(c.begun)
	j.written.settled(len(c.part.bodies), c.mark.Turn)
	if j.before != nil {
		j.before.settled(len(c.part.bodies), c.mark.Turn)
	}
	return j.rebase()
}

// settleBefore awaits the checkpoint under way while a batch is written that is
// not durable yet: readers go on with the state before that batch.
func (j *Journal) settleBefore() error {
	if j.under == nil {
		return nil
	}
	before := *j.seen.Load()
	j.before = &before
	defer func() { j.before = nil }()
	return j.settle(<-j.under.ended)
}

// rebase lays what is written over the file's last transaction, which says
// nothing that the one before did not, or that was not written.
func (j *Journal) rebase() error {
	base, err := transactionOf(j.db)
	if err != nil {
		return unknown(err)
	}
	j.written.base, j.written.file = base, j.db
	if j.before != nil {
		j.before.base, j.before.file = base, j.db
	}
	j.show()
	return nil
}

// settleAll puts everything into the file before it returns, what is not in
// the log included. Its error is ErrUnknown.
func (j *Journal) settleAll() error {
	if j.under != nil {
		if err := j.settle(<-j.under.ended); err != nil {
			return err
		}
	}
	if j.written.empty() {
		return nil
	}
	return j.settleNow()
}

// settleFound is settleAll of what was found when the files were opened. Where
// that was nothing but a write that was cut off, the log begins a new turn all
// the same, or who looks at it would find that write for ever.
func (j *Journal) settleFound() error {
	if j.torn.Load() && j.written.empty() {
		return j.settleNow()
	}
	return j.settleAll()
}

func (j *Journal) settleNow() error {
	c := j.freeze()
	if err := c.commit(j.db); err != nil {
		return err
	}
	return j.settled(c)
}

// commit writes the checkpoint in one transaction. Whatever stops it, a page
// that makes bbolt panic included, is ErrUnknown: the log's turn is over, and
// the next may not begin before the files were opened anew, or it would write
// over what the file does not have.
func (c *checkpoint) commit(db *bbolt.DB) error {
	if c.move != nil {
		c.move.err = guarded(func() error { return c.move.run(db, c) })
		if c.move.fresh != nil {
			return c.move.err // nil, or it is not known which file is there
		}
	}
	err := guarded(func() error { return update(db, c.put) })
	if err != nil {
		return unknown(err)
	}
	return nil
}

// put writes the checkpoint into a transaction.
func (c *checkpoint) put(raw *bbolt.Tx) error {
	s, err := spaceOf(raw)
	if err != nil {
		return err
	}
	if err := c.part.flush(s); err != nil {
		return err
	}
	return keepMark(raw, c.mark)
}

// flush writes the layer into the file, in order of keys: bbolt splits its
// pages only when it commits, and keys in any order would each be inserted
// into one ever longer page.
func (l *layer) flush(s *space) (err error) {
	for i, body := range l.bodies {
		if err := s.records.Put(seqKey(l.stored+1+uint64(i)), body); err != nil {
			return fmt.Errorf("append record %d: %w", l.stored+1+uint64(i), err)
		}
	}
	l.keys.Scan(func(e *entry) bool {
		if err = e.flush(s.projections); err != nil {
			err = fmt.Errorf("write projection %q: %w", e.key, err)
		}
		return err == nil
	})
	return err
}

func (e *entry) flush(b *bbolt.Bucket) error {
	if e.value == nil {
		return b.Delete(e.key)
	}
	return b.Put(e.key, e.value)
}

// keepMark and markOf write and read what the file keeps of the log.
func keepMark(raw *bbolt.Tx, m wal.Mark) error {
	about := raw.Bucket(bucketAbout)
	if about.Get(keyProbe) != nil {
		if err := dropProbe(raw); err != nil {
			return err
		}
	}
	f := format
	if about.Get(keyArchives) != nil {
		f = formatArchived
	}
	if err := about.Put(keyFormat, []byte(f)); err != nil {
		return err
	}
	b := binary.BigEndian.AppendUint64(nil, m.Store)
	b = binary.BigEndian.AppendUint64(b, m.Turn)
	b = binary.BigEndian.AppendUint32(b, m.Chain)
	return about.Put(keyLog, binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli)))
}

func markOf(raw *bbolt.Tx) (wal.Mark, error) { return markIn(raw.Bucket(bucketAbout).Get(keyLog)) }

// castagnoli is the checksum that processors count by themselves.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

// markBytes is how long a mark is; before there was a checksum behind it, that
// was all.
const markBytes = 20

func markIn(b []byte) (m wal.Mark, err error) {
	switch {
	case len(b) != markBytes && len(b) != markBytes+4:
		return m, fmt.Errorf("%w: what it keeps of its log has %d bytes", ErrFormat, len(b))
	case len(b) > markBytes && binary.BigEndian.Uint32(b[markBytes:]) != crc32.Checksum(b[:markBytes], castagnoli):
		return m, fmt.Errorf("%w: what it keeps of its log does not fit its checksum", ErrFormat)
	}
	return wal.Mark{Store: binary.BigEndian.Uint64(b), Turn: binary.BigEndian.Uint64(b[8:]), Chain: binary.BigEndian.Uint32(b[16:])}, nil
}

// transactionOf is the number of the file's last transaction.
func transactionOf(db *bbolt.DB) (number int, err error) {
	err = db.View(func(raw *bbolt.Tx) error { number = raw.ID(); return nil })
	return number, err
}
