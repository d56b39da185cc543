package web_test

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/chromedp/chromedp"
	"pgregory.net/rapid"

	"lotgate/web"
)

// logic is the state machine alone, run in the browser it is written for.
type logic struct{ *tab }

func newLogic(t *testing.T) logic {
	script, err := web.BundleForTest("testdata/play.ts")
	if err != nil {
		t.Fatal(err)
	}
	b := newTab(t)
	b.run(chromedp.Navigate("about:blank"))
	get[bool](b, string(script)+"; true")
	return logic{b}
}

// event is one character of a script and when it comes.
type event struct {
	Ch string `json:"ch"` // "\r" is Enter
	At int    `json:"at"` // ms
}

// played is what came out of a script.
type played struct {
	Scans  []string `json:"scans"`
	Entry  string   `json:"entry"`  // what the prompt holds in the end
	Texts  []string `json:"texts"`  // what was answered to the prompt
	Dumped int      `json:"dumped"` // runs dropped as too long
}

func (l logic) play(t fatal, events []event, taking string) played {
	script, err := json.Marshal(events)
	if err != nil {
		t.Fatal(err)
	}
	answer, err := chromedp.Run(l.ctx, chromedp.Evaluate[played](fmt.Sprintf("play(%s, %q)", script, taking)))
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

type fatal interface{ Fatal(...any) }

// keysOf stamps text with pauses between its characters.
func keysOf(text string, from int, pause func() int) (events []event) {
	for _, c := range text {
		events = append(events, event{string(c), from})
		from += pause()
	}
	return events
}

// TestNoCharacterIsLost: whatever a gun types at whatever pace, stumbling at
// will, comes out as it went in, whether a prompt is open or not.
func TestNoCharacterIsLost(t *testing.T) {
	l := newLogic(t)
	code := rapid.StringMatching(`\]d2010[0-9]{13}10[!-~]{1,20}\x1d17[0-9]{6}(21[!-~]{1,20})?`)
	rapid.Check(t, func(t *rapid.T) {
		taking := rapid.SampledFrom([]string{"nothing", "text", "number", "date", "pin"}).Draw(t, "taking")
		pace := rapid.IntRange(0, 60).Draw(t, "pace")
		var events []event
		var want []string
		for at := 1000; len(want) < 3; {
			scan := code.Draw(t, "code")
			want = append(want, scan)
			keys := keysOf(scan+"\r", at, func() int { return pace + rapid.IntRange(0, 1+pace/2).Draw(t, "jitter") })
			events = append(events, keys...)
			at = keys[len(keys)-1].At + rapid.IntRange(0, 2000).Draw(t, "between")
		}
		got := l.play(t, events, taking)
		if fmt.Sprint(got.Scans) != fmt.Sprint(want) || got.Entry != "" || len(got.Texts) > 0 {
			t.Fatalf("%s at %d ms: %+v, want scans %q", taking, pace, got, want)
		}
	})
}

// TestPersonIsNoGun: figures typed at any human pace answer the prompt, and
// nothing of them becomes a scan.
func TestPersonIsNoGun(t *testing.T) {
	l := newLogic(t)
	rapid.Check(t, func(t *rapid.T) {
		taking := rapid.SampledFrom([]string{"number", "date", "pin"}).Draw(t, "taking")
		text := map[string]*rapid.Generator[string]{
			"number": rapid.StringMatching(`[0-9]{1,6}`), "date": rapid.StringMatching(`20[2-4][0-9](0[1-9]|1[0-2])(0[0-9]|1[0-9]|2[0-8])`), "pin": rapid.StringMatching(`[0-9]{4,8}`),
		}[taking].Draw(t, "text")
		events := keysOf(text+"\r", 1000, func() int { return rapid.IntRange(65, 1500).Draw(t, "pause") })
		got := l.play(t, events, taking)
		if len(got.Scans) > 0 || len(got.Texts) != 1 || got.Texts[0] != text {
			t.Fatalf("%+v, want %q as the answer", got, text)
		}
	})
}

// TestGunAmidPerson: what a person had begun to type stays, the scan is whole.
func TestGunAmidPerson(t *testing.T) {
	l := newLogic(t)
	rapid.Check(t, func(t *rapid.T) {
		typed := rapid.StringMatching(`[0-9]{1,3}`).Draw(t, "typed")
		scan := rapid.StringMatching(`01[0-9]{14}10[A-Z0-9]{2,12}`).Draw(t, "scan")
		events := keysOf(typed, 1000, func() int { return rapid.IntRange(80, 400).Draw(t, "pause") })
		pace := rapid.IntRange(0, 30).Draw(t, "pace")
		events = append(events, keysOf(scan+"\r", events[len(events)-1].At+rapid.IntRange(400, 3000).Draw(t, "hand"), func() int { return pace })...)
		got := l.play(t, events, "number")
		if len(got.Scans) != 1 || got.Scans[0] != scan || got.Entry != typed {
			t.Fatalf("%+v, want the scan %q and %q in the prompt", got, scan, typed)
		}
	})
}

// TestHabit: a gun without a terminator is heard by its silence, sooner once
// it is known; one with a terminator may stumble for longer.
func TestHabit(t *testing.T) {
	l := newLogic(t)
	still := func() int { return 4 }
	endless := append(append(keysOf("10ABC", 1000, still), keysOf("10ABD", 2500, still)...), keysOf("10ABE", 4000, still)...)
	endless = append(endless, keysOf("10ABF", 4000+16+200, still)...)
	if got := l.play(t, endless, "nothing"); fmt.Sprint(got.Scans) != "[10ABC 10ABD 10ABE 10ABF]" {
		t.Errorf("without a terminator: %q", got.Scans)
	}
	stumbles := append(keysOf("10ABC\r", 1000, still), keysOf("10A", 3000, still)...)
	stumbles = append(stumbles, keysOf("BDEFG\r", 3000+8+700, still)...)
	if got := l.play(t, stumbles, "nothing"); fmt.Sprint(got.Scans) != "[10ABC 10ABDEFG]" {
		t.Errorf("with a terminator: %q", got.Scans)
	}
	slow := append(keysOf("]d20106901234000016", 1000, func() int { return 70 }), keysOf("1728&(45)\r", 3000, func() int { return 30 })...)
	if got := l.play(t, slow, "number"); fmt.Sprint(got.Scans) != "[]d201069012340000161728&(45)]" || got.Entry != "" {
		t.Errorf("a slow gun that stumbles: %+v", got)
	}
	late := append(keysOf("10ABC", 1000, still), event{"\r", 1700})
	if got := l.play(t, late, "number"); fmt.Sprint(got.Scans) != "[10ABC]" || len(got.Texts) > 0 {
		t.Errorf("a late terminator: %+v", got)
	}
}
