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
		r.Scanners, r.Printers = server.Said(all.Scanners, q.Language), server.Said(all.Printers, q.Language)
	}
	return nil
}
