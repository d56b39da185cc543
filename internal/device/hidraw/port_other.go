//go:build !linux

package hidraw

import (
	"context"
	"errors"

	"lotgate/internal/device"
)

// Open refuses: HID scanners are read on Linux only.
func Open(_ context.Context, spec device.Spec, _ device.Line) (device.Port, error) {
	return nil, unavailable(spec.Address, errors.ErrUnsupported)
}
