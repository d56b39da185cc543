package printer

import (
	"errors"
	"fmt"
	"net"
	"net/url"
	"strconv"
	"strings"
)

// Target says how a printer is reached. Its zero value is no printer.
type Target struct {
	kind    string // "tcp" or "folder"
	address string // host:port, or a path
	trust   bool   // a printer that never closes the line: believe that what was sent is printed
}

// ErrTarget is wrapped by every error of ParseTarget.
var ErrTarget = errors.New("a printer is tcp:HOST[:PORT][?confirm=none] or folder:PATH")

// ParseTarget reads "tcp:10.0.0.5:9100" (the port may be left out, it is 9100
// then) or "folder:/var/lib/lotgate/labels".
//
// A TCP printer closes the line once it has read a job, and only then the job
// counts as printed. For the rare one that never does, "?confirm=none" counts
// it as printed when it was sent.
func ParseTarget(text string) (Target, error) {
	kind, rest, _ := strings.Cut(text, ":")
	switch kind {
	case "tcp":
		return parseTCP(rest)
	case "folder":
		if rest == "" {
			return Target{}, fmt.Errorf("%w: %q names no folder", ErrTarget, text)
		}
		return Target{kind: kind, address: rest}, nil
	default:
		return Target{}, fmt.Errorf("%w: not %q", ErrTarget, text)
	}
}

// rawPort is where label printers listen for raw data.
const rawPort = "9100"

func parseTCP(rest string) (Target, error) {
	address, query, _ := strings.Cut(rest, "?")
	options, err := url.ParseQuery(query)
	if err != nil {
		return Target{}, fmt.Errorf("%w: %w", ErrTarget, err)
	}
	for name := range options {
		if name != "confirm" || options.Get(name) != "none" {
			return Target{}, fmt.Errorf("%w: not %s=%s", ErrTarget, name, options.Get(name))
		}
	}
	host, port, err := net.SplitHostPort(address)
	if err != nil {
		host, port = strings.Trim(address, "[]"), rawPort
	}
	number, err := strconv.ParseUint(port, 10, 16)
	if err != nil || number == 0 || host == "" {
		return Target{}, fmt.Errorf("%w: not tcp:%s", ErrTarget, rest)
	}
	return Target{kind: "tcp", address: net.JoinHostPort(host, port), trust: options.Has("confirm")}, nil
}

// String is the target as ParseTarget reads it.
func (t Target) String() string {
	if t.kind == "" {
		return ""
	}
	if t.trust {
		return t.kind + ":" + t.address + "?confirm=none"
	}
	return t.kind + ":" + t.address
}

// transport is the way to t.
func (t Target) transport(limits Limits) transport {
	if t.kind == "folder" {
		return folder{t.address}
	}
	// Whether the last run broke off in a format is not known: cut is true.
	return &tcp{address: t.address, trust: t.trust, limits: limits, cut: true}
}
