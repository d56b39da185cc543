package site

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"lotgate/internal/board"
	"lotgate/internal/book"
	"lotgate/internal/clock"
	"lotgate/internal/device"
	"lotgate/internal/device/virtual"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/label"
	"lotgate/internal/label/printer"
	"lotgate/internal/ops"
	"lotgate/internal/screen"
	"lotgate/internal/server"
	"lotgate/internal/session"
	"lotgate/internal/stock"
	"lotgate/internal/words"
	"lotgate/web"
)

// Options are a site as it was configured, checked and parsed.
type Options struct {
	Dir       string // data directory
	Listen    string // "127.0.0.1:8410"
	TLS       *server.TLS
	Hosts     []string // further names that browsers may call the site by
	Language  words.Language
	Clock     Clock // nil: the machine's own
	Zone      *time.Location
	Demo      bool
	Sources   fs.FS // of the browser half
	Stations  []session.Config
	Scanners  []device.Spec
	Printers  []printer.Config
	Templates *label.Shelf // of labels; nil has the built-in ones

	Profiles        map[string]device.Profile  // nil: the built-in ones
	PrinterProfiles map[string]printer.Profile // nil: the built-in ones
	Broken          []error                    // profiles that cannot be used, and why

	Sealing Sealing
	Backups Backups
	Log     *slog.Logger
	Tail    *ops.Tail   // the log's last lines, for a diagnosis; may be nil
	Systemd ops.Systemd // to be told how the daemon is
}

// idleLock is how long a station stays open that nobody uses.
const idleLock = 30 * time.Minute

// Site is a daemon, ready to run.
type Site struct {
	Options
	books    *Books
	stations *session.Stations
	boards   *board.Boards
	server   *server.Server
	listener net.Listener
	bench    *virtual.Bench
	queues   []*printer.Queue
	guns     atomic.Pointer[device.Manager]

	gunsTurned chan struct{}             // a token when a gun has come or gone; the manager's own Watch tells of every code too
	jump       atomic.Pointer[book.Jump] // of the clock, that nobody has confirmed yet; nil for none
	keepMu     sync.Mutex
	kept       keeping
	care
	counts counts
	cures  cures
}

// Open opens the data directory and the door, and takes the demo store in if
// it is asked for and nothing is there yet. Run does the rest.
func Open(ctx context.Context, o Options) (_ *Site, err error) {
	s := &Site{Options: o, gunsTurned: make(chan struct{}, 1)}
	if s.Clock == nil {
		s.Clock = clock.In(o.Zone)
	}
	if s.books, err = openBooks(o.Dir, s.Clock, func(b *book.Book) error { return s.freshen(ctx, b) }); err != nil {
		return nil, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, s.Close())
		}
	}()
	s.openCare()
	if s.books.unswept != nil {
		s.Log.Warn("folders that nobody needs any more could not be removed", "fault", s.books.unswept)
	}
	if s.books.Journal.Torn() {
		s.Log.Warn("the last write before this start was cut off; it had been confirmed to nobody and is not counted")
	}
	if err := s.lookAtClock(ctx); err != nil {
		return nil, err
	}
	if err := s.furnish(ctx); err != nil {
		return nil, err
	}
	if err := s.openDevices(); err != nil {
		return nil, err
	}
	s.boards = board.New(s.books, s.now)
	s.stations = session.New(session.Site{
		Book: s.books, Gate: s.books.Gatekeeper, Now: s.now, NewID: newID, Notices: s.notices, Heard: s.heard, Read: s.read, Failed: s.failed, Idle: idleLock,
	}, o.Stations)
	return s, s.openServer()
}

func (s *Site) now() time.Time { return s.Clock.Now() }

