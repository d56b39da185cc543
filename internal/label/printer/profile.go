package printer

import (
	"bytes"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"lotgate/internal/device"
	"lotgate/internal/label"
	"lotgate/internal/words"
	"lotgate/internal/yamlfile"
)

// Profile is one family of printers as data, read from
// firmware-profiles/printers. Its zero value is a printer that understands ZPL
// and is never asked how it is.
type Profile struct {
	ID       string
	Names    words.Names
	Doubt    words.Names // what is not verified; zero: all is
	Match    []Match     // how one is recognised at USB
	Language Language
	DPI      []int
	Reach    []string // drivers that can bring it
	Baud     int      // of a serial line
	Status   Habit    // without Ask: it is never asked
	Setup    []words.Names
	Sources  []string
	Samples  []Sample
}

// Sample is an answer that a printer is documented to give and what it means,
// or a small picture and the bytes that print it. One test plays all of them.
type Sample struct {
	About  string
	Answer []byte
	Says   []Condition
	Dots   [][]byte // rows of a picture, instead of Answer
	Sends  []byte
}

// Said is the profile's name in either language.
func (p Profile) Said() words.Text { return p.Names.Text() }

// DoubtSaid is what of the profile is not verified, or nothing.
func (p Profile) DoubtSaid() words.Text { return p.Doubt.Text() }

// speech is how the profile's language is written.
func (p Profile) speech() speech {
	if p.Language == "" {
		return speeches[ZPL]
	}
	return speeches[p.Language]
}

// PlaySample is what comes of a sample and what must, each in one line.
func (p Profile) PlaySample(s Sample) (got, want string) {
	if len(s.Dots) == 0 {
		says, ok := p.Status.read(s.Answer)
		if !ok {
			return "no answer", "says " + joined(s.Says)
		}
		return "says " + joined(says), "says " + joined(s.Says)
	}
	page := label.Page{Width: 8 * len(s.Dots[0]), Height: len(s.Dots), DPMM: 8, Stride: len(s.Dots[0]), Bits: bytes.Join(s.Dots, nil)}
	job := Encode(p.Language, page, "sample", 1)
	if p.Language == PDF {
		job = job[:min(len(job), len(s.Sends))] // how it begins
	}
	return fmt.Sprintf("sends %q", job), fmt.Sprintf("sends %q", s.Sends)
}

// profileFile is a Profile as it is written.
type profileFile struct {
	Schema   string           `yaml:"$schema"`
	Kind     string           `yaml:"kind"`
	ID       string           `yaml:"id"`
	Names    words.Names      `yaml:"names"`
	Verified bool             `yaml:"verified"`
	Doubt    words.Names      `yaml:"doubt"`
	Match    []matchFile      `yaml:"match"`
	Language Language         `yaml:"language"`
	DPI      []int            `yaml:"dpi"`
	Reach    []string         `yaml:"reach"`
	Baud     int              `yaml:"baud"`
	Status   habitFile        `yaml:"status"`
	Setup    []words.Names    `yaml:"setup"`
	Sources  []string         `yaml:"sources"`
	Samples  []printerSamples `yaml:"samples"`
}

type matchFile struct {
	USB     string `yaml:"usb"`
	Product string `yaml:"product"`
	Command string `yaml:"command"`
}

type habitFile struct {
	Ask    yamlfile.Bytes       `yaml:"ask"`
	Length int                  `yaml:"length"`
	End    yamlfile.Bytes       `yaml:"end"`
	Ends   int                  `yaml:"ends"`
	Bits   []bitFile            `yaml:"bits"`
	Codes  map[string]Condition `yaml:"codes"`
	Fields []placeFile          `yaml:"fields"`
}

type bitFile struct {
	At   int            `yaml:"at"`
	Mask yamlfile.Bytes `yaml:"mask"`
	Is   Condition      `yaml:"is"`
	Must yamlfile.Bytes `yaml:"must"`
	Like yamlfile.Bytes `yaml:"like"`
}

type placeFile struct {
	Line  int       `yaml:"line"`
	Field int       `yaml:"field"`
	Is    Condition `yaml:"is"`
}

type printerSamples struct {
	About  string           `yaml:"about"`
	Answer yamlfile.Bytes   `yaml:"answer"`
	Says   []Condition      `yaml:"says"`
	Dots   []yamlfile.Bytes `yaml:"dots"`
	Sends  yamlfile.Bytes   `yaml:"sends"`
}

// LoadProfiles reads every *.yaml of kind printer below files. A file with a
// mistake is left out and said, with its line and what is allowed; the others
// are loaded.
func LoadProfiles(files fs.FS) (profiles map[string]Profile, problems []error) {
	return yamlfile.Folder(files, ParseProfile, func(p Profile) string { return p.ID })
}

// ParseProfile reads one profile. The error is a *yamlfile.Problem.
func ParseProfile(file string, text []byte) (Profile, error) {
	var f profileFile
	if err := yamlfile.Read(file, text, &f); err != nil {
		return Profile{}, err
	}
	if err := yamlfile.Hold(file, text, append(f.rules(), f.Status.rules()...)); err != nil {
		return Profile{}, err
	}
	return f.profile(), nil
}

var (
	profileID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	densities = []int{203, 300, 600}
)

