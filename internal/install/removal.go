package install

import (
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"strings"

	"lotgate/internal/words"
)

// Removal is what there is to do for Lotgate to be gone: nothing if it is not
// there. Data stays, and so does the user that owns it, and a configuration
// that somebody has written.
func (o Options) Removal() ([]Step, error) {
	files, err := o.Files(o.Profiles)
	if err != nil {
		return nil, err
	}
	files = append(files, File{Path: Configured}, File{Path: o.Layout.Program})
	var steps []Step
	removes := false
	for _, f := range files {
		s, err := o.removed(f)
		if err != nil {
			return nil, err
		}
		removes = removes || s.Remove != ""
		if !s.Text.IsZero() {
			steps = append(steps, s)
		}
	}
	if !removes {
		return nil, nil
	}
	stop, reload := o.unsettle()
	steps = append(append(stop, steps...), reload...)
	return append(steps, Step{Text: words.Say("install.data", "dir", Data, "user", User)}), nil
}

func (o Options) removed(f File) (Step, error) {
	there, err := o.Root.Lstat(under(f.Path))
	if errors.Is(err, fs.ErrNotExist) {
		return Step{}, nil
	}
	if err != nil {
		return Step{}, fmt.Errorf("look for %s: %w", f.Path, err)
	}
	if f.Keep && there.Mode().IsRegular() {
		content, err := o.Root.ReadFile(under(f.Path))
		if err != nil {
			return Step{}, fmt.Errorf("compare %s: %w", f.Path, err)
		}
		if !bytes.Equal(content, f.Content) {
			return Step{Text: words.Say("install.kept", "path", f.Path)}, nil
		}
	}
	return Step{Remove: f.Path, Text: words.Say("install.remove", "path", f.Path)}, nil
}

// unsettle are the commands before and after the files go. A unit that is gone
// already, after half a removal, cannot be stopped.
func (o Options) unsettle() (stop, reload []Step) {
	_, err := o.Root.Lstat(under(o.Unit))
	there := err == nil
	if o.Image != "" {
		if there {
			stop = commands([]string{"systemctl", "--root=" + o.Image, "disable", Unit})
		}
		return stop, nil
	}
	if there {
		stop = commands([]string{"systemctl", "disable", "--now", Unit})
	}
	return stop, commands([]string{"systemctl", "daemon-reload"}, []string{"udevadm", "control", "--reload"}, trigger)
}

func shown(command []string) string { return strings.Join(command, " ") }
