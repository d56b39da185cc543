package scan

import (
	"errors"
	"testing"
)

func joined(t *testing.T, a, b string) (Reading, *Fault) {
	t.Helper()
	first, second := read(t, a, nil), read(t, b, nil)
	r, err := Join(&first, &second)
	var f *Fault
	errors.As(err, &f)
	return r, f
}

// hibcOf puts the check character behind a HIBC body.
func hibcOf(body string) string {
	c, _ := hibcCheck(body)
	return body + string(c)
}

func TestTwoCodesOfOnePack(t *testing.T) {
	primary := hibcOf("+A123BJC5D6E71")
	secondary := hibcOf("+$$3270630LOT9" + primary[len(primary)-1:])
	for name, c := range map[string]struct {
		a, b, want string
		kind       Kind
	}{
		"product, then lot and expiry": {"4006381333931", "]C117261231" + "10AB", "(01)04006381333931(17)261231(10)AB", KindProduct},
		"no identifier at all":         {"4006381333931", "1726123110AB12", "(01)04006381333931(17)261231(10)AB12", KindProduct},
		"lot in one, expiry in other":  {"]C110AB", "]C117261231", "(10)AB(17)261231", KindPart},
		"HIBC pair":                    {primary, secondary, "(LIC)A123(PCN)BJC5D6E7(UOM)1(EXP)270630(LOT)LOT9", KindProduct},
		"product and trace code":       {"4006381333931", "80217611234567890123", "(01)04006381333931(PREFIX)8021761(PACK)1234567890123", KindProduct},
		"trace code and HIBC":          {"80217611234567890123", primary, "(LIC)A123(PCN)BJC5D6E7(UOM)1(PREFIX)8021761(PACK)1234567890123", KindProduct},
		"trace code and its lot":       {"80217611234567890123", secondary, "(PREFIX)8021761(PACK)1234567890123(EXP)270630(LOT)LOT9(LINK)G", KindTrace},
		"one day, written in two ways": {"(01)04006381333931(17)261200", "(17)261231(10)AB", "(01)04006381333931(17)261200(10)AB", KindProduct},
		"pallet and its content":       {"]C100" + keyed("10690123456789012"), "(02)04006381333931(37)12", "(00)106901234567890128(02)04006381333931(37)12", KindLogistic},
	} {
		for _, order := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			r, f := joined(t, order[0], order[1])
			if f != nil {
				t.Errorf("%s: %v", name, f)
				continue
			}
			same := r.Bracketed() == c.want || name == "lot in one, expiry in other"
			if !same || r.Kind != c.kind || len(r.Doubts) > 0 {
				t.Errorf("%s: %s %s %v, want %s", name, r.Kind, r.Bracketed(), r.Doubts, c.want)
			}
		}
	}
}

// TestALinkIsKeptBesideATraceCode: a secondary that came before its primary
// is still held to it.
func TestALinkIsKeptBesideATraceCode(t *testing.T) {
	trace := read(t, "80217611234567890123", nil)
	primary := read(t, hibcOf("+A123BJC5D6E71"), nil)
	for link, code := range map[string]string{string(primary.check): "", "X": CodeJoinLink} {
		secondary := read(t, hibcOf("+$$3270630LOT9"+link), nil)
		r, err := Join(&trace, &secondary)
		if err != nil {
			t.Fatal(err)
		}
		all, err := Join(&r, &primary)
		if f, _ := err.(*Fault); (f == nil) != (code == "") || f != nil && f.Code != code {
			t.Errorf("linked to %q: %s %v, want %q", link, all.Bracketed(), err, code)
		}
	}
}

func TestARescanOfThePoorerCodeAddsNothing(t *testing.T) {
	if r, f := joined(t, "(01)04006381333931(10)AB", "4006381333931"); f == nil || f.Code != CodeJoinNothing {
		t.Errorf("%s %v", r.Bracketed(), f)
	}
	if r, f := joined(t, "4006381333931", "(01)04006381333931(10)AB"); f != nil || r.Lot() != "AB" {
		t.Errorf("%s %v", r.Bracketed(), f)
	}
}

func TestAJoinedTraceCodeNamesThePack(t *testing.T) {
	r, f := joined(t, "80217611234567890123", "]d20109501101530003"+"10AB")
	if f != nil || r.ID != "80217611234567890123" || r.GTIN() != "09501101530003" || r.Lot() != "AB" {
		t.Errorf("%v %s %s", f, r.ID, r.Bracketed())
	}
}

func TestCodesOfDifferentPacksAreNotJoined(t *testing.T) {
	primary := hibcOf("+A123BJC5D6E71")
	for name, c := range map[string]struct{ a, b, code string }{
		"other product":             {"4006381333931", "]d20109501101530003" + "10AB", CodeJoinValues},
		"other lot, other name":     {"(01)09501101530003(10)AB", "[)>\x1e06\x1d1TAC\x1e\x04", CodeJoinValues},
		"other day, other name":     {"(01)09501101530003(17)261231", "[)>\x1e06\x1dD261230\x1e\x04", CodeJoinValues},
		"other lot":                 {"(01)09501101530003(10)AB", "(10)AC", CodeJoinValues},
		"the same again":            {"(01)09501101530003(10)AB", "(01)09501101530003(10)AB", CodeJoinNothing},
		"link to another":           {primary, hibcOf("+$LOT9" + "X"), CodeJoinLink},
		"HIBC and GS1":              {primary, "]C117261231", CodeJoinKind},
		"two trace codes":           {"80217611234567890123", "80217611234567890124", CodeJoinKind},
		"a badge":                   {"4006381333931", "LGP.1", CodeJoinKind},
		"plain text":                {"4006381333931", "hello", CodeJoinKind},
		"excluded by the standard":  {"4006381333931", "(02)04006381333931(37)12", CodeForbiddenPair},
		"product beside a count":    {"4006381333931", "]C1" + "37120", CodeForbiddenPair},
		"another product in the CC": {"4006381333931", "(01)09501101530003", CodeJoinValues},
	} {
		for _, order := range [][2]string{{c.a, c.b}, {c.b, c.a}} {
			if r, f := joined(t, order[0], order[1]); f == nil || f.Code != c.code {
				t.Errorf("%s: %s %v, want %s", name, r.Bracketed(), f, c.code)
			}
		}
	}
}

func TestJoiningLeavesBothAsTheyWere(t *testing.T) {
	a, b := read(t, "4006381333931", nil), read(t, "]C117261231"+"10AB", nil)
	before := a.Bracketed() + b.Bracketed()
	r, err := Join(&a, &b)
	if err != nil {
		t.Fatal(err)
	}
	r.Elements[0].Value = "changed"
	if got := a.Bracketed() + b.Bracketed(); got != before {
		t.Errorf("%s, was %s", got, before)
	}
}
