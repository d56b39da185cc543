package book_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/anishathalye/porcupine"

	"lotgate/internal/book"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/sim"
	"lotgate/internal/stock"
)

// attempt is one picker's hand on the box of one round.
type attempt struct{ round int }

// boxRule is the law that every history must follow, whatever happened at the
// same time: of the box of a round there is one, and whoever is told that it
// is his took it.
var boxRule = porcupine.Model{
	Partition: func(history []porcupine.Operation) (rounds [][]porcupine.Operation) {
		for _, op := range history {
			round := op.Input.(attempt).round
			for len(rounds) <= round {
				rounds = append(rounds, nil)
			}
			rounds[round] = append(rounds[round], op)
		}
		return rounds
	},
	Init: func() any { return 1 },
	Step: func(state, _, output any) (bool, any) {
		left, won := state.(int), output.(bool)
		if won {
			return left == 1, 0
		}
		return left == 0, left
	},
	Equal: func(a, b any) bool { return a == b },
}

// races is how often the pickers race.
func races() int {
	if n, err := strconv.Atoi(os.Getenv("LOTGATE_TORTURE")); err == nil {
		return 20 * n
	}
	return 50
}

// TestTwoPickersRaceForTheLastBox: one box lies in a bin, for one task, and
// two pickers scan it at once; and before that two requisitions are begun at
// once for which there is one box. Each time exactly one gets it.
func TestTwoPickersRaceForTheLastBox(t *testing.T) {
	r := race{t: t, book: newBook(t)}
	furnish(t, r.book, nil)
	var begun, picked []porcupine.Operation
	for round := range races() {
		r.round = round
		r.lay()
		begun = append(begun, r.both("begin", func(picker int) fact.Command {
			return document.StartIssue{Requisition: r.requisition(picker), Staging: "STAGE-1"}
		})...)
		task := r.task()
		picked = append(picked, r.both("pick", func(int) fact.Command {
			return document.PickPack{Issue: task.Issue, Task: task.No, Item: sim.Amox, Level: stock.Box, Quantity: 24, Lot: task.Lot, Place: task.Place}
		})...)
		r.handOver(task.Issue)
	}
	for name, history := range map[string][]porcupine.Operation{"begun": begun, "picked": picked} {
		if !porcupine.CheckOperations(boxRule, history) {
			t.Errorf("the history of what was %s follows no order in which one box is there", name)
		}
		if won := winners(history); won != races() {
			t.Errorf("%s: %d of %d boxes were won", name, won, races())
		}
	}
}

// TestTheLawOfTheBoxIsKept: the check of a race finds what is wrong with a
// history, or the race would prove nothing.
func TestTheLawOfTheBoxIsKept(t *testing.T) {
	op := func(picker int, call, end int64, won bool) porcupine.Operation {
		return porcupine.Operation{ClientId: picker, Input: attempt{0}, Call: call, Return: end, Output: won}
	}
	for name, test := range map[string]struct {
		history []porcupine.Operation
		lawful  bool
	}{
		"one wins, at once":              {[]porcupine.Operation{op(0, 1, 3, false), op(1, 2, 4, true)}, true},
		"the first wins":                 {[]porcupine.Operation{op(0, 1, 2, true), op(1, 3, 4, false)}, true},
		"both win":                       {[]porcupine.Operation{op(0, 1, 3, true), op(1, 2, 4, true)}, false},
		"both win, one after the other":  {[]porcupine.Operation{op(0, 1, 2, true), op(1, 3, 4, true)}, false},
		"nobody wins":                    {[]porcupine.Operation{op(0, 1, 3, false), op(1, 2, 4, false)}, false},
		"refused before anybody took it": {[]porcupine.Operation{op(0, 1, 2, false), op(1, 3, 4, true)}, false},
	} {
		if got := porcupine.CheckOperations(boxRule, test.history); got != test.lawful {
			t.Errorf("%s: lawful %t, want %t", name, got, test.lawful)
		}
	}
}

// careless is a command that was decided on what somebody saw before, as in a
// house where the one who decides is not the one who writes.
func (r *race) careless(command fact.Command, m fact.Meta, both *sync.WaitGroup) fact.Command {
	var facts []fact.Fact
	err := r.book.View(func(view fact.View) (err error) {
		facts, err = command.Decide(view, m)
		return err
	})
	both.Done()
	both.Wait() // until the other has seen the box, too
	if err != nil {
		r.t.Error(err)
	}
	return say{facts: facts}
}

