package fact_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"lotgate/internal/fact"
)

// TestTrialIsAStore: under random use a trial holds what a store would hold
// that was written to in its place, and the view below stays as it was.
func TestTrialIsAStore(t *testing.T) {
	key := rapid.SliceOfN(rapid.ByteRange(0, 3), 1, 3)
	rapid.Check(t, func(t *rapid.T) {
		below, model := fact.NewMemory(), fact.NewMemory()
		for _, k := range rapid.SliceOfN(key, 0, 12).Draw(t, "below") {
			below.Put(k, append([]byte("old"), k...))
			model.Put(k, append([]byte("old"), k...))
		}
		was := all(below, nil, nil, -1)
		trial := fact.NewTrial(below)
		for i := range rapid.IntRange(0, 12).Draw(t, "writes") {
			k := key.Draw(t, "key")
			if rapid.Bool().Draw(t, "delete") {
				trial.Delete(k)
				model.Delete(k)
			} else {
				trial.Put(k, fmt.Append(nil, i))
				model.Put(k, fmt.Append(nil, i))
			}
			if got, want := string(trial.Get(k)), string(model.Get(k)); got != want {
				t.Fatalf("%x holds %q, want %q", k, got, want)
			}
		}
		prefix, from := rapid.SliceOfN(rapid.ByteRange(0, 3), 0, 2).Draw(t, "prefix"), key.Draw(t, "from")
		stop := rapid.IntRange(-1, 4).Draw(t, "stop")
		if diff := cmp.Diff(all(model, prefix, from, stop), all(trial, prefix, from, stop)); diff != "" {
			t.Fatalf("under %x from %x:\n%s", prefix, from, diff)
		}
		if diff := cmp.Diff(was, all(below, nil, nil, -1)); diff != "" {
			t.Fatalf("the view below has changed:\n%s", diff)
		}
	})
}

// all lists what a scan calls with, at most stop of it unless that is below
// nothing.
func all(view fact.View, prefix, from []byte, stop int) (list []string) {
	view.Scan(prefix, from, func(k, v []byte) bool {
		list = append(list, fmt.Sprintf("%x=%s", k, v))
		return stop < 0 || len(list) <= stop
	})
	return list
}
