package fact

import (
	"bytes"
	"slices"
)

// Trial is a Store over a View that keeps what is written to itself. It lets
// a paper of many lines be decided line by line, each seeing what those before
// it led to, with nothing written anywhere until all of them may pass.
type Trial struct {
	View
	written map[string][]byte // nil: deleted
	facts   []Fact
	seq     uint64
}

// trialSeq begins the numbers of facts on trial, above all that a journal
// gives, so that they are taken for no fact that is there.
const trialSeq = 1 << 52

// NewTrial begins a trial on top of a view.
func NewTrial(view View) *Trial {
	return &Trial{View: view, written: map[string][]byte{}, seq: trialSeq}
}

// Decide decides one more command and applies its facts to the trial.
func (t *Trial) Decide(meta Meta, command Command) error {
	facts, err := command.Decide(t, meta)
	if err == nil {
		t.Apply(meta, facts...)
	}
	return err
}

// Apply adds facts that something else decided.
func (t *Trial) Apply(meta Meta, facts ...Fact) {
	for _, f := range facts {
		t.seq++
		meta.Seq = t.seq
		f.Apply(t, meta)
	}
	t.facts = append(t.facts, facts...)
}

// Facts is all that was applied so far, in order.
func (t *Trial) Facts() []Fact { return t.facts }

func (t *Trial) Get(key []byte) []byte {
	if value, written := t.written[string(key)]; written {
		return value
	}
	return t.View.Get(key)
}

func (t *Trial) Put(key, value []byte) { t.written[string(key)] = bytes.Clone(value) }
func (t *Trial) Delete(key []byte)     { t.written[string(key)] = nil }

func (t *Trial) Scan(prefix, from []byte, each func(key, value []byte) bool) {
	own := t.keys(prefix, from)
	more := true
	// before calls each with what was written here below a key, or with all.
	before := func(key []byte) {
		for more && len(own) > 0 && (key == nil || own[0] < string(key)) {
			if value := t.written[own[0]]; value != nil {
				more = each([]byte(own[0]), value)
			}
			own = own[1:]
		}
	}
	t.View.Scan(prefix, from, func(key, value []byte) bool {
		before(key)
		if _, written := t.written[string(key)]; more && !written {
			more = each(key, value)
		} else if more && len(own) > 0 && own[0] == string(key) {
			value, own = t.written[own[0]], own[1:]
			if value != nil {
				more = each(key, value)
			}
		}
		return more
	})
	before(nil)
}

// keys are those written here that a scan covers, in order.
func (t *Trial) keys(prefix, from []byte) (keys []string) {
	for key := range t.written {
		if bytes.HasPrefix([]byte(key), prefix) && key >= string(from) {
			keys = append(keys, key)
		}
	}
	slices.Sort(keys)
	return keys
}
