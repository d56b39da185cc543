package audit

import (
	"bytes"
	"testing"

	"lotgate/internal/seal"
)

// TestNoTilePassesThatDiffers: whatever differs of a tile is named, a few bytes
// that are too many as well.
func TestNoTilePassesThatDiffers(t *testing.T) {
	store := tileStore{}
	for seq := uint64(1); seq <= 5; seq++ {
		if err := seal.Append(store, seq, []byte{byte(seq)}); err != nil {
			t.Fatal(err)
		}
	}
	for key, due := range store {
		d := difference{key: []byte(key), have: bytes.Clone(due), due: due, at: 1000}
		if all := d.hashes(); len(all) > 0 {
			t.Fatalf("nothing differs, and it names %v", all)
		}
		for at := range due {
			d.have[at] ^= 1
			all := d.hashes()
			if len(all) != 1 || all[0].at != 1000+int64(at/32*32) || all[0].seq != uint64(at/32)+1 {
				t.Errorf("byte %d differs, and it names %v", at, all)
			}
			d.have[at] ^= 1
		}
		for _, more := range []int{1, 16, 31, 32, 64} {
			for _, have := range [][]byte{append(bytes.Clone(due), make([]byte, more)...), due[:len(due)-more]} {
				d.have = have
				if all := d.hashes(); len(all) != 1 || all[0].seq != 0 {
					t.Errorf("%d bytes instead of %d, and it names %v", len(have), len(due), all)
				}
			}
		}
	}
}

type tileStore map[string][]byte

func (m tileStore) Get(key []byte) []byte { return m[string(key)] }
func (m tileStore) Put(key, value []byte) { m[string(key)] = value }
