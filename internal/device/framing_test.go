package device_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lotgate/internal/device"
)

var (
	lines  = device.Framing{Ends: ends("\r", "\n"), Idle: time.Second, Longest: 16}
	pairs  = device.Framing{Ends: ends("\r\n"), Idle: time.Second, Longest: 16}
	mixed  = device.Framing{Ends: ends("\n", "\r\n"), Idle: time.Second, Longest: 16}
	framed = device.Framing{Start: []byte{2}, Ends: ends("\x03"), Idle: time.Second, Longest: 16}
	silent = device.Framing{Idle: time.Second, IdleEnd: true, Longest: 16}
)

func ends(all ...string) [][]byte {
	var out [][]byte
	for _, e := range all {
		out = append(out, []byte(e))
	}
	return out
}

// play feeds script to a Framer, where ~ is a silence and ! a broken
// connection, and writes down each piece: a code as it is, a trouble with its
// kind and count in angle brackets.
func play(framing device.Framing, script string) string {
	var heard []string
	framer := device.NewFramer(framing, func(p device.Piece) { heard = append(heard, said(p)) })
	for script != "" {
		at := strings.IndexAny(script+"!", "~!")
		framer.Feed([]byte(script[:at]))
		switch {
		case at == len(script):
			return strings.Join(heard, " ")
		case script[at] == '~':
			framer.Pause()
		default:
			framer.Break()
		}
		script = script[at+1:]
	}
	return strings.Join(heard, " ")
}

func said(p device.Piece) string {
	if p.Trouble == "" {
		return string(p.Data)
	}
	return fmt.Sprintf("<%s %d>", p.Trouble, p.Bytes)
}

func TestFramer(t *testing.T) {
	full, over := strings.Repeat("x", 16), strings.Repeat("x", 17)
	for _, c := range []struct {
		name    string
		framing device.Framing
		in      string
		want    string
	}{
		{"either end, or both, once", lines, "a\rb\nc\r\nd\n\re\r", "a b c d e"},
		{"empty lines are nothing", lines, "\r\n\r\n\n\n", ""},
		{"an end is still awaited", lines, "a\rb", "a"},
		{"controls are data", lines, "a\x1db\x1ec\x04\x00\x02\x03\t\r", "a\x1db\x1ec\x04\x00\x02\x03\t"},
		{"high bytes are data", lines, "\xb0\xa2\xff\r", "\xb0\xa2\xff"},
		{"silence cuts a code off", lines, "abc~def\r", "<cut_off 3> def"},
		{"silence between codes is nothing", lines, "abc\r~~def\r~", "abc def"},
		{"a break cuts a code off, once", lines, "abc!!def\r", "<cut_off 3> def"},
		{"longest code", lines, full + "\r", full},
		{"one byte too many", lines, over + "\rabc\r", "<too_long 17> abc"},
		{"much too many are told once", lines, strings.Repeat("x", 99) + "\r\nabc\r", "<too_long 17> abc"},
		{"no end at all", lines, strings.Repeat("x", 99) + "!abc\r", "<too_long 17> abc"},
		{"what a silence may have hidden is told", lines, over + "~abc\rdef\r", "<too_long 17> <cut_off 21> def"},
		{"a silence tells of its own piece only", lines, over + "~abc\r" + over + "\rdef\r", "<too_long 17> <cut_off 21> <too_long 17> def"},
		{"too long, then silence only", lines, over + "~~~", "<too_long 17>"},
		{"noise", lines, "\x80\xfe\x00\xf8~", "<noise 4>"},
		{"too little to call noise", lines, "\x80\xfe~", "<cut_off 2>"},
		{"Chinese is not noise", lines, "阿莫西林~", "<cut_off 12>"},

		{"pair: half a pair is data", pairs, "a\rb\nc\r\n", "a\rb\nc"},
		{"pair: cut between chunks", pairs, "abc\r~", "<cut_off 4>"},
		{"pair: longest code", pairs, full + "\r\nabc\r\n", full + " abc"},
		{"pair: one byte too many", pairs, over + "\r\nabc\r\n", "<too_long 17> abc"},
		{"pair: half a pair is no end of too much", pairs, over + "\rx\r\nabc\r\n", "<too_long 17> abc"},
		{"longest end wins", mixed, "abc\r\ndef\n", "abc def"},

		{"start and end", framed, "\x02abc\x03\x02def\x03", "abc def"},
		{"CR LF after the end is nothing", framed, "\x02abc\x03\r\n\x02def\x03\r\n", "abc def"},
		{"CR LF inside is data", framed, "\x02a\r\nc\x03", "a\r\nc"},
		{"outside is noise", framed, "xyz\x02abc\x03", "<noise 3> abc"},
		{"outside, then silence", framed, "xyz~\x02abc\x03", "<noise 3> abc"},
		{"much outside is told once", framed, strings.Repeat("z", 99) + "\x02abc\x03", "<noise 17> abc"},
		{"a second start", framed, "\x02abc\x02def\x03", "<cut_off 3> def"},
		{"start, then silence", framed, "\x02abc~def\x03\x02ghi\x03", "<cut_off 3> <noise 4> ghi"},
		{"framed, too long", framed, "\x02" + over + "\x03\x02abc\x03", "<too_long 17> abc"},

		{"silence is the end", silent, "abc~def~", "abc def"},
		{"silence is the end, a break is not", silent, "abc!", "<cut_off 3>"},
		{"silence ends what was too long", silent, over + "xx~abc~", "<too_long 17> abc"},
	} {
		t.Run(c.name, func(t *testing.T) {
			if got := play(c.framing, c.in); got != c.want {
				t.Errorf("%q\n got %q\nwant %q", c.in, got, c.want)
			}
		})
	}
}

