package device

// PlayReports reads reports as a device with that descriptor sends them.
func PlayReports(descriptor, sent []byte) (codes []string) {
	r := newReports(Framing{}, descriptor, func(p Piece) {
		if p.Trouble == "" {
			codes = append(codes, string(p.Data))
		}
	})
	r.Feed(sent)
	return codes
}
