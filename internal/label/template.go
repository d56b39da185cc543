package label

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"

	"lotgate/internal/label/font"
	"lotgate/internal/words"
	"lotgate/internal/yamlfile"
)

// templateFile is a Design as it is written, see templates/README.md.
type templateFile struct {
	Schema string      `yaml:"$schema"` // for editors
	ID     string      `yaml:"id"`
	Names  words.Names `yaml:"names"`
	Paper  paperFile   `yaml:"paper"`
	Link   string      `yaml:"link"`
	Fields []fieldFile `yaml:"fields"`
}

type paperFile struct {
	Width  tenths `yaml:"width"`
	Height tenths `yaml:"height"`
}

type fieldFile struct {
	Show   Show        `yaml:"show"`
	Of     Slot        `yaml:"of"`
	Words  words.Names `yaml:"words"`
	X      tenths      `yaml:"x"`
	Y      tenths      `yaml:"y"`
	Width  tenths      `yaml:"width"`
	Height tenths      `yaml:"height"`
	Size   tenths      `yaml:"size"`
	Style  string      `yaml:"style"`
	Align  Align       `yaml:"align"`
	When   Slot        `yaml:"when"`
	Unless Slot        `yaml:"unless"`
}

// tenths is a measure, written in millimetres with one decimal at most.
type tenths int

// UnmarshalYAML reads a measure.
func (m *tenths) UnmarshalYAML(node ast.Node) error {
	mm, err := strconv.ParseFloat(yamlfile.Scalar(node), 64)
	whole := math.Round(mm * 10)
	if err != nil || !(mm >= 0 && mm <= maxPaper) || math.Abs(mm*10-whole) > 1e-6 {
		return yamlfile.Bad(node, fmt.Sprintf("0 to %d, in millimetres with one decimal at most: 2.5", maxPaper))
	}
	*m = tenths(whole)
	return nil
}

// Limits of a template. The smallest paper takes one barcode; the largest is
// what a page of it at the finest density may weigh, some 6 megabytes.
const (
	minPaper      = 10  // mm
	maxPaper      = 300 // mm
	maxFields     = 60
	maxTemplate   = 64 << 10 // bytes
	smallestType  = 16       // tenths of a millimetre: what is still read on paper
	defaultLink   = "https://id.gs1.org"
	longestPhrase = 200 // bytes of a field's words
)

var (
	templateID = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)
	linkForm   = regexp.MustCompile(`^https?://[A-Za-z0-9.-]+(:[0-9]+)?(/[A-Za-z0-9._~-]+)*$`)
	styles     = map[string]font.Style{"": font.Plain, "plain": font.Plain, "bold": font.Bold, "code": font.Code}
	barcodes   = []Show{Matrix, GS1Bars, Bars, Link}
	shows      = append([]Show{Text, Inverse, Line}, barcodes...)
	aligns     = []Align{"", Left, Centre, Right}
)

// ParseTemplate reads one template. The error is a *yamlfile.Problem with the
// file, the line and what is allowed there.
func ParseTemplate(file string, text []byte) (Design, error) {
	var f templateFile
	if err := yamlfile.Check(file, nil, "$", len(text) <= maxTemplate, fmt.Sprintf("%d bytes at most", maxTemplate)); err != nil {
		return Design{}, err
	}
	if err := yamlfile.Read(file, text, &f); err != nil {
		return Design{}, err
	}
	if err := yamlfile.Hold(file, text, f.rules()); err != nil {
		return Design{}, err
	}
	return f.design(), nil
}

func (f *templateFile) rules() []yamlfile.Rule {
	size := fmt.Sprintf("%d to %d mm", minPaper, maxPaper)
	all := []yamlfile.Rule{
		{"$.id", templateID.MatchString(f.ID) && len(f.ID) <= 64, "lower-case letters, digits and -"},
		{"$.names", f.Names.ZH != "" && f.Names.EN != "", "zh and en"},
		{"$.paper.width", f.Paper.Width >= 10*minPaper, size},
		{"$.paper.height", f.Paper.Height >= 10*minPaper, size},
		{"$.link", f.Link == "" || linkForm.MatchString(f.Link), defaultLink},
		{"$.fields", len(f.Fields) > 0 && len(f.Fields) <= maxFields, fmt.Sprintf("1 to %d fields", maxFields)},
	}
	for i, field := range f.Fields {
		all = append(all, field.rules(fmt.Sprintf("$.fields[%d]", i), f.Paper)...)
	}
	return append(all, f.apart()...)
}

