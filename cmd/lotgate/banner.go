package main

import (
	"fmt"
	"io"
	"net"
	"runtime"
	"strings"
	"text/tabwriter"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/site"
	"lotgate/internal/words"
)

// greet prints what to open, and in the demo who may come in.
func greet(w io.Writer, s *site.Site, c *Config, passing bool) {
	l := consoleLanguage()
	say := func(code string, pairs ...any) { fmt.Fprintln(w, words.Say("cli.banner."+code, pairs...).In(l)) }
	base, elsewhere := addresses(s.Address(), s.Hosts)
	say("ready", "url", base)
	if elsewhere != "" {
		say("elsewhere", "url", elsewhere)
	}
	fmt.Fprintln(w)
	if known, err := anybody(s.Books()); err == nil && !known {
		say("first", "url", base+"/setup")
	}
	pages := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	for _, p := range c.pages(l) {
		fmt.Fprintf(pages, "  %s\t%s\n", base+p.path, p.text)
	}
	pages.Flush()
	fmt.Fprintln(w)
	if c.Demo {
		say("people")
		people(w, l)
		fmt.Fprintln(w)
	}
	if runtime.GOOS != "linux" {
		say("no_capture")
	}
	say("data", "dir", c.Data)
	if passing {
		say("passing")
	}
	say("end")
}

// addresses are what to open on this machine and on others, of a site that
// listens at url and may be called by hosts. Nobody can open "all addresses".
func addresses(url string, hosts []string) (here, elsewhere string) {
	scheme, at, _ := strings.Cut(url, "://")
	host, port, err := net.SplitHostPort(at)
	if ip := net.ParseIP(host); err != nil || !ip.IsUnspecified() {
		return url, ""
	}
	here = scheme + "://" + net.JoinHostPort("localhost", port)
	if len(hosts) > 0 {
		elsewhere = scheme + "://" + net.JoinHostPort(hosts[0], port)
	}
	return here, elsewhere
}

func anybody(books *site.Books) (known bool, err error) {
	err = books.View(func(view fact.View) error {
		known = auth.AnyPerson(view)
		return nil
	})
	return known, err
}

type page struct{ path, text string }

// pages are what there is to open, in the order in which one would.
func (c *Config) pages(l words.Language) (all []page) {
	say := func(path, code string, pairs ...any) {
		all = append(all, page{path, words.Say("cli.page."+code, pairs...).In(l)})
	}
	if c.Demo {
		say("/demo", "demo")
	}
	for _, s := range c.Stations {
		say("/station/"+s.ID, "station", "name", s.Name)
	}
	say("/board/dock", "dock")
	say("/board/pick", "pick")
	say("/board/expiry", "expiry")
	say("/labels", "labels")
	say("/", "home")
	return all
}

// people lists the demo's people with badge and PIN, which are no secret.
func people(w io.Writer, l words.Language) {
	table := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	for _, p := range intake.DemoPeople() {
		var roles []string
		for _, r := range p.Roles {
			roles = append(roles, words.Say("auth.role."+string(r)).In(l))
		}
		pin := words.Say("cli.banner.pin", "pin", p.PIN).In(l)
		fmt.Fprintf(table, "  %s\t%s\t%s\t%s\n", strings.TrimSpace(p.Name.In(l)), "LGP."+p.Badge, pin, strings.Join(roles, ", "))
	}
	table.Flush()
}
