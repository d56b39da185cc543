package install_test

import (
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
	"lotgate/internal/install"
	"lotgate/internal/words"
)

var update = flag.Bool("update", false, "write the goldens anew")

// TestUnit holds the unit to its golden, in either layout.
func TestUnit(t *testing.T) {
	for name, layout := range map[string]install.Layout{"local.service": install.Local, "packaged.service": install.Packaged} {
		text, err := layout.UnitText()
		if err != nil {
			t.Fatal(err)
		}
		golden(t, name, string(text))
	}
}

// TestRules holds the rules to their golden, for every way in which a family
// may be described.
func TestRules(t *testing.T) {
	family := func(transport, name string, match ...device.Match) device.Profile {
		return device.Profile{Transport: transport, Names: words.Names{EN: name}, Match: match}
	}
	golden(t, "70-lotgate.rules", install.Rules(map[string]device.Profile{
		"a-line":     family("serial", "On a line", device.Match{USB: "0c2e:0b61"}, device.Match{USB: "1eab:??06"}),
		"b-pos":      family("hidpos", "By reports", device.Match{USB: "1eab:??10"}),
		"c-keys":     family("keyboard", "By keys", device.Match{USB: "05e0:1200"}),
		"d-product":  family("keyboard", "By name", device.Match{Product: "Scan*er 2"}, device.Match{USB: "1a86:e026", Product: "GM65"}),
		"e-built-in": family("serial", "No USB", device.Match{Port: "/dev/ttyS"}),
		"f-network":  family("network", "No device"),
		"g-general":  family("serial", "Anything"),
	}))
}

// TestConfiguredRules: only what has ids, and only what the kernel opens to
// nobody by itself.
func TestConfiguredRules(t *testing.T) {
	golden(t, "71-lotgate-configured.rules", install.ConfiguredRules([]device.Spec{
		{Driver: "hidraw", Address: "1a86:e026:A1", Name: "by-serial"},
		{Driver: "evdev", Address: "0581:0115@1-1.4", Name: "by-plug"},
		{Driver: "evdev", Address: "/dev/input/event3", Name: "by-number"},
		{Driver: "serial", Address: "0c2e:0b81:X", Name: "on-a-line"},
		{Driver: "tcp", Address: "10.0.0.7:9000", Name: "on-the-network"},
	}))
}

// TestRulesOfEveryProfile: no family that can be told from others is forgotten.
func TestRulesOfEveryProfile(t *testing.T) {
	known, problems := device.LoadProfiles(profiles.Files)
	if len(problems) > 0 {
		t.Fatal(problems)
	}
	rules := install.Rules(known)
	matches := 0
	for id, p := range known {
		for _, m := range p.Match {
			vendor, product, usb := strings.Cut(m.USB, ":")
			if !usb {
				continue
			}
			matches++
			if !strings.Contains(rules, `idVendor}=="`+vendor+`", ATTRS{idProduct}=="`+product+`"`) &&
				!strings.Contains(rules, strings.ToUpper(m.USB)+".*") {
				t.Errorf("%s: %s has no rule", id, m.USB)
			}
		}
	}
	if matches < 10 {
		t.Errorf("only %d devices are in the profiles", matches)
	}
}

// TestSystemdTakesTheUnit asks systemd itself, as far as it is there.
func TestSystemdTakesTheUnit(t *testing.T) {
	analyze := needs(t, "systemd-analyze")
	layout := install.Local
	layout.Program = "/bin/true" // verify wants to see it
	text, err := layout.UnitText()
	if err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), install.Unit)
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	out, err := exec.Command(analyze, "verify", "--man=no", path).CombinedOutput()
	if err != nil || strings.Contains(string(out), install.Unit) {
		t.Errorf("systemd-analyze verify: %v\n%s", err, out)
	}
	out, err = exec.Command(analyze, "security", "--offline=yes", "--threshold=25", path).CombinedOutput()
	overall := regexp.MustCompile(`Overall exposure level.*`).FindString(string(out))
	if err != nil || overall == "" {
		t.Errorf("systemd-analyze security: %v\n%s", err, out)
	}
	t.Log(overall)
}

// TestUdevTakesTheRules asks udev itself, from version 254 on.
func TestUdevTakesTheRules(t *testing.T) {
	udevadm := needs(t, "udevadm")
	if help, _ := exec.Command(udevadm, "--help").CombinedOutput(); !strings.Contains(string(help), "verify") {
		t.Skip("this udevadm is older than 254 and verifies no rules; the machine that the package is installed in applies them")
	}
	known, _ := device.LoadProfiles(profiles.Files)
	for name, rules := range map[string]string{"golden": read(t, "testdata/70-lotgate.rules"), "real": install.Rules(known)} {
		path := filepath.Join(t.TempDir(), name+".rules")
		if err := os.WriteFile(path, []byte(rules), 0o644); err != nil {
			t.Fatal(err)
		}
		if out, err := exec.Command(udevadm, "verify", path).CombinedOutput(); err != nil {
			t.Errorf("udevadm verify: %v\n%s", err, out)
		}
	}
}

// needs finds a program, or skips what cannot be tried without it.
func needs(t *testing.T, program string) string {
	t.Helper()
	path, err := exec.LookPath(program)
	if err != nil {
		t.Skipf("%s is not there", program)
	}
	return path
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if want := read(t, path); got != want {
		t.Errorf("%s is not as it was. If it should not be, run the test with -update. It says:\n%s", path, got)
	}
}

func read(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
