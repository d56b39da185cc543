package session

import (
	"context"
	"fmt"
	"hash/maphash"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/stock"
	"lotgate/internal/workflow"
)

// desk is a flow's ledger: it signs every command with who, where and when,
// and with an id made from the input's own, so that an input sent twice is
// posted once.
type desk struct {
	workflow.Desk
	st    *station
	input string
	posts int
}

func (st *station) newDesk(person auth.Person) *desk {
	d := &desk{st: st}
	d.Desk = workflow.Desk{
		Ledger: d, Now: st.site.Now, Person: worker(person), Station: st.config.ID, Name: st.config.Name,
		Dock: st.config.Dock, Staging: st.config.Staging, Label: st.config.Label,
		Sign: func(ctx context.Context, badge, pin string, over fact.Signature) (fact.Signature, error) {
			return auth.Undersign(ctx, st.site.Gate, badge, pin, from(st.config.ID), over, st.site.Now())
		},
	}
	return d
}

func worker(p auth.Person) workflow.Person {
	return workflow.Person{
		ID: p.ID, Name: p.Name, MayOverride: p.May(auth.Override),
		MayHold: p.May(auth.LotHold), MayRecall: p.May(auth.LotRecall), MayRelease: p.May(auth.LotRelease),
		MayUrgent: p.May(auth.Urgent), MayTakeBack: p.May(auth.TakeBack),
	}
}

// View reads the state that the desk's own commands left, durable or not: the
// station shows nothing before they are.
func (d *desk) View(read func(fact.View) error) error {
	if n := len(d.st.early); n > 0 {
		return d.st.early[n-1].View(read)
	}
	return d.st.site.Book.View(read)
}

// posted is a command of the input in hand that is not durable yet.
type posted struct {
	fact.Early
	meta    fact.Meta
	command fact.Command
}

// Post has a command decided; settle waits until it is durable.
func (d *desk) Post(ctx context.Context, command fact.Command, signed ...fact.Signature) ([]fact.Recorded, error) {
	d.posts++
	meta := fact.Meta{
		ID: fmt.Sprintf("%s/%s/%d", d.st.config.ID, d.input, d.posts), At: d.st.site.Now(), Person: d.Person.ID, Station: d.st.config.ID,
		Signatures: signed, Asked: asked(command),
	}
	recorded, early, err := d.st.site.Book.Early(ctx, meta, command)
	switch _, fault := refusalOf(err); {
	case fault != nil:
		// What is asked again is durable at once: so must be what was before it,
		// or View would go on showing the state without it.
		if err := d.st.settle(ctx); err != nil {
			return nil, err
		}
		return d.st.again(ctx, meta, command, err)
	case err != nil:
		return nil, err
	}
	d.st.early = append(d.st.early, posted{early, meta, command})
	return recorded, nil
}

// asked knows a command again: of the same sort, with the same content.
func asked(command fact.Command) string {
	return fact.Asked([]any{fmt.Sprintf("%T", command), command})
}

// settle returns when everything that the input in hand has posted is durable.
func (st *station) settle(ctx context.Context) (err error) {
	for _, p := range st.early {
		if e := p.Durable(); e != nil && err == nil {
			_, err = st.again(ctx, p.meta, p.command, e)
		}
	}
	clear(st.early)
	st.early = st.early[:0]
	return err
}

// again asks once more with the same id where the outcome of a write is
// unknown because of err: the book then finds out.
func (st *station) again(ctx context.Context, meta fact.Meta, command fact.Command, err error) ([]fact.Recorded, error) {
	for attempt := range 3 {
		if _, fault := refusalOf(err); fault == nil || ctx.Err() != nil {
			return nil, err
		}
		wait(ctx, time.Duration(attempt+1)*100*time.Millisecond)
		var recorded []fact.Recorded
		if recorded, err = st.site.Book.Post(ctx, meta, command); err == nil {
			return recorded, nil
		}
	}
	return nil, err
}

func wait(ctx context.Context, d time.Duration) {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
	case <-timer.C:
	}
}

// decode reads what a gun sent, with what the books know of it; a fault
// becomes a refusal with its own words.
func (st *station) decode(in Input) (reading scan.Reading, no *fact.Refusal, err error) {
	err = st.site.Book.View(func(view fact.View) error {
		today := scan.Date(stock.DateOf(st.site.Now()))
		r, err := scan.Decode(in.Data, scan.Options{Today: today, Known: workflow.Known{View: view, Flow: st.flow}, Second: workflow.AwaitsSecond(st.flow)})
		if err != nil {
			no = unreadable(err)
		}
		reading = r
		return nil
	})
	if err == nil && no == nil && st.site.Read != nil {
		st.site.Read(st.config.ID, in.Source, reading.Misset())
	}
	return reading, no, err
}

// recent remembers the last ids and what came with them, to know an input that
// is sent again. What is older is known by the book.
type recent struct {
	ids  map[string]uint64
	ring [256]string
	at   int
}

// salt keeps what was typed, which may be a PIN, from being found out of recent.
var salt = maphash.MakeSeed()

// add answers whether an input's id is known already, and whether it was
// another input that bore it.
func (r *recent) add(in Input) (known, other bool) {
	content := maphash.String(salt, fmt.Sprintf("%v %q %q %q", in.Kind, in.Data, in.Choice, in.Text))
	if was, known := r.ids[in.ID]; known {
		return true, was != content
	}
	if r.ids == nil {
		r.ids = map[string]uint64{}
	}
	delete(r.ids, r.ring[r.at])
	r.ring[r.at] = in.ID
	r.ids[in.ID] = content
	r.at = (r.at + 1) % len(r.ring)
	return false, false
}