func (s *Site) openServer() (err error) {
	if s.listener, err = server.Listen(s.Listen, s.TLS, s.now()); err != nil {
		return err
	}
	assets, err := s.assets()
	if err != nil {
		return err
	}
	options := server.Options{
		Hosts: server.Hosts(s.listener.Addr(), s.Hosts...), Secure: s.TLS != nil, Language: s.Language, Now: s.now, Log: s.Log,
		Gatekeeper: s.books.Gatekeeper, Ledger: s.books, Stations: stationsPort{s.stations}, Boards: s.boards,
		Labels: labelsPort{s}, Templates: templatesPort{s}, Documents: papers{s.books, s.Language}, Seals: sealsPort{s.books}, Import: s.importFiles, Tables: intake.Workbook, PolicyFile: intake.PolicyFile,
		Devices: s.Devices, SetupPNG: s.setupPNG, SetupSheet: s.setupSheet,
		Clock: s.clockPort(), Keeping: s.keepingPort(),
		Health: s.live(), Ready: s.ready(), Metrics: s.figures.Handler(),
		Assets: assets, Pages: web.Pages, Shell: web.Shell,
	}
	if s.Demo {
		options.Demo = demoPort{s}
	}
	s.server, err = server.New(options)
	return err
}

func (s *Site) assets() (map[string]server.Asset, error) {
	built, err := web.Build(s.Sources)
	if err != nil {
		return nil, err
	}
	assets := map[string]server.Asset{}
	for path, a := range built {
		assets[path] = server.Asset{Type: a.Type, Tag: a.Tag, Body: a.Body}
	}
	return assets, nil
}

func (s *Site) failed(station string, err error) {
	s.Log.Error("a scan could not be dealt with", "station", station, "fault", err)
}

// Address is what to open in a browser.
func (s *Site) Address() string {
	scheme := "http"
	if s.TLS != nil {
		scheme = "https"
	}
	return scheme + "://" + s.listener.Addr().String()
}

// Books are the site's books, for whoever works beside the web.
func (s *Site) Books() *Books { return s.books }

// Run works until ctx ends, and then lets what was begun end.
func (s *Site) Run(ctx context.Context) error {
	ctx, cancel := context.WithCancel(ctx)
	var running sync.WaitGroup
	defer running.Wait()
	defer cancel()

	if err := s.startDevices(ctx, &running); err != nil {
		return err
	}
	running.Go(func() { s.stations.Run(ctx) })
	minutely := time.NewTicker(time.Minute)
	defer minutely.Stop()
	running.Go(func() { s.boards.Run(ctx, minutely.C) })
	running.Go(func() { s.attend(ctx) })
	running.Go(func() { s.keep(ctx) })
	running.Go(func() { s.Systemd.Watch(ctx, s.books.Journal.Alive, s.Log) })
	stop := context.AfterFunc(ctx, func() {
		s.stopping.Store(true)
		s.tellSystemd("STOPPING=1")
	})
	defer stop()
	s.tellSystemd("READY=1")
	return s.server.Serve(ctx, s.listener)
}

// Close ends what Open opened, after Run has returned.
func (s *Site) Close() (err error) {
	if s.listener != nil {
		if e := s.listener.Close(); !errors.Is(e, net.ErrClosed) {
			err = e
		}
	}
	if s.bench != nil {
		err = errors.Join(err, s.bench.Close())
	}
	return errors.Join(err, s.books.Close())
}

// attend does what follows from facts once they are durable: it wakes
// printers, puts finished papers into their folder, and redraws stations when
// something beside their own work has changed.
func (s *Site) attend(ctx context.Context) {
	batches, cancel := s.books.Watch()
	defer cancel()
	refresh, stop := s.watchTroubles(ctx)
	defer stop()
	papers, finished := s.newFiling(), make(chan struct{}, 1)
	var filing sync.WaitGroup
	filing.Go(func() { papers.run(ctx, finished) })
	defer filing.Wait()
	var said [][]screen.Notice // of the last drawing
	for {
		select {
		case <-ctx.Done():
			return
		case batch := <-batches:
			for _, q := range s.queues {
				q.Wake()
			}
			if aboutClock(batch) {
				if err := s.keepJump(); err != nil {
					s.Log.Error("tell of the clock", "fault", err)
				}
			}
			if papers.due(batch) {
				select {
				case finished <- struct{}{}:
				default: // it is about to look anyway
				}
			}
			if stopsWork(batch) || aboutClock(batch) {
				s.stations.Refresh()
			}
		case <-refresh:
			// Printers tell of every label. To draw all stations for each would
			// get in the way of the next scan.
			if now := s.allNotices(); !reflect.DeepEqual(now, said) {
				said = now
				s.stations.Refresh()
			}
		}
	}
}

