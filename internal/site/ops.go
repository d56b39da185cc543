package site

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http/httptest"
	"runtime"
	"runtime/debug"
	"sync/atomic"
	"time"

	"lotgate/internal/device"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/label/printer"
	"lotgate/internal/ops"
	"lotgate/internal/screen"
	"lotgate/internal/server"
	"lotgate/internal/session"
	"lotgate/internal/words"
)

// care is what the one who keeps the daemon running sees of it.
type care struct {
	figures  *ops.Figures
	stopping atomic.Bool
}

// Version is the program's, with the commit that it was built from.
func Version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	version := info.Main.Version
	for _, s := range info.Settings {
		if s.Key == "vcs.revision" {
			version += " " + s.Value
		}
	}
	return version
}

// openCare begins to count, before anything is posted.
func (s *Site) openCare() {
	s.figures = ops.NewFigures(Version(), s.gauges)
	s.books.Time(s.figures.Command)
	s.books.Journal.OnCheckpoint(s.figures.Checkpoint)
}

// tellSystemd tells what nobody can do anything about but systemd.
func (s *Site) tellSystemd(state string) {
	if err := s.Systemd.Tell(state); err != nil {
		s.Log.Warn("systemd could not be told", "state", state, "fault", err)
	}
}

// count counts a scan by its answer.
func (s *Site) count(station string, in session.Input, shown screen.Screen) {
	if in.Kind == session.Scan {
		s.figures.Scan(station, string(shown.State))
	}
}

// aliveWithin bounds how long the writer may take to answer at all.
const aliveWithin = 5 * time.Second

// live is whether the daemon should be left alone or be started again.
func (s *Site) live() map[string]server.Check {
	return map[string]server.Check{"writer": func(ctx context.Context) string {
		ctx, cancel := context.WithTimeout(ctx, aliveWithin)
		defer cancel()
		if s.books.Journal.Alive(ctx) != nil {
			return "stuck"
		}
		return ""
	}}
}

// ready is whether work may be sent here. While projections are made anew the
// waiting room answers in its place, with 503 like one that is not ready.
func (s *Site) ready() map[string]server.Check {
	return map[string]server.Check{
		"books": func(context.Context) string { return brokenCode(s.books.Broken()) },
		"site": func(context.Context) string {
			if s.stopping.Load() {
				return "stopping"
			}
			return ""
		},
	}
}

func brokenCode(err error) string {
	switch {
	case err == nil:
		return ""
	case errors.Is(err, journal.ErrFull):
		return "disk_full"
	}
	return "store_fault"
}

// gauges are the figures as they stand.
func (s *Site) gauges() []ops.Gauge {
	j := s.books.Journal.Stats()
	_, clock := s.Clock.Read()
	all := []ops.Gauge{
		{Name: "lotgate_facts_total", Help: "Facts ever recorded.", Value: float64(j.Records), Counts: true},
		{Name: "lotgate_facts_archived", Help: "Of them, those in archives.", Value: float64(j.Archived)},
		{Name: "lotgate_journal_waiting", Help: "Commands that wait for the writer.", Value: float64(j.Waiting)},
		{Name: "lotgate_journal_log_bytes", Help: "Bytes in the log since the last checkpoint.", Value: float64(j.LogBytes)},
		{Name: "lotgate_journal_file_bytes", Help: "Size of the store's file.", Value: float64(j.FileBytes)},
		{Name: "lotgate_store_works", Help: "1 while facts can be recorded.", Value: truth(s.books.Broken() == nil)},
		{Name: "lotgate_clock_synced", Help: "1 while a time server keeps the clock.", Value: truth(clock.State == fact.ClockSynced)},
		{Name: "lotgate_clock_jumped", Help: "1 while a jump of the clock was not confirmed.", Value: truth(s.jump.Load() != nil)},
	}
	if free, err := ops.DiskFree(s.Dir); err == nil {
		all = append(all, ops.Gauge{Name: "lotgate_disk_free_bytes", Help: "Room in the file system of the data directory.", Value: float64(free)})
	}
	if s.server != nil {
		all = append(all, ops.Gauge{Name: "lotgate_clients_connected", Help: "Screens and programs on a live line.", Value: float64(s.server.Connected())})
	}
	return append(all, s.deviceGauges()...)
}

