package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"

	"lotgate/internal/journal"
	"lotgate/internal/ops"
	"lotgate/internal/site"
	"lotgate/internal/words"
)

// ServeCmd starts the daemon.
type ServeCmd struct{ Settings }

// Run works until ctx ends.
func (c *ServeCmd) Run(ctx context.Context) error {
	config, err := c.load()
	if err != nil {
		return err
	}
	return serve(ctx, config, os.Stdout)
}

// serve works until ctx ends and greets on out once it is ready.
func serve(ctx context.Context, config *Config, out io.Writer) (err error) {
	passing := config.Demo && config.Data == ""
	if passing {
		if config.Data, err = os.MkdirTemp("", "lotgate-demo-"); err != nil {
			return fmt.Errorf("make the demo's data directory: %w", err)
		}
		defer os.RemoveAll(config.Data)
	}
	if err := config.absolute(); err != nil {
		return err
	}
	if owner := otherOwner(config.Data); owner != "" {
		return Problems{{text: words.Say("cli.owner", "dir", config.Data, "user", owner)}}
	}
	options, err := config.Options()
	if err != nil {
		return err
	}
	options.Tail = ops.NewTail(os.Stderr)
	options.Log = slog.New(slog.NewTextHandler(options.Tail, nil))
	if options.Systemd, err = ops.SystemdOf(os.Getenv); err != nil {
		return err
	}
	s, err := site.Open(ctx, options)
	if ctx.Err() != nil && errors.Is(err, journal.ErrClosed) {
		return nil // it was told to end before it was ready
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	desk, deskErr := offerDesk(ctx, s, config)
	if deskErr != nil {
		// Such as a path too long for a socket: receiving goes on without.
		options.Log.Warn("the commands beside serve cannot reach this daemon", "fault", deskErr)
	} else {
		defer func() { err = errors.Join(err, desk.Close()) }()
	}
	greet(out, s, config, passing)
	return s.Run(ctx)
}
