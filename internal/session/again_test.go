package session_test

import (
	"testing"

	"lotgate/internal/session"
)

// TestAnotherInputUnderTheSameID is refused; the same again does nothing.
func TestAnotherInputUnderTheSameID(t *testing.T) {
	p := newPlay()
	give := func(id, scan string) string {
		t.Helper()
		s, err := p.stations.Input(t.Context(), "dock-1", session.Input{ID: id, Kind: session.Scan, Data: []byte(scan)})
		if err != nil {
			t.Fatal(err)
		}
		return s.Code
	}
	p.input(session.Scan, "LGP.1001")
	p.input(session.Text, "1234")
	for _, step := range []struct{ id, scan, code string }{
		{"a", "LGL.A-01", ""}, {"a", "LGL.A-01", ""}, {"a", "LGL.A-02", "id_taken"}, {"b", "LGL.A-02", ""}, {"a", "LGL.A-01", ""},
	} {
		if code := give(step.id, step.scan); code != step.code {
			t.Errorf("%s %s answers %q, want %q", step.id, step.scan, code, step.code)
		}
	}
}
