package scan

import (
	"strings"
	"testing"
)

// store knows lots by name.
type store map[string]Familiarity

func (s store) GTIN(gtin string) bool { return s[gtin] != Unheard }

func (s store) Lot(_, lot string) Familiarity { return s[lot] }

func read(t *testing.T, raw string, known Known) Reading {
	t.Helper()
	r, err := Decode([]byte(raw), Options{Today: "2026-11-23", Known: known})
	if err != nil {
		t.Fatalf("%q: %v", raw, err)
	}
	return r
}

const stripped = "]d201095011015300031726123110ABC21XYZ"

func TestWhatTheStoreKnowsDecidesOnALostSeparator(t *testing.T) {
	for name, c := range map[string]struct {
		known  Known
		lot    string
		doubts string
		asks   int
	}{
		"nobody to ask":             {nil, "ABC21XYZ", DoubtLostSeparator, 2},
		"neither lot is known":      {store{}, "ABC21XYZ", DoubtLostSeparator, 2},
		"the whole is in stock":     {store{"ABC21XYZ": Stocked}, "ABC21XYZ", "-", 0},
		"the head is in stock":      {store{"ABC": Stocked}, "ABC", DoubtSeparatorRestored, 0},
		"the head is on the order":  {store{"ABC": Expected}, "ABC", DoubtSeparatorRestored, 0},
		"both are in stock":         {store{"ABC": Stocked, "ABC21XYZ": Stocked}, "ABC21XYZ", DoubtLostSeparator, 2},
		"order outweighs the stock": {store{"ABC": Expected, "ABC21XYZ": Stocked}, "ABC21XYZ", DoubtLostSeparator, 2},
	} {
		r := read(t, stripped, c.known)
		if r.Lot() != c.lot || marksOf(&r) != c.doubts || len(r.Candidates) != c.asks {
			t.Errorf("%s: lot %q, %s, %d candidates", name, r.Lot(), marksOf(&r), len(r.Candidates))
		}
	}
}

// TestWhatTheStoreKnowsDecidesOnCapitals: a scanner that makes capitals of all
// letters leaves open what they were.
func TestWhatTheStoreKnowsDecidesOnCapitals(t *testing.T) {
	for name, c := range map[string]struct {
		raw    string
		known  Known
		lot    string
		doubts string
		asks   int
	}{
		"nobody to ask":             {"]D201095011015300031726123110AB", nil, "AB", "case letters", 2},
		"the capitals are in stock": {"]D201095011015300031726123110AB", store{"AB": Stocked}, "AB", "case", 0},
		"the small ones are":        {"]D201095011015300031726123110AB", store{"ab": Stocked}, "ab", "case", 0},
		"both are":                  {"]D201095011015300031726123110AB", store{"AB": Stocked, "ab": Stocked}, "AB", "case letters", 2},
		"the order outweighs":       {"]D201095011015300031726123110AB", store{"AB": Stocked, "ab": Expected}, "ab", "case", 0},
		"digits only":               {"]D20109501101530003172612311012", nil, "12", "case", 0},
		"small letters too":         {"]D201095011015300031726123110aB", nil, "Ab", "case", 0},
		"only capitals are allowed": {"]D2010950110153000310AB" + "\x1d4307FR", nil, "AB", "companion case", 0},
		"and the store knows how":   {"]D201095011015300031726123110ABC21XYZ", store{"abc": Stocked}, "abc", "case separator_restored", 0},
		"a separator is lost too":   {"]D201095011015300031726123110ABC21XYZ", nil, "ABC21XYZ", "case lost_separator letters", 4},
	} {
		r := read(t, c.raw, c.known)
		if r.Lot() != c.lot || marksOf(&r) != c.doubts || len(r.Candidates) != c.asks {
			t.Errorf("%s: lot %q, %s, %d candidates", name, r.Lot(), marksOf(&r), len(r.Candidates))
		}
	}
	r := read(t, "]D201095011015300031726123110AB", nil)
	r.Choose(1)
	if r.Lot() != "ab" || marksOf(&r) != "case" || len(r.Candidates) != 0 {
		t.Errorf("lot %q, %s", r.Lot(), marksOf(&r))
	}
}

func TestAChoiceBecomesTheReading(t *testing.T) {
	r := read(t, stripped, nil)
	for i := range r.Candidates {
		if !r.Candidates[i].Literal {
			r.Choose(i)
			break
		}
	}
	if r.Lot() != "ABC" || r.Serial() != "XYZ" || r.HasDoubt(DoubtLostSeparator) || !r.HasDoubt(DoubtSeparatorChosen) || len(r.Candidates) != 0 {
		t.Errorf("%s %s", r.Bracketed(), marksOf(&r))
	}
	r = read(t, stripped, nil)
	r.Choose(0)
	if r.Lot() != "ABC21XYZ" || marksOf(&r) != "-" {
		t.Errorf("%s %s", r.Bracketed(), marksOf(&r))
	}
}

func TestCandidatesSayWhereTheirFieldsStand(t *testing.T) {
	r := read(t, stripped, nil)
	for _, c := range r.Candidates {
		for _, e := range c.Elements {
			if got := stripped[e.At:][:len(e.Value)]; got != e.Value {
				t.Errorf("%s: (%s) %s stands at %d, where %s is", c.Bracketed(), e.AI, e.Value, e.At, got)
			}
		}
	}
}

