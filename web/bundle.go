package web

import (
	"errors"
	"fmt"
	"io/fs"
	"path"
	"strings"

	"github.com/evanw/esbuild/pkg/api"
)

// OldestChrome is the oldest WebView that the handhelds bring. Syntax is
// lowered to it; missing browser functions are not made up for, so sources
// keep to what it has.
const OldestChrome = "61"

// bundle joins entry and all that it imports into one file.
func bundle(sources fs.FS, entry string, define map[string]string) ([]byte, error) {
	result := api.Build(api.BuildOptions{
		EntryPoints:       []string{entry},
		Bundle:            true,
		Format:            api.FormatIIFE,
		JSXFactory:        "h",
		JSXFragment:       "Fragment",
		Engines:           []api.Engine{{Name: api.EngineChrome, Version: OldestChrome}},
		Define:            define,
		External:          []string{"/*.woff2"},
		Charset:           api.CharsetUTF8,
		LegalComments:     api.LegalCommentsNone,
		MinifyWhitespace:  true,
		MinifyIdentifiers: true,
		MinifySyntax:      true,
		LogLevel:          api.LogLevelSilent,
		Plugins:           []api.Plugin{readFrom(sources)},
	})
	if len(result.Errors) > 0 {
		said := api.FormatMessages(result.Errors, api.FormatMessagesOptions{})
		return nil, errors.New("web: bundling " + entry + ": " + strings.Join(said, ""))
	}
	return result.OutputFiles[0].Contents, nil
}

// vendored are the packages that sources import by name.
var vendored = map[string]string{
	"preact":       "vendor/preact/preact.js",
	"preact/hooks": "vendor/preact/hooks.js",
}

var loaders = map[string]api.Loader{
	".js": api.LoaderJS, ".ts": api.LoaderTS, ".tsx": api.LoaderTSX, ".css": api.LoaderCSS,
}

// readFrom lets esbuild read sources in place of the disk, so that a bundle
// can never pick up a file that was not embedded.
func readFrom(sources fs.FS) api.Plugin {
	resolve := func(a api.OnResolveArgs) (api.OnResolveResult, error) {
		if path.Ext(a.Path) == ".woff2" {
			return api.OnResolveResult{Path: a.Path, External: true}, nil
		}
		name := vendored[a.Path]
		if name == "" {
			name = path.Join(path.Dir(a.Importer), a.Path)
		}
		for _, end := range []string{"", ".tsx", ".ts"} {
			if info, err := fs.Stat(sources, name+end); err == nil && !info.IsDir() {
				return api.OnResolveResult{Path: name + end, Namespace: "web"}, nil
			}
		}
		return api.OnResolveResult{}, fmt.Errorf("%s imports %s: %w", a.Importer, a.Path, fs.ErrNotExist)
	}
	load := func(a api.OnLoadArgs) (api.OnLoadResult, error) {
		source, err := fs.ReadFile(sources, a.Path)
		if err != nil {
			return api.OnLoadResult{}, fmt.Errorf("reading %s: %w", a.Path, err)
		}
		contents := string(source)
		return api.OnLoadResult{Contents: &contents, Loader: loaders[path.Ext(a.Path)]}, nil
	}
	return api.Plugin{Name: "web", Setup: func(build api.PluginBuild) {
		build.OnResolve(api.OnResolveOptions{Filter: ".*"}, resolve)
		build.OnLoad(api.OnLoadOptions{Filter: ".*", Namespace: "web"}, load)
	}}
}