// stopsWork reports whether a batch changes what may be done with a lot, or
// what is to be picked by somebody else, so that every screen must say so before
// the next scan. A nil one stands for
// any.
func stopsWork(batch []fact.Recorded) bool {
	return batch == nil || slices.ContainsFunc(batch, func(r fact.Recorded) bool {
		switch r.Fact.(type) {
		case stock.LotStatusSet, document.TaskStopped, document.UnmetPlanned:
			return true
		}
		return false
	})
}

// watchTroubles gives a token whenever a printer or a gun changes its state,
// or the books stop or start taking records.
func (s *Site) watchTroubles(ctx context.Context) (changed <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	var watching sync.WaitGroup
	ctx, cancel := context.WithCancel(ctx)
	forward := func(from <-chan struct{}, end func()) {
		watching.Go(func() {
			defer end()
			for {
				select {
				case <-ctx.Done():
					return
				case <-from:
				}
				select {
				case c <- struct{}{}:
				default:
				}
			}
		})
	}
	for _, q := range s.queues {
		forward(q.Watch())
	}
	forward(s.gunsTurned, func() {})
	forward(s.watchBooks(ctx, &watching))
	return c, func() { cancel(); watching.Wait() }
}

// booksEvery is how often it is looked whether the books take records: a disk
// that is full says so only to who writes.
const booksEvery = time.Second

func (s *Site) watchBooks(ctx context.Context, watching *sync.WaitGroup) (<-chan struct{}, func()) {
	c := make(chan struct{})
	watching.Go(func() {
		tick := time.NewTicker(booksEvery)
		defer tick.Stop()
		was := s.stopped()
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			s.checkClock(ctx)
			is := s.stopped()
			if (is == nil) == (was == nil) {
				continue
			}
			was = is
			select {
			case c <- struct{}{}:
			case <-ctx.Done():
				return
			}
		}
	})
	return c, func() {}
}

// stopped is why the books take nothing, or nil.
func (s *Site) stopped() error {
	if no := s.books.Held(); no != nil {
		return no
	}
	return s.books.Broken()
}

// notices are the troubles to show at a station: those of its own guns, of
// all printers, and of the books.
func (s *Site) notices(station string) (all []screen.Notice) {
	if err := s.books.Broken(); err != nil {
		all = append(all, screen.Notice{State: screen.Bad, Text: brokenText(err)})
	}
	all = append(all, s.keptNotices()...)
	if text, jumped := s.jumpText(); jumped {
		all = append(all, screen.Notice{State: screen.Ask, Text: text})
	}
	if guns := s.guns.Load(); guns != nil {
		for _, g := range guns.Statuses() {
			if g.Station == station && g.State != device.Connected {
				all = append(all, screen.Notice{State: screen.Bad, Text: words.Say("notice.scanner", "scanner", g.Scanner, "text", g.Text)})
			}
		}
	}
	for _, q := range s.queues {
		if status := q.Status(); status.Trouble() {
			all = append(all, screen.Notice{State: screen.Ask, Text: words.Say("notice.printer", "printer", status.Name, "text", status.Text)})
		}
	}
	return all
}

// allNotices are the notices of every station.
func (s *Site) allNotices() (all [][]screen.Notice) {
	for _, station := range s.Stations {
		all = append(all, s.notices(station.ID))
	}
	return all
}

func (s *Site) folder(name string) (string, error) {
	dir := filepath.Join(s.Dir, name)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return "", fmt.Errorf("make folder %s: %w", name, err)
	}
	return dir, nil
}
