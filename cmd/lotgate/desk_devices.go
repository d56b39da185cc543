package main

import (
	"lotgate/internal/server"
	"lotgate/internal/words"
)

// DevicesRequest asks how it stands with the scanners.
type DevicesRequest struct{ Language words.Language }

// DevicesReply is what the technician's page shows too.
type DevicesReply struct {
	Answer
	Scanners []server.Device
}

// Devices tells of the daemon's scanners.
func (d *Desk) Devices(q DevicesRequest, r *DevicesReply) error {
	if d.house != nil {
		r.Scanners = server.Said(d.house.Devices().Scanners, q.Language)
	}
	return nil
}
