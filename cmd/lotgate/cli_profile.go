package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"text/tabwriter"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
	"lotgate/internal/site"
	"lotgate/internal/words"
)

// ProfileCmd is for who describes a scanner.
type ProfileCmd struct {
	List   ListProfilesCmd  `cmd:"" help:"List the scanner and handheld profiles there are."`
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
	info, err := os.Stat(file)
	if err == nil && info.Size() > maxProfile {
		return device.Profile{}, refused(words.Say("cli.profile.large", "file", file).In(consoleLanguage()))
	}
	text, err := os.ReadFile(file)
	if err != nil {
		return device.Profile{}, refused(words.Say("cli.profile.unread", "file", file, "reason", err.Error()).In(consoleLanguage()))
	}
	return device.ParseProfile(filepath.Base(file), text)
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
		sure := words.Say("cli.profile.verified").In(l)
		if !p.DoubtSaid().IsZero() {
			sure = words.Say("cli.profile.unverified").In(l)
		}
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", id, p.Transport, sure, p.Said().In(l))
	}
	return w.Flush()
}

// TestProfileCmd checks a profile file.
type TestProfileCmd struct {
	File string `arg:"" help:"YAML file, or the name of a profile that is built in."`
}

// Run plays each sample and says what came of it.
func (c *TestProfileCmd) Run() error {
	p, err := profile(c.File)
	if err != nil {
		return err
	}
	l, failed := consoleLanguage(), 0
	for _, s := range p.Samples {
		got := p.PlaySample(s)
		if slices.Equal(got, s.Expected()) {
			fmt.Println("ok   ", s.About)
			continue
		}
		failed++
		fmt.Println("FAIL ", s.About)
		for _, line := range s.Expected() {
			fmt.Println("      -", line)
		}
		for _, line := range got {
			fmt.Println("      +", line)
		}
	}
	if failed > 0 {
		return refused(words.Say("cli.profile.failed", "n", failed, "of", len(p.Samples)).In(l))
	}
	fmt.Println(words.Say("cli.profile.good", "name", p.ID, "n", len(p.Samples)).In(l))
	if !p.DoubtSaid().IsZero() {
		fmt.Println(words.Say("cli.profile.doubt", "doubt", p.DoubtSaid()).In(l))
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
