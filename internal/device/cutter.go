package device

// cutter cuts one connection's bytes into codes: a Framer where characters or
// silence part them, and one for each packet protocol. All hand what they find
// to the emit they were made with, within these four calls, which come from one
// goroutine.
type cutter interface {
	Feed(data []byte) // the next bytes as they were read
	Pending() bool    // a code has begun and not ended
	Pause()           // nothing came for Framing.Idle
	Break()           // the connection broke
}

// reply sends bytes back to the gun, as a protocol asks for: within Feed, and
// before what was found is handed on.
type reply func([]byte)

// Protocols of Framing.Protocol.
const (
	ssiProtocol    = "ssi"
	hidposProtocol = "hidpos"
	opnProtocol    = "opn"
)

// Protocols are the names that Framing.Protocol may have.
var Protocols = []string{ssiProtocol, hidposProtocol, opnProtocol}

// describer is a Port that knows how its reports are laid out.
type describer interface{ ReportDescriptor() []byte }

// newCutter makes the cutter that framing asks for. Descriptor is the device's
// own report descriptor and log what it told before, where it has such a thing.
func newCutter(framing Framing, descriptor []byte, log *codeLog, answer reply, emit func(Piece)) cutter {
	switch framing.Protocol {
	case ssiProtocol:
		return newSSI(framing, answer, emit)
	case hidposProtocol:
		return newReports(framing, descriptor, emit)
	case opnProtocol:
		return newMemory(answer, log, emit)
	}
	return NewFramer(framing, emit)
}

// Play lets the framing of p cut bytes that were recorded: chunk by chunk, and
// a silence at the end if pause. What would have been answered to the gun is
// handed to answer.
func (p Profile) Play(chunks [][]byte, pause bool, answer func([]byte), emit func(Piece)) (left bool) {
	cut := newCutter(p.Framing, nil, nil, answer, emit)
	if m, reads := cut.(*memory); reads {
		m.ask()
	}
	for _, chunk := range chunks {
		cut.Feed(chunk)
	}
	if pause {
		cut.Pause()
	}
	return cut.Pending()
}
