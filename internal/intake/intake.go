// Package intake takes the tables that people keep in spreadsheets into the
// store: items and their packages, suppliers, places, people, orders, delivery
// notes and what is in a delivery, requisitions, and the stock counted before the first day.
//
//	load, err := intake.Read(files, options)   // cells become values
//	recorded, err := book.Post(ctx, meta, load) // all of it, or *Problems
//
// What table a sheet is shows in its header; names are taken in Chinese and
// English. The files of one import may speak of one another in any order. All
// that stands against them is said at once, cell by cell, and then nothing at
// all is imported.
//
// The same file may be imported again:
//
//   - Items, packages, suppliers, places and people are brought up to date;
//     what is the same leads to no fact. An empty PIN keeps the one there is.
//     Packages add to those of the item, level by level. What goods or orders
//     already depend on stays: the content of a package, the kind of a place.
//
//   - Orders, delivery notes and requisitions are placed once: the same again
//     is passed over, the same number with other content is refused.
//
//   - Opening stock of a lot is counted once and refused from then on. A
//     status that a lot bears is never taken back by a table.
//
//   - A lot is recalled once; one that is recalled already is passed over.
//
//   - A policy (rules, steps, leaves) is a version of its own, with a reason and
//     a signature; the one in force again writes nothing.
//
// A code moves from one item, place or person to another by two imports, so
// that nobody does it by accident.
package intake

