//go:build unix

package ops

import (
	"fmt"

	"golang.org/x/sys/unix"
)

// DiskFree is how many bytes there is room for in a folder's file system.
func DiskFree(dir string) (bytes int64, err error) {
	var about unix.Statfs_t
	if err := unix.Statfs(dir, &about); err != nil {
		return 0, fmt.Errorf("ask for the room in %s: %w", dir, err)
	}
	return int64(about.Bavail) * int64(about.Bsize), nil
}
