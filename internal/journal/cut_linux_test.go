package journal_test

import (
	"errors"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"lotgate/internal/journal"
	"lotgate/internal/journal/powercut"
)

// outage is one disk on which a child works until the power is cut.
type outage struct {
	acknowledged          int  // the last document that was
	opening, inCheckpoint bool // the cut came while the files were opened, while a checkpoint was written
	inMove, inRebuild     bool // while records were moved out, while the projections were made anew
}

// cut has a child post documents on the disk, and leaves in folder what is left
// of it after the cut.
func cut(t *testing.T, d *powercut.Disk, folder string, chance *rand.Rand) (o outage) {
	t.Helper()
	at := t.TempDir()
	unmount, err := d.Mount(at)
	if err != nil {
		t.Skipf("only who may mount can cut the power: %v", err)
	}
	cmd := child("documents", filepath.Join(at, "journal.db"))
	cmd.Stderr = nil // a process under which its disk goes away has much to say
	out, err := cmd.StdoutPipe()
	if err == nil {
		err = cmd.Start()
	}
	must(err)
	go func() {
		for !d.Off() {
			time.Sleep(time.Millisecond)
		}
		cmd.Process.Kill()
	}()
	printed, err := io.ReadAll(out)
	must(err)
	_ = cmd.Wait() // it was killed, or a flush failed while it opened the files
	d.Cut()
	o.opening, o.inCheckpoint = len(printed) == 0, d.Unflushed("journal.db")
	o.inMove, o.inRebuild = !o.opening && d.Has("journal.db-fresh"), !o.opening && d.Has("journal.db-rebuild")
	o.acknowledged = lastPrinted(printed)
	for err = unmount(); errors.Is(err, syscall.EBUSY); err = unmount() {
		time.Sleep(time.Millisecond)
	}
	must(err)
	must(os.RemoveAll(folder))
	must(os.MkdirAll(folder, 0o700))
	must(d.Left(folder, chance))
	return o
}

func seeded(t *testing.T) *rand.Rand {
	seed := uint64(time.Now().UnixNano())
	if n, err := strconv.ParseUint(os.Getenv("LOTGATE_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("LOTGATE_SEED=%d", seed)
	return rand.New(rand.NewPCG(seed, 0))
}

// checkCopy checks a copy of a folder's files, and removes it: hundreds of them
// fill a disk.
func checkCopy(folder string, acknowledged int) error {
	to := folder + "-copy"
	must(os.CopyFS(to, os.DirFS(folder)))
	err := checkDocuments(filepath.Join(to, "journal.db"), acknowledged)
	must(os.RemoveAll(to))
	return err
}

// checkTrees walks the file's trees without opening it: on a disk that lies a
// page may lead back to itself, which who opens the file would follow for ever.
func checkTrees(path string) error {
	e, err := journal.Examine(path)
	if err != nil {
		return err
	}
	defer e.Close()
	err = e.Records(func(journal.Record, int64) error { return nil })
	return errors.Join(err, e.Projections(func(_, _ []byte, _ int64) error { return nil }))
}

// TestPowerCuts cuts the power in the middle of any write or flush, again and
// again on what the cut before has left: while files are made, in a replay, in
// a checkpoint, while records are moved out and the file is written anew, while
// the projections are, and after a flush that has failed.
func TestPowerCuts(t *testing.T) {
	cuts := 24
	if n, err := strconv.Atoi(os.Getenv("LOTGATE_TORTURE")); err == nil {
		cuts = n
	} else if testing.Short() {
		cuts = 9
	}
	chance := seeded(t)
	folder := filepath.Join(t.TempDir(), "left")
	acknowledged, opening, inCheckpoint, inMove, inRebuild := 0, 0, 0, 0, 0
	for n := range cuts {
		if n%10 == 0 {
			acknowledged = 0
			must(os.RemoveAll(folder))
			must(os.MkdirAll(folder, 0o700))
		}
		d, err := powercut.New(folder)
		must(err)
		d.CutAt = 1 + chance.IntN([]int{30, 150, 600}[n%3])
		if chance.IntN(3) == 0 {
			d.FailAt = 1 + chance.IntN(30)
			d.CutAfter = chance.IntN(25) // what is opened anew is at its weakest then
		}
		o := cut(t, d, folder, chance)
		acknowledged = max(acknowledged, o.acknowledged)
		if o.opening {
			opening++
		}
		if o.inCheckpoint {
			inCheckpoint++
		}
		if o.inMove {
			inMove++
		}
		if o.inRebuild {
			inRebuild++
		}
		if _, absent := os.Stat(filepath.Join(folder, "journal.db")); absent == nil {
			if err := checkTrees(filepath.Join(folder, "journal.db")); err != nil {
				t.Fatalf("cut %d, in call %d: %v", n, d.CutAt, err)
			}
		}
		if err := checkCopy(folder, acknowledged); err != nil {
			t.Fatalf("cut %d, in call %d, flush %d failing: %v", n, d.CutAt, d.FailAt, err)
		}
	}
	t.Logf("%d cuts, %d while opening, %d in a checkpoint, %d while records were moved out, %d while projections were made anew", cuts, opening, inCheckpoint, inMove, inRebuild)
	if cuts > 20 && (opening == 0 || inCheckpoint == 0) || cuts > 100 && (inMove == 0 || inRebuild == 0) {
		t.Error("no cut in one of them")
	}
}

// TestADiskThatLies is the control: a disk that confirms flushes and does none
// must be found out by the same checks, or they see nothing.
func TestADiskThatLies(t *testing.T) {
	cuts := 6
	if os.Getenv("LOTGATE_TORTURE") != "" {
		cuts = 50
	}
	chance := seeded(t)
	seen := 0
	for range cuts {
		folder := filepath.Join(t.TempDir(), "left")
		must(os.MkdirAll(folder, 0o700))
		d, err := powercut.New(folder)
		must(err)
		d.Lies, d.CutAt = true, 250+chance.IntN(300)
		if o := cut(t, d, folder, chance); o.acknowledged == 0 {
			t.Fatalf("cut in call %d: nothing was acknowledged yet", d.CutAt)
		} else if checkTrees(filepath.Join(folder, "journal.db")) != nil || checkCopy(folder, o.acknowledged) != nil {
			seen++
		}
	}
	t.Logf("%d of %d cuts on a disk that lies were seen", seen, cuts)
	if seen < cuts/2 {
		t.Error("a disk that lies goes unseen")
	}
}
