package site

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"io"
	"net/url"

	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/label"
	"lotgate/internal/server"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// demoPort is the page of things to scan. Its guns are pseudo-terminals that
// the ordinary serial driver reads.
type demoPort struct{ s *Site }

func (d demoPort) Sheet(l words.Language) server.DemoSheet {
	sheet := server.DemoSheet{}
	for _, p := range intake.DemoPeople() {
		sheet.People = append(sheet.People, server.DemoPerson{Name: p.Name.In(l), Badge: p.Badge, PIN: p.PIN, Roles: p.Roles})
	}
	for _, g := range intake.DemoCodes(stock.DateOf(d.s.now())) {
		group := server.DemoGroup{Title: g.Title.In(l)}
		for _, c := range g.Codes {
			group.Codes = append(group.Codes, server.DemoCode{Text: c.Text.In(l), Detail: c.Detail.In(l), Data: c.Data, As: c.As, Image: image(c)})
		}
		sheet.Groups = append(sheet.Groups, group)
	}
	for _, spec := range d.s.Scanners {
		if spec.Driver == "virtual" {
			sheet.Scanners = append(sheet.Scanners, server.DemoScanner{ID: spec.Address, Station: spec.Station})
		}
	}
	return sheet
}

func image(c intake.Code) string {
	query := url.Values{"data": {base64.RawURLEncoding.EncodeToString(c.Data)}, "as": {c.As}}
	return "/api/v1/demo/code.png?" + query.Encode()
}

// ean is what a gun says before the digits of an EAN-13 (ISO/IEC 15424); it
// stands in no bar. Those of GS1 symbols choose how they are drawn.
var ean = []byte("]E0")

// moduleDots is how wide a module is drawn: guns read it off a screen.
const moduleDots = 4

func (d demoPort) Code(data []byte, as string, w io.Writer) error {
	page, err := label.Barcode(label.Kind(as), bytes.TrimPrefix(data, ean), moduleDots)
	if err != nil {
		return fact.Refuse("not_drawable", "as", as)
	}
	return page.PNG(w)
}

func (d demoPort) Scan(_ context.Context, scanner string, data []byte) error {
	if err := d.s.bench.Send(scanner, append(data, '\r')); err != nil {
		return fmt.Errorf("demo scan: %w", err)
	}
	return nil
}