// script draws bytes that hit every corner of the framings above.
func script(t *rapid.T) string {
	parts := rapid.SliceOfN(rapid.SampledFrom([]string{
		"a", "bc", "\r", "\n", "\r\n", "\x02", "\x03", "\x1d", "\xff", "~", "!", "0123456789abcdef", "0123456789abcdefg",
	}), 0, 30)
	return strings.Join(parts.Draw(t, "script"), "")
}

func anyFraming(t *rapid.T) device.Framing {
	return rapid.SampledFrom([]device.Framing{lines, pairs, mixed, framed, silent}).Draw(t, "framing")
}

func TestChunkingChangesNothing(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		framing, bytesIn := anyFraming(t), script(t)
		var whole, chunked []string
		one := device.NewFramer(framing, func(p device.Piece) { whole = append(whole, said(p)) })
		one.Feed([]byte(bytesIn))
		two := device.NewFramer(framing, func(p device.Piece) { chunked = append(chunked, said(p)) })
		for rest := []byte(bytesIn); len(rest) > 0; {
			n := rapid.IntRange(1, len(rest)).Draw(t, "chunk")
			two.Feed(rest[:n])
			rest = rest[n:]
		}
		if fmt.Sprint(whole) != fmt.Sprint(chunked) {
			t.Fatalf("whole %q, in chunks %q", whole, chunked)
		}
	})
}

// TestLinesAreWhatSplittingGives compares with the plainest splitter there
// is, on input without anything overlong.
func TestLinesAreWhatSplittingGives(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		codes := rapid.SliceOf(rapid.StringMatching(`[a-z\x1d]{0,16}`)).Draw(t, "codes")
		text := strings.Join(codes, rapid.SampledFrom([]string{"\r", "\n", "\r\n"}).Draw(t, "end")) + "\r"
		want := strings.FieldsFunc(text, func(r rune) bool { return r == '\r' || r == '\n' })
		if got := play(lines, text); got != strings.Join(want, " ") {
			t.Fatalf("got %q, want %q", got, want)
		}
	})
}

// TestWhateverCameBefore holds that after a broken connection, and after any
// garbage with an end and a silence behind it, the next code arrives whole.
func TestWhateverCameBefore(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		framing, before := anyFraming(t), script(t)
		code := "code\r\n"
		switch {
		case len(framing.Start) > 0:
			code, before = "\x02code\x03", before+"\x03"
		case framing.IdleEnd:
			code = "code~"
		}
		after := rapid.SampledFrom([]string{"!", "\r\n~"}).Draw(t, "after")
		got := play(framing, before+after+code)
		if got != "code" && !strings.HasSuffix(got, " code") {
			t.Fatalf("%q then %q gave %q", before+after, code, got)
		}
	})
}

func FuzzFramer(f *testing.F) {
	f.Add([]byte("]d2010950110153000310ABC\x1d21X\r\n6901234567892\r"), uint8(0), uint8(3))
	f.Add([]byte("\x02abc\x03\r\n\x02def"), uint8(3), uint8(1))
	f.Add(bytes.Repeat([]byte("x"), 5000), uint8(1), uint8(200))
	all := []device.Framing{lines, pairs, mixed, framed, silent}
	f.Fuzz(func(t *testing.T, data []byte, which, chunk uint8) {
		framing := all[int(which)%len(all)]
		taken := 0
		emit := func(p device.Piece) {
			if p.Trouble == "" {
				taken += len(p.Data)
				holds(t, framing, p.Data, data)
			}
		}
		framer := device.NewFramer(framing, emit)
		step := int(chunk) + 1
		for at := 0; at < len(data); at += step {
			framer.Feed(data[at:min(at+step, len(data))])
			if chunk%5 == 0 {
				framer.Pause()
			}
		}
		framer.Break()
		if taken > len(data) {
			t.Fatalf("%d bytes of codes out of %d bytes", taken, len(data))
		}
		if framer.Pending() {
			t.Fatal("something is left after the connection broke")
		}
	})
}

// holds checks what every code must be: not empty, not too long, without an
// end inside, and sent in one piece.
func holds(t *testing.T, framing device.Framing, code, sent []byte) {
	if len(code) == 0 || len(code) > framing.Longest {
		t.Fatalf("a code of %d bytes", len(code))
	}
	for _, end := range framing.Ends {
		if bytes.Contains(code, end) {
			t.Fatalf("the end %q inside the code %q", end, code)
		}
	}
	if !bytes.Contains(sent, code) {
		t.Fatalf("the code %q was never sent", code)
	}
}

func BenchmarkFramer(b *testing.B) {
	line := bytes.Repeat([]byte("]d20109501101530003172612311210ABC123\x1D219999\r\n"), 100)
	framer := device.NewFramer(device.Framing{Ends: ends("\r", "\n")}, func(device.Piece) {})
	b.SetBytes(int64(len(line)))
	b.ReportAllocs()
	for b.Loop() {
		framer.Feed(line)
	}
}
