package fact

import "sync"

// keptValues bounds how many values a table keeps decoded, keptBytes how long
// the stored form of one of them may be.
const (
	keptValues = 4096
	keptBytes  = 4096
)

// kept holds decoded values by their stored bytes. Equal bytes are equal
// values, so nothing in it can ever be out of date, whatever view asks.
type kept[V any] struct {
	mu     sync.RWMutex
	values map[string]V
}

// NewKeptTable names a table that is read at every scan and seldom written:
// items, places, people. It keeps what it has decoded, which is most of the
// price of reading. Its readers share the slices in a value and must not
// write to them.
func NewKeptTable[V any](name string) Table[V] {
	return Table[V]{name: name, kept: &kept[V]{values: map[string]V{}}}
}

func (k *kept[V]) find(stored []byte) (v V, found bool) {
	if k == nil {
		return v, false
	}
	k.mu.RLock()
	defer k.mu.RUnlock()
	v, found = k.values[string(stored)]
	return v, found
}

// keep adds a value. When there is no room all others go: what is in use comes
// back by itself.
func (k *kept[V]) keep(stored []byte, v V) {
	if k == nil || len(stored) > keptBytes {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if len(k.values) >= keptValues {
		clear(k.values)
	}
	k.values[string(stored)] = v
}
