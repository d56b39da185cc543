package journal

import (
	"os"
	"syscall"
)

// allocate gives file so much room without writing to it.
func allocate(file *os.File, bytes int64) error {
	for {
		err := syscall.Fallocate(int(file.Fd()), 0, 0, bytes)
		if err != syscall.EINTR {
			return os.NewSyscallError("fallocate", err)
		}
	}
}
