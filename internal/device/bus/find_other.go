//go:build !linux

package bus

import (
	"context"
	"errors"

	"lotgate/internal/device"
)

// Find finds nothing: only Linux tells of its devices in this way.
func Find() ([]device.Found, error) { return nil, errors.ErrUnsupported }

// Watch tells of nothing.
func Watch(context.Context) (<-chan struct{}, error) { return nil, errors.ErrUnsupported }

// Denied is for Linux alone.
func Denied(string) bool { return false }
