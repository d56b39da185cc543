package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
	"lotgate/internal/label/printer"
	"lotgate/internal/yamlfile"
)

// profilesDir is where, in the data directory, a site's own device profiles
// lie: scanners/*.yaml and printers/*.yaml, as in firmware-profiles.
const profilesDir = "profiles"

// scannerProfiles are the built-in ones, and those of the site whose data
// directory that is. What cannot be used is said; the others are there.
func scannerProfiles(data string) (map[string]device.Profile, []error) {
	return withOwn(data, "scanners", profiles.Files, device.LoadProfiles)
}

func printerProfiles(data string) (map[string]printer.Profile, []error) {
	return withOwn(data, "printers", profiles.Printers, printer.LoadProfiles)
}

func withOwn[P any](data, kind string, builtIn fs.FS, load func(fs.FS) (map[string]P, []error)) (all map[string]P, problems []error) {
	all, problems = load(builtIn)
	folder := filepath.Join(data, profilesDir, kind)
	if _, err := os.Stat(folder); data == "" || errors.Is(err, fs.ErrNotExist) {
		return all, problems
	}
	own, wrong := load(os.DirFS(folder))
	for id, p := range own {
		if _, twice := all[id]; twice {
			wrong = append(wrong, yamlfile.Twice(folder, id))
			continue
		}
		all[id] = p
	}
	return all, append(problems, wrong...)
}
