package realkernel

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/label/printer"
	"lotgate/internal/server"
	"lotgate/internal/session"
	"lotgate/internal/site"
	"lotgate/internal/stock"
	"lotgate/internal/words"
	"lotgate/web"
)

// TestGuestStoryDaemon is the daemon itself with nothing but usb:any for guns
// and for a printer, and nothing plugged in at its start. A gun comes, scans, is
// pulled out within a code and comes back: each pack is booked once, half a code
// never, every decision is heard at the gun's end, and each pack's label comes
// out of a printer that is plugged in last.
func TestGuestStoryDaemon(t *testing.T) {
	gun := newSerialGun(t, 0, "05f9", "4204", "GUN1")
	if err := gun.Unplug(); err != nil {
		t.Fatal(err)
	}
	paper := newUSBPrinter(t, 1, "LP1")
	d := startDaemon(t)
	await(t, func() bool { return d.state("usb:any", d.Devices().Printers) == "absent" }, "word that no printer is there")

	if err := gun.Replug(); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { return d.state("05f9:4204:GUN1", d.Devices().Scanners) == "connected" }, "gun")
	d.signIn(t)
	scan := func(code, answer string) {
		t.Helper()
		before := len(gun.Heard())
		if err := gun.Send([]byte(code + "\r")); err != nil {
			t.Fatal(err)
		}
		await(t, func() bool { return string(gun.Heard()[before:]) == answer }, "answer at the gun's end to "+code)
	}
	const good, bad = "B", "FE" // of the profile datalogic
	pack := d.pack(t)
	scan("LGD.CG-1001", "") // it opens the delivery, and there is nothing to be said
	await(t, func() bool { return d.listed("05f9:4204:GUN1").Frames == 1 }, "delivery")
	scan(pack+"\x1d21A1", good)
	scan("no code of anything", bad)

	d.pullInHalf(t, gun, pack+"\x1d21HA")
	scan(pack+"\x1d21A2", good)
	if got := d.booked(t); got != "A1 A2" {
		t.Errorf("booked are %q", got)
	}

	paper.say(d.zebra.Samples[0].Answer)
	if err := paper.Replug(0, d.zebra.Status.Ask); err != nil {
		t.Fatal(err)
	}
	await(t, func() bool { return paper.labels() == 2 }, "label of each pack")
}

// pullInHalf pulls the gun out within a code and plugs it in again; that half a
// code was thrown away is said. What the kernel had not handed on when the cable
// was pulled nobody can say: then it is done once more.
func (d *daemon) pullInHalf(t *testing.T, gun *serialGun, half string) {
	t.Helper()
	is := func(state string) func() bool {
		return func() bool { return d.state("05f9:4204:GUN1", d.Devices().Scanners) == state }
	}
	for range 5 {
		if err := gun.Send([]byte(half)); err != nil {
			t.Fatal(err)
		}
		time.Sleep(200 * time.Millisecond) // it is on its way
		if err := gun.Unplug(); err != nil {
			t.Fatal(err)
		}
		await(t, is("absent"), "word that the gun is gone")
		if err := gun.Replug(); err != nil {
			t.Fatal(err)
		}
		await(t, is("connected"), "gun again")
		if strings.Contains(d.listed("05f9:4204:GUN1").Trouble.In(words.English), fmt.Sprint(len(half))) {
			return
		}
	}
	t.Errorf("of half a code of %d bytes is said: %q", len(half), d.listed("05f9:4204:GUN1").Trouble.In(words.English))
}

// daemon is a site at work on the demo store.
type daemon struct {
	*site.Site
	zebra printer.Profile
}

func startDaemon(t *testing.T) *daemon {
	t.Helper()
	any, err := device.ParseSpec("usb:any?station=dock-1")
	if err != nil {
		t.Fatal(err)
	}
	to, err := printer.ParseTarget("usb:any")
	if err != nil {
		t.Fatal(err)
	}
	all, _ := printer.LoadProfiles(profiles.Printers)
	d := &daemon{zebra: all[to.ProfileID()]}
	var log bytes.Buffer
	ctx, cancel := context.WithCancel(context.Background())
	d.Site, err = site.Open(ctx, site.Options{
		Dir: t.TempDir(), Listen: "127.0.0.1:0", Language: words.English, Zone: time.UTC, Demo: true, Sources: web.Sources,
		Stations: []session.Config{{ID: "dock-1", Name: words.Names{ZH: "收货台1", EN: "Dock 1"}, Kind: "dock", Dock: "DOCK-1", Label: document.Labelling{Printer: "dock"}}},
		Scanners: []device.Spec{any}, Printers: []printer.Config{{Name: "dock", Target: to, Profile: d.zebra}},
		Log: slog.New(slog.NewTextHandler(&log, nil)),
	})
	if err != nil {
		t.Fatal(err)
	}
	ended := make(chan error, 1)
	go func() { ended <- d.Run(ctx) }()
	t.Cleanup(func() {
		cancel()
		if err := errors.Join(<-ended, d.Close()); err != nil || t.Failed() {
			t.Errorf("the daemon ended with %v and said:\n%s", err, log.String())
		}
	})
	return d
}

func (d *daemon) state(address string, all []server.Device) string {
	for _, each := range all {
		if strings.Contains(each.Address, address) {
			return each.State
		}
	}
	return ""
}

func (d *daemon) listed(address string) server.Device {
	for _, each := range d.Devices().Scanners {
		if strings.Contains(each.Address, address) {
			return each
		}
	}
	return server.Device{}
}

func (d *daemon) signIn(t *testing.T) {
	t.Helper()
	for _, p := range intake.DemoPeople() {
		if p.Badge != "1001" {
			continue
		}
		answer, err := http.Post(d.Address()+"/api/v1/stations/dock-1/signin", "application/json", strings.NewReader(fmt.Sprintf(`{"badge":%q,"pin":%q}`, p.Badge, p.PIN)))
		if err != nil {
			t.Fatal(err)
		}
		said, _ := io.ReadAll(answer.Body)
		answer.Body.Close()
		if answer.StatusCode/100 != 2 {
			t.Fatalf("signing in: %d %s", answer.StatusCode, said)
		}
	}
}

// pack is a good pack of the demo's first order, without a serial number.
func (d *daemon) pack(t *testing.T) string {
	t.Helper()
	for _, g := range intake.DemoCodes(stock.DateOf(time.Now().UTC())) {
		for _, c := range g.Codes {
			if string(g.Codes[0].Data) == "LGD.CG-1001" && c.Detail.Code == "intake.demo.good" {
				return string(c.Data)
			}
		}
	}
	t.Fatal("the demo has no good pack")
	return ""
}

// booked are the serials of all packs that came in, in order.
func (d *daemon) booked(t *testing.T) string {
	t.Helper()
	var all []string
	err := d.Books().Facts(1, func(r fact.Recorded) bool {
		if f, is := r.Fact.(document.PackReceived); is {
			all = append(all, f.Serial)
		}
		return true
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}