func (s *Site) deviceGauges() (all []ops.Gauge) {
	if guns := s.guns.Load(); guns != nil {
		for _, g := range guns.Statuses() {
			labels := []string{"scanner", g.Scanner, "station", g.Station}
			all = append(all,
				ops.Gauge{Name: "lotgate_scanner_connected", Help: "1 while the scanner is there.", Labels: labels, Value: truth(g.State == device.Connected)},
				ops.Gauge{Name: "lotgate_scanner_frames_total", Help: "What the scanner sent.", Labels: labels, Value: float64(g.Frames), Counts: true})
		}
	}
	for _, q := range s.queues {
		status := q.Status()
		labels := []string{"printer", status.Name}
		all = append(all,
			ops.Gauge{Name: "lotgate_printer_ready", Help: "1 while the printer is ready.", Labels: labels, Value: truth(status.State == printer.Ready)},
			ops.Gauge{Name: "lotgate_printer_waiting", Help: "Labels that wait for the printer.", Labels: labels, Value: float64(status.Waiting)})
	}
	return all
}

func truth(is bool) float64 {
	if is {
		return 1
	}
	return 0
}

// Diagnosis is what can be told of the daemon to somebody elsewhere: how its
// parts are, its figures and the last lines of its log. It names no person and
// nothing that was scanned.
func (s *Site) Diagnosis() (map[string][]byte, error) {
	figures := httptest.NewRecorder()
	s.figures.Handler().ServeHTTP(figures, httptest.NewRequest("GET", "/metrics", nil))
	texts := map[string][]byte{"metrics.txt": figures.Body.Bytes(), "stacks.txt": stacks()}
	if s.Tail != nil {
		texts["log.txt"] = s.Tail.Last()
	}
	_, clock := s.Clock.Read()
	devices := s.Devices()
	for i := range devices.Scanners {
		devices.Scanners[i].Last, devices.Scanners[i].Trouble = nil, words.Text{} // what was scanned stays here
	}
	status := map[string]any{"devices": devices, "clock": clock, "jump": s.jump.Load(), "ready": reportOf(s.ready()), "live": reportOf(s.live())}
	text, err := json.MarshalIndent(status, "", "  ")
	if err != nil {
		return nil, fmt.Errorf("write how the parts are: %w", err)
	}
	texts["status.json"] = text
	return texts, nil
}

func reportOf(checks map[string]server.Check) map[string]string {
	all := map[string]string{}
	for name, check := range checks {
		all[name] = check(context.Background())
	}
	return all
}

// stacks says what every goroutine is at.
func stacks() []byte {
	text := make([]byte, 1<<20)
	return text[:runtime.Stack(text, true)]
}

// Diagnose writes what can be told of books, whether a daemon is at work on
// them or not; more is told by it, if there is one.
func (b *Books) Diagnose(w io.Writer, more map[string][]byte) error {
	store := map[string]any{"journal": b.Journal.Stats(), "archives": b.Journal.Archives(), "torn": b.Journal.Torn(), "broken": brokenCode(b.Broken())}
	if free, err := ops.DiskFree(b.Dir); err == nil {
		store["diskFree"] = free
	}
	text, err := json.MarshalIndent(store, "", "  ")
	if err != nil {
		return fmt.Errorf("write how the store is: %w", err)
	}
	var version bytes.Buffer
	fmt.Fprintf(&version, "lotgate %s\n%s %s/%s\n%d processors\n", Version(), runtime.Version(), runtime.GOOS, runtime.GOARCH, runtime.NumCPU())
	if info, ok := debug.ReadBuildInfo(); ok {
		for _, m := range info.Deps {
			fmt.Fprintf(&version, "%s %s\n", m.Path, m.Version)
		}
	}
	texts := map[string][]byte{"version.txt": version.Bytes(), "store.json": text, "files.txt": ops.Files(b.Dir)}
	for name, text := range more {
		texts[name] = text
	}
	return ops.Bundle(w, b.Clock.Now(), texts)
}
