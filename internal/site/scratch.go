package site

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
)

// Folders in a data directory that hold a store for a while, to try a backup or
// to verify. Who is killed leaves his own there.
const (
	trialPrefix = "trial-" // made by who holds the store
	auditPrefix = "audit-" // made beside him too; the process's number follows
)

// AuditFolder makes a folder in which a store is verified. The caller removes it.
func AuditFolder(dir string) (string, error) {
	made, err := os.MkdirTemp(dir, fmt.Sprintf("%s%d-", auditPrefix, os.Getpid()))
	if err != nil {
		return "", fmt.Errorf("make room to verify in: %w", err)
	}
	return made, nil
}

// sweepScratch removes what nobody is at any more. Only who holds the store may
// call it.
func sweepScratch(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, e := range entries {
		if e.IsDir() && isLeft(e.Name()) {
			err = errors.Join(err, os.RemoveAll(filepath.Join(dir, e.Name())))
		}
	}
	return err
}

func isLeft(name string) bool {
	if strings.HasPrefix(name, trialPrefix) {
		return true
	}
	about, is := strings.CutPrefix(name, auditPrefix)
	if !is {
		return false
	}
	number, _, _ := strings.Cut(about, "-")
	pid, err := strconv.Atoi(number)
	return err == nil && pid > 0 && !lives(pid)
}

// lives reports whether a process is there, as far as can be known.
func lives(pid int) bool {
	p, err := os.FindProcess(pid)
	if err != nil {
		return false
	}
	defer p.Release()
	return !errors.Is(p.Signal(syscall.Signal(0)), os.ErrProcessDone)
}
