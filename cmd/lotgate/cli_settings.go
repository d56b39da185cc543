package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
)

// Sources says where the configuration comes from.
type Sources struct {
	Config string  `placeholder:"FILE" env:"LOTGATE_CONFIG" help:"YAML file with any of the settings."`
	Data   *string `placeholder:"DIR" help:"Directory that holds everything the site must not lose."`
}

// load reads all sources for a command that gives further flags.
func (s Sources) load(flags ...entry) (*Config, error) {
	return load(s.Config, os.Environ(), append(single("data", "--data", s.Data), flags...))
}

// Settings are the flags that set what a file and the environment may set too.
type Settings struct {
	Sources
	Listen   *string  `placeholder:"HOST:PORT" help:"Where browsers connect; usually 127.0.0.1:8410. Any other than this machine's own address is served encrypted."`
	Language *string  `placeholder:"zh-CN|en" help:"Language of whoever has not chosen one; usually zh-CN."`
	Zone     *string  `placeholder:"NAME" help:"Time zone of the site, such as Asia/Shanghai."`
	Host     []string `sep:"none" placeholder:"NAME" help:"Further name or address that browsers call the site by. Repeatable."`
	TLS      *bool    `name:"tls" help:"Serve encrypted on this machine's own address too."`
	TLSCert  *string  `name:"tls-cert" placeholder:"FILE" help:"Certificate to use instead of one that the site makes itself."`
	TLSKey   *string  `name:"tls-key" placeholder:"FILE" help:"Private key of the certificate."`
	Scanner  []string `sep:"none" placeholder:"SPEC" help:"A scanner: 'serial:/dev/ttyACM0?profile=generic-serial&station=dock-1', also tcp: and listen:. Repeatable."`
	Printer  []string `sep:"none" placeholder:"[ID=]TARGET" help:"A label printer: tcp:HOST:9100, serial:/dev/NAME, usb:VVVV:PPPP:SERIAL, usb:any, usb:/dev/usb/lp0, ipp:HOST/PATH or folder:DIR, with ?profile=, template= and dpi= behind it. The first one prints for stations that name none. Repeatable."`
	LabelPer *string  `name:"label-per" placeholder:"pack|line" help:"One label for every pack, or one for all of a lot; usually pack."`
	Demo     *bool    `help:"A store with goods, orders, people and virtual guns to try everything with."`
	Dev      *bool    `help:"Read the browser half from ./web at every start, for who works on it."`
}

func (s Settings) load() (*Config, error) { return s.Sources.load(s.entries()...) }

func (s Settings) entries() (all []entry) {
	all = append(all, single("listen", "--listen", s.Listen)...)
	all = append(all, single("language", "--language", s.Language)...)
	all = append(all, single("zone", "--zone", s.Zone)...)
	all = append(all, single("tls.cert", "--tls-cert", s.TLSCert)...)
	all = append(all, single("tls.key", "--tls-key", s.TLSKey)...)
	all = append(all, single("label.per", "--label-per", s.LabelPer)...)
	all = append(all, yes("tls.on", "--tls", s.TLS)...)
	all = append(all, yes("demo", "--demo", s.Demo)...)
	all = append(all, yes("dev", "--dev", s.Dev)...)
	all = append(all, several("hosts", "--host", s.Host)...)
	all = append(all, several("scanners", "--scanner", s.Scanner)...)
	return append(all, several("printers", "--printer", s.Printer)...)
}

func single(path, flag string, value *string) []entry {
	if value == nil {
		return nil
	}
	return []entry{{path, *value, origin{name: flag}}}
}

func yes(path, flag string, value *bool) []entry {
	if value == nil {
		return nil
	}
	return []entry{{path, strconv.FormatBool(*value), origin{name: flag}}}
}

func several(list, flag string, values []string) (all []entry) {
	for i, value := range values {
		all = append(all, entry{fmt.Sprintf("%s[%d]", list, i), value, origin{name: flag}})
	}
	return all
}

// absolute makes the data directory independent of where the daemon is told
// to look next.
func (c *Config) absolute() error {
	if c.Data == "" {
		return nil
	}
	path, err := filepath.Abs(c.Data)
	if err != nil {
		return fmt.Errorf("find the data directory: %w", err)
	}
	c.Data = path
	return nil
}
