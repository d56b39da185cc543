package clock_test

import (
	"testing"
	"time"

	"golang.org/x/sys/unix"

	"lotgate/internal/clock"
	"lotgate/internal/fact"
)

// TestStateIsTheKernels: what is kept says the same as the kernel, which is
// unknown only where it may not be asked.
func TestStateIsTheKernels(t *testing.T) {
	var about unix.Timex
	want := fact.ClockSynced
	switch _, err := unix.Adjtimex(&about); {
	case err != nil:
		want = fact.ClockUnknown
	case about.Status&unix.STA_UNSYNC != 0:
		want = fact.ClockFree
	}
	if _, stamp := clock.In(time.UTC).Read(); stamp.State != want {
		t.Errorf("read %q, the kernel says %q", stamp.State, want)
	}
}
