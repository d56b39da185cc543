package install

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/exec"
	"path"
	"strings"
	"time"

	"lotgate/internal/words"
)

// Step is one thing to do, and how it is said.
type Step struct {
	Text   words.Text
	Write  *File    // put it there whole, or not at all
	Source string   // what Write holds, where it is a large file elsewhere
	Remove string   // file to take away; gone already is as good
	Run    []string // command
}

// commandWithin bounds every command; the slowest one waits until the daemon
// has ended.
const commandWithin = 2 * time.Minute

// Do does it below root.
func (s Step) Do(ctx context.Context, root *os.Root) error {
	switch {
	case s.Write != nil:
		return put(root, *s.Write, s.Source)
	case s.Remove != "":
		if err := root.Remove(under(s.Remove)); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("take %s away: %w", s.Remove, err)
		}
	case s.Run != nil:
		return run(ctx, s.Run)
	}
	return nil
}

func run(ctx context.Context, command []string) error {
	ctx, cancel := context.WithTimeout(ctx, commandWithin)
	defer cancel()
	out, err := exec.CommandContext(ctx, command[0], command[1:]...).CombinedOutput()
	if err != nil {
		return fmt.Errorf("%s: %w: %s", strings.Join(command, " "), err, strings.TrimSpace(string(out)))
	}
	return nil
}

// put writes beside the place and moves there: a program may be at work on the
// old file, and a machine that is switched off has one of the two.
func put(root *os.Root, f File, source string) (err error) {
	defer func() {
		if err != nil {
			err = fmt.Errorf("write %s: %w", f.Path, err)
		}
	}()
	if err := root.MkdirAll(path.Dir(under(f.Path)), 0o755); err != nil {
		return err
	}
	part := under(f.Path) + ".part"
	if err := fill(root, part, f, source); err != nil {
		return errors.Join(err, root.Remove(part))
	}
	return root.Rename(part, under(f.Path))
}

func fill(root *os.Root, part string, f File, source string) error {
	if err := root.Remove(part); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	to, err := root.OpenFile(part, os.O_CREATE|os.O_EXCL|os.O_WRONLY, f.Mode)
	if err != nil {
		return err
	}
	var from io.ReadCloser = io.NopCloser(strings.NewReader(string(f.Content)))
	if source != "" {
		if from, err = os.Open(source); err != nil {
			return errors.Join(err, to.Close())
		}
	}
	_, err = io.Copy(to, from)
	return errors.Join(err, to.Chmod(f.Mode), to.Sync(), to.Close(), from.Close())
}
