package server

import (
	"lotgate/internal/document"
	"lotgate/internal/stock"
)

// waveOrder plans several requisitions for one walk.
type waveOrder struct {
	ID           string        `json:"id"` // made by the client; the same again writes nothing
	Requisitions []string      `json:"requisitions"`
	Staging      stock.PlaceID `json:"staging"` // the first place to be used
}

// waveAnswer names the issues, in the order of the requisitions.
type waveAnswer struct {
	Wave   string   `json:"wave"`
	Issues []string `json:"issues"`
}

func (c *call) startWave() error {
	var o waveOrder
	if err := c.read(&o); err != nil {
		return err
	}
	recorded, err := c.post(o.ID, document.StartWave{Requisitions: o.Requisitions, Staging: o.Staging})
	if err != nil {
		return err
	}
	made, err := madeOf[document.WaveStarted](recorded[len(recorded)-1])
	if err != nil {
		return err
	}
	return c.send(waveAnswer{made.Wave.ID, made.Wave.Issues})
}
