package realkernel

import (
	"bytes"
	"cmp"
	"context"
	"fmt"
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

// machineWithin bounds one life of the machine, which takes about 30 s.
const machineWithin = 8 * time.Minute

func TestMain(m *testing.M) {
	if os.Getpid() == 1 {
		os.Exit(guest(m))
	}
	os.Exit(m.Run())
}

// TestRealKernel runs every TestGuest in a machine of its own kernel.
func TestRealKernel(t *testing.T) {
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	qemu, kernel := needs(t)
	dir := t.TempDir()
	image := filepath.Join(dir, "initramfs")
	if err := writeImage(image, build(t, dir), filepath.Join(kernel, "modules"), modules); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), machineWithin)
	defer cancel()
	run := exec.CommandContext(ctx, qemu, "-accel", "tcg,thread=multi", "-m", "512", "-smp", "2", "-nodefaults", "-no-reboot",
		"-display", "none", "-serial", "stdio", "-kernel", filepath.Join(kernel, "vmlinuz"), "-initrd", image,
		"-append", "console=ttyS0 quiet loglevel=3 panic=-1 no_timer_check random.trust_cpu=1 LOTGATE_GUEST="+tests())
	var out bytes.Buffer
	run.Stdout = &out
	if testing.Verbose() {
		run.Stdout = io.MultiWriter(&out, os.Stderr)
	}
	run.Stderr = run.Stdout
	run.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	err := run.Run()
	told(t, out.String(), err)
}

// tests are the guest's tests to run: the stories, and under make torture the
// whole suite of every driver. LOTGATE_GUEST names others.
func tests() string {
	if os.Getenv("LOTGATE_TORTURE") != "" {
		return cmp.Or(os.Getenv("LOTGATE_GUEST"), ".*")
	}
	return cmp.Or(os.Getenv("LOTGATE_GUEST"), "(Story|Find|OtherNumber|Printer)")
}

var verdict = regexp.MustCompile(`(?m)^\s*--- (PASS|FAIL|SKIP): (\S+)`)

// told makes a subtest of every verdict that the machine printed.
func told(t *testing.T, out string, err error) {
	out = strings.ReplaceAll(out, "\r", "")
	found := verdict.FindAllStringSubmatch(out, -1)
	for _, v := range found {
		t.Run(strings.TrimPrefix(v[2], "TestGuest"), func(t *testing.T) {
			switch v[1] {
			case "FAIL":
				t.Fail()
			case "SKIP":
				t.Skip("skipped in the machine")
			}
		})
	}
	if !strings.Contains(out, "GUEST ENDS 0") || len(found) == 0 || err != nil {
		t.Errorf("the machine said (%v):\n%s", err, out)
	}
}

// needs finds QEMU and a kernel, or skips with the words what is lacking;
// .ci/needs fetches both.
func needs(t *testing.T) (qemu, kernel string) {
	t.Helper()
	lacks := func(what string) {
		if os.Getenv("CI") == "true" {
			t.Fatalf("%s is not here; .ci/needs fetches it", what)
		}
		t.Skipf("%s is not here, so no scanner was plugged into a real kernel; .ci/needs fetches it", what)
	}
	qemu, err := exec.LookPath("qemu-system-x86_64")
	if err != nil {
		lacks("qemu-system-x86_64")
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		lacks("a directory for caches")
	}
	kernel = filepath.Join(cache, "lotgate", "kernel")
	if _, err := os.Stat(filepath.Join(kernel, "vmlinuz")); err != nil {
		lacks("a kernel at " + kernel)
	}
	return qemu, kernel
}

// build makes this test program anew for the machine: without libraries, and
// without the race detector.
func build(t *testing.T, dir string) string {
	t.Helper()
	program := filepath.Join(dir, "init")
	c := exec.Command("go", "test", "-c", "-o", program, ".")
	c.Env = append(os.Environ(), "CGO_ENABLED=0", "GOOS=linux", "GOARCH=amd64", "GOFLAGS=")
	var said bytes.Buffer
	c.Stdout, c.Stderr = &said, &said
	if err := c.Run(); err != nil {
		t.Fatal(fmt.Errorf("building the machine's program: %w\n%s", err, said.String()))
	}
	return program
}
