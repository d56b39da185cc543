package journal

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"io"

	"go.etcd.io/bbolt"
)

// View calls read with one consistent state. It never waits for the writer.
// Views are not to be nested, and should be short: the room of what changes
// meanwhile is not used again until they end.
func (j *Journal) View(read func(*Tx) error) error {
	return j.snapshot(func(raw *bbolt.Tx) error {
		space, err := spaceOf(raw)
		if err != nil {
			return err
		}
		tx := &Tx{space: space}
		if err := read(tx); err != nil {
			return err
		}
		return tx.failed
	})
}

func (j *Journal) snapshot(read func(*bbolt.Tx) error) error {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if j.db == nil {
		return j.broken
	}
	return j.db.View(read)
}

// What is read at a time. A rebuild makes one commit of a page, and in a large
// journal each commit touches most of the file: its pages are long.
const (
	pageRecords    = 512
	rebuildRecords = 8192
	pageBytes      = 16 << 20
)

// Each calls each with every record from number from on, in order, until it
// answers false. A record's body may be kept. Long histories are read page by
// page, so records that become durable meanwhile are seen too.
func (j *Journal) Each(from uint64, each func(Record) bool) error {
	for {
		page, next, err := j.page(from)
		if err != nil {
			return fmt.Errorf("read records from %d: %w", from, err)
		}
		for _, r := range page {
			if !each(r) {
				return nil
			}
		}
		if next == 0 {
			return nil
		}
		from = next
	}
}

func (j *Journal) page(from uint64) (page []Record, next uint64, err error) {
	err = j.View(func(tx *Tx) error {
		page, next = tx.page(from, pageRecords)
		return nil
	})
	return page, next, err
}

// page reads so many records and tells which is the next, 0 after the last.
func (s *space) page(from uint64, most int) (page []Record, next uint64) {
	held := 0
	cursor := s.records.Cursor()
	for key, body := cursor.Seek(seqKey(from)); key != nil; key, body = cursor.Next() {
		seq := binary.BigEndian.Uint64(key)
		if len(page) == most || held >= pageBytes {
			return page, seq
		}
		page = append(page, Record{seq, bytes.Clone(body)})
		held += len(body)
	}
	return page, 0
}

// Copy writes a consistent copy of the whole file to w while work goes on: a
// backup that Open can open.
func (j *Journal) Copy(w io.Writer) (written int64, err error) {
	err = j.snapshot(func(tx *bbolt.Tx) error {
		written, err = tx.WriteTo(w)
		return err
	})
	return written, err
}