// TestCarelessPickersAreFound: two pickers before a house that decides first
// and writes later both get the box, and the check of their race says so.
func TestCarelessPickersAreFound(t *testing.T) {
	r := race{t: t, book: newBook(t)}
	furnish(t, r.book, nil)
	r.lay()
	r.post("begin", document.StartIssue{Requisition: r.requisition(0), Staging: "STAGE-1"})
	task := r.task()
	var deciding sync.WaitGroup
	deciding.Add(2)
	history := r.both("pick", func(picker int) fact.Command {
		pick := document.PickPack{Issue: task.Issue, Task: task.No, Item: sim.Amox, Level: stock.Box, Quantity: 24, Lot: task.Lot, Place: task.Place}
		return r.careless(pick, meta(fmt.Sprint("careless-", picker)), &deciding)
	})
	if porcupine.CheckOperations(boxRule, history) || winners(history) != 2 {
		t.Errorf("%d won, and the check found nothing wrong: %+v", winners(history), history)
	}
}

func winners(history []porcupine.Operation) (n int) {
	for _, op := range history {
		if op.Output.(bool) {
			n++
		}
	}
	return n
}

// race is two pickers before one book.
type race struct {
	t     *testing.T
	book  *book.Book
	round int
	clock atomic.Int64 // what happened before what, for the check
}

func (r *race) requisition(picker int) string { return fmt.Sprintf("QL-%d-%d", r.round, picker) }

// lay puts one box into the bin and asks for it twice.
func (r *race) lay() {
	r.t.Helper()
	key := stock.LotKey{Item: sim.Amox, Number: fmt.Sprint("L", r.round)}
	facts := []fact.Fact{
		stock.LotOpened{Lot: stock.Lot{LotKey: key, Expiry: "2028-03-31", Status: stock.Usable}},
		stock.Moved{Lot: key, From: stock.Opening, To: "A-01", Quantity: 24, ValueE4: 240_000},
	}
	for picker := range 2 {
		facts = append(facts, document.RequisitionPlaced{Requisition: document.Requisition{ID: r.requisition(picker), Department: "ICU", Lines: []document.RequisitionLine{{No: 1, Item: sim.Amox, Quantity: 24}}}})
	}
	r.post(fmt.Sprint("lay-", r.round), say{facts: facts})
}

func (r *race) post(id string, command fact.Command, signed ...fact.Signature) {
	r.t.Helper()
	m := meta(id)
	m.Signatures = signed
	if _, err := r.book.Post(r.t.Context(), m, command); err != nil {
		r.t.Fatal(err)
	}
}

// both lets the two pickers do the same at once, and notes who was told what.
func (r *race) both(what string, command func(picker int) fact.Command) []porcupine.Operation {
	r.t.Helper()
	history := make([]porcupine.Operation, 2)
	errs := make([]error, 2)
	ready := make(chan struct{})
	var racing sync.WaitGroup
	for picker := range 2 {
		racing.Go(func() {
			m := meta(fmt.Sprintf("%s-%d-%d", what, r.round, picker))
			m.Person, m.Station = fmt.Sprint("picker-", picker), fmt.Sprint("pick-", picker)
			<-ready
			called := r.clock.Add(1)
			_, err := r.book.Post(context.Background(), m, command(picker))
			history[picker] = porcupine.Operation{ClientId: picker, Input: attempt{r.round}, Call: called, Output: err == nil, Return: r.clock.Add(1)}
			errs[picker] = err
		})
	}
	close(ready)
	racing.Wait()
	for _, err := range errs {
		if no := new(fact.Refusal); err != nil && !errors.As(err, &no) {
			r.t.Fatal(err)
		}
	}
	return history
}

// task is the one that was planned for the box.
func (r *race) task() (task document.Task) {
	r.t.Helper()
	err := r.book.View(func(view fact.View) error {
		for picker := range 2 {
			if issue, found := document.IssueOf(view, r.requisition(picker)); found {
				task, _ = document.FindTask(view, issue.ID, 1)
			}
		}
		return nil
	})
	if err != nil || task.Issue == "" {
		r.t.Fatalf("round %d: nobody may pick: %v", r.round, err)
	}
	return task
}

// handOver ends the round, so that the next one has nothing of it to read.
func (r *race) handOver(issue string) {
	r.t.Helper()
	var hash string
	err := r.book.View(func(view fact.View) error {
		i, _ := document.FindIssue(view, issue)
		_, hash = document.IssueSigning(view, i)
		return nil
	})
	if err != nil {
		r.t.Fatal(err)
	}
	taken := fact.Signature{Person: "nurse", Roles: []string{"receiver"}, Meaning: fact.Taken, At: noon, Hash: hash}
	r.post(fmt.Sprint("hand-", r.round), document.HandOver{Issue: issue, Receiver: "nurse"}, taken)
}
