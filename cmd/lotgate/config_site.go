package main

import (
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"os"
	"regexp"
	"slices"
	"strings"
	"time"

	"lotgate/internal/device"
	"lotgate/internal/document"
	"lotgate/internal/server"
	"lotgate/internal/session"
	"lotgate/internal/site"
	"lotgate/internal/stock"
	"lotgate/internal/words"
	"lotgate/web"
)

// making is a Config on its way to site.Options. Everything that is wrong is
// gathered, so that a technician corrects a file once and not line by line.
type making struct {
	*Config
	options  site.Options
	problems Problems
}

// Options is the typed form of c, furnished, or Problems.
func (c *Config) Options() (site.Options, error) {
	c.furnish()
	m := making{Config: c}
	m.options = site.Options{Dir: c.Data, Listen: c.Listen, Demo: c.Demo, Language: words.Language(c.Language), Sources: web.Sources}
	if c.Dev {
		m.options.Sources = os.DirFS("web")
	}
	m.place()
	m.door()
	m.printers()
	m.stations()
	m.scanners()
	m.keeping()
	if len(m.problems) > 0 {
		return site.Options{}, m.problems
	}
	return m.options, nil
}

// problems is what stands against the values of c, where its sources are
// refused already.
func (c *Config) problems() (found Problems) {
	if c.Data == "" {
		c.Data = "." // it may be what was mistyped
	}
	_, err := c.Options()
	errors.As(err, &found)
	return found
}

func (m *making) place() {
	if !slices.Contains(words.Languages, m.options.Language) {
		m.refuse("language", m.Language, words.Plain(fmt.Sprintf("%s, %s", words.Chinese, words.English)))
	}
	zone, err := time.LoadLocation(m.Zone)
	if err != nil || m.Zone == "" || m.Zone == "Local" {
		m.refuse("zone", m.Zone, words.Say("cli.allowed.zone"))
	}
	m.options.Zone = zone
	if m.Data == "" {
		m.problems = append(m.problems, problem{text: words.Say("cli.config.data")})
	}
}

// door reads where to listen. An address that other machines reach is always
// encrypted.
func (m *making) door() {
	at, err := net.ResolveTCPAddr("tcp", m.Listen)
	if err != nil || !strings.Contains(m.Listen, ":") {
		m.refuse("listen", m.Listen, words.Say("cli.allowed.listen"))
		return
	}
	if (m.TLS.Cert == "") != (m.TLS.Key == "") {
		m.refuse("tls.cert", m.TLS.Cert, words.Say("cli.allowed.pair"))
	}
	m.options.Hosts = m.Hosts
	if at.IP.IsUnspecified() || at.IP == nil {
		m.options.Hosts = append(slices.Clone(m.Hosts), ownNames()...)
	}
	if m.TLS.On || m.TLS.Cert != "" || !at.IP.IsLoopback() {
		names := m.options.Hosts
		if at.IP != nil && !at.IP.IsUnspecified() {
			names = append(slices.Clone(names), at.IP.String())
		}
		m.options.TLS = &server.TLS{CertFile: m.TLS.Cert, KeyFile: m.TLS.Key, Dir: m.Data, Names: names}
	}
}

// ownNames are the names and addresses by which other machines know this one.
func ownNames() (names []string) {
	if host, err := os.Hostname(); err == nil {
		names = append(names, host)
	}
	addresses, err := net.InterfaceAddrs()
	if err != nil {
		return names
	}
	for _, a := range addresses {
		if network, ok := a.(*net.IPNet); ok && network.IP.IsGlobalUnicast() {
			names = append(names, network.IP.String())
		}
	}
	return names
}

// code is what stations and printers may be called: it stands in addresses.
var code = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// kinds of stations.
var kinds = []string{"dock", "pick", "handheld"}

