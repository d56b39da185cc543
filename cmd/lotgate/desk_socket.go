package main

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/rpc"
	"os"
	"path/filepath"
	"sync"
	"time"

	"lotgate/internal/clock"
	"lotgate/internal/journal"
	"lotgate/internal/site"
	"lotgate/internal/words"
)

// The socket lies in a folder of its own that only the owner may enter.
const (
	deskDir    = "desk"
	deskSocket = "socket"
)

// deskServer offers a Desk on the data directory's socket.
type deskServer struct {
	listener net.Listener
	desk     Desk
	serving  sync.WaitGroup

	mu    sync.Mutex
	conns map[net.Conn]bool
}

// offerDesk begins to serve. Whoever holds the books may take a socket over
// that a killed daemon has left.
func offerDesk(ctx context.Context, house *site.Site, config *Config) (*deskServer, error) {
	books := house.Books()
	dir := filepath.Join(books.Dir, deskDir)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the desk's folder: %w", err)
	}
	path := filepath.Join(dir, deskSocket)
	if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("take the desk's socket over: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("open the desk: %w", err)
	}
	d := &deskServer{listener: l, desk: Desk{ctx: ctx, books: books, house: house, config: config}, conns: map[net.Conn]bool{}}
	d.serving.Go(d.serve)
	return d, nil
}

// serve has a desk at work for one caller, and returns when he is gone and what
// he had asked for has ended: with him ends what nobody waits for any more.
func (d Desk) serve(conn net.Conn) {
	ctx, cancel := context.WithCancel(d.ctx)
	defer cancel()
	d.ctx = ctx
	server := rpc.NewServer()
	if err := server.Register(&d); err != nil {
		panic(err) // the desk's methods are part of the program
	}
	server.ServeConn(&caller{conn, cancel})
}

// caller is a connection that says when nothing more comes.
type caller struct {
	net.Conn
	gone func()
}

func (c *caller) Read(b []byte) (int, error) {
	n, err := c.Conn.Read(b)
	if err != nil {
		c.gone()
	}
	return n, err
}

func (d *deskServer) serve() {
	for {
		conn, err := d.listener.Accept()
		if err != nil {
			return // it was closed
		}
		d.keep(conn, true)
		d.serving.Go(func() {
			defer d.keep(conn, false)
			d.desk.serve(conn)
		})
	}
}

func (d *deskServer) keep(conn net.Conn, open bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if open {
		d.conns[conn] = true
	} else {
		delete(d.conns, conn)
	}
}

// Close ends the desk and waits for what it is at.
func (d *deskServer) Close() error {
	err := d.listener.Close()
	d.mu.Lock()
	for conn := range d.conns {
		conn.Close()
	}
	d.mu.Unlock()
	d.serving.Wait()
	return err
}

// desk is a Desk to call, wherever it is.
type desk struct {
	*rpc.Client
	books  *site.Books // if the desk is this process's own
	served chan struct{}
}

// openDesk finds the desk of a data directory: that of the daemon at work on
// it, or where there is none, one of this process's own.
func openDesk(ctx context.Context, config *Config) (*desk, error) {
	if config.Data == "" {
		return nil, Problems{{text: words.Say("cli.data")}}
	}
	zone, err := time.LoadLocation(config.Zone)
	if err != nil {
		return nil, fmt.Errorf("find the time zone: %w", err)
	}
	if owner := otherOwner(config.Data); owner != "" {
		d, err := callDesk(config.Data, journal.ErrHeld)
		if err != nil {
			return nil, Problems{{text: words.Say("cli.owner", "dir", config.Data, "user", owner)}}
		}
		return d, nil
	}
	books, err := site.OpenBooks(config.Data, clock.In(zone))
	if errors.Is(err, journal.ErrHeld) {
		return callDesk(config.Data, err)
	}
	if err != nil {
		return nil, err
	}
	here, there := net.Pipe()
	served := make(chan struct{})
	go func() { // ends when here is closed
		defer close(served)
		Desk{ctx: ctx, books: books, config: config}.serve(there)
	}()
	return &desk{rpc.NewClient(here), books, served}, nil
}

func callDesk(dir string, held error) (*desk, error) {
	conn, err := net.Dial("unix", filepath.Join(dir, deskDir, deskSocket))
	if err != nil {
		return nil, fmt.Errorf("call the daemon: %w: %w", err, held)
	}
	return &desk{Client: rpc.NewClient(conn)}, nil
}

// Close lets the desk go.
func (d *desk) Close() error {
	err := d.Client.Close()
	if d.books != nil {
		<-d.served // it may have something half done to take back
		err = errors.Join(err, d.books.Close())
	}
	return err
}

// existing refuses a data directory that holds no store: reading commands
// shall not make one by a slip of the pen.
func (c *Config) existing() error {
	if c.Data == "" {
		return Problems{{text: words.Say("cli.data")}}
	}
	if _, err := os.Stat(filepath.Join(c.Data, "lotgate.db")); errors.Is(err, fs.ErrNotExist) {
		return Problems{{text: words.Say("cli.nothing", "dir", c.Data)}}
	}
	return nil
}
