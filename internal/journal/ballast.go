package journal

import (
	"errors"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"os"
)

// The ballast is a file beside the journal's that says nothing and holds room.
// On a full disk it is let go, so that what was answered can be put into the
// file, the daemon can be ended in order, and what makes room (an archive, a
// backup) can be written. Nothing is taken before it is back: a journal that
// works always has a way out.
const (
	ballastBytes  = 32 << 20 // a checkpoint of a busy store, several times over
	ballastSuffix = "-ballast"
)

// holdBallast makes the ballast where it is missing or not whole. It is not
// flushed: after a power cut it is made anew.
func holdBallast(path string) error {
	path += ballastSuffix
	if at, err := os.Stat(path); err == nil && at.Size() == ballastBytes {
		return nil
	}
	file, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o600)
	if err != nil {
		return fmt.Errorf("make ballast: %w", err)
	}
	err = allocate(file, ballastBytes)
	if errors.Is(err, errors.ErrUnsupported) {
		err = fillWithNoise(file, ballastBytes)
	}
	if err = errors.Join(err, file.Close()); err != nil {
		return errors.Join(fmt.Errorf("make ballast: %w", err), os.Remove(path))
	}
	return nil
}

// fillWithNoise writes what a file system that compresses cannot make smaller.
func fillWithNoise(file *os.File, bytes int) error {
	block := make([]byte, 1<<20)
	noise := rand.NewChaCha8([32]byte{})
	for ; bytes > 0; bytes -= len(block) {
		noise.Read(block)
		if _, err := file.Write(block[:min(len(block), bytes)]); err != nil {
			return err
		}
	}
	return nil
}

func releaseBallast(path string) error {
	if err := os.Remove(path + ballastSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("release ballast: %w", err)
	}
	return nil
}
