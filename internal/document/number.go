package document

import (
	"fmt"
	"time"

	"lotgate/internal/fact"
)

var counters = fact.NewTable[int]("counter")

// nextNumber is the number that the next document of a series gets: series,
// year, and a count without gaps. It is taken by taken, when the document's
// fact is applied.
func nextNumber(view fact.View, series string, at time.Time) string {
	n, _ := counters.Get(view, series, at.Format("2006"))
	return fmt.Sprintf("%s-%s-%04d", series, at.Format("2006"), n+1)
}

func taken(store fact.Store, series string, at time.Time) {
	n, _ := counters.Get(store, series, at.Format("2006"))
	counters.Put(store, n+1, series, at.Format("2006"))
}
