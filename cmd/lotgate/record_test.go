//go:build linux

package main

import (
	"bytes"
	"os"
	"strings"
	"testing"
	"time"

	"lotgate/internal/device"
	"lotgate/internal/device/virtual"
)

// TestRecordBecomesSamples scans with a virtual gun while it is recorded, and
// plays what was recorded as samples of a profile.
func TestRecordBecomesSamples(t *testing.T) {
	gun, err := virtual.New(t.TempDir(), "gun")
	if err != nil {
		t.Fatal(err)
	}
	defer gun.Close()
	const code = "]d20109501101530003\x1d21it's \\ 阿莫"
	if err := gun.Send([]byte(code + "\r\n6901234567892\r\n")); err != nil {
		t.Fatal(err)
	}
	printed := printedBy(t, func() error {
		return (&RecordProfileCmd{Scanner: "serial:" + gun.Path(), Profile: "generic-serial", For: time.Minute, Codes: 2}).Run(t.Context())
	})
	text := "id: t\nnames: {zh: 枪, en: Gun}\ntransport: serial\nverified: true\nframing: {end: [CR, LF]}\nsymbology: aim\nsources: [me]\n" + printed
	p, err := device.ParseProfile("recorded.yaml", []byte(text))
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	var frames []string
	for _, s := range p.Samples {
		if got, want := strings.Join(p.PlaySample(s), "\n"), strings.Join(s.Expected(), "\n"); got != want {
			t.Errorf("played: %s\nrecorded: %s", got, want)
		}
		for _, f := range s.Frames {
			frames = append(frames, string(f))
		}
	}
	if strings.Join(frames, "|") != code+"|6901234567892" {
		t.Errorf("recorded %q in\n%s", frames, printed)
	}
}

// printedBy is what run prints on standard output.
func printedBy(t *testing.T, run func() error) string {
	t.Helper()
	r, w, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	before := os.Stdout
	os.Stdout = w
	done := make(chan string)
	go func() {
		var b bytes.Buffer
		_, _ = b.ReadFrom(r) // what is missing fails the test
		done <- b.String()
	}()
	err = run()
	os.Stdout = before
	w.Close()
	printed := <-done
	if err != nil {
		t.Errorf("%v, after\n%s", err, printed)
	}
	return printed
}
