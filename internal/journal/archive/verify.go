package archive

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"

	"lotgate/internal/seal"
)

// Verify reads all of the archive and says where it is not as it was written,
// or what it says of itself and does not hold.
func (f *File) Verify() error {
	tree, err := seal.Resume(f.First-1, f.Edges)
	if err != nil {
		return fmt.Errorf("verify archive %s: %w: %w", f.path, ErrDamaged, err)
	}
	next := f.First
	err = f.blocks(func(b block, at int64) error {
		if b.first != next {
			return fmt.Errorf("%w at byte %d: record %d stands where %d is due", ErrDamaged, at, b.first, next)
		}
		for _, body := range b.bodies {
			tree.Add(seal.HashOf(body))
		}
		next += uint64(len(b.bodies))
		return nil
	})
	switch {
	case err != nil:
		return fmt.Errorf("verify archive %s: %w", f.path, err)
	case next != f.Last+1 || f.Count != next-f.First:
		return fmt.Errorf("verify archive %s: %w: it says that it holds %d to %d, %d records, and ends with %d", f.path, ErrDamaged, f.First, f.Last, f.Count, next-1)
	case tree.Root() != f.Root:
		return fmt.Errorf("verify archive %s: %w: its records do not lead to the root that it names", f.path, ErrDamaged)
	}
	return f.verifySum()
}

// blocks reads block after block, and holds the index to where they begin.
func (f *File) blocks(each func(b block, at int64) error) error {
	at := int64(len(magic))
	for i := 0; at < f.end; i++ {
		b, next, err := f.block(at)
		if err != nil {
			return err
		}
		if i >= len(f.all) || f.all[i] != (entry{at, b.first}) {
			return fmt.Errorf("%w at byte %d: the index knows no block here", ErrDamaged, at)
		}
		if err := each(b, at); err != nil {
			return err
		}
		at = next
	}
	return nil
}

// verifySum is last: it knows that something is wrong, and not where.
func (f *File) verifySum() error {
	at, err := f.file.Stat()
	if err != nil {
		return fmt.Errorf("verify archive %s: %w", f.path, err)
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, io.NewSectionReader(f.file, 0, at.Size()-int64(footBytes))); err != nil {
		return fmt.Errorf("verify archive %s: %w", f.path, err)
	}
	if !bytes.Equal(sum.Sum(nil), f.Sum[:]) {
		return fmt.Errorf("verify archive %s: %w: it has another hash than it says", f.path, ErrDamaged)
	}
	return nil
}

// Each calls each with every record in the archive, in order. A body may be
// kept.
func (f *File) Each(each func(seq uint64, body []byte) error) error {
	return f.blocks(func(b block, _ int64) error {
		for i, body := range b.bodies {
			if err := each(b.first+uint64(i), body); err != nil {
				return err
			}
		}
		return nil
	})
}
