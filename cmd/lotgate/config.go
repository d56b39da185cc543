package main

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"lotgate/internal/words"
)

// Config is everything that a site can be told. Four sources feed it, each
// stronger than the one before: what is usual, a YAML file, the environment,
// the command line. A single value replaces a weaker one; lists add up, so
// that --scanner adds a gun to those of the file.
//
// Everything is kept as it was written, with where it was written, until
// Options makes the typed form of it or says what is wrong.
type Config struct {
	Listen   string     `yaml:"listen"`
	Data     string     `yaml:"data"`
	Demo     bool       `yaml:"demo"`
	Dev      bool       `yaml:"dev"`
	Language string     `yaml:"language"`
	Zone     string     `yaml:"zone"`
	Hosts    []string   `yaml:"hosts"`
	TLS      TLS        `yaml:"tls"`
	Label    Label      `yaml:"label"`
	Stations []*Station `yaml:"stations"`
	Scanners []*Scanner `yaml:"scanners"`
	Printers []*Printer `yaml:"printers"`
	Seal     Seal       `yaml:"seal"`
	Backup   Backup     `yaml:"backup"`

	from map[string]origin // by the path of the value
}

// TLS says whether and with what certificate the site is served encrypted.
type TLS struct {
	On   bool   `yaml:"on"`
	Cert string `yaml:"cert,omitempty"`
	Key  string `yaml:"key,omitempty"`
}

// Seal says how often checkpoints are signed, and who is given them.
type Seal struct {
	Every   string   `yaml:"every"` // facts
	Holders []string `yaml:"holders,omitempty"`
}

// Backup says where backups go by themselves.
type Backup struct {
	Folder string `yaml:"folder,omitempty"`
	Every  string `yaml:"every"`
	Whole  string `yaml:"whole"` // of so many one is whole
}

// Label says when labels are printed, and where their templates lie.
type Label struct {
	Per       string `yaml:"per"`                 // pack or line
	Templates string `yaml:"templates,omitempty"` // folder of the site's own templates
}

// Station is one place to work.
type Station struct {
	ID      string      `yaml:"id"`
	Name    words.Names `yaml:"name"`
	Kind    string      `yaml:"kind"`
	Dock    string      `yaml:"dock,omitempty"`    // place where its deliveries stand
	Staging string      `yaml:"staging,omitempty"` // place where picked goods wait
	Printer string      `yaml:"printer,omitempty"`
}

// Scanner is one gun: either as one line, or as its parts.
type Scanner struct {
	Spec    string `yaml:"spec,omitempty"`
	Port    string `yaml:"port,omitempty"`
	Profile string `yaml:"profile,omitempty"`
	Station string `yaml:"station,omitempty"`
	Name    string `yaml:"name,omitempty"`
	Baud    string `yaml:"baud,omitempty"`
	From    string `yaml:"from,omitempty"`
}

// Printer is one label printer.
type Printer struct {
	ID       string `yaml:"id"`
	Target   string `yaml:"target"`
	Profile  string `yaml:"profile,omitempty"`
	Template string `yaml:"template,omitempty"` // what its paper is for
	DPI      string `yaml:"dpi,omitempty"`      // 203, 300, 600
	DPMM     string `yaml:"dpmm,omitempty"`     // dots per millimetre, for printers with another density
}

// usual is a site about which nothing was said.
func usual() *Config {
	return &Config{
		Listen: "127.0.0.1:8410", Language: string(words.Chinese), Zone: usualZone(), Label: Label{Per: perPack},
		Seal: Seal{Every: "1000"}, Backup: Backup{Every: "24h", Whole: "30"},
		from: map[string]origin{},
	}
}

const (
	perPack = "pack"
	perLine = "line"
)

// usualZone is the machine's own zone, if the machine knows its name.
func usualZone() string {
	if name := time.Local.String(); name != "Local" && name != "UTC" {
		return name
	}
	return "Asia/Shanghai"
}

// furnish fills in what a site cannot be without: stations, a printer, and in
// the demo a gun for every station.
func (c *Config) furnish() {
	if len(c.Printers) == 0 {
		c.Printers = []*Printer{{ID: "labels", Target: "folder:labels"}}
	}
	for i, p := range c.Printers {
		p.christen(i)
	}
	if len(c.Stations) == 0 {
		c.Stations = []*Station{
			{ID: "dock-1", Name: words.Names{ZH: "收货台1", EN: "Dock 1"}, Kind: "dock", Dock: "DOCK-1"},
			{ID: "pick-1", Name: words.Names{ZH: "拣货台1", EN: "Picking 1"}, Kind: "pick", Staging: "STAGE-1"},
			{ID: "hand-1", Name: words.Names{ZH: "手持终端1", EN: "Handheld 1"}, Kind: "handheld", Dock: "DOCK-1", Staging: "STAGE-1"},
		}
	}
	for _, s := range c.Stations {
		if s.Printer == "" {
			s.Printer = c.Printers[0].ID
		}
		gun := "virtual:demo-" + s.ID + "?profile=generic-serial&station=" + s.ID
		given := slices.ContainsFunc(c.Scanners, func(other *Scanner) bool { return other.Spec == gun })
		if c.Demo && !given {
			c.Scanners = append(c.Scanners, &Scanner{Spec: gun})
		}
	}
}

// christen finds the printer's name: its id, or what stands before the = of
// its target, or its number.
func (p *Printer) christen(i int) {
	if name, target, named := strings.Cut(p.Target, "="); named && p.ID == "" && code.MatchString(name) {
		p.ID, p.Target = name, target
	}
	if p.ID == "" {
		p.ID = fmt.Sprintf("printer-%d", i+1)
	}
}
