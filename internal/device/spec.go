package device

import (
	"maps"
	"net"
	"net/netip"
	"net/url"
	"path"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"lotgate/internal/words"
	"lotgate/internal/yamlfile"
)

// Spec says where a scanner hangs and how to treat it, as one line of
// configuration:
//
//	serial:/dev/serial/by-id/usb-ACME_123-if00?profile=generic-serial&station=dock-1&baud=115200
//
// In place of a path stands better the identity that "lotgate devices" shows,
// 0c2e:0b81:19032B0A5C: it stays with the gun wherever it is plugged in. A path
// such as /dev/ttyUSB0 stays with the number.
//
// usb:any is not one scanner but whatever is plugged in and known by its
// profile.
type Spec struct {
	Driver  string // serial, hidraw, evdev, usb, tcp, listen, virtual
	Address string // what the driver opens: a path, a host and port, a name
	Name    string // the scanner's own name, unique in the daemon
	Profile string // id of its Profile
	Station string // id of the station that it works for
	Baud    int    // serial only: bits a second; 0 is the profile's

	// From is whom a listen scanner may call from; the zero Prefix is this
	// machine alone, for codes from the network carry no other proof.
	From netip.Prefix
}

// way is how a Spec of one driver is written.
type way struct {
	form string
	keys []string
}

// AnyUSB is the driver of a Spec that stands for whatever is plugged in.
const AnyUSB = "usb"

var ways = map[string]way{
	"serial":  {"serial:/dev/serial/by-id/NAME", []string{"profile", "station", "name", "baud"}},
	"hidraw":  {"hidraw:VVVV:PPPP:SERIAL", []string{"profile", "station", "name"}},
	"evdev":   {"evdev:VVVV:PPPP:SERIAL", []string{"profile", "station", "name"}},
	AnyUSB:    {"usb:any", []string{"station"}},
	"virtual": {"virtual:NAME", []string{"profile", "station", "name", "baud"}},
	"tcp":     {"tcp:HOST:PORT", []string{"profile", "station", "name"}},
	"listen":  {"listen:HOST:PORT", []string{"profile", "station", "name", "from"}},
}

// Problem is something that a person wrote and that cannot be used: a Spec,
// a profile. It is said, never logged as a fault.
type Problem = yamlfile.Problem

func problem(code string, pairs ...any) error {
	return &Problem{Text: words.Say("device."+code, pairs...)}
}

// Names of scanners and stations: they stand in addresses and on screens.
var plainName = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)

// ParseSpec reads one scanner's line of configuration. The error is a
// *Problem that says what is allowed. Whether the profile exists is for the
// Manager to say.
func ParseSpec(text string) (Spec, error) {
	driver, rest, _ := strings.Cut(text, ":")
	way, known := ways[driver]
	if !known {
		return Spec{}, problem("spec.driver", "spec", text, "allowed", strings.Join(forms(), ", "))
	}
	address, query, _ := strings.Cut(rest, "?")
	if !addressable(driver, address) {
		return Spec{}, problem("spec.address", "spec", text, "form", way.whole())
	}
	values, err := url.ParseQuery(query)
	if err != nil {
		return Spec{}, problem("spec.query", "spec", text, "allowed", strings.Join(way.keys, ", "))
	}
	s := Spec{Driver: driver, Address: address, Name: nameOf(address)}
	for _, key := range slices.Sorted(maps.Keys(values)) {
		if len(values[key]) != 1 {
			return Spec{}, problem("spec.twice", "key", key, "spec", text)
		}
		if !slices.Contains(way.keys, key) {
			return Spec{}, problem("spec.key", "key", key, "allowed", strings.Join(way.keys, ", "))
		}
		if err := s.set(key, values[key][0]); err != nil {
			return Spec{}, err
		}
	}
	return s, s.complete(text)
}

// whole is the form with what must stand behind it.
func (w way) whole() string {
	if slices.Contains(w.keys, "profile") {
		return w.form + "?profile=PROFILE&station=STATION"
	}
	return w.form + "?station=STATION"
}

func forms() []string {
	var all []string
	for _, w := range ways {
		all = append(all, w.form)
	}
	slices.Sort(all)
	return all
}

func addressable(driver, address string) bool {
	switch driver {
	case "virtual":
		return plainName.MatchString(address)
	case AnyUSB:
		return address == "any"
	case "tcp", "listen":
		_, port, err := net.SplitHostPort(address)
		return err == nil && port != ""
	}
	return address != "" && len(address) <= 1024
}

func (s *Spec) set(key, value string) error {
	switch key {
	case "baud":
		return s.setBaud(value)
	case "from":
		return s.setFrom(value)
	}
	if !plainName.MatchString(value) {
		return problem("spec.name", "key", key, "value", value)
	}
	*map[string]*string{"profile": &s.Profile, "station": &s.Station, "name": &s.Name}[key] = value
	return nil
}

// setFrom takes a network (10.1.0.0/16) or one address.
func (s *Spec) setFrom(value string) error {
	if one, err := netip.ParseAddr(value); err == nil {
		s.From = netip.PrefixFrom(one, one.BitLen())
		return nil
	}
	network, err := netip.ParsePrefix(value)
	if err != nil {
		return problem("spec.from", "value", value)
	}
	s.From = network
	return nil
}

func (s *Spec) setBaud(value string) error {
	baud, err := strconv.Atoi(value)
	if err != nil || !slices.Contains(Bauds, baud) {
		return problem("spec.baud", "value", value, "allowed", list(Bauds))
	}
	s.Baud = baud
	return nil
}

func (s *Spec) complete(text string) error {
	if s.Driver == AnyUSB {
		s.Profile = AnyUSB // each scanner its own
	}
	for _, must := range []struct{ key, value string }{{"profile", s.Profile}, {"station", s.Station}, {"name", s.Name}} {
		if must.value == "" {
			return problem("spec.missing", "key", must.key, "spec", text)
		}
	}
	return nil
}

var unnamable = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

// nameOf makes a scanner's name out of its address where none is given:
// /dev/ttyACM0 is ttyACM0, 10.0.0.7:2001 is 10.0.0.7-2001.
func nameOf(address string) string {
	name := strings.Trim(unnamable.ReplaceAllString(path.Base(address), "-"), "-._")
	if len(name) > 64 {
		name = name[len(name)-64:]
	}
	return strings.TrimLeft(name, "-._")
}

func list(numbers []int) string {
	said := make([]string, len(numbers))
	for i, n := range numbers {
		said[i] = strconv.Itoa(n)
	}
	return strings.Join(said, ", ")
}
