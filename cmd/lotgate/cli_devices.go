package main

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"net/rpc"
	"os"
	"slices"
	"strings"
	"time"

	"lotgate/internal/device"
	"lotgate/internal/device/bus"
	"lotgate/internal/install"
	"lotgate/internal/label/printer"
	"lotgate/internal/scan"
	"lotgate/internal/server"
	"lotgate/internal/words"
)

// DevicesCmd tells of scanners and printers.
type DevicesCmd struct {
	Sources
	Rules bool `help:"Print the udev rules that let Lotgate use scanners, and do nothing else."`
}

// Run tells what the daemon of the data directory knows, and what else is
// plugged in.
func (c *DevicesCmd) Run(ctx context.Context) error {
	l := consoleLanguage()
	config, err := c.load()
	if err == nil {
		err = config.absolute()
	}
	if err != nil {
		return err
	}
	profiles, broken := scannerProfiles(config.Data)
	printers, more := printerProfiles(config.Data)
	for _, err := range append(broken, more...) {
		fmt.Fprintln(os.Stderr, err)
	}
	if c.Rules {
		fmt.Print(install.Rules(profiles))
		return nil
	}
	found, err := bus.Find()
	if errors.Is(err, errors.ErrUnsupported) {
		fmt.Println(words.Say("cli.devices.elsewhere").In(l))
	} else if err != nil {
		return err
	}
	served, err := c.served(ctx, config, l)
	if err != nil {
		return err
	}
	for _, d := range served.Scanners {
		tellScanner(d, profiles[d.Profile], l)
	}
	for _, d := range served.Printers {
		tellPrinter(d, l)
	}
	for _, d := range found {
		switch {
		case isServed(served, printers, d):
		case d.Driver == device.USBPrinter:
			tellFoundPrinter(d, printers, l)
		default:
			tellFound(d, profiles, l)
		}
	}
	if len(served.Scanners)+len(served.Printers)+len(found) == 0 {
		fmt.Println(words.Say("cli.devices.none").In(l))
	}
	return nil
}

// served are the scanners and printers of the daemon that is at work on the
// data directory; none if none is.
func (c *DevicesCmd) served(ctx context.Context, config *Config, l words.Language) (reply DevicesReply, err error) {
	if config.Data == "" {
		return reply, nil
	}
	d, err := callDesk(config.Data, nil)
	if err != nil {
		fmt.Println(words.Say("cli.devices.no_daemon", "dir", config.Data).In(l))
		return reply, nil // what is plugged in is told all the same
	}
	defer d.Close()
	called := d.Go("Desk.Devices", DevicesRequest{l}, &reply, make(chan *rpc.Call, 1))
	select {
	case <-called.Done:
		return reply, called.Error
	case <-ctx.Done():
		return reply, ctx.Err()
	}
}

// isServed reports whether the daemon has d already.
func isServed(served DevicesReply, printers map[string]printer.Profile, d device.Found) bool {
	for _, s := range served.Printers {
		if to, err := printer.ParseTarget(s.Address); err == nil && to.Is(d, printers[s.Profile]) {
			return true
		}
	}
	return slices.ContainsFunc(served.Scanners, func(s server.Device) bool {
		driver, at, _ := strings.Cut(s.Address, ":")
		return driver == d.Driver && d.At(at)
	})
}

// tellPrinter prints a printer and what is not verified of its profile.
func tellPrinter(d server.Device, l words.Language) {
	fmt.Printf("%s  %s\n    %s  %s\n", d.ID, d.Text.In(l), d.Address, d.Profile)
	if !d.Doubt.IsZero() {
		fmt.Println("    " + words.Say("cli.profile.doubt", "doubt", d.Doubt).In(l))
	}
}

// tellFoundPrinter prints a printer that no setting names, with the line that
// does.
func tellFoundPrinter(d device.Found, profiles map[string]printer.Profile, l words.Language) {
	p, is := printer.Recognise(profiles, d)
	fmt.Printf("%s  %s  %s\n", d.Node, d.USB, d.Name())
	code, id := "cli.devices.unknown_printer", printer.Likely
	if is {
		code, id = "cli.devices.known", p.ID
	}
	fmt.Println("    " + words.Say(code, "profile", id).In(l))
	fmt.Printf("    --printer 'NAME=usb:%s?profile=%s'\n", d.Identity, id)
	if bus.Denied(d.Node) {
		fmt.Println("    " + words.Say("cli.devices.denied_printer").In(l))
	}
}

// tellScanner prints a scanner, what is not verified of its profile, and its
// last codes as they came, with the reading drawn beneath.
func tellScanner(d server.Device, p device.Profile, l words.Language) {
	fmt.Printf("%s  %s\n", d.ID, d.Text.In(l))
	fmt.Printf("    %s  %s  %s\n", d.Address, d.Station, d.Profile)
	if doubt := p.DoubtSaid(); !doubt.IsZero() {
		fmt.Println("    " + words.Say("cli.profile.doubt", "doubt", doubt).In(l))
	}
	for _, seen := range d.Last {
		tellSeen(seen, p, l)
	}
}

// tellSeen prints one piece: hex sixteen to a line with its text beside, and
// what it means.
func tellSeen(seen server.Seen, p device.Profile, l words.Language) {
	b, err := hex.DecodeString(seen.Hex)
	if err != nil {
		return // the daemon wrote it
	}
	fmt.Println("    " + seen.At.Format(time.TimeOnly))
	for dumped := range strings.Lines(hex.Dump(b)) {
		fmt.Print("      " + dumped)
	}
	switch {
	case !seen.Trouble.IsZero():
		fmt.Println("      " + seen.Trouble.In(l))
	case seen.More > 0:
		fmt.Println("      " + words.Say("cli.devices.more", "n", seen.More).In(l))
	default:
		drawn, err := drawReading(string(p.GS.Restore(b)), l)
		if err == nil {
			fmt.Println("      " + strings.ReplaceAll(strings.TrimRight(drawn, "\n"), "\n", "\n      "))
		}
	}
}

func drawReading(code string, l words.Language) (string, error) {
	d := decoding{options: scan.Options{Today: scan.Date(time.Now().Format(time.DateOnly))}, language: l}
	var r scan.Reading
	fault := decodeOne(&r, code, d.options)
	text, err := d.explained(code, &r, fault)
	return string(text), err
}

// tellFound prints a device that no scanner is yet, with the line that makes it
// one.
func tellFound(d device.Found, profiles map[string]device.Profile, l words.Language) {
	p, is := device.Recognise(profiles, d)
	if !is && d.Driver == "evdev" {
		return // somebody's keyboard
	}
	fmt.Printf("%s  %s  %s\n", d.Node, d.USB, d.Name())
	code, id := "cli.devices.unknown", device.Likely(d)
	if is {
		code, id = "cli.devices.known", p.ID
	}
	fmt.Println("    " + words.Say(code, "profile", id).In(l))
	fmt.Printf("    --scanner '%s:%s?profile=%s&station=STATION'\n", d.Driver, d.Identity, id)
	if bus.Denied(d.Node) {
		fmt.Println("    " + words.Say("device.state.denied_rule", "path", d.Node).In(l))
	}
}
