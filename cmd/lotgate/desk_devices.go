package main

import (
	"lotgate/internal/server"
	"lotgate/internal/words"
)

// DevicesRequest asks how it stands with scanners and printers.
type DevicesRequest struct{ Language words.Language }

// DevicesReply is what the technician's page shows too.
type DevicesReply struct {
	Answer
	Scanners []server.Device
	Printers []server.Device
}

// Devices tells of the daemon's scanners and printers.
func (d *Desk) Devices(q DevicesRequest, r *DevicesReply) error {
	if d.house != nil {
		all := d.house.Devices()
		r.Scanners, r.Printers = told(all.Scanners, q.Language), told(all.Printers, q.Language)
	}
	return nil
}

// told is devices with their sentences as they stand in language l. What those
// were made of, names and sentences within them, does not travel to a command.
func told(devices []server.Device, l words.Language) []server.Device {
	all := server.Said(devices, l)
	for i := range all {
		d := &all[i]
		texts := []*words.Text{&d.Text, &d.Cure, &d.Doubt, &d.Trouble}
		for j := range d.Last {
			texts = append(texts, &d.Last[j].Trouble)
		}
		for j := range d.Setup {
			texts = append(texts, &d.Setup[j].Text)
		}
		for _, text := range texts {
			if !text.IsZero() {
				*text = words.Plain(text.In(l))
			}
		}
	}
	return all
}
