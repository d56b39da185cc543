//go:build unix

package serial

import (
	"os"
	"os/user"
	"strconv"
	"syscall"
)

// groupOf names the group that may open path, for the words of a refusal.
func groupOf(path string) string {
	const usual = "dialout"
	info, err := os.Stat(path)
	if err != nil {
		return usual
	}
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return usual
	}
	gid := strconv.FormatUint(uint64(stat.Gid), 10)
	if group, err := user.LookupGroupId(gid); err == nil {
		return group.Name
	}
	return gid
}
