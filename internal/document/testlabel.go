package document

import "lotgate/internal/fact"

// TestLabel owes a label that stands for nothing: it shows whether a printer
// prints, and how. It goes the way of all others, through the same queue.
type TestLabel struct{ Printer string }

// Decide owes it. Whether there is such a printer knows who asks for it.
func (c TestLabel) Decide(_ fact.View, meta fact.Meta) ([]fact.Fact, error) {
	return []fact.Fact{LabelQueued{Label{
		Printer: c.Printer, Test: true, Copies: 1, Person: meta.Person, At: meta.At, State: LabelWaiting,
	}}}, nil
}
