package document

import (
	"strconv"

	"lotgate/internal/fact"
)

// trails leads from a document to all facts that speak of it.
var trails = fact.NewTable[bool]("trail") // number of the document, seq

func follow(store fact.Store, meta fact.Meta, documents ...string) {
	for _, id := range documents {
		trails.Put(store, true, id, sequence(meta.Seq))
	}
}

// EachStep calls each with the number of every fact that speaks of a document,
// from one on, in order, until it answers false. The goods that moved with a
// fact are told by the fact itself.
func EachStep(view fact.View, document string, from uint64, each func(seq uint64) bool) {
	trails.EachFrom(view, sequence(from), func(key []string, _ bool) bool {
		seq, err := strconv.ParseUint(key[0], 10, 64)
		return err != nil || each(seq)
	}, document)
}