import (
	"errors"
	"fmt"
	"slices"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/policy"
	"lotgate/internal/sheet"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// File is one file as it was given.
type File struct {
	Name string
	Data []byte
}

// maxFiles bounds one import. Each file may be as large as package sheet
// allows.
const maxFiles = 32

// maxPINs bounds how many PINs one import sets: making a hash takes long by
// intent.
const maxPINs = 500

// Options are what reading needs from outside.
type Options struct {
	Hash   func(pin string) (string, error) // makes the stored form of a PIN; not needed for files without any
	Only   []Kind                           // if given, tables of other kinds are refused
	Reason string                           // why the policy is changed, if the files do
	Today  stock.Date                       // if given, dates may be written relative to it: "+400d", "-20d"
	May    func(auth.Right) bool            // what who asks may do, a token less than its person; nil: all that the person may
}

// Load is the content of files, to be posted as one command. It bears no PIN,
// only what Options.Hash made of it.
type Load struct {
	items        []found[stock.Item]
	packages     []found[packageRow]
	suppliers    []found[stock.Supplier]
	papers       []found[document.Paper]
	reviews      []found[document.ReviewSupplier]
	places       []found[stock.Place]
	people       []found[personRow]
	orders       []found[orderRow]
	notes        []found[document.DeliveryNote]
	deliveries   []found[deliveryRow]
	requisitions []found[requisitionRow]
	openings     []found[openingRow]
	recalls      []found[recallRow]
	rules        []found[policy.Rule]
	steps        []found[stepRow]
	leaves       []found[leaveRow]

	given    map[Kind]*source      // a table of each kind that was read, with or without rows
	reason   string                // why the policy is changed
	may      func(auth.Right) bool // as Options.May
	vague    map[stock.ItemID]bool // items of which a package could not be told
	unread   map[Kind]bool         // tables that could not be read, so that they do not count as missing
	problems Problems

	pins []string // of people, row by row; empty once Read is done
}

// found is a value and the row that it was read from.
type found[T any] struct {
	origin
	value T
}

// Read turns files into a Load. What stands against them is kept in it and
// refused by Decide, together with what only Decide can see. An error is a
// fault, of Options.Hash.
func Read(files []File, o Options) (Load, error) {
	load := Load{unread: map[Kind]bool{}, vague: map[stock.ItemID]bool{}, given: map[Kind]*source{}, reason: o.Reason, may: o.May}
	if len(files) > maxFiles {
		load.problems.add(Problem{Text: words.Say("intake.too_many_files", "most", maxFiles)})
		return load, nil
	}
	for _, f := range files {
		sheets, err := sheet.Read(f.Data)
		if err != nil {
			load.fail(f.Name, err)
			continue
		}
		if len(sheets) == 0 {
			load.problems.add(Problem{File: f.Name, Text: words.Say("intake.empty")})
		}
		for _, s := range sheets {
			load.readSheet(f.Name, s, o)
		}
	}
	err := load.hash(o.Hash)
	load.pins = nil
	return load, err
}

// fail notes a file that could not be read at all.
func (l *Load) fail(file string, err error) {
	l.unread[""] = true
	problem := Problem{File: file, Text: words.Plain(err.Error())}
	var p *sheet.Problem
	if errors.As(err, &p) {
		problem = Problem{File: named(file, p.Sheet), Row: p.Row, Text: p.Text}
	}
	l.problems.add(problem)
}

// named is what a file's sheet is called in problems.
func named(file, sheet string) string {
	if sheet == "" {
		return file
	}
	return file + " / " + sheet
}

func (l *Load) readSheet(file string, s sheet.Sheet, o Options) {
	src, ok := l.recognise(file, s)
	if !ok {
		return
	}
	if len(o.Only) > 0 && !slices.Contains(o.Only, src.kind) {
		l.problems.add(Problem{File: src.file, Text: words.Say("intake.other_kind", "kind", src.kind.Name(), "allowed", listed(o.Only, Kind.Name))})
		return
	}
	l.given[src.kind] = src
	for i := range s.Rows {
		readers[src.kind](l, line{origin: origin{src, i}, problems: &l.problems, today: o.Today})
	}
}

var readers = map[Kind]func(*Load, line){
	Items:        (*Load).readItem,
	Packages:     (*Load).readPackage,
	Suppliers:    (*Load).readSupplier,
	Papers:       (*Load).readPaper,
	Reviews:      (*Load).readReview,
	Places:       (*Load).readPlace,
	People:       (*Load).readPerson,
	Orders:       (*Load).readOrder,
	Notes:        (*Load).readNote,
	Deliveries:   (*Load).readDelivery,
	Requisitions: (*Load).readRequisition,
	Stock:        (*Load).readOpening,
	Recalls:      (*Load).readRecall,
	Rules:        (*Load).readRule,
	Steps:        (*Load).readStep,
	Leaves:       (*Load).readLeave,
}

// hash puts the stored form of each PIN to its person. It takes its time, and
// so does not begin on what will be refused anyway.
func (l *Load) hash(hash func(string) (string, error)) error {
	set := 0
	for i, pin := range l.pins {
		if pin == "" {
			continue
		}
		if set++; set > maxPINs {
			l.people[i].problem(&l.problems, "pin", words.Say("intake.too_many_pins", "most", maxPINs))
		}
	}
	if l.problems.any() {
		return nil
	}
	for i, pin := range l.pins {
		if pin == "" {
			continue
		}
		stored, err := hash(pin)
		if err != nil {
			return fmt.Errorf("hash the PIN of %s: %w", l.people[i].value.ID, err)
		}
		l.people[i].value.PIN = stored
	}
	return nil
}

// SetsPINs reports whether a person of the load gets a PIN.
func (l Load) SetsPINs() bool {
	return slices.ContainsFunc(l.people, func(p found[personRow]) bool { return p.value.PIN != "" })
}

// Summary counts the rows by kind of table; orders and requisitions count
// once, not by lines.
func (l Load) Summary() map[string]int {
	all := map[string]int{}
	for kind, n := range map[Kind]int{
		Items: len(l.items), Packages: len(l.packages), Suppliers: len(l.suppliers), Places: len(l.places),
		Papers: len(l.papers), Reviews: len(l.reviews), People: len(l.people), Notes: len(l.notes), Stock: len(l.openings), Recalls: len(l.recalls), Rules: len(l.rules), Steps: len(l.steps), Leaves: len(l.leaves),
		Deliveries:   len(grouped(l.deliveries, func(r deliveryRow) string { return r.note })),
		Orders:       len(grouped(l.orders, func(r orderRow) string { return r.order })),
		Requisitions: len(grouped(l.requisitions, func(r requisitionRow) string { return r.requisition })),
	} {
		if n > 0 {
			all[string(kind)] = n
		}
	}
	return all
}

// grouped puts rows of one document together, in the order in which each
// first appears.
func grouped[T any](rows []found[T], id func(T) string) (groups [][]found[T]) {
	at := map[string]int{}
	for _, r := range rows {
		i, known := at[id(r.value)]
		if !known {
			i = len(groups)
			at[id(r.value)] = i
			groups = append(groups, nil)
		}
		groups[i] = append(groups[i], r)
	}
	return groups
}
