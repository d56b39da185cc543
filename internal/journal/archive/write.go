package archive

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"hash"
	"hash/crc32"
	"os"
	"path/filepath"

	"lotgate/internal/disk"
	"lotgate/internal/seal"
)

// blockBytes is how much goes into one block: what is read to find one record.
const blockBytes = 64 << 10

// Writer writes an archive. What it has written lies under another name until
// Close.
type Writer struct {
	about Writing
	file  *os.File
	path  string
	sum   hash.Hash
	at    int64
	tree  seal.Frontier
	index []byte
	block []byte
	begun uint64 // the block's first record
	next  uint64
}

// Writing is what is known of an archive before it is written.
type Writing struct {
	Store string
	Year  int
	First uint64
	Edges []seal.Hash // of the tree over the records before
}

// partSuffix is what a file bears that is not whole yet.
const partSuffix = ".part"

// Create begins an archive at path.
func Create(path string, about Writing) (*Writer, error) {
	tree, err := seal.Resume(about.First-1, about.Edges)
	if err != nil {
		return nil, fmt.Errorf("write archive: %w", err)
	}
	file, err := os.OpenFile(path+partSuffix, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return nil, fmt.Errorf("write archive: %w", err)
	}
	w := &Writer{about: about, file: file, path: path, sum: sha256.New(), tree: tree, begun: about.First, next: about.First}
	if err := w.write([]byte(magic)); err != nil {
		return nil, errors.Join(err, w.Abort())
	}
	return w, nil
}

func (w *Writer) write(b []byte) error {
	w.sum.Write(b)
	n, err := w.file.Write(b)
	w.at += int64(n)
	if err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	return nil
}

// Add adds the next record.
func (w *Writer) Add(body []byte) error {
	w.block = binary.AppendUvarint(w.block, uint64(len(body)))
	w.block = append(w.block, body...)
	w.tree.Add(seal.HashOf(body))
	if w.next++; len(w.block) < blockBytes {
		return nil
	}
	return w.flush()
}

// flush writes the block.
func (w *Writer) flush() error {
	if w.next == w.begun {
		return nil
	}
	var packed bytes.Buffer
	deflater, err := flate.NewWriter(&packed, flate.DefaultCompression)
	if err == nil {
		_, err = deflater.Write(w.block)
	}
	if err = errors.Join(err, deflater.Close()); err != nil {
		return fmt.Errorf("write archive: %w", err)
	}
	w.index = binary.LittleEndian.AppendUint64(w.index, uint64(w.at))
	w.index = binary.LittleEndian.AppendUint64(w.index, w.begun)
	head := binary.LittleEndian.AppendUint32(nil, uint32(packed.Len()))
	head = binary.LittleEndian.AppendUint32(head, uint32(len(w.block)))
	head = binary.LittleEndian.AppendUint32(head, uint32(w.next-w.begun))
	head = binary.LittleEndian.AppendUint64(head, w.begun)
	sum := crc32.Update(crc32.Checksum(head, castagnoli), castagnoli, packed.Bytes())
	head = binary.LittleEndian.AppendUint32(head, sum)
	w.block, w.begun = w.block[:0], w.next
	return errors.Join(w.write(head), w.write(packed.Bytes()))
}

// Close ends the archive and gives it its name once all of it is on the disk.
func (w *Writer) Close() (About, error) {
	about := About{
		Store: w.about.Store, Year: w.about.Year, First: w.about.First, Last: w.next - 1, Count: w.next - w.about.First,
		Edges: w.about.Edges, Root: w.tree.Root(),
	}
	err := w.foot(about)
	if err == nil {
		err = errors.Join(w.file.Sync(), w.file.Chmod(0o400))
	}
	if err != nil { // nothing is left that the next attempt would stumble over
		return about, fmt.Errorf("write archive: %w", errors.Join(err, w.Abort()))
	}
	if err = w.file.Close(); err == nil {
		err = os.Rename(w.path+partSuffix, w.path)
	}
	if err != nil {
		return about, fmt.Errorf("write archive: %w", errors.Join(err, os.Remove(w.path+partSuffix)))
	}
	if err == nil {
		err = disk.SyncFolder(filepath.Dir(w.path))
	}
	if err != nil {
		return about, fmt.Errorf("write archive: %w", err)
	}
	return about, nil
}

func (w *Writer) foot(about About) error {
	if err := w.flush(); err != nil {
		return err
	}
	said, err := json.Marshal(about)
	if err != nil {
		return err
	}
	index := w.at
	if err := errors.Join(w.write(w.index), w.write(said)); err != nil {
		return err
	}
	foot := binary.LittleEndian.AppendUint64(nil, uint64(index))
	foot = binary.LittleEndian.AppendUint64(foot, uint64(w.at)-uint64(len(said)))
	foot = binary.LittleEndian.AppendUint32(foot, uint32(len(said)))
	foot = w.sum.Sum(foot)
	return w.write(append(foot, magic...))
}

// Abort gives up what was begun.
func (w *Writer) Abort() error { return errors.Join(w.file.Close(), os.Remove(w.path+partSuffix)) }
