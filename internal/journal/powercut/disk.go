// Package powercut is a disk for tests whose power is cut: a file system in
// memory that keeps what was written apart from what was flushed. When the
// power is cut in the middle of a call, what was not flushed is there, or not,
// or torn, sector by sector, as chance has it.
//
// It can also be a bad disk, which says that it has flushed and has not, or one
// on which a flush fails: what was written then still reads as it was written
// and is gone after the cut, as on Linux. The first must be detected by whoever
// uses it, or the whole rig sees nothing.
package powercut

import (
	"io/fs"
	"maps"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"sync"
)

// sectorBytes is what a disk writes at a time.
const sectorBytes = 512

// Disk holds the files of one folder, and of folders in it.
type Disk struct {
	Lies     bool // flushes are confirmed and not done
	CutAt    int  // the call, of those that change something, in which the power is cut; 0: in none
	FailAt   int  // the flush that fails; 0: none does
	CutAfter int  // so many calls after that flush the power is cut; 0: as CutAt says

	mu      sync.Mutex
	names   map[string]*file
	flushed map[string]*file // what the folder says after a cut, if nothing of changes has come there
	changes []change         // of the folder, not flushed
	calls   int
	flushes int
}

// file is one file's contents: as they read, and as they are on the disk. A
// folder has none.
type file struct {
	folder bool
	now    []byte
	disk   []byte
	unsure map[int64][][]byte // by sector: what was written to it and not flushed, in order
}

// change gives a name to another file; nil: to none.
type change struct {
	name string
	to   *file
}

// New makes a disk with the files of a folder on it.
func New(folder string) (*Disk, error) {
	d := &Disk{names: map[string]*file{}, flushed: map[string]*file{}}
	err := filepath.WalkDir(folder, func(path string, e fs.DirEntry, err error) error {
		if err != nil || path == folder {
			return err
		}
		f := &file{folder: e.IsDir(), unsure: map[int64][][]byte{}}
		if !f.folder {
			if f.now, err = os.ReadFile(path); err != nil {
				return err
			}
			f.disk = append([]byte(nil), f.now...)
		}
		name, err := filepath.Rel(folder, path)
		d.names[name], d.flushed[name] = f, f
		return err
	})
	return d, err
}

// Cut cuts the power now.
func (d *Disk) Cut() {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.CutAt, d.calls = 1, max(d.calls, 1)
}

// Off reports that the power was cut.
func (d *Disk) Off() bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.off()
}

// Unflushed reports that some of what was written to a file was not flushed.
func (d *Disk) Unflushed(name string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	f := d.names[name]
	return f != nil && len(f.unsure) > 0
}

// Has reports that a file is there.
func (d *Disk) Has(name string) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.names[name] != nil
}

// call counts one more, and reports whether the power is on after it.
func (d *Disk) call() bool {
	d.calls++
	return !d.off()
}

// off reports that the power was cut.
func (d *Disk) off() bool { return d.CutAt > 0 && d.calls >= d.CutAt }

func (d *Disk) point(name string, to *file) {
	if to == nil {
		delete(d.names, name)
	} else {
		d.names[name] = to
	}
	d.changes = append(d.changes, change{name, to})
}

// flushNames makes sure what one folder says, and nothing of what others do.
func (d *Disk) flushNames(folder string) {
	var others []change
	for _, c := range d.changes {
		if filepath.Dir(c.name) == folder {
			c.apply(d.flushed)
		} else {
			others = append(others, c)
		}
	}
	d.changes = others
}

func (c change) apply(names map[string]*file) {
	if c.to == nil {
		delete(names, c.name)
	} else {
		names[c.name] = c.to
	}
}

func (f *file) write(data []byte, at int64) {
	end := at + int64(len(data))
	if end > int64(len(f.now)) {
		f.resize(end)
	}
	copy(f.now[at:], data)
	for n := at / sectorBytes; n*sectorBytes < end; n++ {
		f.unsure[n] = append(f.unsure[n], append([]byte(nil), f.now[n*sectorBytes:min((n+1)*sectorBytes, int64(len(f.now)))]...))
	}
}

func (f *file) resize(bytes int64) {
	if bytes <= int64(len(f.now)) {
		f.now = f.now[:bytes]
		return
	}
	f.now = append(f.now, make([]byte, bytes-int64(len(f.now)))...)
}

// flush brings to the disk what was written. One that fails brings nothing
// there, and what was written is not tried again.
func (f *file) flush(fails bool) {
	if !fails {
		f.disk = resized(f.disk, len(f.now))
		for n, versions := range f.unsure {
			put(f.disk, n, versions[len(versions)-1])
		}
	}
	clear(f.unsure)
}

func resized(b []byte, length int) []byte {
	if length <= len(b) {
		return b[:length]
	}
	return append(b, make([]byte, length-len(b))...)
}

func put(disk []byte, n int64, sector []byte) {
	if at := n * sectorBytes; at < int64(len(disk)) {
		copy(disk[at:], sector)
	}
}

// Left writes into a folder what is left after the cut. What lies in a folder
// that has not come to the disk itself is lost.
func (d *Disk) Left(folder string, chance *rand.Rand) error {
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, c := range d.changes[:chance.IntN(len(d.changes)+1)] {
		c.apply(d.flushed)
	}
	fate := fates[chance.IntN(len(fates))]
	for _, name := range slices.Sorted(maps.Keys(d.flushed)) {
		f, in := d.flushed[name], filepath.Dir(name)
		if in != "." && d.flushed[in] == nil {
			continue
		}
		if f.folder {
			if err := os.Mkdir(filepath.Join(folder, name), 0o700); err != nil {
				return err
			}
			continue
		}
		if err := os.WriteFile(filepath.Join(folder, name), f.left(fate, chance), 0o600); err != nil {
			return err
		}
	}
	return nil
}

// fate is what becomes of a sector that was not flushed: how often of a hundred
// it is there, and how often it is torn.
type fate struct{ there, torn int }

var fates = []fate{{0, 0}, {100, 0}, {50, 0}, {90, 0}, {40, 30}, {5, 5}}

// left is what the disk has of a file, where each sector that is not sure has
// met with its fate. The file's length comes or not, like a sector.
func (f *file) left(to fate, chance *rand.Rand) []byte {
	disk := append([]byte(nil), f.disk...)
	if len(f.now) > len(disk) && chance.IntN(100) < to.there {
		disk = resized(disk, len(f.now))
	}
	for n := range int64(len(f.now)/sectorBytes + 1) { // in order: chance is to be the same for the same seed
		versions := f.unsure[n]
		if len(versions) == 0 {
			continue
		}
		version := versions[chance.IntN(len(versions))]
		switch fell := chance.IntN(100); {
		case fell < to.there:
			put(disk, n, version)
		case fell < to.there+to.torn:
			put(disk, n, version[:chance.IntN(len(version)+1)])
		}
	}
	return disk
}
