package site

import (
	"io"
	"maps"
	"slices"
	"strings"

	"lotgate/internal/device"
	"lotgate/internal/label"
	"lotgate/internal/report"
	"lotgate/internal/server"
	"lotgate/internal/words"
)

// typedAt begins the name under which scanners are counted that type at a
// station's browser; the station follows.
const typedAt = "keyboard:"

// typing is the profile of a scanner that types.
const typing = "generic-keyboard"

// setupDots is how wide a module of a set-up barcode is drawn: the longest
// still fits on a screen.
const setupDots = 2

// read counts a scan that could be read.
func (s *Site) read(station, scanner string, misset []string) {
	if scanner == "" {
		scanner = typedAt + station
	}
	s.cures.read(scanner, misset)
}

// setRight tells how to set a scanner right, and with which barcodes one of
// its family is set up. It says nothing of a scanner that is well.
func (s *Site) setRight(scanner string, p device.Profile) (words.Text, []server.Setup) {
	repair, times, of := s.cures.due(scanner)
	if repair == "" {
		return words.Text{}, setups(p, "")
	}
	barcodes := setups(p, repair)
	if p.ID == typing { // it is of any family
		barcodes = s.setupsOfAll(repair)
	}
	sentences := []words.Text{words.Say("notice.cure", "n", times, "of", of, "cure", words.Say("scan.cure."+repair))}
	if len(p.Setup) > 0 && p.ID != typing {
		sentences = append(sentences, words.Say("notice.cure_model", "setup", together(p.Setup)))
	}
	return inOne(append(sentences, words.Say(barcodeSaid(p, barcodes)))), barcodes
}

func barcodeSaid(p device.Profile, barcodes []server.Setup) string {
	switch {
	case !slices.ContainsFunc(barcodes, func(b server.Setup) bool { return b.Cures }):
		return "notice.setup_none"
	case p.ID == typing:
		return "notice.setup_family"
	}
	return "notice.setup_scan"
}

// setups are the barcodes of a family, those first that cure the repair.
func setups(p device.Profile, repair string) []server.Setup {
	var cures, others []server.Setup
	for _, c := range p.SetupCodes {
		one := server.Setup{Profile: p.ID, Code: c.ID, Text: c.Said(), Cures: slices.Contains(c.Cures, repair)}
		if !c.Verified {
			one.Text = words.Say("notice.setup_unverified", "what", one.Text)
		}
		if one.Cures {
			cures = append(cures, one)
		} else {
			others = append(others, one)
		}
	}
	return append(cures, others...)
}

// setupsOfAll are the barcodes of all families that cure the repair, each with
// the name of its family.
func (s *Site) setupsOfAll(repair string) []server.Setup {
	var all []server.Setup
	drawn := map[string]bool{}
	for _, id := range slices.Sorted(maps.Keys(s.Profiles)) {
		p := s.Profiles[id]
		for _, one := range setups(p, repair) {
			c, _ := p.SetupCode(one.Code)
			if !one.Cures || drawn[string(c.Data)] {
				continue
			}
			drawn[string(c.Data)] = true
			one.Text = words.Say("notice.setup_of", "family", p.Said(), "what", one.Text)
			all = append(all, one)
		}
	}
	return all
}

// setupPNG draws a set-up barcode.
func (s *Site) setupPNG(profile, code string, w io.Writer) (bool, error) {
	c, found := s.Profiles[profile].SetupCode(code)
	if !found {
		return false, nil
	}
	page, err := label.Setup(label.Kind(c.As), c.Data, setupDots)
	if err != nil {
		return true, err
	}
	return true, page.PNG(w)
}

// setupSheet writes the sheet of a profile.
func (s *Site) setupSheet(profile string, l words.Language, w io.Writer) (bool, error) {
	p, found := s.Profiles[profile]
	if !found {
		return false, nil
	}
	return true, SetupSheet(p, l).PDF(w)
}

// typists are the scanners that type at a station and keep needing a repair.
// They are known by nothing else.
func (s *Site) typists() []server.Device {
	var all []server.Device
	for _, station := range s.cures.typists() {
		d := server.Device{ID: typedAt + station, Station: station, Profile: typing, State: string(device.Connected), Text: words.Say("notice.typist")}
		d.Cure, d.Setup = s.setRight(d.ID, s.Profiles[typing])
		all = append(all, d)
	}
	return all
}

// together is all sentences as one text.
func together(all []words.Names) words.Names {
	var zh, en []string
	for _, each := range all {
		zh, en = append(zh, each.ZH), append(en, each.EN)
	}
	return words.Names{ZH: strings.Join(zh, ""), EN: strings.Join(en, " ")}
}

func inOne(sentences []words.Text) words.Text {
	var all []words.Names
	for _, each := range sentences {
		all = append(all, words.Names{ZH: each.In(words.Chinese), EN: each.In(words.English)})
	}
	return together(all).Text()
}

// SetupSheet is what a technician takes to a scanner of that family.
func SetupSheet(p device.Profile, l words.Language) report.SetupSheet {
	s := report.SetupSheet{Language: l, Title: p.Said().In(l), Sources: p.Sources}
	if doubt := p.DoubtSaid(); !doubt.IsZero() {
		s.Doubt = doubt.In(l)
	}
	for _, step := range p.Setup {
		s.Steps = append(s.Steps, step.Text().In(l))
	}
	for _, c := range p.SetupCodes {
		text := c.Said()
		if !c.Verified {
			text = words.Say("notice.setup_unverified", "what", text)
		}
		s.Codes = append(s.Codes, report.SetupBarcode{Text: text.In(l), Kind: label.Kind(c.As), Data: c.Data})
	}
	return s
}
