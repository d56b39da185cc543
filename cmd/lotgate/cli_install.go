package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
	"lotgate/internal/install"
	"lotgate/internal/words"
)

// Target says which system is meant, and whether it is to be changed.
type Target struct {
	Root string `placeholder:"DIR" help:"Another system than this one: an image whose files lie below DIR."`
	Dry  bool   `name:"dry-run" help:"Say what would be done, and do nothing."`
}

// InstallCmd sets Lotgate up as a service.
type InstallCmd struct {
	Target
	Rules   bool   `help:"Only open the scanners to it that the configuration names by their ids; beside a package too."`
	Package string `placeholder:"DIR" help:"For who builds packages: put the files below DIR where a package has them, and run nothing."`
}

// UninstallCmd takes it back.
type UninstallCmd struct{ Target }

// Run installs the program that it is.
func (c *InstallCmd) Run(ctx context.Context) error {
	layout := install.Local
	if c.Package != "" {
		layout, c.Root = install.Packaged, c.Package
	}
	options, err := c.options(layout, "lotgate install", c.Rules)
	if err != nil {
		return err
	}
	defer options.Root.Close()
	if options.Configured, err = c.configured(layout.Config); err != nil {
		return err
	}
	if options.Program, err = ownProgram(); err != nil {
		return err
	}
	plan := options.Plan
	if c.Rules {
		plan = options.RulesPlan
	}
	steps, err := plan()
	if err != nil {
		return err
	}
	if err := c.do(ctx, options.Root, steps); err != nil || c.Dry || c.Rules || c.Root != "" {
		return err
	}
	fmt.Println(words.Say("install.done", "config", layout.Config).In(consoleLanguage()))
	return nil
}

// configured are the scanners of the configuration that is there. A wrong one
// is refused now: with it the service would not start.
func (t Target) configured(file string) ([]device.Spec, error) {
	file = filepath.Join(t.Root, file)
	if _, err := os.Stat(file); errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	config, err := load(file, nil, nil)
	if err != nil {
		return nil, err
	}
	options, err := config.Options()
	if err != nil {
		return nil, err
	}
	return options.Scanners, nil
}

func ownProgram() (string, error) {
	path, err := os.Executable()
	if err == nil {
		path, err = filepath.EvalSymlinks(path)
	}
	if err != nil {
		return "", fmt.Errorf("find this program: %w", err)
	}
	return path, nil
}

// Run removes what install put there.
func (c *UninstallCmd) Run(ctx context.Context) error {
	options, err := c.options(install.Local, "lotgate uninstall", false)
	if err != nil {
		return err
	}
	defer options.Root.Close()
	steps, err := options.Removal()
	if err != nil {
		return err
	}
	if len(steps) == 0 {
		fmt.Println(words.Say("install.nothing").In(consoleLanguage()))
		return nil
	}
	return c.do(ctx, options.Root, steps)
}

// booted is there where systemd runs the machine.
const booted = "/run/systemd/system"

// options are those for the target, unless it cannot be. What is done beside a
// package may be done where there is one.
func (t Target) options(layout install.Layout, command string, beside bool) (o install.Options, err error) {
	dir := t.Root
	if dir == "" {
		if no := t.here(command, beside); !no.IsZero() {
			return o, Problems{{text: no}}
		}
		dir = "/"
	} else if dir, err = filepath.Abs(dir); err != nil {
		return o, fmt.Errorf("find the system: %w", err)
	}
	known, problems := device.LoadProfiles(profiles.Files)
	if len(problems) > 0 {
		return o, errors.Join(problems...)
	}
	root, err := os.OpenRoot(dir)
	if err != nil {
		return o, fmt.Errorf("open the system: %w", err)
	}
	o = install.Options{Layout: layout, Root: root, Profiles: known}
	if t.Root != "" {
		o.Image = dir
	}
	return o, nil
}

// here says why this very system cannot be the target.
func (t Target) here(command string, beside bool) words.Text {
	_, err := os.Stat(booted)
	switch {
	case runtime.GOOS != "linux", err != nil && !t.Dry:
		return words.Say("install.system")
	case os.Geteuid() != 0 && !t.Dry:
		return words.Say("install.root", "command", command)
	}
	if _, err := os.Stat(install.Packaged.Unit); !beside && !errors.Is(err, fs.ErrNotExist) {
		return words.Say("install.packaged")
	}
	return words.Text{}
}

// do does the steps, saying each before it is done.
func (t Target) do(ctx context.Context, root *os.Root, steps []install.Step) error {
	l := consoleLanguage()
	if t.Dry {
		fmt.Println(words.Say("install.dry").In(l))
	}
	for _, s := range steps {
		fmt.Println(s.Text.In(l))
		if t.Dry {
			continue
		}
		if err := s.Do(ctx, root); err != nil {
			return err
		}
	}
	return nil
}
