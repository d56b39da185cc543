package server

import (
	"bytes"
	"net/http"
	"sort"
	"strings"

	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// healthReport says whether the daemon lives, or is ready for work, and which
// part is not, by a code: disk_full, store_fault, stopping. Why is in the log:
// this is told to everybody.
type healthReport struct {
	OK     bool              `json:"ok"`
	Checks map[string]string `json:"checks,omitempty"` // "ok" or a code
}

func (c *call) health() error { return c.sendReport(c.Health) }
func (c *call) ready() error  { return c.sendReport(c.Ready) }

func (c *call) sendReport(checks map[string]Check) error {
	report := healthReport{OK: true, Checks: map[string]string{}}
	for name, check := range checks {
		report.Checks[name] = "ok"
		if code := check(c.r.Context()); code != "" {
			report.Checks[name], report.OK = code, false
		}
	}
	if !report.OK {
		return send(c.w, http.StatusServiceUnavailable, report)
	}
	return c.send(report)
}

func (c *call) metrics() error {
	c.Metrics.ServeHTTP(c.w, c.r)
	return nil
}

// webPrefix begins the codes of the browser's own texts.
const webPrefix = "web."

func (c *call) words() error {
	own := map[string]string{}
	for code, pattern := range words.Catalogue(c.language()) {
		if strings.HasPrefix(code, webPrefix) {
			own[code] = pattern
		}
	}
	return c.send(own)
}

func (c *call) asset() error { return c.sendAsset(c.r.URL.Path) }
func (c *call) shell() error { return c.sendAsset(c.Shell) }

func (c *call) sendAsset(path string) error {
	asset, found := c.Assets[path]
	if !found {
		return errNoPage
	}
	h := c.w.Header()
	h.Set("Cache-Control", "no-cache") // ask whether it has changed
	h.Set("ETag", asset.Tag)
	if asset.Tag != "" && c.r.Header.Get("If-None-Match") == asset.Tag {
		c.w.WriteHeader(http.StatusNotModified)
		return nil
	}
	return c.sendBytes(asset.Type, asset.Body)
}

func (c *call) devices() error {
	all := c.Devices()
	all.Scanners = Said(all.Scanners, c.language())
	all.Printers = Said(all.Printers, c.language())
	for i := range all.Broken {
		all.Broken[i] = all.Broken[i].Said(c.language())
	}
	return c.send(all)
}

// Said is devices with their sentences in language l, by name.
func Said(devices []Device, l words.Language) []Device {
	devices = append([]Device{}, devices...)
	for i := range devices {
		d := &devices[i]
		d.Doubt, d.Trouble, d.Last = d.Doubt.Said(l), d.Trouble.Said(l), orEmpty(append([]Seen(nil), d.Last...))
		for j := range d.Last {
			d.Last[j].Trouble, d.Last[j].Parts = d.Last[j].Trouble.Said(l), orEmpty(d.Last[j].Parts)
		}
		d.Text, d.Cure, d.Setup = d.Text.Said(l), d.Cure.Said(l), orEmpty(append([]Setup(nil), d.Setup...))
		for j := range d.Setup {
			d.Setup[j].Text = d.Setup[j].Text.Said(l)
		}
	}
	sort.SliceStable(devices, func(i, j int) bool { return devices[i].ID < devices[j].ID })
	return devices
}

func (c *call) setupPNG() error {
	profile, code := c.r.PathValue("profile"), c.r.PathValue("code")
	var picture bytes.Buffer
	found, err := c.SetupPNG(profile, code, &picture)
	if err != nil {
		return err
	}
	if !found {
		return fact.Refuse("no_setup_code", "profile", profile, "code", code)
	}
	return c.sendBytes("image/png", picture.Bytes())
}

func (c *call) setupSheet() error {
	profile := c.r.PathValue("profile")
	var sheet bytes.Buffer
	found, err := c.SetupSheet(profile, c.language(), &sheet)
	if err != nil {
		return err
	}
	if !found {
		return fact.Refuse("no_setup_code", "profile", profile, "code", "sheet")
	}
	return c.sendBytes("application/pdf", sheet.Bytes())
}

func (c *call) demoSheet() error {
	sheet := c.Demo.Sheet(c.language())
	sheet.People, sheet.Groups, sheet.Scanners = orEmpty(sheet.People), orEmpty(sheet.Groups), orEmpty(sheet.Scanners)
	return c.send(sheet)
}

// demoScan makes a virtual scanner send.
type demoScan struct {
	Scanner string `json:"scanner"`
	Data    []byte `json:"data"`
}

func (c *call) demoScan() error {
	var scan demoScan
	if err := c.read(&scan); err != nil {
		return err
	}
	if len(scan.Data) == 0 || len(scan.Data) > maxScan {
		return fact.Refuse("bad_input")
	}
	if err := c.Demo.Scan(c.r.Context(), scan.Scanner, scan.Data); err != nil {
		return err
	}
	return c.done()
}
