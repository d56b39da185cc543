package fact

import (
	"encoding/base64"
	"encoding/json"
	"fmt"
	"reflect"
	"strings"

	"github.com/fxamacker/cbor/v2"
)

// opening decodes without knowing what is to come.
var opening = func() cbor.DecMode {
	mode, err := cbor.DecOptions{DefaultMapType: reflect.TypeFor[map[string]any]()}.DecMode()
	if err != nil {
		panic(err)
	}
	return mode
}()

// Open reads a stored form without knowing its type: maps by names, lists,
// texts, numbers, bytes.
func Open(stored []byte) (v any, err error) {
	if err := opening.Unmarshal(stored, &v); err != nil {
		return nil, fmt.Errorf("open a stored form: %w", err)
	}
	return v, nil
}

// bytesName marks in JSON what is bytes and no text.
const bytesName = "$bytes"

// Plain is what Open gave as JSON can say it: bytes become {"$bytes": "..."}.
func Plain(v any) any {
	switch v := v.(type) {
	case []byte:
		return map[string]any{bytesName: v}
	case []any:
		for i := range v {
			v[i] = Plain(v[i])
		}
	case map[string]any:
		for name := range v {
			v[name] = Plain(v[name])
		}
	}
	return v
}

// Unplain is the way back, from JSON whose numbers were left as they are
// written.
func Unplain(v any) (_ any, err error) {
	switch v := v.(type) {
	case json.Number:
		return number(v)
	case []any:
		for i := range v {
			if v[i], err = Unplain(v[i]); err != nil {
				return nil, err
			}
		}
	case map[string]any:
		if text, is := v[bytesName].(string); is && len(v) == 1 {
			return base64.StdEncoding.DecodeString(text)
		}
		for name := range v {
			if v[name], err = Unplain(v[name]); err != nil {
				return nil, err
			}
		}
	}
	return v, nil
}

func number(n json.Number) (any, error) {
	if strings.ContainsAny(string(n), ".eE") {
		return n.Float64()
	}
	return n.Int64()
}
