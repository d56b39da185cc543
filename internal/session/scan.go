package session

import (
	"context"
	"errors"
	"strings"

	"lotgate/internal/fact"
	"lotgate/internal/scan"
	"lotgate/internal/words"
	"lotgate/internal/workflow"
)

// takeScan decides whom a scan is for: a command barcode is a choice, a
// document begins its own task if nothing is asked, and the rest belongs to
// the flow.
func (st *station) takeScan(ctx context.Context, in Input) error {
	reading, no, err := st.decode(in)
	switch {
	case err != nil:
		return err
	case no != nil:
		return st.takeUnreadable(in.Data, no)
	}
	switch reading.Kind {
	case scan.KindCommand:
		return st.choose(ctx, strings.ToLower(reading.ID))
	case scan.KindDocument:
		return st.takeDocument(ctx, reading)
	case scan.KindText:
		// Other systems print numbers without our prefix.
		if paper, err := workflow.IsPaper(&st.desk.Desk, reading.Text); err != nil {
			return err
		} else if paper && !st.flow.Busy() {
			return st.takePaper(ctx, reading)
		}
	}
	err = st.flow.Scan(ctx, reading)
	if reading.Kind == scan.KindBadge && errors.Is(err, errBadge) {
		// Perhaps it is meant for a screen of this station that was closed and
		// opened again: that one asks for the PIN now.
		st.badge = reading.ID
	}
	return err
}

var errBadge = fact.Refuse("badge_unexpected")

func (st *station) takeDocument(ctx context.Context, reading scan.Reading) error {
	if st.flow.Busy() {
		return fact.Refuse("answer_first")
	}
	return st.takePaper(ctx, reading)
}

// takePaper begins the task of a paper, from wherever the station stands.
func (st *station) takePaper(ctx context.Context, reading scan.Reading) error {
	home := workflow.NewHome(&st.desk.Desk)
	if err := home.Scan(ctx, reading); err != nil {
		return err
	}
	st.flow = home
	return nil
}

// takeUnreadable lets a flow keep what could not be read, if it has a use for
// that.
func (st *station) takeUnreadable(data []byte, no *fact.Refusal) error {
	keeper, ok := st.flow.(interface {
		Unreadable(raw []byte, no *fact.Refusal) error
	})
	if !ok {
		return no
	}
	return keeper.Unreadable(data, no)
}

// unreadable says a decoder's fault in the store's words: what is wrong with
// the code, and what to do.
func unreadable(err error) *fact.Refusal {
	var fault *scan.Fault
	if !errors.As(err, &fault) {
		return &fact.Refusal{Text: words.Say("scan." + scan.CodeNotACode)}
	}
	return &fact.Refusal{Text: words.Say("scan."+fault.Code, fault.Pairs()...)}
}
