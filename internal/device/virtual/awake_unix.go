//go:build unix

package virtual

import (
	"fmt"
	"os"
	"syscall"
)

// awake reopens gun so that reading and writing it wait in the runtime's
// poller: only then do deadlines work and does Close end a waiting Read.
func awake(gun *os.File) (*os.File, error) {
	defer gun.Close()
	fd, err := syscall.Dup(int(gun.Fd()))
	if err != nil {
		return nil, fmt.Errorf("doubling the pseudo-terminal: %w", err)
	}
	syscall.CloseOnExec(fd)
	if err := syscall.SetNonblock(fd, true); err != nil {
		syscall.Close(fd)
		return nil, fmt.Errorf("waking the pseudo-terminal: %w", err)
	}
	return os.NewFile(uintptr(fd), gun.Name()), nil
}
