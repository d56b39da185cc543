// Command lotgate is the daemon at the receiving dock and the few commands
// beside it. This package reads the configuration and the command line and
// hands over to internal/site; no rule of the warehouse lives here.
package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/signal"
	"syscall"
	_ "time/tzdata" // a bare machine knows no time zones

	"github.com/alecthomas/kong"

	"lotgate/internal/device"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/words"
)

// commands is the command line.
type commands struct {
	Serve     ServeCmd     `cmd:"" help:"Start the daemon."`
	Import    ImportCmd    `cmd:"" help:"Take tables (CSV, XLSX) into the store: items, packages, suppliers, places, people, orders, requisitions."`
	Template  TemplateCmd  `cmd:"" help:"Write the tables that import reads, empty, as one XLSX."`
	Token     TokenCmd     `cmd:"" help:"Let programs in: make, list and revoke tokens."`
	Printer   PrinterCmd   `cmd:"" help:"Say how the printers do, and print test labels."`
	Decode    DecodeCmd    `cmd:"" help:"Say what scan data on standard input means, a code a line; \\xHH stands for a control character."`
	Clock     ClockCmd     `cmd:"" help:"For a machine whose clock was wrong."`
	Policy    PolicyCmd    `cmd:"" help:"Tell of the rules that every door asks."`
	Archive   ArchiveCmd   `cmd:"" help:"Move closed years into files that are only read, list them, or check one."`
	Backup    BackupCmd    `cmd:"" help:"Write what is new into a folder of backups, and try to make a store of it again."`
	Restore   RestoreCmd   `cmd:"" help:"Make a store of a folder of backups."`
	Takeover  TakeoverCmd  `cmd:"" help:"Say that the old machine is dead, so that a restored store goes on in its place."`
	Export    ExportCmd    `cmd:"" help:"Write every fact as lines of JSON that a person can read."`
	Verify    VerifyCmd    `cmd:"" help:"Check a store byte by byte, its facts, and checkpoints kept elsewhere; or a proof, without a store."`
	Prove     ProveCmd     `cmd:"" help:"Write a proof that a fact stands in the store as it was recorded."`
	Seal      SealCmd      `cmd:"" help:"Sign a checkpoint over all facts now, or print the key that checks it."`
	Shift     ShiftCmd     `cmd:"" help:"End a shift: sign a checkpoint and file the report that bears it."`
	Diagnose  DiagnoseCmd  `cmd:"" help:"Write what can be told of the daemon into a zip, to be sent with a question; no names, no scans, no secrets."`
	Config    ConfigCmd    `cmd:"" help:"Check a configuration file, or show what is in force."`
	Devices   DevicesCmd   `cmd:"" help:"Tell which scanners are plugged in, and what a running daemon last heard of each."`
	Profile   ProfileCmd   `cmd:"" help:"List, check, record scanner profiles, and print their set-up sheets."`
	Version   VersionCmd   `cmd:"" help:"Say which version this is."`
	Install   InstallCmd   `cmd:"" help:"Start Lotgate with the machine: a service of systemd, its user, and the rules that open scanners to it."`
	Uninstall UninstallCmd `cmd:"" help:"Take back what install did. Data stays."`
}

const description = `Lotgate receives, labels and hands out lots at the dock of a drug store.

  lotgate serve --demo          look around
  lotgate serve --data DIR      start a store
  lotgate serve --data DIR --scanner 'serial:/dev/ttyACM0?profile=generic-serial&station=dock-1'

Every setting may stand in a YAML file (--config), in the environment
(LOTGATE_LISTEN, LOTGATE_TLS_CERT ...) or on the command line; the later one
counts. "lotgate config show" prints what is in force and where it comes from.`

// Exit codes.
const (
	exitFault = 1 // something broke
	exitWrong = 2 // what was asked for cannot be; nothing was done
)

func main() {
	// The second signal ends the program at once: nobody waits for a daemon
	// that does not end.
	ctx, cancel := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, cancel)
	os.Exit(run(ctx, os.Args[1:]))
}

func run(ctx context.Context, args []string) (exit int) {
	var c commands
	parser, err := kong.New(&c, kong.Name("lotgate"), kong.Description(description), kong.UsageOnError(),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true, FlagsLast: true}), kong.BindTo(ctx, (*context.Context)(nil)))
	if err != nil {
		panic(err) // the command line is part of the program
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	chosen, err := parser.Parse(args)
	if err != nil {
		fmt.Fprintf(os.Stderr, "lotgate: %v\n", err)
		return exitWrong
	}
	return report(chosen.Run())
}

// report says how a command ended, on standard error.
func report(err error) (exit int) {
	if err == nil {
		return 0
	}
	l := consoleLanguage()
	text, expected := tell(err, l)
	fmt.Fprintf(os.Stderr, "lotgate: %s\n", text)
	if expected {
		return exitWrong
	}
	return exitFault
}

// tell is err in language l, and whether it is an expected "no" and not a
// fault.
func tell(err error, l words.Language) (text string, expected bool) {
	var problems Problems
	var refusal *fact.Refusal
	var scanner *device.Problem
	var said refused
	var found errFound
	switch {
	case errors.As(err, &said):
		return string(said), true
	case errors.As(err, &problems):
		return problems.In(l), true
	case errors.As(err, &found):
		return found.text.In(l), false
	case errors.As(err, &refusal):
		return refusal.In(l), true
	case errors.As(err, &scanner):
		return scanner.Text.In(l), true
	case errors.Is(err, context.Canceled):
		return words.Say("cli.stopped").In(l), true
	case errors.Is(err, journal.ErrHeld):
		return words.Say("cli.held").In(l), true
	case errors.Is(err, journal.ErrFormat):
		return words.Say("cli.format", "reason", err.Error()).In(l), true
	case errors.Is(err, journal.ErrLog):
		return words.Say("cli.log", "reason", err.Error()).In(l), true
	case errors.Is(err, syscall.EADDRINUSE):
		return words.Say("cli.taken").In(l), true
	}
	return err.Error(), false
}

// consoleLanguage is what the person at this console reads.
func consoleLanguage() words.Language {
	return languageOf(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG"))
}
