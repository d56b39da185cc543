package clock_test

import (
	"testing"
	"time"

	"lotgate/internal/clock"
)

// TestRead reads the clocks of this very machine twice.
func TestRead(t *testing.T) {
	zone := time.FixedZone("Asia/Shanghai", 8*3600)
	wall, one := clock.In(zone).Read()
	_, two := clock.In(zone).Read()
	if one.Zone != "Asia/Shanghai" || wall.Location() != zone || time.Since(wall).Abs() > time.Minute {
		t.Errorf("read %v, %+v", wall, one)
	}
	if one.Run == "" || two.Run != one.Run || two.Mono < one.Mono || one.Mono < 0 {
		t.Errorf("first %+v, then %+v", one, two)
	}
}
