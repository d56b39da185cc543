package book

import (
	"fmt"
	"reflect"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// kinds finds the Go type of a stored fact by its kind.
var kinds = index(stock.Kinds(), policy.Kinds(), document.Kinds(), auth.Kinds(), clockKinds, []fact.Fact{StoreTakenOver{}})

func index(lists ...[]fact.Fact) map[string]reflect.Type {
	all := map[string]reflect.Type{}
	for _, list := range lists {
		for _, f := range list {
			if all[f.Kind()] != nil {
				panic("book: two facts of kind " + f.Kind())
			}
			all[f.Kind()] = reflect.TypeOf(f)
		}
	}
	return all
}

// stored is the form of a fact in the journal. Its names are for ever.
type stored struct {
	ID      string           `json:"id"`
	At      time.Time        `json:"at"`
	Person  string           `json:"who,omitempty"`
	Station string           `json:"where,omitempty"`
	Signed  []fact.Signature `json:"signed,omitempty"`
	Kind    string           `json:"kind"`
	Body    []byte           `json:"body"`
	fact.Clock
	Asked string `json:"asked,omitempty"`
}

func encode(meta fact.Meta, f fact.Fact) ([]byte, error) {
	if kinds[f.Kind()] == nil {
		return nil, fmt.Errorf("write fact: kind %q is not registered", f.Kind())
	}
	body, err := fact.Encode(f)
	if err != nil {
		return nil, fmt.Errorf("write fact %q: %w", f.Kind(), err)
	}
	return fact.Encode(stored{meta.ID, meta.At, meta.Person, meta.Station, meta.Signatures, f.Kind(), body, meta.Clock, meta.Asked})
}

func decode(seq uint64, record []byte) (fact.Recorded, error) {
	var s stored
	if err := fact.Decode(record, &s); err != nil {
		return fact.Recorded{}, fmt.Errorf("read fact %d: %w", seq, err)
	}
	kind := kinds[s.Kind]
	if kind == nil {
		return fact.Recorded{}, fmt.Errorf("%w: fact %d is of kind %q", journal.ErrFormat, seq, s.Kind)
	}
	value := reflect.New(kind)
	if err := fact.Decode(s.Body, value.Interface()); err != nil {
		return fact.Recorded{}, fmt.Errorf("read fact %d (%s): %w", seq, s.Kind, err)
	}
	meta := fact.Meta{Seq: seq, ID: s.ID, At: s.At, Person: s.Person, Station: s.Station, Signatures: s.Signed, Clock: s.Clock, Asked: s.Asked}
	return fact.Recorded{Meta: meta, Fact: value.Elem().Interface().(fact.Fact)}, nil
}
