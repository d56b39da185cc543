package clock

import (
	"os"
	"strings"
	"sync"
	"time"

	"golang.org/x/sys/unix"

	"lotgate/internal/fact"
)

// runLetters are enough of the kernel's 128-bit name of this start to tell it
// from any other of the same machine.
const runLetters = 8

var bootID = sync.OnceValue(func() string {
	id, err := os.ReadFile("/proc/sys/kernel/random/boot_id")
	if err != nil || len(id) < runLetters {
		return ""
	}
	return strings.TrimSpace(string(id))[:runLetters]
})

// sinceStart is the time since the machine was started, asleep or awake, and
// which start that was; so that a daemon that is started again knows how much
// time went by meanwhile.
func sinceStart() (run string, since time.Duration) {
	var at unix.Timespec
	if bootID() == "" || unix.ClockGettime(unix.CLOCK_BOOTTIME, &at) != nil {
		return sinceProcess()
	}
	return bootID(), time.Duration(at.Nano())
}

// state asks the kernel, which every time server tells: chrony, ntpd and
// systemd's.
func state() fact.ClockState {
	var about unix.Timex
	if _, err := unix.Adjtimex(&about); err != nil {
		return fact.ClockUnknown
	}
	if about.Status&unix.STA_UNSYNC != 0 {
		return fact.ClockFree
	}
	return fact.ClockSynced
}
