// Package web carries the browser's half of Lotgate: it draws the screens that
// the server decides, makes their sounds, and catches what a gun types. The
// sources are embedded and bundled when the daemon starts, so there is no
// build step, no generated file to go stale, and no Node. The package knows
// nothing of HTTP: Build hands out finished files and whoever serves them
// decides how.
package web

import (
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"path"
	"slices"
	"strings"
)

// Sources is the browser half as it was compiled in. During development pass
// os.DirFS("web") to Build in its place.
//
//go:embed src static vendor/preact/*.js vendor/jetbrains-mono/*.woff2
var Sources embed.FS

// Shell is the path in Build's answer of the one HTML page behind every Page.
const Shell = "/index.html"

// Pages are the paths that Shell answers, as patterns of net/http.ServeMux;
// the script in it picks what to draw by its own address.
var Pages = []string{
	"/{$}", "/login", "/setup", "/station/{id}", "/board/{id}", "/documents", "/documents/{kind}/{id}", "/inspections", "/requisitions", "/requisitions/{id}", "/recalls", "/recalls/{id}", "/urgent", "/backtrace",
	"/stock", "/suppliers", "/suppliers/{id}", "/trace", "/policy", "/policy/{number}", "/register", "/lot", "/labels", "/templates", "/import", "/devices", "/demo",
}

// Asset is one finished file.
type Asset struct {
	Type string // Content-Type
	Tag  string // ETag, quoted, of these very bytes
	Body []byte
}

// Build bundles and gathers every file that the browser may ask for, by its
// path. It fails where a source does not parse, imports what is not there, or
// uses what OldestChrome cannot run and esbuild cannot lower.
func Build(sources fs.FS) (map[string]Asset, error) {
	assets := map[string]Asset{}
	for name, entry := range map[string]string{"/app.js": "src/main.tsx", "/app.css": "src/style/app.css"} {
		body, err := bundle(sources, entry, nil)
		if err != nil {
			return nil, err
		}
		assets[name] = asset(name, body)
	}
	if err := addFiles(assets, sources, "static"); err != nil {
		return nil, err
	}
	if err := addFiles(assets, sources, "vendor/jetbrains-mono"); err != nil {
		return nil, err
	}
	return assets, addWorker(assets, sources)
}

// addWorker bundles the service worker last: it names its cache by everything
// else, so that a new build never mixes with an old one.
func addWorker(assets map[string]Asset, sources fs.FS) error {
	worker, err := bundle(sources, "src/worker.ts", map[string]string{"BUILD": `"` + edition(assets) + `"`})
	if err != nil {
		return err
	}
	assets["/sw.js"] = asset("/sw.js", worker)
	return nil
}

// addFiles takes what is served as it stands.
func addFiles(assets map[string]Asset, sources fs.FS, dir string) error {
	entries, err := fs.ReadDir(sources, dir)
	if err != nil {
		return fmt.Errorf("web: listing %s: %w", dir, err)
	}
	for _, entry := range entries {
		if types[path.Ext(entry.Name())] == "" {
			continue // licences stay beside what they license
		}
		body, err := fs.ReadFile(sources, path.Join(dir, entry.Name()))
		if err != nil {
			return fmt.Errorf("web: reading %s: %w", entry.Name(), err)
		}
		assets["/"+entry.Name()] = asset(entry.Name(), body)
	}
	return nil
}

var types = map[string]string{
	".html":        "text/html; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".webmanifest": "application/manifest+json",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".woff2":       "font/woff2",
}

func asset(name string, body []byte) Asset {
	sum := sha256.Sum256(body)
	return Asset{Type: types[path.Ext(name)], Tag: `"` + hex.EncodeToString(sum[:8]) + `"`, Body: body}
}

// edition names a set of files by all of their tags.
func edition(assets map[string]Asset) string {
	var tags []string
	for name, a := range assets {
		tags = append(tags, name+a.Tag)
	}
	slices.Sort(tags)
	sum := sha256.Sum256([]byte(strings.Join(tags, "\n")))
	return hex.EncodeToString(sum[:8])
}
