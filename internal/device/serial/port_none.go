//go:build !linux && !windows && !cgo

package serial

import (
	"context"
	"errors"

	"lotgate/internal/device"
)

// Open refuses: tarm/serial needs cgo on this system.
func Open(_ context.Context, spec device.Spec, _ device.Line) (device.Port, error) {
	return nil, unavailable(spec.Address, errors.ErrUnsupported)
}
