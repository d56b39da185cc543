package main

import (
	"fmt"
	"io"
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
	say("ready", "url", s.Address())
	fmt.Fprintln(w)
	if known, err := anybody(s.Books()); err == nil && !known {
		say("first", "url", s.Address()+"/setup")
	}
	pages := tabwriter.NewWriter(w, 0, 0, 3, ' ', 0)
	for _, p := range c.pages(l) {
		fmt.Fprintf(pages, "  %s\t%s\n", s.Address()+p.path, p.text)
	}
	pages.Flush()
	fmt.Fprintln(w)
	if c.Demo {
		say("people")
		people(w, l)
		fmt.Fprintln(w)
	}
	say("data", "dir", c.Data)
	if passing {
		say("passing")
	}
	say("end")
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