func (f *profileFile) rules() []yamlfile.Rule {
	_, speaks := speeches[f.Language]
	all := []yamlfile.Rule{
		{"$.kind", f.Kind == "printer", "printer"},
		{"$.id", profileID.MatchString(f.ID), "lower-case letters, digits and -"},
		{"$.names", f.Names.ZH != "" && f.Names.EN != "", "zh and en"},
		{"$.verified", f.Verified || f.Doubt.ZH != "" && f.Doubt.EN != "", "true, or false with a doubt in zh and en"},
		{"$.language", speaks, joined(Languages())},
		{"$.dpi", len(f.DPI) > 0 && !slices.ContainsFunc(f.DPI, func(n int) bool { return !slices.Contains(densities, n) }), "203, 300, 600"},
		{"$.reach", len(f.Reach) > 0 && !slices.ContainsFunc(f.Reach, func(d string) bool { return !slices.Contains(drivers, d) }), strings.Join(drivers, ", ")},
		{"$.baud", f.Baud == 0 || slices.Contains(device.Bauds, f.Baud), bauds()},
		{"$.sources", len(f.Sources) > 0, "at least one"},
		{"$.samples", len(f.Samples) > 0, "at least one"},
	}
	for i, m := range f.Match {
		all = append(all, yamlfile.Rule{fmt.Sprintf("$.match[%d]", i), m != (matchFile{}) && (m.USB == "" || device.USBPattern.MatchString(m.USB)), matchAllowed})
	}
	for i, s := range f.Samples {
		path := fmt.Sprintf("$.samples[%d]", i)
		all = append(all,
			yamlfile.Rule{path, (len(s.Answer) > 0) != (len(s.Dots) > 0), "an answer and what it says, or dots and what is sent"},
			yamlfile.Rule{path + ".dots", square(s.Dots), "rows of as many bytes each, 1 to 100"},
			yamlfile.Rule{path + ".says", !slices.ContainsFunc(s.Says, strange), joined(conditions)})
	}
	return all
}

// square reports whether all rows of a picture are equally long.
func square(rows []yamlfile.Bytes) bool {
	return !slices.ContainsFunc(rows, func(row yamlfile.Bytes) bool { return len(row) != len(rows[0]) || len(row) < 1 || len(row) > 100 }) && len(rows) <= 100
}

func bauds() string { return strings.Trim(fmt.Sprint(device.Bauds), "[]") }

func strange(c Condition) bool { return !slices.Contains(conditions, c) }

func joined[T ~string](all []T) string {
	names := make([]string, len(all))
	for i, s := range all {
		names[i] = string(s)
	}
	return strings.Join(names, ", ")
}

// rules of how a printer tells its state.
func (f habitFile) rules() []yamlfile.Rule {
	if len(f.Ask) == 0 {
		none := f.Length == 0 && f.Ends == 0 && len(f.Bits)+len(f.Codes)+len(f.Fields) == 0
		return []yamlfile.Rule{{"$.status", none, "ask: what to send for an answer"}}
	}
	ways := 0
	for _, n := range []int{len(f.Bits), len(f.Codes), len(f.Fields)} {
		ways += min(n, 1)
	}
	all := []yamlfile.Rule{
		{"$.status", ways == 1, "one of bits, codes, fields"},
		{"$.status", (f.Length > 0) != (f.Ends > 0 && len(f.End) > 0), "the length of the answer, or its end and how often that comes"},
		{"$.status.length", f.Length >= 0 && f.Length <= answerLimit && (len(f.Bits) == 0 || f.Length > 0), fmt.Sprintf("1 to %d", answerLimit)},
		{"$.status.ends", f.Ends >= 0 && f.Ends <= 16, "1 to 16"},
	}
	for i, b := range f.Bits {
		path := fmt.Sprintf("$.status.bits[%d]", i)
		all = append(all,
			yamlfile.Rule{path + ".at", b.At >= 0 && b.At < max(f.Length, 1), "a byte of the answer, from 0"},
			yamlfile.Rule{path + ".mask", len(b.Mask) <= 1 && len(b.Must) <= 1 && len(b.Like) <= 1, "one byte each"},
			yamlfile.Rule{path + ".is", b.Is == "" || !strange(b.Is) && len(b.Mask) == 1, joined(conditions)})
	}
	for _, is := range f.Codes {
		all = append(all, yamlfile.Rule{"$.status.codes", is == "" || !strange(is), joined(conditions) + ", or '' for ready"})
	}
	for i, p := range f.Fields {
		path := fmt.Sprintf("$.status.fields[%d]", i)
		all = append(all,
			yamlfile.Rule{path, p.Line >= 1 && p.Line <= f.Ends && p.Field >= 1, "a line of the answer and a field of it, from 1"},
			yamlfile.Rule{path + ".is", !strange(p.Is), joined(conditions)})
	}
	return all
}

func (f *profileFile) profile() Profile {
	p := Profile{
		ID: f.ID, Names: f.Names, Doubt: f.Doubt, Language: f.Language, DPI: f.DPI, Reach: f.Reach, Baud: f.Baud,
		Status: f.Status.habit(), Setup: f.Setup, Sources: f.Sources,
	}
	for _, m := range f.Match {
		p.Match = append(p.Match, Match{device.Match{USB: m.USB, Product: m.Product}, m.Command})
	}
	for _, s := range f.Samples {
		sample := Sample{About: s.About, Answer: s.Answer, Says: s.Says, Sends: s.Sends}
		for _, row := range s.Dots {
			sample.Dots = append(sample.Dots, row)
		}
		p.Samples = append(p.Samples, sample)
	}
	return p
}

func (f habitFile) habit() Habit {
	h := Habit{Ask: f.Ask, Length: f.Length, End: f.End, Ends: f.Ends, Codes: f.Codes}
	for _, b := range f.Bits {
		h.Bits = append(h.Bits, Bit{At: b.At, Mask: byteOf(b.Mask), Is: b.Is, Must: byteOf(b.Must), Like: byteOf(b.Like)})
	}
	for _, p := range f.Fields {
		h.Fields = append(h.Fields, Place(p))
	}
	return h
}

func byteOf(b yamlfile.Bytes) byte {
	if len(b) == 0 {
		return 0
	}
	return b[0]
}
