// Package ipp writes and reads messages of the Internet Printing Protocol as
// far as printing a label and asking how it went needs them: RFC 8010. No
// library for it could be had.
package ipp

import (
	"encoding/binary"
	"errors"
	"fmt"
)

// Operations of RFC 8011.
const (
	PrintJob             = 0x0002
	ValidateJob          = 0x0004
	GetJobAttributes     = 0x0009
	GetPrinterAttributes = 0x000b
)

// Tags of groups and of values.
const (
	operationGroup = 0x01
	endOfGroups    = 0x03

	Integer  = 0x21
	Boolean  = 0x22
	Enum     = 0x23
	Name     = 0x42
	Keyword  = 0x44
	URI      = 0x45
	charset  = 0x47
	language = 0x48
	MIME     = 0x49
)

// Attribute is one of a request.
type Attribute struct {
	Tag    byte
	Name   string
	Values []any // string or int
}

// Request is what is asked of the printer at URI.
type Request struct {
	Operation uint16
	ID        uint32
	URI       string
	Operands  []Attribute // of the operation, after those that every one has
}

// textLimit bounds a text, in bytes: the least that RFC 8011 lets printers take.
const textLimit = 255

// Bytes is the request as it is sent, before the document if there is one.
func (r Request) Bytes() []byte {
	b := []byte{2, 0}
	b = binary.BigEndian.AppendUint16(b, r.Operation)
	b = binary.BigEndian.AppendUint32(b, r.ID)
	b = append(b, operationGroup)
	b = Attribute{charset, "attributes-charset", []any{"utf-8"}}.append(b)
	b = Attribute{language, "attributes-natural-language", []any{"en"}}.append(b)
	b = Attribute{URI, "printer-uri", []any{r.URI}}.append(b)
	for _, a := range r.Operands {
		b = a.append(b)
	}
	return append(b, endOfGroups)
}

func (a Attribute) append(b []byte) []byte {
	name := a.Name
	for _, value := range a.Values {
		b = append(b, a.Tag)
		b = appendText(b, name)
		switch v := value.(type) {
		case int:
			b = append(b, 0, 4)
			b = binary.BigEndian.AppendUint32(b, uint32(int32(v)))
		case string:
			b = appendText(b, v)
		}
		name = "" // further values of the same attribute bear none
	}
	return b
}

// appendText is the only way for a text to get into a message: with its length
// in front, so that nothing in it means anything.
func appendText(b []byte, text string) []byte {
	text = text[:min(len(text), textLimit)]
	b = binary.BigEndian.AppendUint16(b, uint16(len(text)))
	return append(b, text...)
}

// Answer is what a printer says.
type Answer struct {
	Status     uint16
	Attributes map[string][]any // of all groups; string, int or bool
}

// OK reports whether the printer did as it was asked.
func (a Answer) OK() bool { return a.Status < 0x0100 }

// Int is an attribute's first number.
func (a Answer) Int(name string) (int, bool) {
	for _, v := range a.Attributes[name] {
		n, is := v.(int)
		return n, is
	}
	return 0, false
}

// Texts is all that an attribute says.
func (a Answer) Texts(name string) (texts []string) {
	for _, v := range a.Attributes[name] {
		if text, is := v.(string); is {
			texts = append(texts, text)
		}
	}
	return texts
}

// ErrAnswer is wrapped by the errors of Read.
var ErrAnswer = errors.New("ipp: no answer of the protocol")

// Read reads an answer.
func Read(b []byte) (Answer, error) {
	if len(b) < 8 || b[0] < 1 || b[0] > 2 {
		return Answer{}, fmt.Errorf("%w: %.16q", ErrAnswer, b)
	}
	r := reading{rest: b[8:], answer: Answer{binary.BigEndian.Uint16(b[2:]), map[string][]any{}}}
	for {
		tag, ok := r.octet()
		switch {
		case !ok:
			return Answer{}, fmt.Errorf("%w: it ends too soon", ErrAnswer)
		case tag == endOfGroups:
			return r.answer, nil
		case tag < 0x10: // another group begins
			r.name = ""
		case !r.value(tag):
			return Answer{}, fmt.Errorf("%w: an attribute ends too soon", ErrAnswer)
		}
	}
}

// reading is an answer on its way.
type reading struct {
	rest   []byte
	name   string // of the last attribute; a further value bears none
	answer Answer
}

func (r *reading) octet() (byte, bool) {
	if len(r.rest) == 0 {
		return 0, false
	}
	b := r.rest[0]
	r.rest = r.rest[1:]
	return b, true
}

func (r *reading) counted() ([]byte, bool) {
	if len(r.rest) < 2 {
		return nil, false
	}
	n := int(binary.BigEndian.Uint16(r.rest))
	if len(r.rest) < 2+n {
		return nil, false
	}
	field := r.rest[2 : 2+n]
	r.rest = r.rest[2+n:]
	return field, true
}

// value reads one value. Of collections only the values within are kept, each
// under no name that anybody asks for.
func (r *reading) value(tag byte) bool {
	name, named := r.counted()
	content, whole := r.counted()
	if !named || !whole {
		return false
	}
	if len(name) > 0 {
		r.name = string(name)
	}
	switch {
	case (tag == Integer || tag == Enum) && len(content) == 4:
		r.keep(int(int32(binary.BigEndian.Uint32(content))))
	case tag == Boolean && len(content) == 1:
		r.keep(content[0] != 0)
	case tag >= 0x40 && tag <= MIME:
		r.keep(string(content))
	}
	return true
}

func (r *reading) keep(value any) {
	r.answer.Attributes[r.name] = append(r.answer.Attributes[r.name], value)
}
