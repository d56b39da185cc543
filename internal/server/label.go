package server

import (
	"bytes"
	"net/http"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
)

const (
	usualLabels = 60
	mostLabels  = 500
)

// labelList is what the live line of labels sends.
type labelList struct {
	Labels []Label `json:"labels"`
}

func (c *call) labels() error {
	limit, err := c.number("limit", usualLabels, mostLabels)
	if err != nil {
		return err
	}
	list, err := c.Labels.Recent(limit)
	if err != nil {
		return err
	}
	return c.send(orEmpty(list))
}

func (c *call) labelsLive() error {
	changed, cancel := c.Labels.Watch()
	defer cancel()
	return c.live(feed{
		changed: changed,
		right:   auth.LabelView,
		show: func(auth.Visitor) (any, error) {
			list, err := c.Labels.Recent(usualLabels)
			return labelList{orEmpty(list)}, err
		},
	})
}

func (c *call) labelPNG() error {
	id := c.r.PathValue("id")
	var picture bytes.Buffer
	found, err := c.Labels.PNG(id, &picture)
	if err != nil {
		return err
	}
	if !found {
		return fact.Refuse("no_such_label", "label", id)
	}
	return c.sendBytes("image/png", picture.Bytes())
}

// sendBytes answers with something finished. It is drawn before the answer
// begins, so that a fault can still be told.
func (c *call) sendBytes(kind string, body []byte) error {
	c.w.Header().Set("Content-Type", kind)
	c.w.WriteHeader(http.StatusOK)
	_, _ = c.w.Write(body) // the client has gone: nobody is left to tell
	return nil
}

func (c *call) reprint() error {
	if err := c.Labels.Reprint(c.r.Context(), c.r.PathValue("id"), c.who.Person.ID); err != nil {
		return err
	}
	return c.done()
}
