package site

import (
	"encoding/hex"
	"errors"

	"lotgate/internal/device"
	"lotgate/internal/scan"
	"lotgate/internal/server"
	"lotgate/internal/words"
)

// seen are a scanner's last pieces of input, the newest first, with what each
// byte of a code is part of.
func (s *Site) seen(g device.Status) []server.Seen {
	all := make([]server.Seen, 0, len(g.Last))
	for _, l := range g.Last {
		one := server.Seen{At: l.At, Hex: l.Hex, More: l.More, Trouble: l.Trouble}
		if one.Trouble.IsZero() && one.More == 0 {
			s.explain(&one)
		}
		all = append(all, one)
	}
	return all
}

// explain says of what elements a code is made and where they stand in it, or
// why it cannot be read. A badge is half of what lets a person in, and nobody's
// to look at.
func (s *Site) explain(one *server.Seen) {
	raw, err := hex.DecodeString(one.Hex)
	if err != nil {
		return // it was written by this daemon
	}
	reading, err := scan.Decode(raw, scan.Options{Today: scan.Date(s.now().Format("2006-01-02"))})
	var fault *scan.Fault
	if errors.As(err, &fault) {
		one.Trouble = words.Say("scan."+fault.Code, fault.Pairs()...)
		return
	}
	if reading.Kind == scan.KindBadge {
		one.Hex, one.Trouble = "", words.Say("notice.badge_hidden")
		return
	}
	for _, e := range reading.Elements {
		if e.At >= 0 {
			one.Parts = append(one.Parts, server.Part{From: e.At, Len: len(e.Value), Text: "(" + e.AI + ") " + e.Value})
		}
	}
}
