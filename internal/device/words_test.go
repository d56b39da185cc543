package device_test

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"lotgate/internal/device"
	"lotgate/internal/words"
)

var (
	saidInCode = regexp.MustCompile(`(?:words\.Say\("device\.|problem\(")([a-z_.]*[a-z_])"`)
	slot       = regexp.MustCompile(`\{[a-zA-Z]+\}`)
)

// TestWords holds that every text the device packages say is there in every
// language with the same slots, and that none is left that nobody says.
func TestWords(t *testing.T) {
	said := map[string]bool{}
	for _, kind := range []device.TroubleKind{device.TooLong, device.CutOff, device.Noise, device.Kept} {
		said["device.trouble."+string(kind)] = true
	}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	deeper, err := filepath.Glob("*/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, file := range append(files, deeper...) {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range saidInCode.FindAllSubmatch(text, -1) {
			said["device."+string(m[1])] = true
		}
	}
	for _, l := range words.Languages {
		catalogue := words.Catalogue(l)
		for code := range said {
			if slots(catalogue[code]) != slots(words.Catalogue(words.English)[code]) || catalogue[code] == "" {
				t.Errorf("%s: %s says %q", l, code, catalogue[code])
			}
		}
		for _, code := range slices.Sorted(maps.Keys(catalogue)) {
			if strings.HasPrefix(code, "device.") && !said[code] {
				t.Errorf("%s: nobody says %s", l, code)
			}
		}
	}
}

func slots(pattern string) string {
	found := slot.FindAllString(pattern, -1)
	slices.Sort(found)
	return strings.Join(slices.Compact(found), "")
}

// TestReadmeNamesEveryKey holds the technician's page to what is accepted.
func TestReadmeNamesEveryKey(t *testing.T) {
	readme, err := os.ReadFile("../../firmware-profiles/README.md")
	if err != nil {
		t.Fatal(err)
	}
	_, err = device.ParseProfile("x", []byte("nonsense: 1"))
	allowed := err.Error()[strings.Index(err.Error(), "Allowed: ")+len("Allowed: "):]
	for _, key := range strings.Split(strings.TrimSuffix(allowed, "."), ", ") {
		if !strings.Contains(string(readme), "`"+key) {
			t.Errorf("README.md says nothing about %s", key)
		}
	}
}
