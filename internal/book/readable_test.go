package book

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"lotgate/internal/fact"
)

// TestReadableIsTheRecordAgain fills facts of every kind at random: what is
// written as JSON must give the very bytes back.
func TestReadableIsTheRecordAgain(t *testing.T) {
	for kind, form := range kinds {
		rapid.Check(t, func(t *rapid.T) {
			value := reflect.New(form)
			fill(t, value.Elem(), 0)
			meta := fact.Meta{ID: rapid.String().Draw(t, "id"), At: time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "at"), 120).In(time.FixedZone("", 8*3600)), Person: "Li"}
			record, err := encode(meta, value.Elem().Interface().(fact.Fact))
			if err != nil {
				t.Fatal(kind, err)
			}
			text, err := Readable(record)
			if err != nil {
				t.Fatal(kind, err)
			}
			if again, err := Stored(text); err != nil || !bytes.Equal(again, record) {
				t.Fatalf("%s: %v\n%s\n%x\n%x", kind, err, text, record, again)
			}
		})
	}
}

// fill gives v values of any kind.
func fill(t *rapid.T, v reflect.Value, depth int) {
	if v.Type() == reflect.TypeFor[time.Time]() {
		v.Set(reflect.ValueOf(time.Unix(rapid.Int64Range(0, 4e9).Draw(t, "time"), 0).UTC()))
		return
	}
	switch v.Kind() {
	case reflect.String:
		v.SetString(rapid.SampledFrom([]string{"", "A-01", "药品 0.25 g", "<&>\u2028\"", "7"}).Draw(t, "string"))
	case reflect.Bool:
		v.SetBool(rapid.Bool().Draw(t, "bool"))
	case reflect.Int, reflect.Int64:
		v.SetInt(rapid.Int64().Draw(t, "int"))
	case reflect.Uint64, reflect.Uint32:
		v.SetUint(uint64(rapid.Uint32().Draw(t, "uint")))
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Field(i).CanSet() {
				fill(t, v.Field(i), depth)
			}
		}
	case reflect.Slice:
		if depth > 2 || rapid.Bool().Draw(t, "nil") {
			return
		}
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		for i := range 2 {
			fill(t, v.Index(i), depth+1)
		}
	case reflect.Map:
		v.Set(reflect.MakeMap(v.Type()))
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(t, v.Elem(), depth+1)
	}
}
