package install_test

import (
	"context"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"
)

// TestPackage builds the package for either architecture, unpacks it, and has
// it looked at by who knows packages.
func TestPackage(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds the program twice")
	}
	for _, arch := range []string{"amd64", "arm64"} {
		t.Run(arch, func(t *testing.T) {
			deb := build(t, arch)
			if got := tell(t, "dpkg-deb", "--field", deb, "Package", "Architecture"); got != "Package: lotgate\nArchitecture: "+arch+"\n" {
				t.Errorf("it says it is\n%s", got)
			}
			golden(t, "package.txt", contents(tell(t, "dpkg-deb", "--contents", deb)))
			tree := filepath.Join(t.TempDir(), "tree")
			tell(t, "dpkg-deb", "--raw-extract", deb, tree)
			if got, want := read(t, filepath.Join(tree, "usr/lib/systemd/system/lotgate.service")), read(t, "testdata/packaged.service"); got != want {
				t.Errorf("its unit is another one:\n%s", got)
			}
			if got := read(t, filepath.Join(tree, "DEBIAN/conffiles")); got != "/etc/lotgate/lotgate.yaml\n" {
				t.Errorf("its configuration is %q", got)
			}
			licensed(t, read(t, filepath.Join(tree, "usr/share/doc/lotgate/copyright")))
			runs(t, arch, filepath.Join(tree, "usr/bin/lotgate"))
			lintian(t, deb)
		})
	}
}

// build builds the package and returns its path.
func build(t *testing.T, arch string) string {
	t.Helper()
	for _, program := range []string{"bash", "dpkg-deb", "git"} {
		needs(t, program)
	}
	dir := t.TempDir()
	tell(t, "debian/build", arch, dir)
	debs, err := filepath.Glob(filepath.Join(dir, "lotgate_*_"+arch+".deb"))
	if err != nil || len(debs) != 1 {
		t.Fatalf("built was %v, %v", debs, err)
	}
	return debs[0]
}

// tell runs a program that must succeed, and returns what it said.
func tell(t *testing.T, program string, args ...string) string {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	defer cancel()
	out, err := exec.CommandContext(ctx, program, args...).Output()
	if err != nil {
		var said string
		if exit, is := err.(*exec.ExitError); is {
			said = string(exit.Stderr)
		}
		t.Fatalf("%s %v: %v\n%s%s", program, args, err, out, said)
	}
	return string(out)
}

var stamp = regexp.MustCompile(`(?m)^(\S+ \S+) +\d+ \S+ \S+ (.*)$`)

// contents are the files of a package with mode and owner, without size and day.
func contents(listing string) string { return stamp.ReplaceAllString(listing, "$1 $2") }

// licensed: what is linked into the program has its licence with it.
func licensed(t *testing.T, text string) {
	t.Helper()
	for _, part := range []string{"go.etcd.io/bbolt", "github.com/tarm/serial", "github.com/evanw/esbuild", "The Go standard library", "internal/label/font/LICENSE"} {
		head, body, found := strings.Cut(text, "\n==== "+part)
		if _, body, _ = strings.Cut(body, "====\n"); !found || len(head) == 0 || len(strings.TrimSpace(body[:min(len(body), 200)])) < 50 {
			t.Errorf("the licence of %s is missing", part)
		}
	}
}

// runs starts the program, of another processor by an emulator.
func runs(t *testing.T, arch, program string) {
	t.Helper()
	machine := strings.TrimSpace(tell(t, "uname", "-m"))
	command := []string{program, "version"}
	switch {
	case arch == "arm64" && machine == "x86_64":
		emulator, err := exec.LookPath("qemu-aarch64-static")
		if err != nil {
			t.Log("qemu-aarch64-static is not there: built for arm64, and not run")
			return
		}
		command = append([]string{emulator}, command...)
	case arch == "amd64" && machine != "x86_64":
		return
	}
	if said := tell(t, command[0], command[1:]...); !strings.HasPrefix(said, "lotgate ") {
		t.Errorf("it says %q", said)
	}
}

// tolerated are the complaints of lintian that stand: one program without C,
// no address to write to, no manual page beside --help, and licences whole as
// they came.
const tolerated = "statically-linked-binary,bogus-mail-host,bogus-mail-host-in-debian-changelog,no-manual-page,copyright-file-contains-full-apache-2-license,copyright-not-using-common-license-for-apache2"

func lintian(t *testing.T, deb string) {
	t.Helper()
	program, err := exec.LookPath("lintian")
	if err != nil {
		t.Log("lintian is not there")
		return
	}
	if out, err := exec.Command(program, "--allow-root", "--fail-on", "error,warning", "--suppress-tags", tolerated, deb).CombinedOutput(); err != nil {
		t.Errorf("lintian: %v\n%s", err, out)
	}
}
