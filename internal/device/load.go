package device

import (
	"io/fs"
	"maps"
	"slices"
	"strings"
	"time"

	"lotgate/internal/words"
	"lotgate/internal/yamlfile"
)

// profileFile is a Profile as it is written.
type profileFile struct {
	Schema    string                    `yaml:"$schema"` // for editors
	Kind      string                    `yaml:"kind"`
	ID        string                    `yaml:"id"`
	Names     words.Names               `yaml:"names"`
	Transport string                    `yaml:"transport"`
	Verified  bool                      `yaml:"verified"`
	Doubt     words.Names               `yaml:"doubt"`
	Match     []matchFile               `yaml:"match"`
	Line      lineFile                  `yaml:"line"`
	Framing   framingFile               `yaml:"framing"`
	Symbology string                    `yaml:"symbology"`
	GS        gsFile                    `yaml:"gs"`
	Feedback  map[string]yamlfile.Bytes `yaml:"feedback"`
	HostAck   bool                      `yaml:"hostAck"`
	Setup     []words.Names             `yaml:"setup"`
	Sources   []string                  `yaml:"sources"`
	Samples   []sampleFile              `yaml:"samples"`

	SetupCodes []setupFile `yaml:"setupCodes"`
}

type matchFile struct {
	USB     string `yaml:"usb"`
	Product string `yaml:"product"`
	Port    string `yaml:"port"`
}

type lineFile struct {
	Baud   int    `yaml:"baud"`
	Size   int    `yaml:"size"`
	Parity string `yaml:"parity"`
	Stop   int    `yaml:"stop"`
}

type framingFile struct {
	Start   mark   `yaml:"start"`
	End     []mark `yaml:"end"`
	IdleMs  int    `yaml:"idleMs"`
	IdleEnd bool   `yaml:"idleEnd"`
	Longest int    `yaml:"longest"`
	Length  int    `yaml:"length"`

	Protocol string `yaml:"protocol"`
}

type gsFile struct {
	SentAs yamlfile.Bytes `yaml:"sentAs"`
}

type sampleFile struct {
	About    string           `yaml:"about"`
	In       []yamlfile.Bytes `yaml:"in"`
	Pause    bool             `yaml:"pause"`
	Frames   []yamlfile.Bytes `yaml:"frames"`
	Troubles []TroubleKind    `yaml:"troubles"`
	Answers  []yamlfile.Bytes `yaml:"answers"`
}

// defaults are what most guns do when nobody has set them up: 9600 8N1, which
// a USB gun ignores, and CR or LF or both after the code.
func defaults() profileFile {
	return profileFile{
		Kind:    scannerKind,
		Line:    lineFile{Baud: 9600, Size: 8, Parity: "none", Stop: 1},
		Framing: framingFile{IdleMs: int(usualIdle.Milliseconds()), Longest: LongestFrame},
	}
}

// LoadProfiles reads every *.yaml below files. A file with a mistake is left
// out and said, with its line and what is allowed; the others are loaded.
func LoadProfiles(files fs.FS) (profiles map[string]Profile, problems []error) {
	return yamlfile.Folder(files, ParseProfile, func(p Profile) string { return p.ID })
}

// ParseProfile reads one profile. The error is a *Problem with the file, the
// line and what is allowed there.
func ParseProfile(file string, text []byte) (Profile, error) {
	f := defaults()
	if err := yamlfile.Read(file, text, &f); err != nil {
		return Profile{}, err
	}
	if err := yamlfile.Hold(file, text, f.rules()); err != nil {
		return Profile{}, err
	}
	return f.profile(), nil
}

func (f *profileFile) profile() Profile {
	p := Profile{
		ID: f.ID, Kind: f.Kind, Names: f.Names, Transport: f.Transport, Doubt: f.Doubt,
		Line:      Line(f.Line),
		Framing:   f.Framing.framing(),
		Symbology: f.Symbology,
		GS:        GSHabit{SentAs: f.GS.SentAs},
		Feedback:  map[Mark][]byte{},
		HostAck:   f.HostAck,
		Setup:     f.Setup, Sources: f.Sources,
	}
	for _, m := range f.Match {
		p.Match = append(p.Match, Match(m))
	}
	for mark, b := range f.Feedback {
		p.Feedback[Mark(mark)] = b
	}
	for _, c := range f.SetupCodes {
		p.SetupCodes = append(p.SetupCodes, SetupCode{c.ID, c.Names, c.Cures, c.As, c.Data, c.Verified, c.Source})
	}
	for _, s := range f.Samples {
		p.Samples = append(p.Samples, Sample{About: s.About, In: plain(s.In), Pause: s.Pause, Frames: plain(s.Frames), Troubles: s.Troubles, Answers: plain(s.Answers)})
	}
	return p
}

func (f framingFile) framing() Framing {
	framing := Framing{Start: f.Start, Idle: time.Duration(f.IdleMs) * time.Millisecond, IdleEnd: f.IdleEnd, Longest: f.Longest, Length: f.Length, Protocol: f.Protocol}
	for _, end := range f.End {
		framing.Ends = append(framing.Ends, end)
	}
	return framing
}

func plain(all []yamlfile.Bytes) [][]byte {
	out := make([][]byte, len(all))
	for i, b := range all {
		out[i] = b
	}
	return out
}

func keys[V any](m map[string]V) string { return strings.Join(slices.Sorted(maps.Keys(m)), ", ") }

func ids(profiles map[string]Profile) string { return keys(profiles) }
