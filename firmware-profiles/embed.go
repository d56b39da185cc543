// Package profiles embeds the device families that Lotgate knows, one YAML
// file each. README.md beside this file says how to add one.
package profiles

import "embed"

// Files holds scanners/*.yaml and handhelds/*.yaml.
//
//go:embed scanners handhelds
var Files embed.FS

// Printers holds printers/*.yaml.
//
//go:embed printers
var Printers embed.FS
