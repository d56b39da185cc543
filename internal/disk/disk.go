// Package disk says once how something becomes durable.
package disk

import (
	"errors"
	"os"
	"runtime"
	"syscall"
)

// SyncFolder makes the names in a folder as durable as the files behind them.
// Where folders cannot be flushed, as on Windows and on some sticks, there is
// nothing to do.
func SyncFolder(path string) error {
	if runtime.GOOS == "windows" {
		return nil
	}
	folder, err := os.Open(path)
	if err != nil {
		return err
	}
	defer folder.Close()
	if err := folder.Sync(); err != nil && !errors.Is(err, errors.ErrUnsupported) && !errors.Is(err, syscall.EINVAL) {
		return err
	}
	return nil
}
