//go:build !linux

package evdev

import (
	"context"
	"errors"

	"lotgate/internal/device"
)

// Open refuses: keyboards are taken on Linux only.
func Open(_ context.Context, spec device.Spec, _ device.Line) (device.Port, error) {
	return nil, unavailable(spec.Address, errors.ErrUnsupported)
}
