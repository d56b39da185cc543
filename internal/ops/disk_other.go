//go:build !unix

package ops

import "errors"

// DiskFree is how many bytes there is room for in a folder's file system.
func DiskFree(string) (bytes int64, err error) { return 0, errors.ErrUnsupported }
