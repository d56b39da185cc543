package main

import (
	"context"
	"fmt"
	"os"
	"text/tabwriter"

	"lotgate/internal/words"
)

// PrinterCmd tells of the daemon's printers.
type PrinterCmd struct {
	List ListPrintersCmd `cmd:"" help:"Say how each printer of the running daemon does."`
	Test TestPrinterCmd  `cmd:"" help:"Print a test label, by the queue that all labels go through."`
}

// PrinterRequest names a printer, if one is meant.
type PrinterRequest struct {
	Language words.Language
	Name     string
}

// PrinterLine is how one printer does, in words.
type PrinterLine struct{ Name, Address, Profile, Template, Text, Doubt string }

// PrinterReply is how they all do.
type PrinterReply struct {
	Answer
	Printers []PrinterLine
}

// errNoDaemon refuses what only a daemon at work can do.
func errNoDaemon(l words.Language) string { return words.Say("cli.printer.no_daemon").In(l) }

// ListPrinters says how the printers do.
func (d *Desk) ListPrinters(q PrinterRequest, r *PrinterReply) error {
	if d.house == nil {
		r.Refused = errNoDaemon(q.Language)
		return nil
	}
	for _, s := range d.house.PrinterStatuses() {
		r.Printers = append(r.Printers, PrinterLine{s.Name, s.Target, s.Profile, s.Template, s.Text.In(q.Language), s.Doubt.In(q.Language)})
	}
	return nil
}

// TestPrinter owes a printer a test label.
func (d *Desk) TestPrinter(q PrinterRequest, r *PrinterReply) error {
	if d.house == nil {
		r.Refused = errNoDaemon(q.Language)
		return nil
	}
	return r.settle(d.house.TestPrinter(d.ctx, q.Name), q.Language)
}

// ListPrintersCmd lists printers.
type ListPrintersCmd struct{ Sources }

// Run prints a printer a line, and below it what of its profile is not verified.
func (c *ListPrintersCmd) Run(ctx context.Context) error {
	var reply PrinterReply
	if err := c.call(ctx, true, "ListPrinters", PrinterRequest{Language: consoleLanguage()}, &reply); err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, p := range reply.Printers {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\t%s\n", p.Name, p.Address, p.Profile, p.Template, p.Text)
	}
	if err := w.Flush(); err != nil {
		return err
	}
	for _, p := range reply.Printers {
		if p.Doubt != "" {
			fmt.Printf("%s: %s\n", p.Name, p.Doubt)
		}
	}
	return nil
}

// TestPrinterCmd prints a test label.
type TestPrinterCmd struct {
	Sources
	Name string `arg:"" help:"The printer, as the configuration calls it."`
}

// Run queues it.
func (c *TestPrinterCmd) Run(ctx context.Context) error {
	if err := c.call(ctx, true, "TestPrinter", PrinterRequest{consoleLanguage(), c.Name}, &PrinterReply{}); err != nil {
		return err
	}
	fmt.Println(words.Say("cli.printer.tested", "printer", c.Name).In(consoleLanguage()))
	return nil
}
