package disk_test

import (
	"errors"
	"io/fs"
	"path/filepath"
	"testing"

	"lotgate/internal/disk"
)

func TestSyncFolder(t *testing.T) {
	dir := t.TempDir()
	if err := disk.SyncFolder(dir); err != nil {
		t.Error(err)
	}
	if err := disk.SyncFolder("/proc"); err != nil { // which cannot be flushed, or is not there
		if !errors.Is(err, fs.ErrNotExist) {
			t.Error(err)
		}
	}
	if err := disk.SyncFolder(filepath.Join(dir, "absent")); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a folder that is not there: %v", err)
	}
}
