package journal

import (
	"encoding/binary"
	"fmt"

	"go.etcd.io/bbolt"
)

// Prove reads a copy that Copy wrote, without touching it or its folder, and
// tells how many records it holds, those counted that were moved into archives.
// It fails where one of its own is missing.
func Prove(path string) (records uint64, err error) {
	db, err := bbolt.Open(path, 0o600, &bbolt.Options{ReadOnly: true})
	if err != nil {
		return 0, fmt.Errorf("open copy: %w", err)
	}
	defer db.Close()
	err = guarded(func() error {
		return db.View(func(tx *bbolt.Tx) error {
			if _, err := formatOf(tx); err != nil {
				return err
			}
			space, err := spaceOf(tx)
			if err != nil {
				return err
			}
			moved, err := shelfOf(tx, path)
			if err != nil {
				return err
			}
			records = moved.last
			cursor := space.records.Cursor()
			for key, _ := cursor.First(); key != nil; key, _ = cursor.Next() {
				if records++; binary.BigEndian.Uint64(key) != records {
					return fmt.Errorf("record %d is missing", records)
				}
			}
			return nil
		})
	})
	return records, err
}
