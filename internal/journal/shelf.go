package journal

import (
	"encoding/hex"
	"encoding/json"
	"fmt"
	"path/filepath"
	"sync"

	"go.etcd.io/bbolt"

	"lotgate/internal/journal/archive"
)

// archiveDir lies beside the file, and in it what was moved out of the file.
const archiveDir = "archive"

// Archived is one archive that the journal has.
type Archived struct {
	Name  string `json:"name"` // of the file
	Year  int    `json:"year"` // the last that it closes
	First uint64 `json:"first"`
	Last  uint64 `json:"last"`
	Sum   string `json:"sum"` // SHA-256, as the file says itself
}

// shelf holds the archives, in the order of their records, which are those up
// to last. Its list is never changed; a move makes a new shelf. An archive is
// opened when somebody asks for one of its records: a journal works without
// them.
type shelf struct {
	dir  string
	all  []Archived
	last uint64

	mu   sync.Mutex
	open map[string]*archive.File
}

func newShelf(dir string, all []Archived) *shelf {
	s := &shelf{dir: dir, all: all, open: map[string]*archive.File{}}
	if len(all) > 0 {
		s.last = all[len(all)-1].Last
	}
	return s
}

// shelfOf reads from the file what was moved out of it.
func shelfOf(tx *bbolt.Tx, path string) (*shelf, error) {
	var all []Archived
	if list := tx.Bucket(bucketAbout).Get(keyArchives); list != nil {
		if err := json.Unmarshal(list, &all); err != nil {
			return nil, fmt.Errorf("%w: its list of archives: %w", ErrFormat, err)
		}
	}
	return newShelf(filepath.Join(filepath.Dir(path), archiveDir), all), nil
}

func (s *shelf) with(a Archived) *shelf {
	return newShelf(s.dir, append(s.all[:len(s.all):len(s.all)], a))
}

// record is the body of a record that was moved out.
func (s *shelf) record(seq uint64) ([]byte, error) {
	for _, a := range s.all {
		if seq < a.First || seq > a.Last {
			continue
		}
		f, err := s.file(a)
		if err != nil {
			return nil, err
		}
		return f.Record(seq)
	}
	return nil, fmt.Errorf("record %d is in no archive", seq)
}

// file opens an archive, unless it is open already.
func (s *shelf) file(a Archived) (*archive.File, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if f := s.open[a.Name]; f != nil {
		return f, nil
	}
	f, err := archive.Open(filepath.Join(s.dir, a.Name))
	if err != nil {
		return nil, fmt.Errorf("%w: records %d to %d: %w", ErrArchive, a.First, a.Last, err)
	}
	if f.First != a.First || f.Last != a.Last || hex.EncodeToString(f.Sum[:]) != a.Sum {
		f.Close()
		return nil, fmt.Errorf("%w: %s is another file than the one that was written", ErrArchive, a.Name)
	}
	s.open[a.Name] = f
	return f, nil
}

func (s *shelf) close() {
	if s == nil {
		return
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, f := range s.open {
		f.Close() // it was only read
	}
	clear(s.open)
}

// Archives lists what was moved out of the file, the oldest first.
func (j *Journal) Archives() []Archived {
	j.mu.RLock()
	defer j.mu.RUnlock()
	if j.shelf == nil {
		return nil
	}
	return j.shelf.all
}

// ArchivePath is where an archive of the journal lies.
func (j *Journal) ArchivePath(a Archived) string {
	return filepath.Join(filepath.Dir(j.path), archiveDir, a.Name)
}
