package fact

import (
	"bytes"
	"fmt"
	"sort"
	"strings"

	"github.com/fxamacker/cbor/v2"
)

// View is one consistent state of the projections.
type View interface {
	// Get is the value under key, or nil. It is valid until the view ends and
	// must not be changed.
	Get(key []byte) []byte
	// Scan calls each with every key that begins with prefix and is not below
	// from (nil: all), in order of bytes, until it answers false. The store
	// must not be written to meanwhile.
	Scan(prefix, from []byte, each func(key, value []byte) bool)
	// Fail makes the whole transaction fail with err at its end. The first
	// err stays.
	Fail(err error)
}

// Store is a View that can be written to.
type Store interface {
	View
	Put(key, value []byte)
	Delete(key []byte)
}

// Table is one projection: values of one type by a key of strings. Two tables
// never share a name.
type Table[V any] struct {
	name     string
	kept     *kept[V] // nil: every value is decoded when it is read
	numbered bool     // parts of its keys sort by the numbers that they end in
}

// NewTable names a table.
func NewTable[V any](name string) Table[V] { return Table[V]{name: name} }

// Is reports whether key is one of the table's.
func (t Table[V]) Is(key []byte) bool { return bytes.HasPrefix(key, t.key()) }

// separator ends each part of a key. Parts are codes and numbers that people
// type; none may contain it (see Clean).
const separator = "\x00"

// key joins the parts so that no two different lists give the same bytes and
// a list of fewer parts is a prefix of the longer one.
func (t Table[V]) key(parts ...string) []byte {
	n := len(t.name) + 1
	for _, p := range parts {
		n += len(p) + 2
	}
	key := make([]byte, 0, n)
	key = append(append(key, t.name...), separator...)
	for _, p := range parts {
		key = append(append(key, t.ordered(p)...), separator...)
	}
	return key
}

// Get reads the value under the key made of parts.
func (t Table[V]) Get(view View, parts ...string) (v V, found bool) {
	stored := view.Get(t.key(parts...))
	if stored == nil {
		return v, false
	}
	return t.decode(view, stored), true
}

func (t Table[V]) decode(view View, stored []byte) (v V) {
	if v, found := t.kept.find(stored); found {
		return v
	}
	if err := cbor.Unmarshal(stored, &v); err != nil {
		view.Fail(fmt.Errorf("read table %s: %w", t.name, err))
		return v
	}
	t.kept.keep(stored, v)
	return v
}

// Put stores v under the key made of parts.
func (t Table[V]) Put(store Store, v V, parts ...string) {
	stored, err := Encode(v)
	if err != nil {
		store.Fail(fmt.Errorf("write table %s: %w", t.name, err))
		return
	}
	store.Put(t.key(parts...), stored)
}

// Delete removes the value under the key made of parts, if there is one.
func (t Table[V]) Delete(store Store, parts ...string) { store.Delete(t.key(parts...)) }

// Each calls each with every value whose key begins with parts, in order of
// keys, until it answers false. key holds the parts after those given.
func (t Table[V]) Each(view View, each func(key []string, v V) bool, parts ...string) {
	t.scan(view, nil, each, parts)
}

// EachFrom is Each beginning at the first key not below parts plus from.
func (t Table[V]) EachFrom(view View, from string, each func(key []string, v V) bool, parts ...string) {
	start := append(t.key(parts...), t.ordered(from)...)
	t.scan(view, start, each, parts)
}

func (t Table[V]) scan(view View, from []byte, each func([]string, V) bool, parts []string) {
	prefix := t.key(parts...)
	view.Scan(prefix, from, func(stored, value []byte) bool {
		rest := strings.TrimSuffix(string(stored[len(prefix):]), separator)
		key := strings.Split(rest, separator)
		if t.numbered {
			for i := range key {
				key[i] = unordered(key[i])
			}
		}
		return each(key, t.decode(view, value))
	})
}

func (t Table[V]) ordered(part string) string {
	if t.numbered {
		return Ordered(part)
	}
	return part
}

// Clean reports whether s may be part of a key and be shown: no control
// characters and not overlong.
func Clean(s string) bool {
	return len(s) <= 128 && strings.IndexFunc(s, func(r rune) bool { return r < ' ' || r == 0x7f }) < 0
}

// encoding is the one stored form: CBOR with the names of the json tags, so
// that what is stored explains itself, and equal values give equal bytes.
var encoding = func() cbor.EncMode {
	options := cbor.CoreDetEncOptions()
	options.Time = cbor.TimeRFC3339Nano
	mode, err := options.EncMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

// Encode gives the stored form of v.
func Encode(v any) ([]byte, error) { return encoding.Marshal(v) }

// Decode reads the stored form into v.
func Decode(stored []byte, v any) error { return cbor.Unmarshal(stored, v) }

// Memory is a Store in a map: for a handheld out of reach, and for tests. It
// is not safe for use by several goroutines.
type Memory struct {
	values map[string][]byte
	Err    error // the first failure
}

// NewMemory makes an empty store.
func NewMemory() *Memory { return &Memory{values: map[string][]byte{}} }

func (m *Memory) Get(key []byte) []byte { return m.values[string(key)] }
func (m *Memory) Put(key, value []byte) { m.values[string(key)] = bytes.Clone(value) }
func (m *Memory) Delete(key []byte)     { delete(m.values, string(key)) }

func (m *Memory) Fail(err error) {
	if m.Err == nil {
		m.Err = err
	}
}

func (m *Memory) Scan(prefix, from []byte, each func(key, value []byte) bool) {
	var keys []string
	for key := range m.values {
		if strings.HasPrefix(key, string(prefix)) && key >= string(from) {
			keys = append(keys, key)
		}
	}
	sort.Strings(keys)
	for _, key := range keys {
		if !each([]byte(key), m.values[key]) {
			return
		}
	}
}
