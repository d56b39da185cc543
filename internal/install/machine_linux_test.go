package install_test

import (
	"bytes"
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"syscall"
	"testing"
	"time"
)

// Bounds of making the machine, which is kept for the next time, and of one
// life of it: about two minutes on an idle processor that emulates another.
const (
	madeWithin    = 20 * time.Minute
	machineWithin = 40 * time.Minute
)

// TestInAMachine boots Debian, and installs, upgrades, removes and purges the
// package there: testdata/guest.sh says what must hold.
func TestInAMachine(t *testing.T) {
	if os.Getenv("LOTGATE_TORTURE") == "" {
		t.Skip("make torture boots a Debian machine")
	}
	qemu := needs(t, "qemu-system-x86_64")
	disk := debian(t)
	seed := seed(t)
	ctx, cancel := context.WithTimeout(context.Background(), machineWithin)
	defer cancel()
	// no_timer_check: on a machine with much else to do the kernel would find
	// its timer broken.
	run := exec.CommandContext(ctx, qemu, "-accel", "tcg,thread=multi", "-cpu", "max", "-m", "1024", "-smp", "2", "-nodefaults", "-no-reboot",
		"-display", "none", "-serial", "stdio", "-kernel", filepath.Join(disk, "vmlinuz"), "-initrd", filepath.Join(disk, "initrd"),
		"-append", "root=/dev/vda rw console=ttyS0 quiet loglevel=3 panic=-1 no_timer_check systemd.show_status=0",
		"-drive", "file="+filepath.Join(disk, "disk")+",format=raw,if=virtio,snapshot=on",
		"-drive", "file="+seed+",format=raw,if=virtio,snapshot=on")
	var out bytes.Buffer
	run.Stdout = &out
	if testing.Verbose() {
		run.Stdout = io.MultiWriter(&out, os.Stderr)
	}
	run.Stderr = run.Stdout
	run.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	told(t, run.Run(), strings.ReplaceAll(out.String(), "\r", ""))
}

var verdict = regexp.MustCompile(`(?m)^GUEST (PASS|FAIL) ([^:\n]*)`)

// told makes a subtest of every verdict that the machine printed.
func told(t *testing.T, err error, out string) {
	found := verdict.FindAllStringSubmatch(out, -1)
	for _, v := range found {
		t.Run(v[2], func(t *testing.T) {
			if v[1] == "FAIL" {
				t.Fail()
			}
		})
	}
	if err != nil || len(found) < 40 || !strings.Contains(out, "GUEST ENDS") || t.Failed() {
		t.Errorf("the machine ended with %v after %d verdicts:\n%s", err, len(found), out)
	}
}

// debian is the folder with the machine's disk and kernel.
func debian(t *testing.T) string {
	t.Helper()
	cache, err := os.UserCacheDir()
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Join(cache, "lotgate", "debian-12")
	if _, err := os.Stat(filepath.Join(dir, "disk")); err == nil {
		return dir
	}
	if os.Geteuid() != 0 {
		t.Skip("only root can make the machine's disk")
	}
	for _, program := range []string{"debootstrap", "mke2fs"} {
		needs(t, program)
	}
	ctx, cancel := context.WithTimeout(context.Background(), madeWithin)
	defer cancel()
	if out, err := exec.CommandContext(ctx, "bash", "testdata/debian.sh", dir).CombinedOutput(); err != nil {
		t.Fatalf("making the machine: %v\n%s", err, out)
	}
	return dir
}

// seed is the disk with what is done in the machine: the script, the package,
// and one that is newer and comes with another configuration.
func seed(t *testing.T) string {
	t.Helper()
	deb, dir := build(t, "amd64"), t.TempDir()
	tree := filepath.Join(t.TempDir(), "tree")
	tell(t, "cp", deb, filepath.Join(dir, "lotgate.deb"))
	tell(t, "cp", "testdata/guest.sh", dir)
	tell(t, "dpkg-deb", "--raw-extract", deb, tree)
	tell(t, "sed", "-i", "s/^Version: .*/&.newer/", filepath.Join(tree, "DEBIAN/control"))
	tell(t, "sh", "-c", "echo '# newer' >>"+filepath.Join(tree, "etc/lotgate/lotgate.yaml"))
	tell(t, "dpkg-deb", "--root-owner-group", "-Zgzip", "--build", tree, filepath.Join(dir, "newer.deb"))
	path := filepath.Join(t.TempDir(), "seed")
	tell(t, "mke2fs", "-q", "-t", "ext4", "-d", dir, path, "100M")
	return path
}
