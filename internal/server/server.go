// Package server is Lotgate's only door to the network: the pages, the JSON
// interface under /api/v1, and the sockets that keep screens live.
//
// There is one table of routes (routes.go) and one gate in front of it
// (gate.go). The gate asks of every request, upgrades included, whether it
// names this host, comes from our own pages, is small enough, and is made by
// somebody who has the route's right; a route that grants nothing lets nobody
// in. What the interface offers is described by the same table (openapi.go),
// so the description cannot differ from what is served.
package server

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"sync"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/policy"
	"lotgate/internal/words"
)

// Options are what a Server works with. Gatekeeper, Ledger, Stations and
// Boards must be there; a route whose part is missing is not served.
type Options struct {
	Hosts    []string       // that requests may name, with their port: see Hosts
	Secure   bool           // served over TLS
	Language words.Language // of the site
	Now      func() time.Time
	Log      *slog.Logger

	Gatekeeper *auth.Gatekeeper
	Ledger     Ledger
	Stations   Stations
	Boards     Boards
	Labels     Labels
	Templates  Templates
	Documents  Documents
	Seals      Seals
	Import     Importer
	Tables     func(words.Language) ([]byte, error) // empty tables to import, as a workbook; with Import

	PolicyFile func(p policy.Policy, table string, l words.Language) ([]byte, error) // as CSV, or "" as a workbook of all its tables; with Import
	Devices    func() Devices
	SetupPNG   SetupPNG
	SetupSheet SetupSheet
	Clock      Clock
	Keeping    Keeping
	Demo       Demo // nil but for the demo store

	// Health says by name whether a part lives, Ready whether it is ready for
	// work.
	Health, Ready map[string]Check
	Metrics       http.Handler // nil: none are served

	Assets map[string]Asset // by path
	Pages  []string         // patterns that Shell answers
	Shell  string           // path of the one page among Assets
}

// Check is asked whether all is well, and answers with a code where not. It
// must not take long.
type Check func(ctx context.Context) (code string)

// Limits of the server, generous for people and fatal for floods.
const (
	headerWait   = 5 * time.Second
	readWait     = 60 * time.Second // an import may come over a slow line
	writeWait    = 60 * time.Second
	idleWait     = 2 * time.Minute
	shutdownWait = time.Second // a daemon that is told to end shall be gone within two
	sweepEvery   = time.Minute
	headerBytes  = 16 << 10
	maxConns     = 512
	maxSockets   = 256
	maxStrangers = 128 // of them, for who has not signed in: the rest stays for who works
)

// Server answers requests. Make one with New.
type Server struct {
	Options
	hosts    map[string]bool
	origins  map[string]bool
	mux      *http.ServeMux
	routes   []*route
	describe map[words.Language][]byte
	general  *limiter
	signIns  *limiter
	cross    *http.CrossOriginProtection

	life    context.Context // ends every socket
	end     context.CancelFunc
	sockets sync.WaitGroup
	seats   chan struct{} // one for each open socket
	benches chan struct{} // and one for each that a stranger opened
}

// New makes a server. It listens to nobody until Serve is called.
func New(o Options) (*Server, error) {
	if o.Gatekeeper == nil || o.Ledger == nil || o.Stations == nil || o.Boards == nil || o.Now == nil || o.Log == nil {
		return nil, errors.New("server: a part is missing")
	}
	s := &Server{
		Options: o, mux: http.NewServeMux(),
		hosts: map[string]bool{}, origins: map[string]bool{},
		general: newLimiter(500, 1000, o.Now),
		signIns: newLimiter(1, 30, o.Now),
		cross:   http.NewCrossOriginProtection(),
		seats:   make(chan struct{}, maxSockets),
		benches: make(chan struct{}, maxStrangers),
	}
	s.life, s.end = context.WithCancel(context.Background())
	for _, host := range o.Hosts {
		s.hosts[host] = true
		s.origins[s.scheme()+"://"+host] = true
	}
	s.register()
	return s, s.describeAll()
}

func (s *Server) scheme() string {
	if s.Secure {
		return "https"
	}
	return "http"
}

// Serve answers on l until ctx ends; then it lets running requests end and
// closes all sockets. It returns nil after an orderly end.
func (s *Server) Serve(ctx context.Context, l net.Listener) error {
	web := &http.Server{
		Handler:           s,
		ReadHeaderTimeout: headerWait,
		ReadTimeout:       readWait,
		WriteTimeout:      writeWait,
		IdleTimeout:       idleWait,
		MaxHeaderBytes:    headerBytes,
		ErrorLog:          slog.NewLogLogger(s.Log.Handler(), slog.LevelDebug),
	}
	sweeping, stop := context.WithCancel(ctx)
	var swept sync.WaitGroup
	swept.Go(func() { s.sweep(sweeping) })
	defer swept.Wait()
	defer stop()

	failed := make(chan error, 1)
	go func() { failed <- web.Serve(limitConns(l, maxConns)) }()
	select {
	case err := <-failed:
		s.Close()
		return fmt.Errorf("serve %s: %w", l.Addr(), err)
	case <-ctx.Done():
	}
	s.end() // a socket that stays would not let Shutdown's caller go
	wait, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownWait)
	defer cancel()
	err := web.Shutdown(wait)
	if errors.Is(err, context.DeadlineExceeded) { // whoever has not said all that he asks for by now
		err = web.Close()
	}
	if err != nil {
		err = fmt.Errorf("end the web server: %w", err)
	}
	<-failed
	s.sockets.Wait()
	return err
}

// Close ends all sockets and waits for them, for a Server that is a handler of
// somebody else's; Serve does it by itself.
func (s *Server) Close() {
	s.end()
	s.sockets.Wait()
}

// Connected is how many live lines there are.
func (s *Server) Connected() int { return len(s.seats) }

// sweep closes sessions that are over until ctx ends.
func (s *Server) sweep(ctx context.Context) {
	tick := time.NewTicker(sweepEvery)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
			if err := s.Gatekeeper.Sweep(ctx); err != nil && ctx.Err() == nil {
				s.Log.Error("close sessions that are over", "fault", err)
			}
		}
	}
}
