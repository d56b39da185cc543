//go:build !unix

package devicetest

import (
	"testing"
	"time"
)

// processorTime is not known here.
func processorTime(*testing.T) time.Duration { return 0 }
