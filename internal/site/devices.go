package site

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"sync"

	profiles "lotgate/firmware-profiles"
	"lotgate/internal/device"
	"lotgate/internal/device/bus"
	"lotgate/internal/device/evdev"
	"lotgate/internal/device/hidraw"
	"lotgate/internal/device/network"
	"lotgate/internal/device/serial"
	"lotgate/internal/device/virtual"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/label/printer"
	"lotgate/internal/screen"
	"lotgate/internal/server"
	"lotgate/internal/session"
	"lotgate/internal/words"
)

func (s *Site) openDevices() error {
	if s.Profiles == nil {
		s.Profiles, _ = device.LoadProfiles(profiles.Files) // a test holds that all of them are good
	}
	if s.PrinterProfiles == nil {
		s.PrinterProfiles, _ = printer.LoadProfiles(profiles.Printers)
	}
	for _, err := range s.Broken {
		s.Log.Warn("a device profile cannot be used", "problem", err)
	}
	dir, err := s.folder(gunsDir)
	if err != nil {
		return err
	}
	s.bench = virtual.NewBench(dir)
	for _, config := range s.Printers {
		q, err := printer.New(config, jobs{s})
		if err != nil {
			return err
		}
		s.queues = append(s.queues, q)
	}
	return nil
}

// Drivers open the scanners of this computer and of its network.
func Drivers() map[string]device.Open {
	return map[string]device.Open{
		"serial": bus.Driver(serial.Open), "hidraw": bus.Driver(hidraw.Open), "evdev": bus.Driver(evdev.Open),
		"tcp": network.Dial, "listen": new(network.Listeners).Open,
	}
}

func (s *Site) startDevices(ctx context.Context, running *sync.WaitGroup) error {
	drivers := Drivers()
	drivers["virtual"] = s.bench.Driver(serial.Open)
	guns, err := device.Start(ctx, s.Scanners, device.Options{Profiles: s.Profiles, Drivers: drivers, Handler: gunHandler{s}})
	if err != nil {
		return err
	}
	s.guns.Store(guns)
	running.Go(guns.Wait)
	running.Go(func() { s.watchPlugs(ctx, guns) })
	for _, q := range s.queues {
		running.Go(func() { q.Run(ctx) })
	}
	return nil
}

// watchPlugs looks for scanners and printers whenever something is plugged in or out. Where
// the kernel tells nothing, each is still tried again by itself.
func (s *Site) watchPlugs(ctx context.Context, guns *device.Manager) {
	changes, err := bus.Watch(ctx)
	if err != nil && !errors.Is(err, errors.ErrUnsupported) {
		s.Log.Warn("what is plugged in is found late only", "reason", err)
	}
	if err != nil {
		return
	}
	for {
		s.adopt(guns)
		if _, more := <-changes; !more {
			return
		}
		guns.Retry()
		for _, q := range s.queues {
			q.Look()
		}
	}
}

func (s *Site) adopt(guns *device.Manager) {
	found, err := bus.Find()
	if err == nil {
		err = guns.Adopt(found)
	}
	if err != nil && !errors.Is(err, context.Canceled) {
		s.Log.Warn("a scanner that was plugged in cannot be used", "reason", err)
	}
}

// gunHandler brings what guns send to their stations.
type gunHandler struct{ s *Site }

func (h gunHandler) Frame(f device.Frame) {
	h.s.stations.Offer(f.Station, session.Input{ID: f.ID, Kind: session.Scan, Data: f.Data, Source: f.Scanner})
}

func (h gunHandler) Trouble(t device.Trouble) {
	h.s.stations.Say(t.Station, &fact.Refusal{Text: t.Text()})
	h.s.guns.Load().Answer(t.Scanner, device.Bad)
}

func (h gunHandler) State(device.Status) {
	select {
	case h.s.gunsTurned <- struct{}{}:
	default: // it is told already
	}
}

var marks = map[screen.State]device.Mark{screen.Good: device.Good, screen.Ask: device.Ask, screen.Bad: device.Bad}

