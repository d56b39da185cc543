// Package install makes a Lotgate that starts with the machine: a systemd unit
// that is let do as little as possible, a user of its own, and the udev rules
// that open the scanners of the device profiles to it and to nobody else.
//
// What the files say is made by pure functions; "lotgate install" puts them in
// place, and the Debian package in the folder debian is built from the same.
package install

import (
	"bytes"
	_ "embed"
	"fmt"
	"io/fs"
	"strings"
	"text/template"

	"lotgate/internal/device"
)

// Layout says where the parts of an installed Lotgate lie.
type Layout struct {
	Program string
	Unit    string
	Users   string // of systemd-sysusers
	Rules   string // of udev
	Config  string
}

// Local is the layout of a program that was put here by hand, Packaged that of
// one that came in a package.
var (
	Local = Layout{
		Program: "/usr/local/bin/lotgate",
		Unit:    "/etc/systemd/system/lotgate.service",
		Users:   "/etc/sysusers.d/lotgate.conf",
		Rules:   "/etc/udev/rules.d/70-lotgate.rules",
		Config:  configFile,
	}
	Packaged = Layout{
		Program: "/usr/bin/lotgate",
		Unit:    "/usr/lib/systemd/system/lotgate.service",
		Users:   "/usr/lib/sysusers.d/lotgate.conf",
		Rules:   "/usr/lib/udev/rules.d/70-lotgate.rules",
		Config:  configFile,
	}
)

// Configured are the rules for the scanners that the configuration names and
// no profile does, whatever the layout.
const Configured = "/etc/udev/rules.d/71-lotgate-configured.rules"

const configFile = "/etc/lotgate/lotgate.yaml"

// What the unit is called, whom it runs as, and the folder it keeps its data
// in. The files name them too.
const (
	Unit = "lotgate.service"
	User = "lotgate"
	Data = "/var/lib/lotgate"
)

//go:embed files/lotgate.service
var unit string

//go:embed files/sysusers.conf
var users []byte

//go:embed files/lotgate.yaml
var config []byte

// File is one file to put in place.
type File struct {
	Path    string // from the root of the system it is for
	Mode    fs.FileMode
	Content []byte
	Keep    bool // what is there already is somebody's work, and stays
}

// Files are all files of an installation but the program itself.
func (l Layout) Files(profiles map[string]device.Profile) ([]File, error) {
	text, err := l.UnitText()
	if err != nil {
		return nil, err
	}
	return []File{
		{Path: l.Users, Mode: 0o644, Content: users},
		{Path: l.Rules, Mode: 0o644, Content: []byte(Rules(profiles))},
		{Path: l.Config, Mode: 0o644, Content: config, Keep: true},
		{Path: l.Unit, Mode: 0o644, Content: text},
	}, nil
}

// UnitText is the systemd unit.
func (l Layout) UnitText() ([]byte, error) {
	t, err := template.New(Unit).Option("missingkey=error").Parse(unit)
	if err != nil {
		return nil, fmt.Errorf("read the unit: %w", err)
	}
	var text bytes.Buffer
	if err := t.Execute(&text, l); err != nil {
		return nil, fmt.Errorf("write the unit: %w", err)
	}
	return text.Bytes(), nil
}

// under is a path as os.Root takes it.
func under(path string) string { return strings.TrimPrefix(path, "/") }
