//go:build unix

package journal_test

import (
	"os/signal"
	"syscall"
)

// limitFiles keeps this process from making any file longer than bytes, until
// lift is called.
func limitFiles(bytes uint64) (lift func()) {
	signal.Ignore(syscall.SIGXFSZ) // or the first refused write would end the process
	var was syscall.Rlimit
	must(syscall.Getrlimit(syscall.RLIMIT_FSIZE, &was))
	must(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: bytes, Max: was.Max}))
	return func() { must(syscall.Setrlimit(syscall.RLIMIT_FSIZE, &was)) }
}
