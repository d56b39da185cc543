package main

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"lotgate/internal/words"
)

// TestRootLeavesAnothersStore: what root wrote, the service could not open.
func TestRootLeavesAnothersStore(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root writes where it should not")
	}
	dir := filepath.Join(t.TempDir(), "store")
	if err := os.Mkdir(dir, 0o700); err != nil {
		t.Fatal(err)
	}
	if err := os.Chown(dir, 4711, 4711); err != nil {
		t.Fatal(err)
	}
	c := usual()
	c.Data = dir
	for name, open := range map[string]func() error{
		"a command": func() error { _, err := openDesk(context.Background(), c); return err },
		"serve":     func() error { return serve(context.Background(), c, os.Stdout) },
	} {
		err := open()
		if err == nil {
			t.Fatalf("%s opened it", name)
		}
		if text, expected := tell(err, words.English); !expected || !strings.Contains(text, "sudo -u #4711") {
			t.Errorf("%s says %q", name, text)
		}
	}
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("it wrote %v, %v", left, err)
	}
}
