package site

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/label"
	"lotgate/internal/label/printer"
	"lotgate/internal/server"
	"lotgate/internal/stock"
	"lotgate/internal/words"
	"lotgate/internal/yamlfile"
)

// jobs are the labels that the books owe to a printer.
type jobs struct{ s *Site }

func (j jobs) Pending(name string, limit int) (owed []printer.Job, err error) {
	err = j.s.books.View(func(view fact.View) error {
		document.EachWaitingLabel(view, name, func(l document.Label) bool {
			owed = append(owed, printer.Job{ID: strconv.FormatUint(l.Seq, 10), Label: labelData(view, l, j.s.Language), Copies: l.Copies, Begun: l.Begun, State: l.Changes})
			return len(owed) < limit
		})
		return nil
	})
	return owed, err
}

// Begin asks once more whether the label is owed: its pack may have been
// taken back while the printer was off.
func (j jobs) Begin(ctx context.Context, job printer.Job) error {
	seq, err := strconv.ParseUint(job.ID, 10, 64)
	if err != nil {
		return fmt.Errorf("begin label %q: %w", job.ID, err)
	}
	err = j.post(ctx, fmt.Sprintf("begin/%s/%d", job.ID, job.State), document.BeginLabel{Label: seq, Changes: job.State})
	var no *fact.Refusal
	switch {
	case errors.Is(err, document.ErrLabelChanged):
		return printer.ErrChanged
	case !errors.As(err, &no):
		return err
	}
	if err := j.post(ctx, "end/"+job.ID, document.EndLabel{Label: seq, State: document.LabelDropped}); err != nil {
		return err
	}
	return printer.ErrWithdrawn
}

func (j jobs) Done(ctx context.Context, id string, outcome printer.Outcome) error {
	seq, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return fmt.Errorf("end label %q: %w", id, err)
	}
	state := map[printer.End]document.LabelState{
		printer.Printed: document.LabelPrinted, printer.Failed: document.LabelFailed, printer.Unknown: document.LabelUnknown,
	}[outcome.End]
	return j.post(ctx, "end/"+id, document.EndLabel{Label: seq, State: state})
}

func (j jobs) post(ctx context.Context, id string, command fact.Command) error {
	_, err := j.s.books.Post(ctx, fact.Meta{ID: "label/" + id, At: j.s.now()}, command)
	return err
}

// labelData says in plain strings what a label says in codes.
func labelData(view fact.View, l document.Label, language words.Language) label.Data {
	item, _ := stock.FindItem(view, l.Item)
	person, _ := auth.FindPerson(view, l.Person)
	if l.Test {
		return testData(l, person.Name.In(language))
	}
	d := label.Data{
		GTIN: l.GTIN, Code: string(l.Item), Lot: l.Lot, Expiry: string(l.Expiry), Serial: l.Serial,
		ItemZH: item.Name.ZH, ItemEN: item.Name.EN, Spec: item.Spec, Manufacturer: item.Manufacturer.In(language),
		Quantity: document.Amount(item, l.Quantity).In(language), Bin: string(l.Bin), Receiver: person.Name.In(language),
		Receipt: l.Receipt, Date: l.At.Format(time.DateOnly), Reprint: l.Reprint,
	}
	if l.Own != "" {
		d.Code = stock.OwnMark + l.Own
	}
	if item.Storage != "" {
		d.Storage = words.Say("storage." + string(item.Storage)).In(language)
	}
	return d
}

// testData is a label that tries a printer: sample goods of no store, with TEST
// on them and the lot of that name.
func testData(l document.Label, person string) label.Data {
	d := label.Samples["usual"]
	d.Test, d.Lot, d.Serial, d.Copy, d.Receiver, d.Receipt = true, "TEST", "", l.Printer, person, ""
	d.Date = l.At.Format(time.DateOnly)
	return d
}

// labelsPort shows labels on a page as they print.
type labelsPort struct{ s *Site }

func (p labelsPort) Printers() (names []string) {
	for _, config := range p.s.Printers {
		names = append(names, config.Name)
	}
	return names
}

// recentLimit bounds how many labels one page shows.
const recentLimit = 200

func (p labelsPort) Recent(limit int) (recent []server.Label, err error) {
	err = p.s.books.View(func(view fact.View) error {
		for _, l := range document.LastLabels(view, min(limit, recentLimit)) {
			item, _ := stock.FindItem(view, l.Item)
			name := item.Name.In(p.s.Language)
			if l.Test {
				name = words.Say("label.test").In(p.s.Language)
			}
			recent = append(recent, server.Label{
				ID: strconv.FormatUint(l.Seq, 10), Printer: l.Printer, State: string(l.State), Receipt: l.Receipt,
				Item: name, Lot: l.Lot, Expiry: string(l.Expiry), At: l.At.In(p.s.Zone),
			})
		}
		return nil
	})
	return recent, err
}

func (p labelsPort) PNG(id string, w io.Writer) (found bool, err error) {
	seq, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return false, nil
	}
	var data label.Data
	var printerName string
	err = p.s.books.View(func(view fact.View) error {
		var l document.Label
		if l, found = document.FindLabel(view, seq); found {
			data, printerName = labelData(view, l, p.s.Language), l.Printer
		}
		return nil
	})
	if err != nil || !found {
		return found, err
	}
	design, err := p.s.designOf(printerName)
	if err != nil {
		return false, err
	}
	page, err := design.Draw(data, screenDPMM, p.s.Language)
	if err != nil {
		return false, said(err)
	}
	return true, page.PNG(w)
}

// screenDPMM is the density in which labels are shown: that of most printers.
const screenDPMM = 8

// designOf is what the paper of a printer is for. A label of a printer that is
// gone is shown on the standard paper.
func (s *Site) designOf(name string) (label.Design, error) {
	for _, config := range s.Printers {
		if config.Name == name && config.Template != "" && s.Templates != nil {
			design, err := s.Templates.Find(config.Template)
			return design, said(err)
		}
	}
	return label.Standard, nil
}

// said makes an expected "no" of what is wrong with a template or a label.
func said(err error) error {
	var unfit *label.Unfit
	var wrong *yamlfile.Problem
	switch {
	case errors.As(err, &unfit):
		return &fact.Refusal{Text: unfit.Text}
	case errors.As(err, &wrong):
		return &fact.Refusal{Text: wrong.Text}
	case errors.Is(err, label.ErrTemplate):
		return fact.Refuse("no_template")
	}
	return err
}

// PrinterStatuses is how the printers do.
func (s *Site) PrinterStatuses() (all []printer.Status) {
	for _, q := range s.queues {
		all = append(all, q.Status())
	}
	return all
}

// TestPrinter owes a printer a label that stands for nothing. A refusal if
// there is no such printer.
func (s *Site) TestPrinter(ctx context.Context, name string) error {
	if !slices.Contains(labelsPort{s}.Printers(), name) {
		return fact.Refuse("unknown_printer", "printer", name)
	}
	_, err := s.books.Post(ctx, fact.Meta{ID: "test-label/" + newID(), At: s.now()}, document.TestLabel{Printer: name})
	return err
}

func (p labelsPort) Watch() (<-chan struct{}, func()) { return p.s.boards.Watch("labels") }

func (p labelsPort) Reprint(ctx context.Context, id, person string) error {
	seq, err := strconv.ParseUint(id, 10, 64)
	if err != nil {
		return fact.Refuse("no_label")
	}
	_, err = p.s.books.Post(ctx, fact.Meta{ID: "reprint/" + newID(), At: p.s.now(), Person: person}, document.ReprintLabel{Label: seq})
	return err
}
