package main

import (
	"errors"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
	"lotgate/internal/site"
	"lotgate/internal/words"
)

// site makes the options of a file with the text, an environment and flags.
func options(t *testing.T, text string, environ []string, flags ...entry) (site.Options, error) {
	t.Helper()
	file := filepath.Join(t.TempDir(), "lotgate.yaml")
	if err := os.WriteFile(file, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := load(file, environ, flags)
	if err != nil {
		return site.Options{}, err
	}
	if c.Data == "" {
		c.Data = t.TempDir()
	}
	return c.Options()
}

// refusals are what is said of a configuration, without the file's folder.
func refusals(t *testing.T, text string, environ []string, flags ...entry) []string {
	t.Helper()
	_, err := options(t, text, environ, flags...)
	var problems Problems
	if !errors.As(err, &problems) {
		t.Fatalf("%q: %v", text, err)
	}
	var said []string
	for _, p := range problems {
		p.file = filepath.Base(p.file)
		said = append(said, strings.TrimPrefix(Problems{p}.In(words.English), ".: "))
	}
	return said
}

func TestWrongFilesAreRefusedByLine(t *testing.T) {
	const allowedScanner = "baud, from, name, port, profile, station"
	for name, test := range map[string]struct {
		text string
		want []string
	}{
		"unknown key":     {"zone: UTC\nlistn: :1\n", []string{`lotgate.yaml:2: listn is not known. Is listen meant? Allowed: backup, data, demo, dev, hosts, label, language, listen, printers, scanners, seal, stations, tls, zone`}},
		"unknown in list": {"scanners:\n  - port: serial:/dev/x\n    prot: y\n    profile: generic-serial\n    station: dock-1\n", []string{`lotgate.yaml:3: scanners[0].prot is not known. Is scanners[].port meant? Allowed: ` + allowedScanner}},
		"key in a value":  {"listen:\n  port: 7\n", []string{`lotgate.yaml:2: listen.port is not known. Allowed: backup, data, demo, dev, hosts, label, language, listen, printers, scanners, seal, stations, tls, zone`}},
		"value of parts":  {"tls: maybe\n", []string{`lotgate.yaml:1: tls has parts and no value of its own. Its parts: cert, key, on`}},
		"and bad values":  {"zone: Mars\nlabel: pack\nlisten: x\n", []string{`lotgate.yaml:1: zone "Mars" is not possible; allowed: a name of the time zone database, such as Asia/Shanghai`, `lotgate.yaml:2: label has parts and no value of its own. Its parts: per, templates`, `lotgate.yaml:3: listen "x" is not possible; allowed: HOST:PORT, such as 127.0.0.1:8410 for this machine alone or :8410 for all`}},
		"list as value":   {"hosts: dock\n", []string{`lotgate.yaml:1: hosts is a list. Write it as hosts: [VALUE, VALUE], or a line each beginning with a dash.`}},
		"profile":         {"scanners:\n  - port: serial:/dev/x\n    station: dock-1\n    profile: x\n", []string{`lotgate.yaml:4: scanners[0].profile "x" is not possible; allowed: ` + profileNames(t)}},
		"profile in line": {"scanners:\n  - serial:/dev/x?profile=x&station=dock-1\n", []string{`lotgate.yaml:2: scanners[0].profile "x" is not possible; allowed: ` + profileNames(t)}},
		"station":         {"scanners:\n- tcp:h:1?profile=generic-serial&station=x\n", []string{`lotgate.yaml:2: scanners[0].station "x" is not possible; allowed: dock-1, pick-1, hand-1`}},
		"scanner":         {"scanners: ['pci:x']\n", []string{`lotgate.yaml:1: scanners[0]: "pci:x" does not say how the scanner is connected. Allowed: evdev:VVVV:PPPP:SERIAL, hidraw:VVVV:PPPP:SERIAL, listen:HOST:PORT, serial:/dev/serial/by-id/NAME, tcp:HOST:PORT, usb:any, virtual:NAME.`}},
		"bool":            {"demo: maybe\n", []string{`lotgate.yaml:1: demo "maybe" is not possible; allowed: true, false`}},
		"language":        {"language: de\n", []string{`lotgate.yaml:1: language "de" is not possible; allowed: zh-CN, en`}},
		"zone":            {"\nzone: Mars/Olympus\n", []string{`lotgate.yaml:2: zone "Mars/Olympus" is not possible; allowed: a name of the time zone database, such as Asia/Shanghai`}},
		"listen":          {"listen: 8410\n", []string{`lotgate.yaml:1: listen "8410" is not possible; allowed: HOST:PORT, such as 127.0.0.1:8410 for this machine alone or :8410 for all`}},
		"label":           {"label:\n  per: box\n", []string{`lotgate.yaml:2: label.per "box" is not possible; allowed: pack, line`}},
		"half a pair":     {"tls:\n  cert: /c.pem\n", []string{`lotgate.yaml:2: tls.cert "/c.pem" is not possible; allowed: tls.cert and tls.key together, or neither`}},
		"printer":         {"printers:\n  - id: a\n    target: lpt:1\n    dpmm: 99\n", []string{`lotgate.yaml:3: printers[0].target "lpt:1" is not possible; allowed: tcp:HOST:9100, serial:/dev/NAME, usb:VVVV:PPPP:SERIAL, usb:any, usb:/dev/usb/lp0, ipp:HOST/PATH or folder:DIR, with ?profile=, template=, dpi=, baud= (serial) and confirm=none behind it`}},
		"printer's parts": {"printers:\n  - id: a\n    target: tcp:h\n    dpmm: 99\n    profile: zebra\n    template: huge\n", []string{`lotgate.yaml:5: printers[0].profile "zebra" is not possible; allowed: escpos, generic-zpl, ipp-pdf, ipp-zpl, tsc-tspl, zebra-epl, zebra-zpl`, `lotgate.yaml:4: printers[0].dpmm "99" is not possible; allowed: dots per millimetre, 6 to 24; most printers have 8`, `lotgate.yaml:6: printers[0].template "huge" is not possible; allowed: carton, link, roll, small, standard`}},
		"printer's way":   {"printers: ['a=ipp:h?profile=escpos', 'b=tcp:h?profile=escpos&dpi=300']\n", []string{`lotgate.yaml:1: printers[0].target "ipp:h?profile=escpos" is not possible; allowed: what the profile escpos is for: tcp, usb, serial, folder`, `lotgate.yaml:1: printers[1].dpi "300" is not possible; allowed: 203`}},
		"two of a name":   {"printers: ['a=tcp:h', 'a=tcp:i']\n", []string{`lotgate.yaml:1: printers[1].id "a" is not possible; allowed: one that no other has`}},
		"station's parts": {"stations:\n  - {id: 'a b', kind: desk, printer: none}\n", []string{`lotgate.yaml:2: stations[0].id "a b" is not possible; allowed: 1 to 64 letters, digits, dots, dashes and underlines, beginning with a letter or digit`, `lotgate.yaml:2: stations[0].kind "desk" is not possible; allowed: dock, pick, handheld`, `lotgate.yaml:2: stations[0].printer "none" is not possible; allowed: labels`}},
		"twice":           {"zone: UTC\n\nzone: UTC\n", []string{`lotgate.yaml:3: This is not YAML: mapping key "zone" already defined at [1:1].`}},
		"no value":        {"zone:\n", []string{`lotgate.yaml:1: zone has no value. Give it one, or leave it out.`}},
		"anchor":          {"zone: &z UTC\n", []string{`lotgate.yaml:1: zone is written in a way that is not read here. Write the value itself, without tags, anchors or aliases.`}},
		"two documents":   {"zone: UTC\n---\nzone: UTC\n", []string{`lotgate.yaml:3: A second document begins here. Keep one in a file.`}},
		"all at once":     {"listn: x\ndemo: maybe\n", []string{`lotgate.yaml:1: listn is not known. Is listen meant? Allowed: backup, data, demo, dev, hosts, label, language, listen, printers, scanners, seal, stations, tls, zone`, `lotgate.yaml:2: demo "maybe" is not possible; allowed: true, false`}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(test.want, refusals(t, test.text, nil)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func profileNames(t *testing.T) string {
	loaded, broken := device.LoadProfiles(profiles.Files)
	if len(broken) > 0 {
		t.Fatal(broken)
	}
	return strings.Join(slices.Sorted(maps.Keys(loaded)), ", ")
}

func TestStrongerSourcesCount(t *testing.T) {
	file := "listen: 127.0.0.1:1\nzone: Asia/Tokyo\nlanguage: en\nscanners: ['tcp:a:1?profile=generic-serial&station=dock-1']\n"
	environ := []string{"LOTGATE_LISTEN=127.0.0.1:2", "LOTGATE_ZONE=Asia/Seoul", "PATH=/bin", "LOTGATE_CONFIG=x", "LOTGATE_SCANNERS=tcp:b:1?profile=generic-serial&station=dock-1 tcp:c:1?profile=generic-serial&station=dock-1"}
	flags := slices.Concat([]entry{{"listen", "127.0.0.1:3", origin{name: "--listen"}}}, several("scanners", "--scanner", []string{"tcp:d:1?profile=generic-serial&station=dock-1"}))
	o, err := options(t, file, environ, flags...)
	if err != nil {
		t.Fatal(err)
	}
	var guns []string
	for _, s := range o.Scanners {
		guns = append(guns, s.Address)
	}
	got := []string{o.Listen, o.Zone.String(), string(o.Language), strings.Join(guns, " ")}
	if want := []string{"127.0.0.1:3", "Asia/Seoul", "en", "a:1 b:1 c:1 d:1"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestWrongSourcesAreNamed(t *testing.T) {
	got := refusals(t, "", []string{"LOTGATE_ZONE=Mars", "LOTGATE_LISTN=x"}, several("scanners", "--scanner", []string{"serial:/dev/x?profile=zebra&station=dock-1"})...)
	want := []string{"LOTGATE_LISTN is not known. Is LOTGATE_LISTEN meant? Allowed: LOTGATE_BACKUP_EVERY, ", `LOTGATE_ZONE "Mars" is not possible`, `--scanner "zebra" is not possible`}
	for i, w := range want {
		if len(got) != len(want) || !strings.HasPrefix(got[i], w) {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}

// TestShownIsReadAgain holds that what "config show" prints is a
// configuration that means the same.
func TestShownIsReadAgain(t *testing.T) {
	for name, text := range map[string]string{
		"nothing": "",
		"demo":    "demo: true\n",
		"much":    "language: en\nhosts: [dock, 10.0.0.1]\ntls: {on: true}\nlabel: {per: line}\nprinters: [{id: p, target: 'tcp:h:1?template=small', profile: tsc-tspl, dpmm: 12}, {id: q, target: 'usb:/dev/usb/lp0', template: carton, dpi: 600}]\nstations: [{id: s, name: {zh: 台, en: S}, kind: dock, dock: D}]\nscanners: [{port: 'serial:/dev/x', profile: generic-serial, station: s, baud: 115200}]\n",
	} {
		t.Run(name, func(t *testing.T) {
			c := usual()
			c.Data = t.TempDir()
			problems := Problems{}
			y := yamlFile{path: "lotgate.yaml", problems: &problems, lines: map[string]int{}}
			y.read([]byte(text))
			c.apply(y.entries, &problems)
			shown, err := c.yaml()
			if err != nil || len(problems) > 0 {
				t.Fatal(err, problems)
			}
			again, err := options(t, string(shown), nil)
			if err != nil {
				t.Fatalf("%v in\n%s", err, shown)
			}
			first, err := c.Options()
			if err != nil {
				t.Fatal(err)
			}
			if !slices.Equal(first.Scanners, again.Scanners) || !slices.Equal(first.Stations, again.Stations) || first.Listen != again.Listen || first.Language != again.Language || (first.TLS == nil) != (again.TLS == nil) {
				t.Errorf("read again: %+v, was %+v", again, first)
			}
		})
	}
}

func TestOutsideIsAlwaysEncrypted(t *testing.T) {
	for listen, encrypted := range map[string]bool{"127.0.0.1:1": false, "localhost:1": false, "[::1]:1": false, ":1": true, "0.0.0.0:1": true, "192.0.2.1:1": true} {
		o, err := options(t, "listen: '"+listen+"'\n", nil)
		if err != nil || (o.TLS != nil) != encrypted {
			t.Errorf("listen %s: TLS %v, %v", listen, o.TLS, err)
		}
	}
	o, err := options(t, "listen: 192.0.2.1:1\nhosts: [dock.example]\n", nil)
	if err != nil || !slices.Equal(o.TLS.Names, []string{"dock.example", "192.0.2.1"}) {
		t.Errorf("the certificate is for %v, %v", o.TLS, err)
	}
}

func TestPathsAreMeantFromTheFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "lotgate.yaml")
	if err := os.WriteFile(file, []byte("data: store\ntls: {cert: c.pem, key: /k.pem}\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := load(file, nil, nil)
	if err != nil {
		t.Fatal(err)
	}
	dir := filepath.Dir(file)
	if got, want := []string{c.Data, c.TLS.Cert, c.TLS.Key}, []string{dir + "/store", dir + "/c.pem", "/k.pem"}; !slices.Equal(got, want) {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"listn", "listen", 1}, {"zone", "zoen", 1}, {"", "abc", 3}, {"kitten", "sitting", 3}} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		word := rapid.StringMatching("[a-c]{0,6}")
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		if distance(a, b) != distance(b, a) || (distance(a, b) == 0) != (a == b) || (distance(a, b) > max(len(a), len(b))) {
			t.Errorf("%q %q: it is no distance", a, b)
		}
	})
}

// FuzzConfig feeds any text as a file: it is read or refused by line, and
// never brings the program down.
func FuzzConfig(f *testing.F) {
	for _, seed := range []string{"", "zone: UTC\n", "scanners:\n- x\n- {port: y}\n", "a: [", "? x\n: y\n", "hosts[9999999999]: x", "{scanners: {a: b}}", "\x00", "- - -", "<<: *x", "!!str zone: x", "zone: |\n  UTC\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		c, problems := usual(), Problems{}
		y := yamlFile{path: "f", problems: &problems, lines: map[string]int{}}
		y.read([]byte(text))
		c.apply(y.entries, &problems)
		if len(problems) > 0 {
			if !strings.HasPrefix(problems.Error(), "f:") {
				t.Errorf("%q: %v", text, problems)
			}
			return
		}
		c.Data, c.Listen = "x", "127.0.0.1:1" // or it would ask the network for names
		if _, err := c.Options(); err != nil && !errors.As(err, &problems) {
			t.Errorf("%q: %v", text, err)
		}
	})
}
