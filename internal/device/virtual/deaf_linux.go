package virtual

import (
	"errors"
	"fmt"

	"golang.org/x/sys/unix"
)

// Deafen lets the gun refuse what is answered to it, as one that holds the
// line by XOFF does: the daemon's writes find no taker until it is replugged.
func (s *Scanner) Deafen() error {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.cable == nil {
		return ErrUnplugged
	}
	conn, err := s.cable.SyscallConn()
	if err != nil {
		return fmt.Errorf("deafening %s: %w", s.path, err)
	}
	var stopped error
	err = conn.Control(func(fd uintptr) { stopped = unix.IoctlSetInt(int(fd), unix.TCXONC, unix.TCOOFF) })
	if err := errors.Join(err, stopped); err != nil {
		return fmt.Errorf("deafening %s: %w", s.path, err)
	}
	return nil
}
