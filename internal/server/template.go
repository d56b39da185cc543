package server

import (
	"bytes"
	"io"

	"lotgate/internal/document"
	"lotgate/internal/words"
)

// Templates are what labels look like, as data.
type Templates interface {
	List() ([]Template, error)
	// Text is a template as it is written. A refusal if there is none.
	Text(id string) (TemplateText, error)
	// Preview draws a template that need not be saved. A refusal says what is
	// wrong with it, or with the sample on it.
	Preview(order PreviewOrder, w io.Writer) error
	// Save writes a template into the site's own folder.
	Save(id, text string) error
	// Schema is what editors check a template by.
	Schema() []byte
}

// Template is one of a list.
type Template struct {
	ID       string      `json:"id"`
	Names    words.Names `json:"names"`
	Own      bool        `json:"own"`      // it lies in the site's folder
	Printers []string    `json:"printers"` // that print it
	Wrong    words.Text  `json:"wrong"`    // why it cannot be used; empty: it can
}

// TemplateText is a template as it is written.
type TemplateText struct {
	ID   string `json:"id"`
	Text string `json:"text"`
	Own  bool   `json:"own"`
}

// PreviewOrder asks how a template would print.
type PreviewOrder struct {
	Text     string         `json:"text"`
	Sample   string         `json:"sample" enum:"usual,longest,bare"`
	DPMM     int            `json:"dpmm"` // dots per millimetre
	Language words.Language `json:"language,omitempty"`
}

// templateOrder is a template to be saved.
type templateOrder struct {
	Text string `json:"text"`
}

func (c *call) templates() error {
	list, err := c.Templates.List()
	if err != nil {
		return err
	}
	for i := range list {
		list[i].Wrong = list[i].Wrong.Said(c.language())
	}
	return c.send(orEmpty(list))
}

func (c *call) templateText() error {
	text, err := c.Templates.Text(c.r.PathValue("id"))
	if err != nil {
		return err
	}
	return c.send(text)
}

func (c *call) templateSchema() error {
	return c.sendBytes("application/schema+json", c.Templates.Schema())
}

func (c *call) templatePreview() error {
	var order PreviewOrder
	if err := c.read(&order); err != nil {
		return err
	}
	if order.Language == "" {
		order.Language = c.language()
	}
	var picture bytes.Buffer
	if err := c.Templates.Preview(order, &picture); err != nil {
		return err
	}
	return c.sendBytes("image/png", picture.Bytes())
}

func (c *call) saveTemplate() error {
	var order templateOrder
	if err := c.read(&order); err != nil {
		return err
	}
	if err := c.Templates.Save(c.r.PathValue("id"), order.Text); err != nil {
		return err
	}
	return c.done()
}

// testOrder asks for a label that tries a printer.
type testOrder struct {
	ID string `json:"id"` // made by the client; the same again writes nothing
}

func (c *call) testPrinter() error {
	var order testOrder
	if err := c.read(&order); err != nil {
		return err
	}
	name := c.r.PathValue("id")
	if err := c.prints(name); err != nil {
		return err
	}
	recorded, err := c.post(order.ID, document.TestLabel{Printer: name})
	if err != nil {
		return err
	}
	return c.send(labelAnswer{Labels: queued(recorded)})
}
