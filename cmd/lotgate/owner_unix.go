//go:build unix

package main

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
)

// otherOwner is the user whose store dir is, if root is about to open it in
// that user's place: what root wrote there, the owner could not open again. ""
// is nobody.
func otherOwner(dir string) string {
	info, err := os.Stat(dir)
	if err != nil || os.Geteuid() != 0 {
		return ""
	}
	about, known := info.Sys().(*syscall.Stat_t)
	if !known || about.Uid == 0 {
		return ""
	}
	id := strconv.FormatUint(uint64(about.Uid), 10)
	if owner, err := user.LookupId(id); err == nil {
		return owner.Username
	}
	return "#" + id // as sudo takes it
}

// giveLike gives path to the user whose dir is, if root made it: he must be
// able to use and remove it.
func giveLike(path, dir string) error {
	info, err := os.Stat(dir)
	if err != nil || os.Geteuid() != 0 {
		return err
	}
	about, known := info.Sys().(*syscall.Stat_t)
	if !known {
		return nil
	}
	if err := os.Lchown(path, int(about.Uid), int(about.Gid)); err != nil {
		return fmt.Errorf("leave %s to the store's user: %w", path, err)
	}
	return nil
}

// leaveToOwner gives all that lies in dir to the user whose dir is.
func leaveToOwner(dir string) error {
	entries, err := os.ReadDir(dir)
	for _, e := range entries {
		err = errors.Join(err, giveLike(filepath.Join(dir, e.Name()), dir))
	}
	return err
}
