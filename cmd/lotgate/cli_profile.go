package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"text/tabwriter"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
	"lotgate/internal/label/printer"
	"lotgate/internal/site"
	"lotgate/internal/words"
)

// ProfileCmd is for who describes a scanner.
type ProfileCmd struct {
	List   ListProfilesCmd  `cmd:"" help:"List the profiles of scanners, handhelds and printers that there are."`
	Test   TestProfileCmd   `cmd:"" help:"Check a profile file and play its samples."`
	Sheet  SheetCmd         `cmd:"" help:"Write the set-up sheet of a profile as PDF, with its barcodes."`
	Record RecordProfileCmd `cmd:"" help:"Record what a scanner sends, as samples for a profile."`
}

// known are the embedded profiles. One that is broken is the program's fault.
func known() (map[string]device.Profile, error) {
	all, problems := device.LoadProfiles(profiles.Files)
	if len(problems) > 0 {
		return nil, problems[0]
	}
	return all, nil
}

// profile is the embedded profile of that id, or the one in a file.
func profile(name string) (device.Profile, error) {
	all, err := known()
	if err != nil {
		return device.Profile{}, err
	}
	if p, is := all[name]; is {
		return p, nil
	}
	if !strings.HasSuffix(name, ".yaml") {
		return device.Profile{}, refused(words.Say("cli.profile.unknown", "name", name, "allowed", strings.Join(slices.Sorted(maps.Keys(all)), ", ")).In(consoleLanguage()))
	}
	return readProfile(name)
}

// maxProfile bounds a profile file, in bytes.
const maxProfile = 1 << 20

func readProfile(file string) (device.Profile, error) {
	text, err := readFile(file)
	if err != nil {
		return device.Profile{}, err
	}
	return device.ParseProfile(filepath.Base(file), text)
}

func readFile(file string) ([]byte, error) {
	info, err := os.Stat(file)
	if err == nil && info.Size() > maxProfile {
		return nil, refused(words.Say("cli.profile.large", "file", file).In(consoleLanguage()))
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return nil, refused(words.Say("cli.profile.unread", "file", file, "reason", err.Error()).In(consoleLanguage()))
	}
	return text, nil
}

// ListProfilesCmd lists the profiles.
type ListProfilesCmd struct{}

// Run prints them, a line each.
func (ListProfilesCmd) Run() error {
	all, err := known()
	if err != nil {
		return err
	}
	l := consoleLanguage()
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, id := range slices.Sorted(maps.Keys(all)) {
		p := all[id]
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", id, p.Transport, sureness(p.DoubtSaid()), p.Said().In(l))
	}
	printers, _ := printerProfiles("") // a test holds that all of them are good
	for _, id := range slices.Sorted(maps.Keys(printers)) {
		p := printers[id]
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", id, p.Language, sureness(p.DoubtSaid()), p.Said().In(l))
	}
	return w.Flush()
}

func sureness(doubt words.Text) string {
	if doubt.IsZero() {
		return words.Say("cli.profile.verified").In(consoleLanguage())
	}
	return words.Say("cli.profile.unverified").In(consoleLanguage())
}

// TestProfileCmd checks a profile file.
type TestProfileCmd struct {
	File string `arg:"" help:"YAML file, or the name of a profile that is built in."`
}

// Run plays each sample and says what came of it.
func (c *TestProfileCmd) Run() error {
	if p, is, err := printerProfile(c.File); is || err != nil {
		return c.printer(p, err)
	}
	p, err := profile(c.File)
	if err != nil {
		return err
	}
	played := playing{id: p.ID, doubt: p.DoubtSaid()}
	for _, s := range p.Samples {
		played.sample(s.About, p.PlaySample(s), s.Expected())
	}
	return played.end()
}

func (c *TestProfileCmd) printer(p printer.Profile, err error) error {
	if err != nil {
		return err
	}
	played := playing{id: p.ID, doubt: p.DoubtSaid()}
	for _, s := range p.Samples {
		got, want := p.PlaySample(s)
		played.sample(s.About, []string{got}, []string{want})
	}
	return played.end()
}

// printerProfile is the printer's profile in a file, or the built-in one of that
// id; is is false where name means no printer.
func printerProfile(name string) (p printer.Profile, is bool, err error) {
	all, _ := printerProfiles("")
	if p, is = all[name]; is || !strings.HasSuffix(name, ".yaml") {
		return p, is, nil
	}
	text, err := readFile(name)
	if err != nil || !kindPrinter.Match(text) {
		return p, false, err
	}
	p, err = printer.ParseProfile(filepath.Base(name), text)
	return p, true, err
}

// kindPrinter tells what a file is before it is known whether it is any good.
var kindPrinter = regexp.MustCompile(`(?m)^kind:\s*printer\b`)

// playing is the samples of a profile, one after the other.
type playing struct {
	id        string
	doubt     words.Text
	n, failed int
}

func (p *playing) sample(about string, got, want []string) {
	p.n++
	if slices.Equal(got, want) {
		fmt.Println("ok   ", about)
		return
	}
	p.failed++
	fmt.Println("FAIL ", about)
	for _, line := range want {
		fmt.Println("      -", line)
	}
	for _, line := range got {
		fmt.Println("      +", line)
	}
}

func (p *playing) end() error {
	l := consoleLanguage()
	if p.failed > 0 {
		return refused(words.Say("cli.profile.failed", "n", p.failed, "of", p.n).In(l))
	}
	fmt.Println(words.Say("cli.profile.good", "name", p.id, "n", p.n).In(l))
	if !p.doubt.IsZero() {
		fmt.Println(words.Say("cli.profile.doubt", "doubt", p.doubt).In(l))
	}
	return nil
}

// SheetCmd writes a set-up sheet.
type SheetCmd struct {
	Name string `arg:"" help:"Profile, or a YAML file of one."`
	Out  string `short:"o" placeholder:"FILE.pdf" help:"Where to write it; usually NAME.pdf in this directory."`
}

// Run writes it.
func (c *SheetCmd) Run(context.Context) error {
	p, err := profile(c.Name)
	if err != nil {
		return err
	}
	out := c.Out
	if out == "" {
		out = p.ID + ".pdf"
	}
	f, err := os.Create(out)
	if err != nil {
		return refused(words.Say("cli.profile.unwritten", "file", out, "reason", err.Error()).In(consoleLanguage()))
	}
	if err := site.SetupSheet(p, consoleLanguage()).PDF(f); err != nil {
		f.Close() // the reason for giving up is the one to tell
		return err
	}
	if err := f.Close(); err != nil {
		return fmt.Errorf("writing the set-up sheet: %w", err)
	}
	fmt.Println(words.Say("cli.profile.sheet", "file", out, "n", len(p.SetupCodes)).In(consoleLanguage()))
	return nil
}
