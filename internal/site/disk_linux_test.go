package site_test

import (
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"

	"lotgate/internal/backup"
	"lotgate/internal/site"
)

// TestFullDisk fills the disk under a working site: scans are refused in
// words, every station says why, looking things up goes on, and when there is
// room again so does the work, with nothing lost that was shown as good.
func TestFullDisk(t *testing.T) {
	dir := smallDisk(t)
	h := newHouse(t, func(o *site.Options) { o.Dir = dir })
	dock, pick := h.at("dock-1", "1001"), h.at("pick-1", "2001")
	dock.good(func() { h.scan(0, "LGD.CG-1001") })
	ballast := fill(t, dir)

	var good []string
	var s shown
	for i := 0; i < 300 && s.Code != "disk_full"; i++ { // the file has some room within
		if i%40 == 39 { // a checkpoint, which needs more of it
			_, _ = h.Books().Journal.Copy(t.Context(), io.Discard)
		}
		serial := fmt.Sprintf("F%03d", i)
		if s = dock.answer(func() { h.scan(0, string(serialised(t, serial))) }); s.Code == "" {
			good = append(good, s.field("Serial"))
		}
	}
	refused(t, s, "disk_full")
	for _, l := range []*line{dock, pick} {
		l.await("word of the full disk", func(s shown) bool { return s.notice("disk") })
	}
	c := newClient(t, h.Address())
	if status := c.ask("GET", "/readyz", nil, nil); status == http.StatusOK {
		t.Error("/readyz says that all is well")
	}
	if got := received(t, h.Books(), 0); !slices.Equal(got, good) {
		t.Errorf("on a full disk the books say %v, shown as good were %v", got, good)
	}
	wayOut(t, h)
	if err := os.Remove(ballast); err != nil {
		t.Fatal(err)
	}
	for _, l := range []*line{dock, pick} {
		l.await("the end of the trouble", func(s shown) bool { return len(s.Notices) == 0 })
	}
	dock.good(func() { h.scan(0, string(serialised(t, "AFTER"))) })
	if got := received(t, h.Books(), 0); !slices.Equal(got, append(good, "AFTER")) {
		t.Errorf("booked are %v, shown as good were %v and AFTER", got, good)
	}
}

// wayOut makes a backup on another disk, tried or not as there is room.
func wayOut(t *testing.T, h *house) {
	t.Helper()
	stick := t.TempDir()
	done, err := h.Books().Backup(t.Context(), stick, true, true)
	if err != nil || done.Tight == (done.Files > 0) {
		t.Fatalf("on a full disk a backup is %+v, %v", done, err)
	}
	claim, err := backup.Try(t.Context(), []string{done.Path}, filepath.Join(stick, "lotgate.db"))
	if err != nil || claim.Facts != h.Books().Journal.Last() {
		t.Errorf("brought back are %d facts of %d, %v", claim.Facts, h.Books().Journal.Last(), err)
	}
}

// smallDisk is a folder on a disk of a few megabytes: the books, their log and
// ballast, and little more.
func smallDisk(t testing.TB) string {
	t.Helper()
	dir := t.TempDir()
	if err := syscall.Mount("tmpfs", dir, "tmpfs", 0, "size=48m"); err != nil {
		t.Skipf("only root can mount a small disk to fill: %v", err)
	}
	t.Cleanup(func() {
		if err := syscall.Unmount(dir, syscall.MNT_DETACH); err != nil {
			t.Errorf("unmounting the small disk: %v", err)
		}
	})
	return dir
}

// fill writes until there is no room.
func fill(t testing.TB, dir string) (path string) {
	t.Helper()
	path = filepath.Join(dir, "ballast")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for block := 1 << 16; block > 0; {
		if _, err := file.Write(make([]byte, block)); err != nil {
			block /= 16
		}
	}
	return path
}