// heard answers at the gun that scanned, and counts what could not be read.
func (s *Site) heard(station string, in session.Input, shown screen.Screen) {
	s.count(station, in, shown)
	if in.Source == "" {
		return
	}
	mark := cmp.Or(marks[shown.State], device.Taken)
	s.guns.Load().Settle(in.Source, in.ID, mark == device.Good || mark == device.Taken)
	s.guns.Load().Answer(in.Source, mark)
	if shown.State == screen.Bad {
		s.counts.add(in.Source)
	}
}

// counts are the scans that were refused, by scanner.
type counts struct {
	mu      sync.Mutex
	refused map[string]int64
}

func (c *counts) add(scanner string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refused == nil {
		c.refused = map[string]int64{}
	}
	c.refused[scanner]++
}

func (c *counts) of(scanner string) int64 {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.refused[scanner]
}

// Devices is the technician's list.
func (s *Site) Devices() server.Devices {
	list := server.Devices{Scanners: []server.Device{}, Printers: []server.Device{}, Found: []server.Found{}, Broken: []words.Text{}}
	for _, err := range s.Broken {
		text := words.Plain(err.Error())
		var p *device.Problem
		if errors.As(err, &p) {
			text = p.Text
		}
		list.Broken = append(list.Broken, text)
	}
	if guns := s.guns.Load(); guns != nil {
		for _, g := range guns.Statuses() {
			d := server.Device{
				ID: g.Scanner, Station: g.Station, Profile: g.Profile, Address: g.Address, State: string(g.State), Text: g.Text,
				Frames: g.Frames, Troubles: g.Troubles + s.counts.of(g.Scanner), Doubt: g.Doubt, Trouble: g.LastTrouble, Last: s.seen(g),
			}
			d.Cure, d.Setup = s.setRight(g.Scanner, s.Profiles[g.Profile])
			list.Scanners = append(list.Scanners, d)
		}
	}
	list.Scanners = append(list.Scanners, s.typists()...)
	list.Found = s.unnamed()
	for _, q := range s.queues {
		status := q.Status()
		list.Printers = append(list.Printers, server.Device{
			ID: status.Name, Profile: status.Profile, Address: status.Target, State: string(status.State), Text: status.Text,
			Doubt: status.Doubt, Trouble: status.Last.Text, Frames: status.Printed, Waiting: status.Waiting,
		})
	}
	return list
}

// unnamed are the devices of this computer that may be scanners or printers and
// that no setting names.
func (s *Site) unnamed() []server.Found {
	all := []server.Found{}
	guns := s.guns.Load()
	found, err := bus.Find()
	if err != nil || guns == nil {
		return all // elsewhere than on Linux nothing is found
	}
	for _, d := range found {
		switch p, known := device.Recognise(s.Profiles, d); {
		case d.Driver == device.USBPrinter:
			if !slices.ContainsFunc(s.queues, func(q *printer.Queue) bool { return q.Is(d) }) {
				all = append(all, s.unnamedPrinter(d))
			}
		case guns.Holds(d):
		case known || d.Driver != "evdev": // else it is somebody's keyboard
			all = append(all, server.Found{
				Kind: "scanner", Identity: d.Identity, Node: d.Node, Name: d.Name(), USB: d.USB, Known: known,
				Profile: cmp.Or(p.ID, device.Likely(d)), Spec: d.Driver + ":" + d.Identity,
			})
		}
	}
	return all
}

func (s *Site) unnamedPrinter(d device.Found) server.Found {
	p, known := printer.Recognise(s.PrinterProfiles, d)
	return server.Found{
		Kind: "printer", Identity: d.Identity, Node: d.Node, Name: d.Name(), USB: d.USB, Known: known,
		Profile: cmp.Or(p.ID, printer.Likely), Spec: "usb:" + d.Identity,
	}
}

// brokenText says why nothing can be booked.
func brokenText(err error) words.Text {
	if errors.Is(err, journal.ErrFull) {
		return words.Say("notice.full")
	}
	return words.Say("notice.store")
}