func TestNoDoubtWhereNothingSpeaksForIt(t *testing.T) {
	for name, raw := range map[string]string{
		"a separator arrived":        "]d2010950110153000321S\x1d10ABC21XYZ",
		"the lot is a day":           "]d20109501101530003" + "10260521A123",
		"the lot is a long day":      "]d201095011015300031020260521A123",
		"digits with too few behind": "]d20109501101530003104521123",
		"the value is short":         "]d2010950110153000310A21X",
		"lot and serial are there":   "]d2010950110153000310AB\x1d21CD10XYZ123",
		"no such date":               "]d2010950110153000310ABC17991399",
		"in brackets":                "(01)09501101530003(10)ABC21XYZ",
		"in a link":                  "https://id.gs1.org/01/09501101530003/10/ABC21XYZ",
	} {
		r := read(t, raw, nil)
		if r.HasDoubt(DoubtLostSeparator) {
			t.Errorf("%s: %q asks %s", name, raw, told(&r))
		}
	}
}

func TestALotThatIsTooLongIsReadWithASeparatorPutIn(t *testing.T) {
	raw := "]d2010950110153000310LOT123456721SERIAL98765421" // 10 runs on for 25
	r := read(t, raw, store{"LOT1234567": Expected})
	if r.Lot() != "LOT1234567" || !r.HasDoubt(DoubtSeparatorRestored) {
		t.Errorf("%s %s", r.Bracketed(), marksOf(&r))
	}
	r = read(t, raw, nil)
	if r.Lot() != "LOT1234567" || !r.HasDoubt(DoubtLostSeparator) || len(r.Candidates) == 0 {
		t.Errorf("%s %s: must ask", r.Bracketed(), marksOf(&r))
	}
	if _, err := Decode([]byte(raw), Options{Strict: true}); err == nil {
		t.Error("a strict reading takes it")
	}
}

func TestTheSearchForSeparatorsEnds(t *testing.T) {
	for _, tail := range []string{strings.Repeat("21AAA10BBB", 30), strings.Repeat("17261231", 45), strings.Repeat("10", 190), strings.Repeat("21", 4000)} {
		r, err := Decode([]byte("]d2010950110153000310"+tail), Options{Today: "2026-11-23"})
		if err == nil && len(r.Candidates) > maxCandidates+1 {
			t.Errorf("%d candidates", len(r.Candidates))
		}
	}
}

// TestACountBehindALostSeparatorAnswersForItself: the label of a pallet whose
// count ran into the lot is whole once the separator is back.
func TestACountBehindALostSeparatorAnswersForItself(t *testing.T) {
	const pallet = "]C1001069012345678901280216901234567899" + "17261231" + "10ABC1233720"
	known := read(t, pallet, store{"ABC123": Expected})
	if n, _ := known.Quantity(); known.Lot() != "ABC123" || n != 20 || marksOf(&known) != "separator_restored" {
		t.Errorf("%s %s", known.Bracketed(), marksOf(&known))
	}
	asked := read(t, pallet, nil)
	if len(asked.Candidates) != 2 || asked.Candidates[0].Literal {
		t.Fatalf("%s", told(&asked))
	}
	asked.Choose(0)
	if n, _ := asked.Quantity(); asked.Lot() != "ABC123" || n != 20 || asked.HasDoubt(DoubtCompanion) {
		t.Errorf("%s %s", asked.Bracketed(), marksOf(&asked))
	}
}

// TestFieldsThatLotsLookLikeNeedAKnownLot: nobody is asked about every lot that
// ends in figures, but where the store knows the lot before them they count.
func TestFieldsThatLotsLookLikeNeedAKnownLot(t *testing.T) {
	for tail, want := range map[string]string{"30250": "(30)250", "240REF12": "(240)REF12", "7127654321": "(712)7654321"} {
		raw := "]d201095011015300031726123110ABC" + tail
		if r := read(t, raw, store{}); len(r.Doubts) > 0 || r.Lot() != "ABC"+tail {
			t.Errorf("%s: %s %s", tail, r.Bracketed(), marksOf(&r))
		}
		if r := read(t, raw, store{"ABC": Expected}); r.Lot() != "ABC" || !strings.HasSuffix(r.Bracketed(), want) || !r.HasDoubt(DoubtSeparatorRestored) {
			t.Errorf("%s: %s %s", tail, r.Bracketed(), marksOf(&r))
		}
		if r := read(t, raw, store{"ABC" + tail: Stocked}); r.Lot() != "ABC"+tail || len(r.Doubts) > 0 {
			t.Errorf("%s: %s %s", tail, r.Bracketed(), marksOf(&r))
		}
	}
}

// TestAKnownProductSpeaksForACandidate: a product of the item master hidden in
// a lot is likelier than any other.
func TestAKnownProductSpeaksForACandidate(t *testing.T) {
	other := keyed("0950110153000")
	known, unknown := read(t, "]C110ABC0109501101530003", store{other: Stocked}), read(t, "]C110ABC0109501101530003", store{})
	if known.Candidates[0].Points <= unknown.Candidates[0].Points {
		t.Errorf("a known product has %d points, another %d", known.Candidates[0].Points, unknown.Candidates[0].Points)
	}
}
