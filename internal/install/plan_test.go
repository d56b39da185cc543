package install_test

import (
	"context"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lotgate/internal/install"
	"lotgate/internal/words"
)

// machine is a system to install on, below a folder.
func machine(t *testing.T) install.Options {
	t.Helper()
	dir := t.TempDir()
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { root.Close() })
	program := filepath.Join(t.TempDir(), "lotgate")
	if err := os.WriteFile(program, []byte("program 1"), 0o600); err != nil {
		t.Fatal(err)
	}
	return install.Options{Layout: install.Local, Root: root, Program: program}
}

// follow does all steps but the commands, and returns what all of them say.
func follow(t *testing.T, o install.Options, steps []install.Step, err error) (said string) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range steps {
		said += s.Text.In(words.English) + "\n"
		if s.Run == nil {
			if err := s.Do(context.Background(), o.Root); err != nil {
				t.Fatal(err)
			}
		}
	}
	return said
}

func installed(t *testing.T, o install.Options) string {
	t.Helper()
	steps, err := o.Plan()
	return follow(t, o, steps, err)
}

func removed(t *testing.T, o install.Options) string {
	t.Helper()
	steps, err := o.Removal()
	return follow(t, o, steps, err)
}

// files are those of the system with their modes, a line each.
func files(t *testing.T, o install.Options) (all string) {
	t.Helper()
	err := fs.WalkDir(o.Root.FS(), ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		info, err := d.Info()
		all += fmt.Sprintf("%v /%s\n", info.Mode(), path)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

const complete = `-rw-r--r-- /etc/lotgate/lotgate.yaml
-rw-r--r-- /etc/systemd/system/lotgate.service
-rw-r--r-- /etc/sysusers.d/lotgate.conf
-rw-r--r-- /etc/udev/rules.d/70-lotgate.rules
-rw-r--r-- /etc/udev/rules.d/71-lotgate-configured.rules
-rwxr-xr-x /usr/local/bin/lotgate
`

// TestInstallTwice: the second time there is nothing to write, and what runs
// is left to run.
func TestInstallTwice(t *testing.T) {
	o := machine(t)
	if said := installed(t, o); !strings.Contains(said, "run systemctl restart lotgate.service") {
		t.Errorf("the first time:\n%s", said)
	}
	if said := installed(t, o); strings.Index(said, "run systemd-sysusers") > strings.Index(said, "70-lotgate.rules") {
		t.Errorf("the rules come before the group that they name:\n%s", said)
	}
	if got := files(t, o); got != complete {
		t.Errorf("installed is\n%s", got)
	}
	if said := installed(t, o); strings.Contains(said, "write") || !strings.Contains(said, "run systemctl start lotgate.service") {
		t.Errorf("the second time:\n%s", said)
	}
}

// TestUpgrade: a newer program and its files take the place of the old ones,
// and a configuration that somebody changed stays.
func TestUpgrade(t *testing.T) {
	o := machine(t)
	installed(t, o)
	change(t, o, install.Local.Config, "data: /srv\n")
	change(t, o, install.Local.Unit, "an older unit")
	if err := os.WriteFile(o.Program, []byte("program 2, longer"), 0o600); err != nil {
		t.Fatal(err)
	}
	said := installed(t, o)
	for _, want := range []string{"write /usr/local/bin/lotgate\n", "keep /etc/lotgate/lotgate.yaml as you have it\n", "write " + install.Local.Unit + "\n", "restart"} {
		if !strings.Contains(said, want) {
			t.Errorf("%q is missing in\n%s", want, said)
		}
	}
	if got := content(t, o, install.Local.Config); got != "data: /srv\n" {
		t.Errorf("the configuration is now %q", got)
	}
	if got := content(t, o, install.Local.Program); got != "program 2, longer" {
		t.Errorf("the program is now %q", got)
	}
}

// TestUninstall takes away what was put there, and no data.
func TestUninstall(t *testing.T) {
	o := machine(t)
	installed(t, o)
	record := install.Data + "/lotgate.db"
	change(t, o, record, "facts")
	said := removed(t, o)
	if !strings.HasPrefix(said, "run systemctl disable --now lotgate.service\n") || !strings.Contains(said, "The data stays in /var/lib/lotgate") {
		t.Errorf("it says\n%s", said)
	}
	if got := files(t, o); got != "-rw-r--r-- "+record+"\n" {
		t.Errorf("left is\n%s", got)
	}
	if said := removed(t, o); said != "" {
		t.Errorf("the second time it says\n%s", said)
	}
}

// TestUninstallKeepsTheConfiguration that somebody has written.
func TestUninstallKeepsTheConfiguration(t *testing.T) {
	o := machine(t)
	installed(t, o)
	change(t, o, install.Local.Config, "data: /srv\n")
	if said := removed(t, o); !strings.Contains(said, "keep /etc/lotgate/lotgate.yaml") {
		t.Errorf("it says\n%s", said)
	}
	if got := files(t, o); got != "-rw-r--r-- /etc/lotgate/lotgate.yaml\n" {
		t.Errorf("left is\n%s", got)
	}
	if said := removed(t, o); said != "" {
		t.Errorf("the second time it says\n%s", said)
	}
}

// TestImage: nothing of this machine is touched for the sake of another.
func TestImage(t *testing.T) {
	o := machine(t)
	o.Image = o.Root.Name()
	for _, said := range []string{installed(t, o), removed(t, o)} {
		for line := range strings.Lines(said) {
			if strings.HasPrefix(line, "run") && !strings.Contains(line, "--root="+o.Image) {
				t.Errorf("on this machine: %s", line)
			}
		}
	}
	o.Layout = install.Packaged
	if said := installed(t, o); strings.Contains(said, "run") {
		t.Errorf("for a package:\n%s", said)
	}
}

// TestLinksLeadNowhereElse: an image may hold links that lead out of it.
func TestLinksLeadNowhereElse(t *testing.T) {
	o := machine(t)
	outside := t.TempDir()
	if err := o.Root.Symlink(outside, "etc"); err != nil {
		t.Fatal(err)
	}
	if _, err := o.Plan(); err == nil {
		t.Error("it follows the link")
	}
	if there, err := os.ReadDir(outside); err != nil || len(there) > 0 {
		t.Errorf("outside is %v, %v", there, err)
	}
}

func change(t *testing.T, o install.Options, path, text string) {
	t.Helper()
	name := strings.TrimPrefix(path, "/")
	if err := o.Root.MkdirAll(filepath.Dir(name), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := o.Root.WriteFile(name, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func content(t *testing.T, o install.Options, path string) string {
	t.Helper()
	text, err := o.Root.ReadFile(strings.TrimPrefix(path, "/"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
