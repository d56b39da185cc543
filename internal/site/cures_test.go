package site

import (
	"strings"
	"testing"

	"lotgate/internal/scan"
	"lotgate/internal/words"
)

var setup = []words.Names{{ZH: "扫设置码九。", EN: "Scan set-up code 9."}}

// send lets a scanner send the same code so often.
func send(t *testing.T, c *cures, scanner, code string, times int) {
	t.Helper()
	r, err := scan.Decode([]byte(code), scan.Options{Today: "2026-06-01"})
	if err != nil {
		t.Fatal(err)
	}
	for range times {
		c.read(scanner, r.Misset())
	}
}

const (
	good    = "]d2010950110153000317261231" + "10AY-12\x1d21Z9X"
	barred  = "]d2010950110153000317261231" + "10AY-12|21Z9X"
	doubled = "40063813339314006381333931"
	printed = ">[)>06\x1d9N110375286414\x1d1TAY-12\x1dD261231" // wrongly, by the supplier
)

func TestAScannerThatKeepsNeedingRescueIsNamed(t *testing.T) {
	c := &cures{}
	send(t, c, "gun", barred, cureFrom-1)
	send(t, c, "other", good, 10)
	if said := c.say("gun", setup); said.Code != "" {
		t.Errorf("after %d: %s", cureFrom-1, said.In(words.English))
	}
	send(t, c, "gun", barred, 1)
	said := c.say("gun", setup).In(words.English)
	for _, part := range []string{"5 of the last 5", words.Say("scan.cure.separator").In(words.English), "Scan set-up code 9."} {
		if !strings.Contains(said, part) {
			t.Errorf("%q lacks %q", said, part)
		}
	}
	if said := c.say("other", setup); said.Code != "" {
		t.Errorf("the other scanner: %s", said.In(words.English))
	}
}

func TestACuredScannerIsForgotten(t *testing.T) {
	c := &cures{}
	send(t, c, "gun", barred, 20)
	send(t, c, "gun", good, cureOf-cureFrom)
	if c.say("gun", nil).Code == "" {
		t.Error("it is forgotten while it still is one of ten")
	}
	send(t, c, "gun", good, 1)
	if said := c.say("gun", nil); said.Code != "" {
		t.Errorf("still said: %s", said.In(words.English))
	}
}

func TestTheMostFrequentRepairIsNamed(t *testing.T) {
	c := &cures{}
	send(t, c, "gun", barred, 6)
	send(t, c, "gun", doubled, 7)
	if code, times, of := c.worst("gun"); code != scan.DoubtDoubled || times != 7 || of != 13 {
		t.Errorf("%s, %d of %d", code, times, of)
	}
	send(t, c, "gun", barred, 1)
	if code, _, _ := c.worst("gun"); code != scan.DoubtDoubled {
		t.Errorf("of equals %s is named", code)
	}
}

func TestWhatIsPrintedWronglyIsNoScannersFault(t *testing.T) {
	c := &cures{}
	send(t, c, "gun", printed, cureOf)
	if said := c.say("gun", setup); said.Code != "" {
		t.Error(said.In(words.English))
	}
}
