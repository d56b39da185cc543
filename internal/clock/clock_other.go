//go:build !linux

package clock

import (
	"time"

	"lotgate/internal/fact"
)

func sinceStart() (run string, since time.Duration) { return sinceProcess() }

func state() fact.ClockState { return fact.ClockUnknown }
