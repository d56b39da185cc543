package device

import "fmt"

// Expected is what must come of s, a line each, as PlaySample tells it.
func (s Sample) Expected() []string {
	var all []string
	for _, f := range s.Frames {
		all = append(all, fmt.Sprintf("code %q", f))
	}
	for _, kind := range s.Troubles {
		all = append(all, "trouble "+string(kind))
	}
	for _, b := range s.Answers {
		all = append(all, fmt.Sprintf("answer %q", b))
	}
	return all
}

// PlaySample is what comes of s: the codes, the troubles, and what would be
// sent back.
func (p Profile) PlaySample(s Sample) []string {
	got := Sample{}
	left := p.Play(s.In, s.Pause,
		func(b []byte) { got.Answers = append(got.Answers, append([]byte(nil), b...)) },
		func(piece Piece) {
			if piece.Trouble != "" {
				got.Troubles = append(got.Troubles, piece.Trouble)
				return
			}
			got.Frames = append(got.Frames, p.GS.Restore(append([]byte(nil), piece.Data...)))
		})
	all := got.Expected()
	if left && p.Framing.Protocol != opnProtocol { // that one always waits for something
		all = append(all, "something is left; pause: true says that silence follows")
	}
	return all
}
