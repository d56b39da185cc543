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
	options, err := c.options(layout, "lotgate install")
	if err != nil {
		return err
	}
	defer options.Root.Close()
	if options.Program, err = ownProgram(); err != nil {
		return err
	}
	steps, err := options.Plan()
	if err != nil {
		return err
	}
	if err := c.do(ctx, options.Root, steps); err != nil || c.Dry || c.Root != "" {
		return err
	}
	fmt.Println(words.Say("install.done", "config", layout.Config).In(consoleLanguage()))
	return nil
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
	options, err := c.options(install.Local, "lotgate uninstall")
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

// options are those for the target, unless it cannot be.
func (t Target) options(layout install.Layout, command string) (o install.Options, err error) {
	dir := t.Root
	if dir == "" {
		if no := t.here(command); !no.IsZero() {
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
func (t Target) here(command string) words.Text {
	_, err := os.Stat(booted)
	switch {
	case runtime.GOOS != "linux", err != nil && !t.Dry:
		return words.Say("install.system")
	case os.Geteuid() != 0 && !t.Dry:
		return words.Say("install.root", "command", command)
	}
	if _, err := os.Stat(install.Packaged.Unit); !errors.Is(err, fs.ErrNotExist) {
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
