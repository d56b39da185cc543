package site_test

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"lotgate/internal/clock"
	"lotgate/internal/device/virtual"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/label/printer"
	"lotgate/internal/screen"
	"lotgate/internal/site"
	"lotgate/internal/stock"
)

// The test binary is the daemon where these are set: its data directory and
// the path of its gun.
const (
	envDaemon = "LOTGATE_TEST_DAEMON"
	envGun    = "LOTGATE_TEST_GUN"

	envPrinter = "LOTGATE_TEST_PRINTER" // address of one; none: a folder
)

// daemon is a site that prints its address and works until it is killed or told
// to end, or until the test that started it is gone.
func daemon(dir string) {
	go func() {
		_, _ = io.Copy(io.Discard, os.Stdin) // ends with whoever holds the other end
		os.Exit(1)
	}()
	o := optionsIn(dir, os.Getenv(envGun))
	withFolder(&o)
	if address := os.Getenv(envPrinter); address != "" {
		target, err := printer.ParseTarget("tcp:" + address)
		if err != nil {
			panic(err)
		}
		o.Printers[0].Target = target
	}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	s, err := site.Open(ctx, o)
	if err == nil {
		fmt.Println(s.Address())
		err = errors.Join(s.Run(ctx), s.Close())
	}
	if err == nil {
		os.Exit(0)
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// withFolder lets the dock print into a folder.
func withFolder(o *site.Options) {
	target, err := printer.ParseTarget("folder:" + filepath.Join(o.Dir, "labels"))
	if err != nil {
		panic(err)
	}
	o.Printers = append(o.Printers, printer.Config{Name: "labels", Target: target})
	o.Stations[0].Label = document.Labelling{Printer: "labels"}
}

// TestKill9 kills the daemon at random moments in the middle of a flood of
// scans. Every pack that a screen showed as good is in the books once, no
// scan is there by half, and the projections are those that the facts make.
func TestKill9(t *testing.T) {
	rounds := 5
	if n, err := strconv.Atoi(os.Getenv("LOTGATE_TORTURE")); err == nil {
		rounds = n
	}
	seed := uint64(time.Now().UnixNano())
	if n, err := strconv.ParseUint(os.Getenv("LOTGATE_SEED"), 10, 64); err == nil {
		seed = n
	}
	t.Logf("LOTGATE_SEED=%d", seed)
	chance := rand.New(rand.NewPCG(seed, 0))
	v := victim{t: t, dir: t.TempDir(), gun: plugIn(t, "gun-1")}
	v.fill()
	good := map[string]bool{}
	for round := range rounds {
		after := 1 + chance.IntN(15)
		pause := time.Duration(chance.IntN(40)) * time.Millisecond
		for _, serial := range v.round(round, after, pause) {
			good[serial] = true
		}
		v.check(good)
	}
	t.Logf("%d rounds, %d packs shown as good", rounds, len(good))
	if len(good) < rounds {
		t.Errorf("only %d packs were shown as good: this proves nothing", len(good))
	}
}

// victim is a daemon that is killed again and again.
type victim struct {
	t   testing.TB
	dir string
	gun *virtual.Scanner
}

// fill makes the demo store, which need not be killed while it is made.
func (v victim) fill() {
	v.t.Helper()
	o := optionsIn(v.dir)
	s, err := site.Open(context.Background(), o)
	if err == nil {
		err = s.Close()
	}
	if err != nil {
		v.t.Fatal(err)
	}
}

// round starts the daemon, scans packs back to back, kills it a pause after so
// many were shown as good, and tells the serials of all that were.
func (v victim) round(round, after int, pause time.Duration) (good []string) {
	v.t.Helper()
	process, address := v.start()
	defer process.Wait() // it was killed, and says so
	defer process.Process.Kill()
	c := newClient(v.t, address)
	dock := c.at("dock-1", "1001")
	dock.await("the gun", func(s shown) bool { return len(s.Notices) == 0 })
	dock.good(func() { v.send("LGD.CG-1001") })
	var codes []string
	for i := range 60 {
		codes = append(codes, string(serialised(v.t, fmt.Sprintf("R%d-%02d", round, i))))
	}
	v.send(codes...)
	dock.await("some good packs", func(shown) bool { return len(goodSerials(dock)) >= after })
	time.Sleep(pause)
	if err := process.Process.Kill(); err != nil {
		v.t.Fatal(err)
	}
	<-dock.over
	return goodSerials(dock)
}

func (v victim) start(env ...string) (process *exec.Cmd, address string) {
	v.t.Helper()
	process = exec.Command(os.Args[0])
	process.Env = append(append(os.Environ(), envDaemon+"="+v.dir, envGun+"="+v.gun.Path()), env...)
	process.Stderr = os.Stderr
	_, unheard := process.StdinPipe() // closed when this process ends, however it ends
	out, err := process.StdoutPipe()
	if err = errors.Join(unheard, err); err == nil {
		err = process.Start()
	}
	if err != nil {
		v.t.Fatal(err)
	}
	lines := bufio.NewScanner(out)
	if !lines.Scan() {
		v.t.Fatal("the daemon did not start")
	}
	return process, lines.Text()
}

func (v victim) send(codes ...string) {
	v.t.Helper()
	if err := v.gun.Send([]byte(strings.Join(codes, "\r") + "\r")); err != nil {
		v.t.Fatal(err)
	}
}

func goodSerials(l *line) (serials []string) {
	for _, s := range l.seen() {
		if serial := s.field("Serial"); s.State == screen.Good && serial != "" && !slices.Contains(serials, serial) {
			serials = append(serials, serial)
		}
	}
	return serials
}

// check opens the books that the killed daemon left.
func (v victim) check(good map[string]bool) {
	v.t.Helper()
	books, err := site.OpenBooks(v.dir, clock.In(zone))
	if err != nil {
		v.t.Fatal(err)
	}
	defer books.Close()
	times := map[string]int{}
	for _, serial := range received(v.t, books, 0) {
		times[serial]++
	}
	for serial, n := range times {
		if n != 1 {
			v.t.Errorf("pack %s is booked %d times", serial, n)
		}
	}
	for serial := range good {
		if times[serial] == 0 {
			v.t.Errorf("pack %s was shown as good and is lost", serial)
		}
	}
	v.checkWhole(books)
	before := projections(v.t, books)
	if err := books.Rebuild(); err != nil {
		v.t.Fatal(err)
	}
	compare(v.t, before, projections(v.t, books))
}

// checkWhole looks for scans of which only a part was written: each is a pack,
// its move, its serial and its label.
func (v victim) checkWhole(books *site.Books) {
	v.t.Helper()
	parts := map[string]map[string]int{}
	err := books.Facts(1, func(r fact.Recorded) bool {
		if parts[r.Meta.ID] == nil {
			parts[r.Meta.ID] = map[string]int{}
		}
		parts[r.Meta.ID][r.Fact.Kind()]++
		return true
	})
	if err != nil {
		v.t.Fatal(err)
	}
	for id, of := range parts {
		for _, must := range []fact.Fact{stock.Moved{}, stock.SerialTaken{}, document.LabelQueued{}} {
			if of[document.PackReceived{}.Kind()] != 0 && of[must.Kind()] != 1 {
				v.t.Errorf("scan %s is written by half: %v", id, of)
			}
		}
	}
}

// projections are all keys and values that follow from the facts.
func projections(t testing.TB, books *site.Books) map[string]string {
	t.Helper()
	all := map[string]string{}
	err := books.Journal.View(func(tx *journal.Tx) error {
		tx.Scan(nil, nil, func(key, value []byte) bool {
			all[string(key)] = string(value)
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

func compare(t testing.TB, before, after map[string]string) {
	t.Helper()
	shown := 0
	for key, value := range before {
		if again, found := after[key]; (!found || again != value) && shown < 10 {
			shown++
			t.Errorf("projection %q is %q, and %q when made again", key, value, again)
		}
	}
	for key := range after {
		if _, found := before[key]; !found {
			t.Errorf("projection %q is missing", key)
		}
	}
}
