package printer

import (
	"cmp"
	"errors"
	"fmt"
	"maps"
	"net"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"lotgate/internal/device"
	"lotgate/internal/device/bus"
)

// Target says how a printer is reached, and what else its line of configuration
// says of it. Its zero value is no printer.
type Target struct {
	kind    string // one of drivers
	address string // host:port, a path, or a URI without its scheme
	trust   bool   // a printer that never confirms: believe that what was sent is printed
	baud    int    // of a serial line; 0 is the profile's

	Profile  string // id; "" is the usual one
	Template string // id; "" is the standard one
	DPI      int    // 0 is the profile's first
}

// drivers are the ways to a printer.
var drivers = []string{"tcp", "serial", "usb", "ipp", "ipps", "folder"}

// ErrTarget is wrapped by every error of ParseTarget.
var ErrTarget = errors.New("a printer is tcp:HOST[:PORT], serial:/dev/NAME, usb:VVVV:PPPP:SERIAL, usb:any, usb:/dev/usb/lp0, ipp:HOST[:PORT]/PATH or folder:PATH, and may have ?profile=, template=, dpi=, confirm=none")

// usualProfile is that of a printer of which nothing else is said.
func (t Target) usualProfile() string {
	if t.kind == "ipp" || t.kind == "ipps" {
		return "ipp-pdf"
	}
	return "zebra-zpl"
}

// ProfileID is the profile to use.
func (t Target) ProfileID() string {
	if t.Profile != "" {
		return t.Profile
	}
	return t.usualProfile()
}

// Driver is the way in which the printer is reached.
func (t Target) Driver() string { return t.kind }

// ParseTarget reads "tcp:10.0.0.5:9100" (the port may be left out, it is 9100
// then), "serial:/dev/ttyUSB0?baud=19200", "usb:0a5f:0166:SERIAL" (by what it is
// known by, as "lotgate devices" shows it; usb:/dev/usb/lp0 goes by a number that
// another printer may have tomorrow, usb:any is the only one that the profile
// knows), "ipp:10.0.0.6/ipp/print" or "folder:/var/lib/lotgate/labels".
//
// A TCP printer closes the line once it has read a job, and only then the job
// counts as printed. For the rare one that never does, "confirm=none" counts
// it as printed when it was sent.
func ParseTarget(text string) (Target, error) {
	kind, rest, _ := strings.Cut(text, ":")
	rest, query, _ := strings.Cut(rest, "?")
	if !slices.Contains(drivers, kind) || rest == "" {
		return Target{}, fmt.Errorf("%w: not %q", ErrTarget, text)
	}
	t := Target{kind: kind, address: rest}
	if err := t.options(query); err != nil {
		return Target{}, err
	}
	switch kind {
	case "tcp":
		return t.tcp()
	case "ipp", "ipps":
		return t.ipp()
	case "usb":
		if rest != anyAddress && !bus.Named(rest) && !strings.HasPrefix(rest, "/") {
			return Target{}, fmt.Errorf("%w: not usb:%s", ErrTarget, rest)
		}
	}
	return t, nil
}

func (t *Target) options(query string) error {
	values, err := url.ParseQuery(query)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrTarget, err)
	}
	for _, name := range slices.Sorted(maps.Keys(values)) {
		if !t.option(name, values.Get(name)) || len(values[name]) > 1 {
			return fmt.Errorf("%w: not %s=%s", ErrTarget, name, values.Get(name))
		}
	}
	return nil
}

// option takes over one of them and reports whether it is possible.
func (t *Target) option(name, value string) bool {
	switch name {
	case "profile":
		t.Profile = value
		return value != ""
	case "template":
		t.Template = value
		return value != ""
	case "confirm":
		t.trust = value == "none"
		return t.trust
	case "dpi":
		t.DPI, _ = strconv.Atoi(value)
		return slices.Contains(densities, t.DPI)
	case "baud":
		baud, err := strconv.Atoi(value)
		t.baud = baud
		return err == nil && t.kind == "serial" && slices.Contains(device.Bauds, baud)
	}
	return false
}

// Where printers listen for raw data, and for IPP.
const (
	rawPort = "9100"
	ippPort = "631"
)

func (t Target) tcp() (Target, error) {
	at, err := hostPort(t.address, rawPort)
	if err != nil {
		return Target{}, err
	}
	t.address = at
	return t, nil
}

// ipp needs a host; without a path it is the one that most printers have.
func (t Target) ipp() (Target, error) {
	host, path, some := strings.Cut(strings.TrimPrefix(t.address, "//"), "/")
	if !some || path == "" {
		path = "ipp/print"
	}
	at, err := hostPort(host, ippPort)
	if err != nil {
		return Target{}, err
	}
	if u, err := url.Parse("http://" + at + "/" + path); err != nil || u.User != nil || u.Fragment != "" {
		return Target{}, fmt.Errorf("%w: not %s:%s", ErrTarget, t.kind, t.address)
	}
	t.address = at + "/" + path
	return t, nil
}

func hostPort(address, usual string) (string, error) {
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		host, port = strings.Trim(address, "[]"), usual
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 || host == "" || strings.ContainsAny(host, "/@ ") {
		return "", fmt.Errorf("%w: not %s", ErrTarget, address)
	}
	return net.JoinHostPort(host, port), nil
}

// String is the target as ParseTarget reads it.
func (t Target) String() string {
	if t.kind == "" {
		return ""
	}
	var options []string
	for _, o := range []struct{ name, value string }{
		{"profile", t.Profile}, {"template", t.Template}, {"dpi", number(t.DPI)}, {"baud", number(t.baud)}, {"confirm", map[bool]string{true: "none"}[t.trust]},
	} {
		if o.value != "" {
			options = append(options, o.name+"="+url.QueryEscape(o.value))
		}
	}
	text := t.kind + ":" + t.address
	if len(options) > 0 {
		text += "?" + strings.Join(options, "&")
	}
	return text
}

func number(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// transport is the way to t for a printer of that profile.
func (t Target) transport(p Profile, limits Limits) transport {
	switch t.kind {
	case "folder":
		return folder{t.address, p.speech()}
	case "ipp", "ipps":
		return newIPP(t, p, limits)
	}
	// Whether the last run broke off in a job is not known: cut is true.
	r := &raw{speech: p.speech(), habit: p.Status, limits: limits, cut: true, receipt: byAsking}
	switch t.kind {
	case "tcp":
		r.open, r.receipt = dialTCP(t.address, limits), byClosing
	case "serial":
		baud := t.baud
		if baud == 0 {
			baud = cmp.Or(p.Baud, 9600)
		}
		r.open, r.plugged = openSerial(t.address, baud), true
	default:
		r.open, r.plugged = openUSB(func() (string, error) { return t.locate(p) }), true
	}
	if t.trust {
		r.receipt = bySending
	}
	return r
}
