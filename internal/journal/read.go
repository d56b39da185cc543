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

// pageRecords is how many records Each reads at a time.
const pageRecords = 512

// Each calls each with every record from number from on, in order, until it
// answers false. A record's body may be kept. Long histories are read page by
// page, so records that become durable meanwhile are seen too.
func (j *Journal) Each(from uint64, each func(Record) bool) error {
	for {
		page, err := j.page(from)
		if err != nil {
			return fmt.Errorf("read records from %d: %w", from, err)
		}
		for _, r := range page {
			if !each(r) {
				return nil
			}
		}
		if len(page) < pageRecords {
			return nil
		}
		from = page[len(page)-1].Seq + 1
	}
}

func (j *Journal) page(from uint64) (page []Record, err error) {
	err = j.View(func(tx *Tx) error {
		page = tx.page(from)
		return nil
	})
	return page, err
}

func (s *space) page(from uint64) (page []Record) {
	cursor := s.records.Cursor()
	for key, body := cursor.Seek(seqKey(from)); key != nil && len(page) < pageRecords; key, body = cursor.Next() {
		page = append(page, Record{binary.BigEndian.Uint64(key), bytes.Clone(body)})
	}
	return page
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
