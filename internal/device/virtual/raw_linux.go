package virtual

import (
	"errors"
	"os"

	"golang.org/x/sys/unix"
)

// raw takes echo and line editing away from the start: what is sent before
// the driver has opened the line must arrive as it was sent.
func raw(cable *os.File) error {
	conn, err := cable.SyscallConn()
	if err != nil {
		return err
	}
	settings := unix.Termios{Cflag: unix.CREAD | unix.CLOCAL | unix.CS8 | unix.B9600}
	settings.Cc[unix.VMIN] = 1
	var set error
	err = conn.Control(func(fd uintptr) { set = unix.IoctlSetTermios(int(fd), unix.TCSETS, &settings) })
	return errors.Join(err, set)
}
