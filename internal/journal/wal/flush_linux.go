package wal

import (
	"os"
	"syscall"
)

// flush makes what was written durable, and not the file's times, which are of
// no use: that would be a second write.
func flush(file *os.File) error {
	for {
		err := syscall.Fdatasync(int(file.Fd()))
		if err != syscall.EINTR {
			return os.NewSyscallError("fdatasync", err)
		}
	}
}
