package main

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"lotgate/internal/device"
	"lotgate/internal/site"
	"lotgate/internal/words"
)

// RecordProfileCmd records a scanner.
type RecordProfileCmd struct {
	Scanner string        `arg:"" placeholder:"SCANNER" help:"Where it is: serial:/dev/ttyACM0, or an identity that \"lotgate devices\" shows."`
	Profile string        `default:"generic-serial" help:"How to cut what it sends into codes: a profile, or a YAML file of one."`
	For     time.Duration `default:"30s" help:"How long."`
	Codes   int           `default:"20" help:"End after so many codes."`
}

// Run prints samples on standard output: scan, and look what comes.
func (c *RecordProfileCmd) Run(ctx context.Context) error {
	p, err := profile(c.Profile)
	if err != nil {
		return err
	}
	spec, err := device.ParseSpec(c.Scanner + "?station=record&profile=" + p.ID)
	if err != nil {
		return err
	}
	ctx, cancel := context.WithTimeout(ctx, c.For)
	defer cancel()
	r := &recording{left: c.Codes, done: cancel, language: consoleLanguage()}
	drivers := site.Drivers()
	for name, open := range drivers {
		drivers[name] = r.tap(open)
	}
	p.Feedback = nil // it is only listened to
	fmt.Fprintln(os.Stderr, words.Say("cli.record.begins", "seconds", int(c.For.Seconds()), "n", c.Codes).In(r.language))
	m, err := device.Start(ctx, []device.Spec{spec}, device.Options{Profiles: map[string]device.Profile{p.ID: p}, Drivers: drivers, Handler: r})
	if err != nil {
		return err
	}
	m.Wait()
	return r.end()
}

// recording writes samples as they come.
type recording struct {
	language words.Language
	left     int
	done     func()

	mu      sync.Mutex
	chunks  []string // read since the last sample
	what    []string // the frames and troubles that came of them
	samples int
	reason  words.Text // why nothing came
}

// tap keeps what is read from a port.
func (r *recording) tap(open device.Open) device.Open {
	return func(ctx context.Context, spec device.Spec, line device.Line) (device.Port, error) {
		port, err := open(ctx, spec, line)
		if err != nil {
			return nil, err
		}
		return &tapped{port, r}, nil
	}
}

type tapped struct {
	device.Port
	to *recording
}

func (t *tapped) Read(b []byte) (int, error) {
	n, err := t.Port.Read(b)
	if n > 0 {
		t.to.read(b[:n])
	}
	return n, err
}

// ReportDescriptor is the port's own, where it has one.
func (t *tapped) ReportDescriptor() []byte {
	if d, has := t.Port.(interface{ ReportDescriptor() []byte }); has {
		return d.ReportDescriptor()
	}
	return nil
}

func (r *recording) read(b []byte) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.what) > 0 {
		r.write()
	}
	r.chunks = append(r.chunks, quotedBytes(b))
}

// Frame, Trouble and State make it a device.Handler.
func (r *recording) Frame(f device.Frame) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.what = append(r.what, "frames "+quotedBytes(f.Data))
	if r.left--; r.left == 0 {
		r.done()
	}
}

// Trouble keeps what was thrown away.
func (r *recording) Trouble(t device.Trouble) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.what = append(r.what, "troubles "+string(t.Kind))
	fmt.Fprintln(os.Stderr, t.Text().In(r.language))
}

// State says how it stands with the scanner.
func (r *recording) State(s device.Status) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.reason = s.Text
	fmt.Fprintln(os.Stderr, s.Text.In(r.language))
}

// write prints one sample.
func (r *recording) write() {
	if r.samples == 0 {
		fmt.Println("samples:")
	}
	r.samples++
	fmt.Printf("  - about: recorded %s\n    in: [%s]\n", time.Now().Format("2006-01-02 15:04:05"), strings.Join(r.chunks, ", "))
	for _, key := range []string{"frames", "troubles"} {
		var of []string
		for _, w := range r.what {
			if value, is := strings.CutPrefix(w, key+" "); is {
				of = append(of, value)
			}
		}
		if len(of) > 0 {
			fmt.Printf("    %s: [%s]\n", key, strings.Join(of, ", "))
		}
		if key == "troubles" && len(of) > 0 {
			fmt.Println("    pause: true")
		}
	}
	r.chunks, r.what = nil, nil
}

func (r *recording) end() error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if len(r.chunks) > 0 || len(r.what) > 0 {
		r.write()
	}
	if r.samples == 0 {
		return refused(words.Say("cli.record.nothing", "reason", r.reason).In(r.language))
	}
	return nil
}

// quotedBytes writes bytes as a profile has them.
func quotedBytes(b []byte) string {
	var s strings.Builder
	s.WriteByte('\'')
	for _, c := range b {
		switch {
		case c == '\\':
			s.WriteString(`\\`)
		case c == '\'':
			s.WriteString(`''`)
		case c < ' ' || c >= 0x7F:
			fmt.Fprintf(&s, `\x%02X`, c)
		default:
			s.WriteByte(c)
		}
	}
	s.WriteByte('\'')
	return s.String()
}
