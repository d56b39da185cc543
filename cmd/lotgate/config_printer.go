package main

import (
	"errors"
	"fmt"
	"maps"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"lotgate/internal/label"
	"lotgate/internal/label/printer"
	"lotgate/internal/words"
)

// templatesDir is where a site's own templates lie if nothing else is said.
const templatesDir = "templates"

func (m *making) printers() {
	folder := m.Label.Templates
	if folder == "" && m.Data != "" {
		folder = filepath.Join(m.Data, templatesDir)
	}
	m.options.Templates = &label.Shelf{Folder: folder}
	known, broken := printerProfiles(m.Data)
	m.options.PrinterProfiles, m.options.Broken = known, append(m.options.Broken, broken...)
	seen := map[string]bool{}
	for i, p := range m.Printers {
		path := fmt.Sprintf("printers[%d]", i)
		m.unique(path+".id", p.ID, seen)
		m.options.Printers = append(m.options.Printers, m.printer(path, p, known))
	}
}

func (m *making) printer(path string, p *Printer, known map[string]printer.Profile) printer.Config {
	target := p.Target
	if folder, is := strings.CutPrefix(target, "folder:"); is && folder != "" && !filepath.IsAbs(folder) {
		target = "folder:" + filepath.Join(m.Data, folder)
	}
	to, err := printer.ParseTarget(target)
	if err != nil {
		m.refuse(path+".target", p.Target, words.Say("cli.allowed.target"))
		return printer.Config{}
	}
	// What has a line of its own counts over what stands behind the target.
	to.Profile, to.Template = stronger(p.Profile, to.Profile), stronger(p.Template, to.Template)
	config := printer.Config{Name: p.ID, Language: m.options.Language, Shelf: m.options.Templates, Template: stronger(to.Template, label.StandardID)}
	profile, found := known[to.ProfileID()]
	switch {
	case !found:
		m.refuse(path+".profile", to.ProfileID(), words.Plain(strings.Join(slices.Sorted(maps.Keys(known)), ", ")))
	case !slices.Contains(profile.Reach, to.Driver()):
		m.refuse(path+".target", p.Target, words.Say("cli.allowed.reach", "profile", profile.ID, "drivers", strings.Join(profile.Reach, ", ")))
	}
	config.Target, config.Profile = to, profile
	m.density(path, p, &config)
	m.template(path, config.Template)
	return config
}

func stronger(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

// dotsPerMM are the densities that label printers are made with.
var dotsPerMM = map[int]int{203: 8, 300: 12, 600: 24}

// density is what was said as dots a millimetre or an inch; 8 if nothing was.
func (m *making) density(path string, p *Printer, config *printer.Config) {
	if p.DPMM != "" {
		dpmm, err := strconv.Atoi(p.DPMM)
		if err != nil || dpmm < label.MinDPMM || dpmm > label.MaxDPMM {
			m.refuse(path+".dpmm", p.DPMM, words.Say("cli.allowed.dpmm", "least", label.MinDPMM, "most", label.MaxDPMM))
		}
		config.DPMM = dpmm
		return
	}
	dpi := config.Target.DPI
	if p.DPI != "" {
		dpi, _ = strconv.Atoi(p.DPI) // what is no number is none of the allowed ones
	}
	if dpi == 0 && p.DPI == "" {
		return
	}
	if config.DPMM = dotsPerMM[dpi]; config.DPMM == 0 || len(config.Profile.DPI) > 0 && !slices.Contains(config.Profile.DPI, dpi) {
		m.refuse(path+".dpi", stronger(p.DPI, strconv.Itoa(dpi)), words.Plain(strings.Trim(fmt.Sprint(config.Profile.DPI), "[]")))
	}
}

// template holds that there is one, and that it can be used.
func (m *making) template(path, id string) {
	_, err := m.options.Templates.Find(id)
	switch {
	case errors.Is(err, label.ErrTemplate):
		ids, listing := m.options.Templates.IDs()
		if listing != nil {
			m.wrong(path+".template", listing)
			return
		}
		m.refuse(path+".template", id, words.Plain(strings.Join(ids, ", ")))
	case err != nil:
		m.wrong(path+".template", err)
	}
}
