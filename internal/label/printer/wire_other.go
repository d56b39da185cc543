//go:build !unix

package printer

import "errors"

// nonBlocking is nothing here: there are no such devices either.
const nonBlocking = 0

var errBusy = errors.New("busy")
