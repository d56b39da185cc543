package device

import (
	"bytes"
	"regexp"
	"slices"
	"strings"
	"time"

	"lotgate/internal/words"
	"lotgate/internal/yamlfile"
)

// Profile is one device family as data, read from firmware-profiles. Its
// YAML keys are described in firmware-profiles/README.md.
type Profile struct {
	ID        string
	Kind      string // scanner, handheld
	Names     words.Names
	Transport string      // serial, network, keyboard, hidpos, terminal
	Doubt     words.Names // what is not verified; zero: all is
	Match     []Match
	Line      Line
	Framing   Framing
	Symbology string // aim: sends AIM identifiers; none; varies: as the gun is set up
	GS        GSHabit
	Feedback  map[Mark][]byte
	HostAck   bool          // the scanner is silent until it is answered
	Setup     []words.Names // what to do at the gun, in order
	Sources   []string      // where each fact comes from
	Samples   []Sample

	SetupCodes []SetupCode // barcodes to scan instead, as far as any are known
}

// Line is how a serial line is set. Size is in data bits.
type Line struct {
	Baud   int
	Size   int
	Parity string // none, odd, even
	Stop   int    // 1 or 2 bits
}

// Bauds are the rates, in bits a second, that every driver can set.
var Bauds = []int{1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200, 230400, 460800, 921600}

// GSHabit says what a family sends where the code has the group separator.
type GSHabit struct{ SentAs []byte }

// Sample is what a device was seen or is documented to send, and what must
// come of it. One test plays every sample of every profile.
type Sample struct {
	About    string
	In       [][]byte // as it arrives; chunks only for the eye
	Pause    bool     // silence follows
	Frames   [][]byte
	Troubles []TroubleKind
	Answers  [][]byte // what the protocol sends back
}

// Restore puts the group separator back where the device replaces it. A real
// one among the bytes shows that this gun does not replace it after all.
func (g GSHabit) Restore(code []byte) []byte {
	if len(g.SentAs) == 0 || bytes.IndexByte(code, 0x1D) >= 0 {
		return code
	}
	return bytes.ReplaceAll(code, g.SentAs, []byte{0x1D})
}

// Said is the profile's name in either language.
func (p Profile) Said() words.Text { return p.Names.Text() }

// DoubtSaid is what of the profile is not verified, or nothing.
func (p Profile) DoubtSaid() words.Text { return p.Doubt.Text() }

// drivers are those that can bring this profile's devices.
func (p Profile) drivers() []string {
	return map[string][]string{
		"serial":   {"serial", "virtual"},
		"network":  {"tcp", "listen"},
		"hidpos":   {"hidraw"},
		"keyboard": {"evdev"},
	}[p.Transport]
}

const scannerKind = "scanner"

// What the keys of a profile may say.
var (
	kinds       = []string{scannerKind, "handheld"}
	transports  = []string{"serial", "network", "keyboard", "hidpos", "terminal"}
	parities    = []string{"none", "odd", "even"}
	symbologies = []string{"aim", "none", "varies"}
	marks       = []string{string(Good), string(Ask), string(Bad), string(Greet)}
	profileID   = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
)

// Bounds of Framing.Idle. Below, a slow line falls apart within a code; above,
// a storekeeper has scanned the next pack.
const (
	shortestIdle = 20 * time.Millisecond
	longestIdle  = 2 * time.Second
)

// rules are checked in order; the first that does not hold is said.
func (f *profileFile) rules() []yamlfile.Rule {
	framing := f.Framing
	all := []yamlfile.Rule{
		{"$.id", profileID.MatchString(f.ID), "lower-case letters, digits and -"},
		{"$.kind", slices.Contains(kinds, f.Kind), strings.Join(kinds, ", ")},
		{"$.names", f.Names.ZH != "" && f.Names.EN != "", "zh and en"},
		{"$.transport", slices.Contains(transports, f.Transport), strings.Join(transports, ", ")},
		{"$.verified", f.Verified || f.Doubt.ZH != "" && f.Doubt.EN != "", "true, or false with a doubt in zh and en"},
		{"$.line.baud", slices.Contains(Bauds, f.Line.Baud), list(Bauds)},
		{"$.line.size", f.Line.Size == 7 || f.Line.Size == 8, "7, 8"},
		{"$.line.parity", slices.Contains(parities, f.Line.Parity), strings.Join(parities, ", ")},
		{"$.line.stop", f.Line.Stop == 1 || f.Line.Stop == 2, "1, 2"},
		{"$.framing.protocol", framing.Protocol == "" || slices.Contains(Protocols, framing.Protocol), strings.Join(Protocols, ", ")},
		{"$.framing.protocol", (framing.Protocol == hidposProtocol) == (f.Transport == "hidpos"), "hidpos for the transport hidpos, and for no other"},
		{"$.framing.end", len(framing.End) > 0 || framing.IdleEnd || framing.Length > 0 || framing.Protocol != "", "CR, LF, CRLF, TAB, ETX ... or idleEnd: true, length or protocol"},
		{"$.framing.length", framing.Length >= 0 && framing.Length <= framing.Longest, "1 to what longest is"},
		{"$.framing.idleMs", within(framing.IdleMs), "20 to 2000"},
		{"$.framing.longest", framing.Longest > 0 && framing.Longest <= LongestFrame, "1 to 4096"},
		{"$.symbology", slices.Contains(symbologies, f.Symbology), strings.Join(symbologies, ", ")},
		{"$.sources", len(f.Sources) > 0, "at least one"},
		{"$.samples", len(f.Samples) > 0, "at least one"},
	}
	return append(append(all, f.listRules()...), f.setupRules()...)
}

func within(idleMs int) bool {
	idle := time.Duration(idleMs) * time.Millisecond
	return idle >= shortestIdle && idle <= longestIdle
}

func (f *profileFile) listRules() []yamlfile.Rule {
	all := []yamlfile.Rule{{"$.framing.end", !overlapping(f.Framing.End), "ends of which none begins with another: [CR, LF] for CR with or without LF"}}
	all = append(all, f.matchRules()...)
	if f.HostAck {
		for _, m := range []Mark{Good, Ask, Bad} {
			all = append(all, yamlfile.Rule{"$.hostAck", len(f.Feedback[string(m)]) > 0, "true only with a feedback for good, ask and bad: the scanner waits for it"})
		}
	}
	for mark, sent := range f.Feedback {
		all = append(all, yamlfile.Rule{"$.feedback", slices.Contains(marks, mark), strings.Join(marks, ", ")},
			yamlfile.Rule{"$.feedback", f.alone(mark, sent), "good, ask and bad that sound or light differently"})
	}
	for _, s := range f.Samples {
		for _, kind := range s.Troubles {
			all = append(all, yamlfile.Rule{"$.samples", slices.Contains(troubleKinds, kind), "too_long, cut_off, noise, kept"})
		}
	}
	return all
}

// alone reports whether no other answer to a scan is the same: a gun that says
// yes and no alike is worse than a silent one.
func (f *profileFile) alone(mark string, sent yamlfile.Bytes) bool {
	for other, b := range f.Feedback {
		if mark != string(Greet) && other != string(Greet) && other != mark && bytes.Equal(b, sent) {
			return false
		}
	}
	return true
}

var troubleKinds = []TroubleKind{TooLong, CutOff, Noise, Kept}

// overlapping reports that one end begins with another, so that the longer
// one would never be seen.
func overlapping(ends []mark) bool {
	for i, a := range ends {
		for j, b := range ends {
			if i != j && bytes.HasPrefix(a, b) {
				return true
			}
		}
	}
	return false
}
