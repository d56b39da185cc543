package main

import (
	"bytes"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// service is the uid of a daemon that does not run as root.
const service = 4711

// installed is the program and the folders of a machine on which a daemon runs
// as a user of its own.
type installed struct {
	*testing.T
	program, dir, stick string
}

func installedAt(t *testing.T) *installed {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("only root can have a daemon run as somebody else")
	}
	root, err := os.MkdirTemp("", "lotgate-test-") // not t.TempDir: nobody else may enter that
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(root) })
	i := &installed{t, filepath.Join(root, "lotgate"), filepath.Join(root, "store"), filepath.Join(root, "stick")}
	program, err := os.ReadFile(os.Args[0])
	if err == nil {
		err = os.WriteFile(i.program, program, 0o755)
	}
	if err == nil {
		err = os.Chmod(root, 0o755)
	}
	for _, dir := range []string{i.dir, i.stick} {
		if err == nil {
			err = os.Mkdir(dir, 0o700)
		}
		if err == nil {
			err = os.Chown(dir, service, service)
		}
	}
	if err != nil {
		t.Fatal(err)
	}
	return i
}

// serve starts the daemon as its own user and returns once it is ready.
func (i *installed) serve() (end func()) {
	i.Helper()
	cmd := exec.Command(i.program, "serve", "--demo", "--data", i.dir, "--listen", "127.0.0.1:0")
	cmd.Env = append(os.Environ(), "LC_ALL=C", "HOME="+i.dir)
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: service, Gid: service}}
	var said bytes.Buffer
	cmd.Stderr = &said
	if err := cmd.Start(); err != nil {
		i.Fatal(err)
	}
	end = func() {
		cmd.Process.Signal(syscall.SIGTERM)
		cmd.Wait()
	}
	for until := time.Now().Add(60 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		if _, err := os.Stat(filepath.Join(i.dir, deskDir, deskSocket)); err == nil {
			return end
		}
		if time.Now().After(until) {
			end()
			i.Fatalf("the daemon is not there:\n%s", said.String())
		}
	}
}

// root has root type a command.
func (i *installed) root(args ...string) (said string) {
	i.Helper()
	cmd := exec.Command(i.program, args...)
	cmd.Env = append(os.Environ(), "LC_ALL=C")
	out, err := cmd.CombinedOutput()
	if err != nil {
		i.Errorf("%v: %v\n%s", args, err, out)
	}
	return string(out)
}

// usable sees that all in a folder is the daemon's, and nothing is left there
// that was made for a while.
func (i *installed) usable(dir string) {
	i.Helper()
	err := filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err != nil {
			return err
		}
		if owner := info.Sys().(*syscall.Stat_t).Uid; owner != service {
			i.Errorf("%s is the user's with the number %d", path, owner)
		}
		if strings.HasPrefix(e.Name(), "audit-") || strings.HasPrefix(e.Name(), "trial-") {
			i.Errorf("%s is left", path)
		}
		return nil
	})
	if err != nil {
		i.Error(err)
	}
}

// TestRootBesideADaemonOfAnotherUser is what an administrator does on a machine
// where systemd runs the daemon.
func TestRootBesideADaemonOfAnotherUser(t *testing.T) {
	i := installedAt(t)
	mine := t.TempDir() // which the daemon may not even enter
	end := i.serve()
	for _, c := range []struct {
		says string
		args []string
	}{
		{"Everything fits", []string{"verify"}},
		{"to try it", []string{"backup", i.stick}},
		{"a line each", []string{"export", filepath.Join(mine, "journal.jsonl")}},
		{"", []string{"prove", "3", filepath.Join(mine, "proof.json")}},
		{"", []string{"diagnose", filepath.Join(mine, "lotgate.zip")}},
	} {
		if said := i.root(append(c.args, "--data", i.dir)...); !strings.Contains(said, c.says) {
			t.Errorf("%v says %q", c.args, said)
		}
	}
	for _, made := range []string{"journal.jsonl", "proof.json", "lotgate.zip"} {
		if info, err := os.Stat(filepath.Join(mine, made)); err != nil || info.Size() == 0 {
			t.Errorf("%s: %v", made, err)
		}
	}
	i.usable(i.dir)
	i.usable(i.stick)
	end()
	if said := i.root("verify", "--data", i.dir); !strings.Contains(said, "Everything fits") {
		t.Errorf("with no daemon at work verify says %q", said)
	}
	i.usable(i.dir)
	i.serve()()
}

// TestRootRestoresForTheDaemon: what root brings back, the daemon opens.
func TestRootRestoresForTheDaemon(t *testing.T) {
	i := installedAt(t)
	end := i.serve()
	i.root("backup", i.stick, "--data", i.dir)
	end()
	old := i.dir
	i.dir = filepath.Join(filepath.Dir(old), "new")
	if err := os.Mkdir(i.dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(i.dir, service, service); err != nil {
		t.Fatal(err)
	}
	i.root("restore", i.stick, "--data", i.dir, "--pepper", filepath.Join(old, "pepper"))
	i.usable(i.dir)
	end = i.serve()
	defer end()
	if said := i.root("takeover", "--by", "Li", "--data", i.dir); !strings.Contains(said, "goes on from here") {
		t.Errorf("takeover says %q", said)
	}
}