// rules of one field.
func (f fieldFile) rules(path string, paper paperFile) []yamlfile.Rule {
	_, styled := styles[f.Style]
	_, when := slots[f.When]
	_, unless := slots[f.Unless]
	named := strings.Join(slotNames(), ", ")
	all := []yamlfile.Rule{
		{path + ".show", slices.Contains(shows, f.Show), join(shows)},
		{path + ".width", f.Width > 0 && f.X+f.Width <= paper.Width, "a box of some width on the paper"},
		{path + ".height", f.Height > 0 && f.Y+f.Height <= paper.Height, "a box of some height on the paper"},
		{path + ".style", styled, "plain, bold, code"},
		{path + ".align", slices.Contains(aligns, f.Align), "left, centre, right"},
		{path + ".when", when || f.When == "", named},
		{path + ".unless", unless || f.Unless == "", named},
	}
	switch {
	case f.Show == Line:
		return all
	case slices.Contains(barcodes, f.Show):
		return append(all, yamlfile.Rule{path + ".of", f.Of == "" || f.Of == Goods || f.Of == Bin, "goods, bin"})
	}
	return append(all, f.wordRules(path, named)...)
}

func (f fieldFile) wordRules(path, named string) []yamlfile.Rule {
	_, known := slots[f.Of]
	all := []yamlfile.Rule{
		{path + ".size", f.Size >= smallestType, "1.6 mm or more"},
		{path + ".of", known && f.Of != Goods || f.Words != (words.Names{}), named + ", or words"},
	}
	if f.Words == (words.Names{}) {
		return all
	}
	all = append(all, yamlfile.Rule{path + ".words", f.Of == "" && f.Words.ZH != "" && f.Words.EN != "" && len(f.Words.ZH+f.Words.EN) <= longestPhrase, "zh and en, and no of beside them"})
	for _, slot := range placed(f.Words.ZH + f.Words.EN) {
		_, known := slots[slot]
		all = append(all, yamlfile.Rule{path + ".words", known, named})
	}
	return all
}

// apart holds that no field prints over another: what lies over something is
// as good as cut. Fields of which only one is ever drawn may share a place.
func (f *templateFile) apart() (all []yamlfile.Rule) {
	for i, a := range f.Fields {
		for j, b := range f.Fields[:i] {
			if a.over(b) && !a.instead(b) {
				all = append(all, yamlfile.Rule{fmt.Sprintf("$.fields[%d]", i), false, fmt.Sprintf("a place of its own; it lies over fields[%d]", j)})
			}
		}
	}
	return all
}

func (f fieldFile) over(b fieldFile) bool {
	return f.X < b.X+b.Width && b.X < f.X+f.Width && f.Y < b.Y+b.Height && b.Y < f.Y+f.Height
}

func (f fieldFile) instead(b fieldFile) bool {
	return f.When != "" && f.When == b.Unless || f.Unless != "" && f.Unless == b.When
}

func (f *templateFile) design() Design {
	g := Design{ID: f.ID, Names: f.Names, Width: int(f.Paper.Width), Height: int(f.Paper.Height), Link: strings.TrimSuffix(first(f.Link, defaultLink), "/")}
	for _, field := range f.Fields {
		of := field.Of
		if of == "" && field.Show == Bars {
			of = Bin
		} else if of == "" && field.Words == (words.Names{}) {
			of = Goods
		}
		g.Fields = append(g.Fields, Field{
			Show: field.Show, Of: of, Words: field.Words, X: int(field.X), Y: int(field.Y), Width: int(field.Width), Height: int(field.Height),
			Size: int(field.Size), Style: styles[field.Style], Align: field.Align, When: field.When, Unless: field.Unless,
		})
	}
	return g
}

func slotNames() (names []string) {
	for slot := range slots {
		if slot != Goods {
			names = append(names, string(slot))
		}
	}
	slices.Sort(names)
	return names
}

func join(all []Show) string {
	names := make([]string, len(all))
	for i, s := range all {
		names[i] = string(s)
	}
	return strings.Join(names, ", ")
}
