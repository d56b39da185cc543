//go:build !unix

package printer

// nonBlocking is nothing here: there are no such devices either.
const nonBlocking = 0
