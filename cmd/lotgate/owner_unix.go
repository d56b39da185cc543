//go:build unix

package main

import (
	"os"
	"os/user"
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
