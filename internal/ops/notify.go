package ops

import (
	"context"
	"fmt"
	"log/slog"
	"net"
	"os"
	"strconv"
	"time"
)

// Systemd is told how the daemon is, if systemd started it. The zero value
// tells nobody. What it takes to speak to it is one datagram (sd_notify(3)),
// which is less than the library for it.
type Systemd struct {
	socket string
	every  time.Duration // that it wants a sign of life; 0: never
}

// SystemdOf reads from the environment whether and where to tell.
func SystemdOf(getenv func(string) string) (Systemd, error) {
	s := Systemd{socket: getenv("NOTIFY_SOCKET")}
	wanted := getenv("WATCHDOG_USEC")
	if wanted == "" || s.socket == "" {
		return s, nil
	}
	if pid := getenv("WATCHDOG_PID"); pid != "" && pid != strconv.Itoa(os.Getpid()) {
		return s, nil // it is meant for another process
	}
	micros, err := strconv.ParseInt(wanted, 10, 64)
	if err != nil || micros <= 0 {
		return s, fmt.Errorf("read WATCHDOG_USEC %q: it is no number of microseconds", wanted)
	}
	s.every = time.Duration(micros) * time.Microsecond
	return s, nil
}

// Tell sends states, such as "READY=1" and "STOPPING=1".
func (s Systemd) Tell(state string) error {
	if s.socket == "" {
		return nil
	}
	address := s.socket
	if address[0] == '@' { // has no file
		address = "\x00" + address[1:]
	}
	conn, err := net.DialUnix("unixgram", nil, &net.UnixAddr{Name: address, Net: "unixgram"})
	if err != nil {
		return fmt.Errorf("tell systemd: %w", err)
	}
	defer conn.Close()
	if err := conn.SetWriteDeadline(time.Now().Add(time.Second)); err != nil {
		return fmt.Errorf("tell systemd: %w", err)
	}
	if _, err := conn.Write([]byte(state)); err != nil {
		return fmt.Errorf("tell systemd: %w", err)
	}
	return nil
}

// Watch gives systemd's watchdog its sign of life until ctx ends, twice as
// often as it wants one, and only after alive has said that there is life. A
// daemon that is stuck is so started again.
func (s Systemd) Watch(ctx context.Context, alive func(context.Context) error, log *slog.Logger) {
	if s.every == 0 {
		return
	}
	tick := time.NewTicker(s.every / 2)
	defer tick.Stop()
	for {
		s.sign(ctx, alive, log)
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}

func (s Systemd) sign(ctx context.Context, alive func(context.Context) error, log *slog.Logger) {
	ctx, cancel := context.WithTimeout(ctx, s.every/2)
	defer cancel()
	err := alive(ctx)
	if err == nil {
		err = s.Tell("WATCHDOG=1")
	}
	if err != nil && ctx.Err() != context.Canceled {
		log.Error("no sign of life was given to systemd", "fault", err)
	}
}
