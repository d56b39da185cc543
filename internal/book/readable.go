package book

import (
	"bytes"
	"encoding/json"
	"fmt"

	"lotgate/internal/fact"
)

// Readable is a record as JSON, with the names under which it is stored and
// what the fact says under "body". It knows no kinds: what another version has
// written comes out as well.
func Readable(record []byte) (json.RawMessage, error) {
	opened, err := fact.Open(record)
	if err != nil {
		return nil, err
	}
	envelope, is := opened.(map[string]any)
	body, isBytes := envelope["body"].([]byte)
	if !is || !isBytes {
		return nil, fmt.Errorf("a record has no body")
	}
	inside, err := fact.Open(body)
	if err != nil {
		return nil, err
	}
	envelope["body"] = inside
	text := bytes.Buffer{}
	e := json.NewEncoder(&text)
	e.SetEscapeHTML(false)
	if err := e.Encode(fact.Plain(envelope)); err != nil {
		return nil, fmt.Errorf("write a record as JSON: %w", err)
	}
	return bytes.TrimSpace(text.Bytes()), nil
}

// Stored is the record that Readable made that JSON of.
func Stored(readable json.RawMessage) ([]byte, error) {
	d := json.NewDecoder(bytes.NewReader(readable))
	d.UseNumber()
	envelope := map[string]any{}
	if err := d.Decode(&envelope); err != nil {
		return nil, fmt.Errorf("read a record from JSON: %w", err)
	}
	if _, err := fact.Unplain(envelope); err != nil {
		return nil, fmt.Errorf("read a record from JSON: %w", err)
	}
	body, err := fact.Encode(envelope["body"])
	if err != nil {
		return nil, fmt.Errorf("read a record from JSON: %w", err)
	}
	envelope["body"] = body
	return fact.Encode(envelope)
}
