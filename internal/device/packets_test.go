package device_test

import (
	"bytes"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"lotgate/internal/device"
)

// ssiFrom is a packet that a Zebra scanner sends.
func ssiFrom(status byte, code []byte) []byte {
	p := append([]byte{byte(5 + len(code)), 0xF3, 0, status, 0x1B}, code...)
	var sum uint16
	for _, b := range p {
		sum -= uint16(b)
	}
	return append(p, byte(sum>>8), byte(sum))
}

func played(protocol string, chunks [][]byte) (frames []string, troubles int) {
	p := device.Profile{Framing: device.Framing{Protocol: protocol}}
	p.Play(chunks, true, func([]byte) {}, func(piece device.Piece) {
		if piece.Trouble != "" {
			troubles++
			return
		}
		frames = append(frames, string(piece.Data))
	})
	return frames, troubles
}

// TestSSIAnyCodes: whatever is in the codes, however they are parted into
// packets and the packets into chunks, and whichever packets come twice,
// every code comes once, in order.
func TestSSIAnyCodes(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SliceOfN(rapid.SliceOfN(rapid.Byte(), 1, 600), 1, 4).Draw(t, "codes")
		var sent []byte
		var want []string
		for _, code := range codes {
			want = append(want, string(code))
			for part := range slices.Chunk(code, rapid.IntRange(1, 250).Draw(t, "packet")) {
				status := byte(0)
				if &part[len(part)-1] != &code[len(code)-1] {
					status = 2
				}
				sent = append(sent, ssiFrom(status, part)...)
				if rapid.Bool().Draw(t, "again") {
					sent = append(sent, ssiFrom(status|1, part)...)
				}
			}
		}
		chunks := slices.Collect(slices.Chunk(sent, rapid.IntRange(1, 40).Draw(t, "chunk")))
		if got, troubles := played("ssi", chunks); !slices.Equal(got, want) || troubles > 0 {
			t.Fatalf("got %q and %d troubles, want %q", got, troubles, want)
		}
	})
}

// TestReportsTooLong: a code without an end is told once, and the next is
// whole again.
func TestReportsTooLong(t *testing.T) {
	report := func(text string, more byte) []byte {
		r := make([]byte, 64)
		r[0], r[1], r[63] = 2, byte(len(text)), more
		copy(r[5:], text)
		return r
	}
	var chunks [][]byte
	for range 1000 {
		chunks = append(chunks, report("0123456789012345678901234567890123456789012345678901ABCD", 1))
	}
	chunks = append(chunks, report("end", 0), []byte{9, 1, 2, 3}, report("", 0), report("whole", 0))
	if frames, troubles := played("hidpos", chunks); len(frames) != 1 || frames[0] != "whole" || troubles != 1 {
		t.Errorf("got %q and %d troubles", frames, troubles)
	}
}

func FuzzPackets(f *testing.F) {
	f.Add(0, ssiFrom(0, []byte("6901234567892")))
	f.Add(1, bytes.Repeat([]byte{2, 56, ']', 'd', '2', 1}, 30))
	f.Add(2, []byte{6, 2, 0, 0x5F, 0xDF})
	f.Fuzz(func(t *testing.T, which int, sent []byte) {
		if which < 0 || which >= len(device.Protocols) {
			return
		}
		for _, size := range []int{1, 7, max(len(sent), 1)} {
			frames, _ := played(device.Protocols[which], slices.Collect(slices.Chunk(sent, size)))
			for _, frame := range frames {
				if len(frame) == 0 || len(frame) > device.LongestFrame {
					t.Errorf("a frame of %d bytes", len(frame))
				}
			}
		}
	})
}

// FuzzDescriptor holds that no report descriptor makes the reports that follow
// it reach beyond themselves.
func FuzzDescriptor(f *testing.F) {
	f.Add([]byte("\x05\x8C\x09\x02\xA1\x01\x85\x02\x75\x08\x95\x38\x09\xFE\x82\x02\x01\xC0"), []byte{2, 'a', 'b'})
	f.Fuzz(func(t *testing.T, descriptor, sent []byte) {
		device.PlayReports(descriptor, sent)
		device.BarcodePage(descriptor)
		device.SoundReport(descriptor, 0x85)
	})
}
