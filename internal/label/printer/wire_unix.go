//go:build unix

package printer

import "syscall"

// nonBlocking lets a read or write on a device be bounded by a deadline.
const nonBlocking = syscall.O_NONBLOCK | syscall.O_NOCTTY

// errBusy is a device that somebody else has open.
const errBusy = syscall.EBUSY
