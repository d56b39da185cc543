package device_test

import (
	"slices"
	"testing"
	"time"

	"lotgate/internal/device"
)

// misread is what a UART reads at one rate of bytes that were sent 8N1 at
// another: it looks for a start bit and takes ten bits at its own pace.
func misread(sent []byte, at, read float64) (got []byte) {
	var line []bool
	for _, b := range sent {
		line = append(line, false)
		for i := range 8 {
			line = append(line, b>>i&1 == 1)
		}
		line = append(line, true)
	}
	level := func(bits float64) bool { // idle is high
		i := int(bits * at / read)
		return i >= len(line) || line[i]
	}
	for t := 0.0; t*at/read < float64(len(line)); {
		if level(t) {
			t += read / at / 16
			continue
		}
		var b byte
		for i := range 8 {
			if level(t + 1.5 + float64(i)) {
				b |= 1 << i
			}
		}
		got = append(got, b)
		t += 9.5
	}
	return got
}

// TestWrongBaudIsNoCode: whatever a gun sends at another rate than the line is
// set to never becomes a code. Mostly it is told as noise; a gun much faster
// than the line leaves a few bytes, which are told as cut off. Both name the
// rate as the cure.
func TestWrongBaudIsNoCode(t *testing.T) {
	rates := []float64{1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200}
	told := 0
	for _, at := range rates {
		for _, read := range rates {
			code := "]d20109501101530003172612311210ABC123\x1d219999"
			var frames []string
			var troubles []device.TroubleKind
			p := device.Profile{Framing: device.Framing{Ends: [][]byte{{'\r'}, {'\n'}}, Idle: time.Second}}
			p.Play([][]byte{misread([]byte(code+"\r\n"), at, read)}, true, nil, func(piece device.Piece) {
				if piece.Trouble != "" {
					troubles = append(troubles, piece.Trouble)
					return
				}
				frames = append(frames, string(piece.Data))
			})
			if at == read {
				if !slices.Equal(frames, []string{code}) || len(troubles) > 0 {
					t.Errorf("at the right rate: %q, %v", frames, troubles)
				}
				continue
			}
			if slices.Contains(frames, code) {
				t.Errorf("sent at %v and read at %v it is a code", at, read)
			}
			if slices.Contains(troubles, device.Noise) {
				told++
			}
		}
	}
	if told < 40 {
		t.Errorf("of 56 wrong rates %d are told as noise", told)
	}
}
