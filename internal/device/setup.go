package device

import (
	"regexp"
	"slices"
	"strings"

	"lotgate/internal/words"
	"lotgate/internal/yamlfile"
)

// SetupCode is a barcode that sets a scanner of the family up when it is
// scanned.
type SetupCode struct {
	ID       string      // unique in the profile
	Names    words.Names // what it sets
	Cures    []string    // codes of the repairs that it makes needless
	As       string      // code128, qr or datamatrix
	Data     []byte      // 0xF3 is FNC3
	Verified bool        // tried on the device itself
	Source   string      // where it comes from
}

// SetupCode is the barcode with that id.
func (p Profile) SetupCode(id string) (SetupCode, bool) {
	i := slices.IndexFunc(p.SetupCodes, func(c SetupCode) bool { return c.ID == id })
	if i < 0 {
		return SetupCode{}, false
	}
	return p.SetupCodes[i], true
}

// Said is what the barcode sets, in either language.
func (c SetupCode) Said() words.Text { return c.Names.Text() }

// setupFile is a SetupCode as it is written.
type setupFile struct {
	ID       string         `yaml:"id"`
	Names    words.Names    `yaml:"names"`
	Cures    []string       `yaml:"cures"`
	As       string         `yaml:"as"`
	Data     yamlfile.Bytes `yaml:"data"`
	Verified bool           `yaml:"verified"`
	Source   string         `yaml:"source"`
}

var (
	drawnAs = []string{"code128", "qr", "datamatrix"}
	cureID  = regexp.MustCompile(`^[a-z_]+$`)
)

func (f *profileFile) setupRules() []yamlfile.Rule {
	var all []yamlfile.Rule
	seen := map[string]bool{}
	for _, c := range f.SetupCodes {
		all = append(all,
			yamlfile.Rule{"$.setupCodes", profileID.MatchString(c.ID) && !seen[c.ID], "an id of its own: lower-case letters, digits and -"},
			yamlfile.Rule{"$.setupCodes", c.Names.ZH != "" && c.Names.EN != "", "names in zh and en"},
			yamlfile.Rule{"$.setupCodes", slices.Contains(drawnAs, c.As), "as: " + strings.Join(drawnAs, ", ")},
			yamlfile.Rule{"$.setupCodes", len(c.Data) > 0 && len(c.Data) <= 200, "data of 1 to 200 bytes"},
			yamlfile.Rule{"$.setupCodes", c.Source != "", "a source"},
			yamlfile.Rule{"$.setupCodes", !slices.ContainsFunc(c.Cures, func(s string) bool { return !cureID.MatchString(s) }), "cures: separator, stray, case ..."})
		seen[c.ID] = true
	}
	return all
}
