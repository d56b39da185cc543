// Package stock is the ledger of goods: what an item is, which lots of it
// there are, where they lie, how much, and what they are worth.
//
// Nothing changes in place. A Moved fact is the only one that changes a
// quantity, and it has two ends: goods leave one place and arrive at another,
// so that the quantities of a lot over all places add up to zero, and so do
// the values. Only places outside (suppliers, opening stock) may hold less
// than nothing.
//
// The package is pure: it reads a view, answers with facts, and writes only
// projections of facts. Time and persons arrive in fact.Meta.
package stock
