//go:build linux || windows || cgo

package serial

import (
	"time"

	tarm "github.com/tarm/serial"

	"lotgate/internal/device"
)

// readTimeout bounds how long tarm's Read, and with it tarm's Close, can wait
// for a byte. It is the shortest that the terminal driver knows.
const readTimeout = 100 * time.Millisecond

var parities = map[string]tarm.Parity{
	"none": tarm.ParityNone,
	"odd":  tarm.ParityOdd,
	"even": tarm.ParityEven,
}

func config(path string, line device.Line) *tarm.Config {
	return &tarm.Config{
		Name:        path,
		Baud:        line.Baud,
		Size:        byte(line.Size),
		Parity:      parities[line.Parity],
		StopBits:    tarm.StopBits(line.Stop),
		ReadTimeout: readTimeout,
	}
}
