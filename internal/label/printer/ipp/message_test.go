package ipp

import (
	"bytes"
	"errors"
	"reflect"
	"strings"
	"testing"
)

func TestRequest(t *testing.T) {
	got := Request{
		Operation: PrintJob, ID: 7, URI: "ipp://p/ipp/print",
		Operands: []Attribute{{Name, "job-name", []any{"label 12"}}, {Keyword, "requested-attributes", []any{"job-state", "job-id"}}, {Integer, "job-id", []any{3}}},
	}.Bytes()
	want := "\x02\x00\x00\x02\x00\x00\x00\x07\x01" +
		"\x47\x00\x12attributes-charset\x00\x05utf-8" +
		"\x48\x00\x1battributes-natural-language\x00\x02en" +
		"\x45\x00\x0bprinter-uri\x00\x11ipp://p/ipp/print" +
		"\x42\x00\x08job-name\x00\x08label 12" +
		"\x44\x00\x14requested-attributes\x00\x09job-state\x44\x00\x00\x00\x06job-id" +
		"\x21\x00\x06job-id\x00\x04\x00\x00\x00\x03\x03"
	if string(got) != want {
		t.Errorf("got  %q\nwant %q", got, want)
	}
	if long := (Attribute{Name, "job-name", []any{strings.Repeat("x", 70000)}}).append(nil); len(long) != 1+2+8+2+255 {
		t.Errorf("a text without end takes %d bytes", len(long))
	}
}

func TestRead(t *testing.T) {
	a, err := Read([]byte("\x02\x00\x00\x00\x00\x00\x00\x01\x01\x47\x00\x12attributes-charset\x00\x05utf-8" +
		"\x04\x23\x00\x0dprinter-state\x00\x04\x00\x00\x00\x05\x44\x00\x15printer-state-reasons\x00\x0bmedia-empty\x44\x00\x00\x00\x06paused" +
		"\x22\x00\x19printer-is-accepting-jobs\x00\x01\x01\x03document"))
	if err != nil || !a.OK() {
		t.Fatalf("%+v %v", a, err)
	}
	if n, found := a.Int("printer-state"); !found || n != 5 {
		t.Errorf("state %d", n)
	}
	if got := a.Texts("printer-state-reasons"); !reflect.DeepEqual(got, []string{"media-empty", "paused"}) {
		t.Errorf("reasons %q", got)
	}
	if got := a.Attributes["printer-is-accepting-jobs"]; !reflect.DeepEqual(got, []any{true}) {
		t.Errorf("accepting %v", got)
	}
	for _, bad := range []string{"", "HTTP/1.1 200", "\x02\x00\x00\x00\x00\x00\x00\x01\x01\x47\x00\xffx", "\x02\x00\x00\x00\x00\x00\x00\x01"} {
		if _, err := Read([]byte(bad)); !errors.Is(err, ErrAnswer) {
			t.Errorf("%q: %v", bad, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(Request{Operation: PrintJob, URI: "ipp://p/", Operands: []Attribute{{Integer, "job-id", []any{3}}}}.Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		before := bytes.Clone(b)
		if _, err := Read(b); err != nil && !errors.Is(err, ErrAnswer) {
			t.Fatal(err)
		}
		if !bytes.Equal(b, before) {
			t.Fatal("what was read was changed")
		}
	})
}
