package journal

import (
	"bytes"
	"encoding/binary"
	"fmt"
)

// View calls read with one consistent state. It never waits for the writer.
// Views are not to be nested, and should be short: the room of what changes
// meanwhile is not used again until they end.
func (j *Journal) View(read func(*Tx) error) error { return j.view(nil, read) }

func (j *Journal) view(l *layer, read func(*Tx) error) error {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if j.db == nil {
		return j.broken
	}
	return guarded(func() error {
		return j.over(l, func(s *space) error {
			tx := &Tx{space: s}
			if err := read(tx); err != nil {
				return err
			}
			return tx.failed
		})
	})
}

// over calls use with the file and l over it; nil stands for what readers see.
// Between looking for what is seen and beginning a transaction a checkpoint may
// end; then it looks again, and sees what was in l too, or what became of it.
func (j *Journal) over(l *layer, use func(*space) error) error {
	for {
		over := l
		if over == nil {
			over = j.seen.Load()
		}
		raw, err := j.db.Begin(false)
		if err != nil {
			return err
		}
		if over.liesOn(raw.DB(), raw.ID()) {
			defer raw.Rollback()
			s, err := spaceOf(raw)
			if err != nil {
				return err
			}
			s.layer, s.shelf = over, j.shelf
			return use(s)
		}
		if err := raw.Rollback(); err != nil {
			return err
		}
		if l != &j.written { // which the writer alone lays over what it has settled itself
			l = nil
		}
	}
}

// What is read at a time.
const (
	pageRecords = 512
	pageBytes   = 16 << 20
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
	err = j.View(func(tx *Tx) (err error) {
		page, next, err = tx.page(from, pageRecords)
		return err
	})
	return page, next, err
}

// page reads so many records, wherever they are, and tells which is the next,
// 0 after the last.
func (s *space) page(from uint64, most int) (page []Record, next uint64, err error) {
	held := 0
	add := func(seq uint64, body []byte) bool {
		if len(page) == most || held >= pageBytes {
			next = seq
			return false
		}
		page = append(page, Record{seq, body})
		held += len(body)
		return true
	}
	for from = max(from, 1); from <= s.shelf.last; from++ {
		body, err := s.shelf.record(from)
		if err != nil {
			return nil, 0, err
		}
		if !add(from, body) {
			return page, next, nil
		}
	}
	cursor := s.records.Cursor()
	for key, body := cursor.Seek(seqKey(from)); key != nil; key, body = cursor.Next() {
		seq := binary.BigEndian.Uint64(key)
		if seq > s.stored { // of a checkpoint that has just ended: in memory still
			break
		}
		if !add(seq, bytes.Clone(body)) {
			return page, next, nil
		}
	}
	for seq := max(from, s.stored+1); seq <= s.last(); seq++ {
		if !add(seq, s.bodies[seq-s.stored-1]) {
			break
		}
	}
	return page, next, nil
}
