//go:build !linux

package virtual

import "os"

// raw is left to the driver that opens the line: only what is sent before
// that is echoed.
func raw(*os.File) error { return nil }
