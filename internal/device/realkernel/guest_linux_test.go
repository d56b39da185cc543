package realkernel

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// guest is the life of the machine: its kernel has started this program as its
// first, and switches the machine off when it ends.
func guest(m *testing.M) int {
	exit := 1
	if err := furnish(); err != nil {
		fmt.Println("FURNISHING:", err)
	} else {
		os.Args = []string{"init", "-test.v", "-test.run=^TestGuest" + wanted(), "-test.timeout=7m"}
		exit = m.Run()
	}
	fmt.Println("GUEST ENDS", exit)
	unix.Sync()
	fmt.Println(unix.Reboot(unix.LINUX_REBOOT_CMD_RESTART)) // -no-reboot makes it an end
	select {}
}

// wanted is which tests the host asks for, by LOTGATE_GUEST on the kernel's
// command line.
func wanted() string { return os.Getenv("LOTGATE_GUEST") }

// furnish mounts what the kernel tells through, and loads its modules.
func furnish() error {
	for _, mount := range []struct{ kind, at string }{{"devtmpfs", "/dev"}, {"proc", "/proc"}, {"sysfs", "/sys"}, {"tmpfs", "/tmp"}} {
		if err := unix.Mount(mount.kind, mount.at, mount.kind, 0, ""); err != nil && !errors.Is(err, unix.EBUSY) {
			return fmt.Errorf("mounting %s: %w", mount.at, err)
		}
	}
	if err := loopback(); err != nil {
		return fmt.Errorf("raising the loopback: %w", err)
	}
	if err := os.MkdirAll("/dev/pts", 0o755); err != nil {
		return err
	}
	if err := unix.Mount("devpts", "/dev/pts", "devpts", 0, ""); err != nil {
		return fmt.Errorf("mounting /dev/pts: %w", err)
	}
	files, err := filepath.Glob("/modules/*")
	if err != nil {
		return err
	}
	for _, file := range files {
		if err := load(file); err != nil {
			return err
		}
	}
	if err := unix.Mount("configfs", "/sys/kernel/config", "configfs", 0, ""); err != nil {
		return fmt.Errorf("mounting configfs: %w", err)
	}
	return nil
}

// loopback lets programs of this machine talk to each other by TCP.
func loopback() error {
	fd, err := unix.Socket(unix.AF_INET, unix.SOCK_DGRAM|unix.SOCK_CLOEXEC, 0)
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	request, err := unix.NewIfreq("lo")
	if err != nil {
		return err
	}
	request.SetUint16(unix.IFF_UP)
	return unix.IoctlIfreq(fd, unix.SIOCSIFFLAGS, request)
}

func load(file string) error {
	f, err := os.Open(file)
	if err != nil {
		return err
	}
	defer f.Close()
	options := ""
	if strings.HasSuffix(file, "-dummy_hcd") {
		options = fmt.Sprintf("num=%d is_high_speed=1", plugs)
	}
	if err := unix.FinitModule(int(f.Fd()), options, 0); err != nil && !errors.Is(err, unix.EEXIST) {
		return fmt.Errorf("loading %s: %w", file, err)
	}
	return nil
}
