package backup

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"syscall"

	"lotgate/internal/disk"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/seal"
)

// File is one file of a folder of backups.
type File struct {
	Path   string
	Origin string // as far as its name says
	After  uint64
	End    uint64
}

// Name is how a file of that origin and extent is called.
func Name(origin string, after, end uint64) string {
	return fmt.Sprintf("%s-%012d-%012d.jsonl.gz", plain(origin), after+1, end)
}

// plain is an origin as a file may be called.
func plain(origin string) string { return strings.ReplaceAll(origin, "/", "-") }

var named = regexp.MustCompile(`^(lotgate-[0-9a-f]{16})-(\d{12})-(\d{12})\.jsonl\.gz$`)

// List lists the backups in a folder, those of which End is higher last.
func List(dir string) (files []File, err error) {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("look into the folder of backups: %w", err)
	}
	for _, e := range entries {
		m := named.FindStringSubmatch(e.Name())
		if m == nil || !e.Type().IsRegular() {
			continue
		}
		first, _ := strconv.ParseUint(m[2], 10, 63) // twelve digits
		end, _ := strconv.ParseUint(m[3], 10, 63)
		if first >= 1 {
			files = append(files, File{filepath.Join(dir, e.Name()), strings.Replace(m[1], "-", "/", 1), first - 1, end})
		}
	}
	slices.SortFunc(files, func(a, b File) int {
		if a.End != b.End {
			return int(int64(a.End) - int64(b.End))
		}
		return int(int64(a.After) - int64(b.After))
	})
	return files, nil
}

// Chain picks the files that lead furthest, from the beginning on without a
// gap. Refusals: several stores and none chosen; a gap.
func Chain(files []File, origin string) ([]File, error) {
	var own []File
	for _, f := range files {
		if origin == "" || f.Origin == origin {
			own = append(own, f)
		}
	}
	for _, f := range own {
		if f.Origin != own[0].Origin {
			return nil, fact.Refuse("backup_several", "one", own[0].Origin, "other", f.Origin)
		}
	}
	if len(own) == 0 {
		return nil, fact.Refuse("backup_none")
	}
	wanted := own[len(own)-1].End
	chain := lead(own, wanted)
	if chain == nil {
		reached, _ := furthest(own)
		return nil, fact.Refuse("backup_gap", "from", reached+1, "end", wanted)
	}
	return chain, nil
}

// lead is a row of files from the beginning to end, the fewest.
func lead(files []File, end uint64) []File {
	if end == 0 {
		return []File{}
	}
	for _, f := range files { // with the same end, those that begin earlier come first
		if f.End != end || f.After >= end {
			continue
		}
		if before := lead(files, f.After); before != nil {
			return append(before, f)
		}
	}
	return nil
}

// furthest is how far the files lead without a gap.
func furthest(files []File) (end uint64, chain []File) {
	for i := len(files) - 1; i >= 0; i-- {
		if chain = lead(files, files[i].End); chain != nil {
			return files[i].End, chain
		}
	}
	return 0, nil
}

// Reached is how far the files of a folder lead without a gap, and by which.
func Reached(files []File, origin string) (end uint64, chain []File) {
	files = slices.DeleteFunc(slices.Clone(files), func(f File) bool { return f.Origin != origin })
	return furthest(files)
}

// Open reads a file, packed or not.
func Open(path string, each func(seq uint64, record []byte) error) (head Head, tail Tail, err error) {
	file, err := os.Open(path)
	if err != nil {
		return head, tail, fmt.Errorf("read a backup: %w", err)
	}
	defer file.Close()
	in := bufio.NewReaderSize(file, 1<<20)
	magic, _ := in.Peek(2)
	if string(magic) != "\x1f\x8b" {
		return Read(in, filepath.Base(path), each)
	}
	unpacked, err := gzip.NewReader(in)
	switch {
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return head, tail, fact.Refuse("backup_cut_packed", "file", filepath.Base(path))
	case err != nil:
		return head, tail, fact.Refuse("backup_foreign", "file", filepath.Base(path))
	}
	return Read(unpacked, filepath.Base(path), each)
}

// Write writes a file under a name of its own first, so that it is there whole
// or not at all, and not before the disk has it.
func Write(path string, pack bool, fill func(io.Writer) error) (err error) {
	part := path + ".part"
	file, err := os.OpenFile(part, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return noRoom(err, path)
	}
	defer func() {
		if err != nil {
			err = errors.Join(noRoom(err, path), removed(part))
		}
	}()
	if err = filled(file, pack, fill); err != nil {
		return errors.Join(err, file.Close())
	}
	if err = errors.Join(file.Sync(), file.Close()); err != nil {
		return err
	}
	if err = os.Rename(part, path); err != nil {
		return err
	}
	return disk.SyncFolder(filepath.Dir(path))
}

// WriteFile is Write of what is there already.
func WriteFile(path string, text []byte) error {
	return Write(path, false, func(w io.Writer) error {
		_, err := w.Write(text)
		return err
	})
}

func filled(file io.Writer, pack bool, fill func(io.Writer) error) error {
	if !pack {
		return fill(file)
	}
	packed, err := gzip.NewWriterLevel(file, gzip.BestSpeed)
	if err != nil {
		return err
	}
	return errors.Join(fill(packed), packed.Close())
}

func removed(part string) error {
	if err := os.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// ErrFull: there was no room. The refusal that says so goes with it.
var ErrFull = errors.New("there is no room")

// noRoom says in words what a full disk or stick says, and one that may not be
// written to; nil stays nil.
func noRoom(err error, path string) error {
	if err == nil {
		return nil
	}
	dir := filepath.Dir(path)
	if journal.Full(err) {
		return fmt.Errorf("%w: %w", ErrFull, fact.Refuse("backup_full", "dir", dir))
	}
	if _, absent := os.Stat(dir); errors.Is(absent, fs.ErrNotExist) {
		return fact.Refuse("backup_folder", "dir", dir)
	}
	for _, no := range []syscall.Errno{syscall.EACCES, syscall.EPERM, syscall.EROFS} {
		if errors.Is(err, no) {
			return fact.Refuse("backup_denied", "dir", dir)
		}
	}
	return fmt.Errorf("write %s: %w", path, err)
}

// IsExport reports whether a file begins as one of this package's does, so that
// a command can tell it from other files.
func IsExport(path string) bool {
	file, err := os.Open(path)
	if err != nil {
		return false
	}
	defer file.Close()
	in := io.Reader(bufio.NewReader(file))
	if magic, _ := in.(*bufio.Reader).Peek(2); string(magic) == "\x1f\x8b" {
		if in, err = gzip.NewReader(in); err != nil {
			return false
		}
	}
	text, _ := bufio.NewReaderSize(in, 64<<10).ReadSlice('\n')
	var head struct {
		Format string `json:"format"`
	}
	return json.Unmarshal(text, &head) == nil && strings.HasPrefix(head.Format, "lotgate-journal-")
}

// Claim is what a chain of backups says of itself once it was read to its end.
type Claim struct {
	Origin     string
	Facts      uint64
	Root       seal.Hash
	Checkpoint string
	Keys       []string
}
