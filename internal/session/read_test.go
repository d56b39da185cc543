package session_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"lotgate/internal/screen"
	"lotgate/internal/session"
	"lotgate/internal/sim"
)

// TestWhatScannersNeeded: every scan of a gun that can be read is told with
// the repairs it needed, at a locked station too; one that types into a browser
// is known by its station.
func TestWhatScannersNeeded(t *testing.T) {
	house := sim.NewHouse("2026-06-01")
	sim.Furnish(house)
	var heard [][]string
	stations := session.New(session.Site{
		Book: house, Gate: people{}, Now: house.Now, NewID: func() string { return "id" },
		Notices: func(string) []screen.Notice { return nil }, Idle: time.Hour,
		Read: func(station, scanner string, misset []string) {
			heard = append(heard, append([]string{station, scanner}, misset...))
		},
	}, []session.Config{{ID: "dock-1", Dock: "DOCK-1"}})
	for _, in := range []session.Input{
		{Kind: session.Scan, Source: "gun", Data: []byte("lgp.1001")},
		{Kind: session.Text, Text: "1234"},
		{Kind: session.Scan, Source: "gun", Data: []byte("LGD.CG-1")},
		{Kind: session.Scan, Source: "gun", Data: []byte("4006381333932")}, // wrong check digit
		{Kind: session.Scan, Data: []byte("]d2010690123400001617280331" + "1026A1|21S001")},
		{Kind: session.Scan, Source: "gun", Data: []byte("]d2010690123400001617280331" + "1026A1|21S002")},
	} {
		if _, err := stations.Input(context.Background(), "dock-1", in); err != nil {
			t.Fatal(err)
		}
	}
	want := [][]string{{"dock-1", "gun", "case"}, {"dock-1", "gun"}, {"dock-1", "", "separator"}, {"dock-1", "gun", "separator"}}
	if !slices.EqualFunc(heard, want, slices.Equal) {
		t.Errorf("heard %q, want %q", heard, want)
	}
}
