package install

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"

	"lotgate/internal/device"
	"lotgate/internal/words"
)

// Options says what is to be installed where.
type Options struct {
	Layout
	Root     *os.Root // of the system it is for
	Image    string   // path of Root where that is not this system itself but an image of one; else ""
	Program  string   // path of the program to install
	Profiles map[string]device.Profile

	// Configured are the scanners that the configuration names by their ids, as
	// far as they are such that the kernel opens to nobody.
	Configured []device.Spec
}

// Plan is what there is to do for Lotgate to be installed as this program
// would have it. Done once, it has nothing left to do but to see that all runs.
func (o Options) Plan() ([]Step, error) {
	program, err := o.program()
	if err != nil {
		return nil, err
	}
	steps := []Step{program}
	files, err := o.Files(o.Profiles)
	if err != nil {
		return nil, err
	}
	if o.Layout != Packaged { // it is for any machine
		files = append(files, o.configured())
	}
	for _, f := range files {
		s, err := o.file(f)
		if err != nil {
			return nil, err
		}
		steps = append(steps, s)
		if f.Path == o.Users {
			steps = append(steps, o.people()...)
		}
	}
	return append(steps, o.settle(steps)...), nil
}

// people makes the user before the rules are there that name its group: udev
// takes a group that it does not know yet for root's, and reads rules that
// have not changed no second time.
func (o Options) people() []Step {
	switch {
	case o.Layout == Packaged:
		return nil
	case o.Image != "":
		return commands([]string{"systemd-sysusers", "--root=" + o.Image, path.Base(o.Users)})
	}
	return commands([]string{"systemd-sysusers", path.Base(o.Users)})
}

// RulesPlan is what there is to do for the scanners of the configuration to be
// opened to a Lotgate that is installed, by hand or from a package.
func (o Options) RulesPlan() ([]Step, error) {
	s, err := o.file(o.configured())
	if err != nil || o.Image != "" {
		return []Step{s}, err
	}
	return append([]Step{s}, commands([]string{"udevadm", "control", "--reload"}, trigger)...), nil
}

func (o Options) configured() File {
	return File{Path: Configured, Mode: 0o644, Content: []byte(ConfiguredRules(o.Configured))}
}

// settle are the commands that put files into force. A package's scripts do
// that themselves.
func (o Options) settle(files []Step) []Step {
	if o.Layout == Packaged {
		return nil
	}
	if o.Image != "" {
		return commands([]string{"systemctl", "--root=" + o.Image, "enable", Unit})
	}
	start := "start"
	for _, s := range files {
		if s.Write != nil {
			start = "restart"
		}
	}
	return commands(
		[]string{"udevadm", "control", "--reload"},
		trigger,
		[]string{"systemctl", "daemon-reload"},
		[]string{"systemctl", "enable", Unit},
		[]string{"systemctl", start, Unit})
}

// trigger has the rules applied to what is plugged in already.
var trigger = []string{"udevadm", "trigger", "--subsystem-match=usb", "--subsystem-match=tty", "--subsystem-match=hidraw", "--subsystem-match=input"}

func commands(all ...[]string) (steps []Step) {
	for _, c := range all {
		steps = append(steps, Step{Run: c, Text: words.Say("install.run", "command", shown(c))})
	}
	return steps
}

func (o Options) program() (Step, error) {
	same, err := o.sameProgram()
	if err != nil {
		return Step{}, fmt.Errorf("compare the program: %w", err)
	}
	if same {
		return Step{Text: words.Say("install.same", "path", o.Layout.Program)}, nil
	}
	return Step{
		Text:  words.Say("install.write", "path", o.Layout.Program),
		Write: &File{Path: o.Layout.Program, Mode: 0o755}, Source: o.Program,
	}, nil
}

func (o Options) sameProgram() (bool, error) {
	there, err := o.Root.Open(under(o.Layout.Program))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	defer there.Close()
	ours, err := os.Open(o.Program)
	if err != nil {
		return false, err
	}
	defer ours.Close()
	return equal(there, ours)
}

func equal(a, b io.Reader) (bool, error) {
	x, y := make([]byte, 1<<16), make([]byte, 1<<16)
	for {
		n, err := io.ReadFull(a, x)
		m, err2 := io.ReadFull(b, y)
		if !bytes.Equal(x[:n], y[:m]) {
			return false, nil
		}
		if err != nil || err2 != nil {
			return true, fault(err, err2)
		}
	}
}

// fault is what of errs is more than the end of a file.
func fault(errs ...error) error {
	for _, err := range errs {
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, io.ErrUnexpectedEOF) {
			return err
		}
	}
	return nil
}

func (o Options) file(f File) (Step, error) {
	there, err := o.Root.ReadFile(under(f.Path))
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return Step{Text: words.Say("install.write", "path", f.Path), Write: &f}, nil
	case err != nil:
		return Step{}, fmt.Errorf("compare %s: %w", f.Path, err)
	case bytes.Equal(there, f.Content):
		return Step{Text: words.Say("install.same", "path", f.Path)}, nil
	case f.Keep:
		return Step{Text: words.Say("install.kept", "path", f.Path)}, nil
	}
	return Step{Text: words.Say("install.write", "path", f.Path), Write: &f}, nil
}
