package serial

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"sync"
	"syscall"
	"time"

	"golang.org/x/sys/unix"

	tarm "github.com/tarm/serial"

	"lotgate/internal/device"
)

// port is one open line: tarm's descriptor reads, side does all the rest.
type port struct {
	path    string
	line    *tarm.Port
	side    *os.File
	wait    syscall.RawConn // of side
	closing sync.Once
	closed  error
}

// Open opens the line at spec.Address. A symbolic link, as udev makes them
// below /dev/serial/by-id, is followed anew each time, so a gun that comes
// back under another number is found again.
func Open(_ context.Context, spec device.Spec, line device.Line) (device.Port, error) {
	p, err := open(spec.Address, line)
	if err != nil {
		return nil, unavailable(spec.Address, err)
	}
	return p, nil
}

func open(path string, line device.Line) (*port, error) {
	side, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK, 0)
	if err != nil {
		return nil, fmt.Errorf("opening the line: %w", err)
	}
	p := &port{path: path, side: side}
	if err := errors.Join(p.prepare(line)); err != nil {
		side.Close() // the reason for giving up is the one to tell
		return nil, err
	}
	return p, nil
}

// prepare locks the line before tarm touches its settings, so that a second
// daemon cannot change the speed under a working gun.
func (p *port) prepare(line device.Line) (err error) {
	if p.wait, err = p.side.SyscallConn(); err != nil {
		return fmt.Errorf("waiting on the line: %w", err)
	}
	if err := p.control(lock); err != nil {
		return fmt.Errorf("locking the line: %w", err)
	}
	if p.line, err = tarm.OpenPort(config(p.path, line)); err != nil {
		return fmt.Errorf("setting up the line: %w", err)
	}
	if err := p.control(exclude); err != nil {
		return errors.Join(fmt.Errorf("keeping others off the line: %w", err), p.line.Close())
	}
	return nil
}

// lock keeps out programs that ask politely, a second Lotgate first of all;
// it works against root as well, and the kernel ends it with the descriptor.
func lock(fd int) error { return unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB) }

// exclude keeps out all others but root: they get EBUSY.
func exclude(fd int) error { return unix.IoctlSetInt(fd, unix.TIOCEXCL, 0) }

// admit undoes exclude, which would otherwise outlive us on a line that
// another program keeps open.
func admit(fd int) error { return unix.IoctlSetInt(fd, unix.TIOCNXCL, 0) }

// control runs do on the side descriptor.
func (p *port) control(do func(fd int) error) error {
	var result error
	err := p.wait.Control(func(fd uintptr) { result = do(int(fd)) })
	return errors.Join(err, result)
}

// Read waits on the side until the kernel holds bytes and lets tarm read
// them. tarm's own wait, 100 ms at least, is never begun, and its EOF means
// one thing only: the gun is gone.
func (p *port) Read(b []byte) (int, error) {
	for {
		if err := p.await(); err != nil {
			return 0, err
		}
		n, err := p.line.Read(b)
		switch {
		case n > 0:
			return n, nil
		case errors.Is(err, io.EOF):
			continue // await tells whether it was an unplugging
		case err != nil:
			return 0, device.Gone(p.path, err)
		}
	}
}

// await returns nil when bytes can be read.
func (p *port) await() error {
	var broken error
	err := p.wait.Read(func(fd uintptr) bool {
		held, err := unix.IoctlGetInt(int(fd), unix.TIOCINQ)
		broken = err
		return held > 0 || err != nil
	})
	switch {
	case broken != nil:
		return device.Gone(p.path, broken)
	case err != nil && !errors.Is(err, os.ErrDeadlineExceeded):
		return os.ErrClosed // the poller's own word for it is not exported
	}
	return err
}

func (p *port) Write(b []byte) (int, error) { return p.side.Write(b) }

func (p *port) SetReadDeadline(t time.Time) error { return p.side.SetReadDeadline(t) }

func (p *port) SetWriteDeadline(t time.Time) error { return p.side.SetWriteDeadline(t) }

// Close ends a waiting Read and Write and gives the line free.
func (p *port) Close() error {
	p.closing.Do(func() {
		_ = p.control(admit) // fails where the gun is gone, and then nothing is held
		p.closed = errors.Join(p.side.Close(), p.line.Close())
	})
	return p.closed
}
