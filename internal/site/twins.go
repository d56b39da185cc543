package site

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"lotgate/internal/seal"
)

// heldSuffix ends the names of the files of checkpoints that lie with an
// outside holder: one for each machine, called by its key.
const heldSuffix = ".checkpoints"

// Twin is another machine that goes on with this store's history, or this
// machine's own past that contradicts it.
type Twin struct {
	Key  string // who signed
	File string
	Size uint64 // of the checkpoint that contradicts
}

// Publish brings all checkpoints to an outside holder, a folder, and looks at
// what else is held there of this store.
func (b *Books) Publish(holder string) ([]Twin, error) {
	s := b.Seals
	ours, err := os.ReadFile(filepath.Join(s.dir, sealedFile))
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, err
	}
	if _, err := os.ReadDir(holder); err != nil { // made, it would lie on this disk
		return nil, fmt.Errorf("bring checkpoints to %s: %w", holder, err)
	}
	path := filepath.Join(holder, s.Key().Name()+heldSuffix)
	theirs, err := os.ReadFile(path)
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("bring checkpoints to %s: %w", holder, err)
	}
	if cut := bytes.LastIndexByte(theirs, '\n') + 1; bytes.HasPrefix(ours, theirs[:cut]) {
		err = appendTo(path, ours[cut:], int64(cut))
	} // else the file is a twin's who has the same key: twins tells
	if err != nil {
		return nil, fmt.Errorf("bring checkpoints to %s: %w", holder, err)
	}
	return b.twins(holder)
}

func appendTo(path string, text []byte, at int64) error {
	if len(text) == 0 {
		return nil
	}
	file, err := os.OpenFile(path, os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return err
	}
	_, err = file.WriteAt(text, at)
	return errors.Join(err, file.Sync(), file.Close())
}

// twins reads all checkpoints over this store's history that a holder has, and
// names those that this machine's own history contradicts.
func (b *Books) twins(holder string) (found []Twin, err error) {
	origin, err := b.Origin()
	if err != nil || origin == "" {
		return nil, err
	}
	files, err := filepath.Glob(filepath.Join(holder, "*"+heldSuffix))
	if err != nil {
		return nil, err
	}
	for _, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			return nil, fmt.Errorf("read checkpoints of a holder: %w", err)
		}
		all, _ := seal.Split(text)
		if size := b.contradicts(origin, all); size > 0 {
			found = append(found, Twin{strings.TrimSuffix(filepath.Base(file), heldSuffix), file, size})
		}
	}
	return found, nil
}

// contradicts is the size of the last checkpoint that is not of this machine's
// history, 0 if all are. What a machine signed that was said to be dead, before
// that was said, is known to be lost and is no contradiction.
func (b *Books) contradicts(origin string, all []seal.Found) uint64 {
	for i := len(all) - 1; i >= 0; i-- {
		c, err := seal.Peek(all[i].Signed)
		if err != nil || c.Origin != origin {
			continue
		}
		if c.Size <= b.Journal.Last() {
			if root, err := b.Root(c.Size); err == nil && root == c.Root {
				return 0 // and so are all before it
			}
		}
		if !c.At.After(b.Restored().Confirmed) {
			return 0
		}
		return c.Size
	}
	return 0
}