func (m *making) stations() {
	seen := map[string]bool{}
	for i, s := range m.Stations {
		path := fmt.Sprintf("stations[%d]", i)
		m.unique(path+".id", s.ID, seen)
		if !slices.Contains(kinds, s.Kind) {
			m.refuse(path+".kind", s.Kind, words.Plain(strings.Join(kinds, ", ")))
		}
		if s.Name == (words.Names{}) {
			s.Name.EN = s.ID
		}
		if ids := m.printerIDs(); !slices.Contains(ids, s.Printer) {
			m.refuse(path+".printer", s.Printer, words.Plain(strings.Join(ids, ", ")))
		}
		m.options.Stations = append(m.options.Stations, session.Config{
			ID: s.ID, Name: s.Name, Kind: s.Kind, Dock: stock.PlaceID(s.Dock), Staging: stock.PlaceID(s.Staging),
			Label: document.Labelling{Printer: s.Printer, PerLine: m.Label.Per == perLine},
		})
	}
	if m.Label.Per != perPack && m.Label.Per != perLine {
		m.refuse("label.per", m.Label.Per, words.Plain(perPack+", "+perLine))
	}
}

func (m *making) printerIDs() (ids []string) {
	for _, p := range m.Printers {
		ids = append(ids, p.ID)
	}
	return ids
}

func (m *making) stationIDs() (ids []string) {
	for _, s := range m.Stations {
		ids = append(ids, s.ID)
	}
	return ids
}

func (m *making) scanners() {
	loaded, broken := scannerProfiles(m.Data)
	m.options.Profiles, m.options.Broken = loaded, append(m.options.Broken, broken...)
	known := slices.Sorted(maps.Keys(loaded))
	for i, s := range m.Scanners {
		path := fmt.Sprintf("scanners[%d]", i)
		spec, err := device.ParseSpec(s.line())
		if err != nil {
			m.wrong(path, err)
			continue
		}
		if spec.Driver != device.AnyUSB && !slices.Contains(known, spec.Profile) {
			m.refuse(path+".profile", spec.Profile, words.Plain(strings.Join(known, ", ")))
		}
		if ids := m.stationIDs(); !slices.Contains(ids, spec.Station) {
			m.refuse(path+".station", spec.Station, words.Plain(strings.Join(ids, ", ")))
		}
		m.options.Scanners = append(m.options.Scanners, spec)
	}
}

// line is the scanner as one line, whichever way it was written.
func (s *Scanner) line() string {
	if s.Spec != "" {
		return s.Spec
	}
	query := url.Values{}
	for key, value := range map[string]string{"profile": s.Profile, "station": s.Station, "name": s.Name, "baud": s.Baud, "from": s.From} {
		if value != "" {
			query.Set(key, value)
		}
	}
	return s.Port + "?" + query.Encode()
}

// unique holds that an id can stand in an address and is nobody else's.
func (m *making) unique(path, id string, seen map[string]bool) {
	switch {
	case !code.MatchString(id):
		m.refuse(path, id, words.Say("cli.allowed.id"))
	case seen[id]:
		m.refuse(path, id, words.Say("cli.allowed.unique"))
	}
	seen[id] = true
}

// refuse keeps what is wrong with the value at path, said from where it was
// written: the value itself, or the whole of which it is a part.
func (m *making) refuse(path, value string, allowed words.Text) {
	m.problems.add(m.origin(path), value, allowed)
}

// wrong keeps what another package says of the value at path.
func (m *making) wrong(path string, err error) {
	from := m.origin(path)
	text := words.Plain(err.Error())
	if p, ok := err.(*device.Problem); ok {
		text = p.Text
	}
	m.problems = append(m.problems, problem{from.file, words.Say("cli.config.wrong", "name", from.name, "text", text)})
}

// origin is where the value at path was written, or the nearest part of the
// same whole, or nowhere.
func (m *making) origin(path string) origin {
	if from, written := m.from[path]; written {
		return from
	}
	whole, _, _ := strings.Cut(path, ".")
	whole, _, _ = strings.Cut(whole, "]")
	for _, written := range slices.Sorted(maps.Keys(m.from)) {
		if strings.HasPrefix(written, whole+"]") || written == whole {
			from := m.from[written]
			if strings.Contains(from.name, "[") {
				from.name = path
			}
			return from
		}
	}
	return origin{name: path}
}
