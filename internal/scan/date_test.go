package scan

import (
	"testing"

	"pgregory.net/rapid"
)

func TestYearsLieInTheWindow(t *testing.T) {
	for _, c := range []struct {
		today Date
		yy    int
		want  int
	}{
		{"2026-11-23", 26, 2026}, {"2026-11-23", 76, 2076}, {"2026-11-23", 77, 1977}, {"2026-11-23", 99, 1999}, {"2026-11-23", 0, 2000},
		{"2000-01-01", 50, 2050}, {"2000-01-01", 51, 1951}, {"2099-12-31", 0, 2100}, {"2099-12-31", 49, 2149}, {"2099-12-31", 50, 2050},
		{"2060-01-01", 10, 2110}, {"2060-01-01", 11, 2011}, {"", 26, 2026}, {"nonsense", 77, 1977},
	} {
		if got := windowAt(c.today).year(c.yy); got != c.want {
			t.Errorf("on %s %02d is %d, want %d", c.today, c.yy, got, c.want)
		}
	}
}

func TestAnyYearIsWithinHalfACentury(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		now := rapid.IntRange(1950, 2200).Draw(t, "now")
		yy := rapid.IntRange(0, 99).Draw(t, "yy")
		year := window(now).year(yy)
		if year%100 != yy || year-now > 50 || now-year > 49 {
			t.Fatalf("in %d, %02d is %d", now, yy, year)
		}
	})
}

func TestLayouts(t *testing.T) {
	w := windowAt("2026-11-23")
	for _, c := range []struct {
		layout, s string
		want      Date
	}{
		{"YYMMDD", "280229", "2028-02-29"}, {"YYMMDD", "270229", ""}, {"YYMMDD", "270200", "2027-02-28"}, {"YYMMDD", "271301", ""},
		{"YYMMDD", "27010", ""}, {"YYMMDD", "27010x", ""}, {"YYYYMMDD", "20261231", "2026-12-31"}, {"YYYYMMDD", "00001231", ""},
		{"MMYY", "0528", "2028-05-31"}, {"MMYY", "0028", ""}, {"MMDDYY", "053028", "2028-05-30"},
		{"YYJJJ", "28060", "2028-02-29"}, {"YYJJJ", "27060", "2027-03-01"}, {"YYJJJ", "28366", "2028-12-31"}, {"YYJJJ", "27366", ""},
		{"YYJJJ", "27000", ""}, {"YYJJJHH", "2700123", "2027-01-01"}, {"YYJJJHH", "2700124", ""}, {"YYMMDDHH", "27010100", "2027-01-01"},
	} {
		d, f := w.read(c.layout, c.s)
		if d.iso() != c.want || (f.code == "") != (c.want != "") {
			t.Errorf("%s as %s is %q %+v, want %q", c.s, c.layout, d.iso(), f, c.want)
		}
	}
}

func TestADateInACodeIsADay(t *testing.T) {
	for _, c := range []struct {
		raw          string
		expiry, made Date
	}{
		{"]d201095011015300031728020011260101", "2028-02-29", "2026-01-01"},
		{"]d201095011015300037003" + "2803311200", "2028-03-31", ""},
		{"]d20109501101530003700328033112001730063", "", ""},
		{"]d20109501101530003" + "7003" + "2803311200\x1d17300630", "2030-06-30", ""},
		{"]d2010950110153000311991231", "", "1999-12-31"},
	} {
		r, err := Decode([]byte(c.raw), Options{Today: "2026-11-23"})
		if (err != nil) != (c.expiry == "" && c.made == "") {
			t.Errorf("%q: %v", c.raw, err)
		}
		if r.Expiry() != c.expiry || r.Made() != c.made {
			t.Errorf("%q: expiry %q, made %q", c.raw, r.Expiry(), r.Made())
		}
	}
}

func TestAnExpiryThatIsHardlyMeantIsDoubted(t *testing.T) {
	for raw, doubted := range map[string]bool{
		"(01)09501101530003(17)261231": false, "(01)09501101530003(17)460101": false, "(01)09501101530003(17)470101": true,
		"(01)09501101530003(17)060101": false, "(01)09501101530003(17)050101": true, "(01)09501101530003(11)260101(17)251231": true,
		"(01)09501101530003(11)251231(17)260101": false, "(01)09501101530003(11)251231": false,
	} {
		r, err := Decode([]byte(raw), Options{Today: "2026-11-23"})
		if err != nil || r.HasDoubt(DoubtDate) != doubted {
			t.Errorf("%s: %v %v", raw, r.Doubts, err)
		}
	}
}

// TestEveryDateIsADay: whatever field a date stands in, it is a real one.
func TestEveryDateIsADay(t *testing.T) {
	for raw, want := range map[string]Date{
		"(01)09501101530003(11)260100":                   "2026-01-31",
		"(01)09501101530003(13)260228":                   "2026-02-28",
		"(01)09501101530003(15)280200":                   "2028-02-29",
		"(01)09501101530003(16)771231":                   "1977-12-31",
		"(01)09501101530003(17)761231":                   "2076-12-31",
		"(01)09501101530003(7003)2612311200":             "2026-12-31",
		"(01)09501101530003(7006)260102":                 "2026-01-02",
		"(01)09501101530003(7007)260102260105":           "2026-01-02",
		"(01)09501101530003(7011)260102":                 "2026-01-02",
		"(01)09501101530003(8008)26010212":               "2026-01-02",
		"(00)106901234567890128(4324)2601001200":         "2026-01-31",
		"(00)106901234567890128(4326)260102":             "2026-01-02",
		"(8018)069012345678901283(7250)19850228":         "1985-02-28",
		"(8018)069012345678901283(7251)198502281530":     "1985-02-28",
		"(415)9501101530003(8020)R(12)261130":            "2026-11-30",
		"(01)09501101530003(10)260101":                   "",
		"https://id.gs1.org/01/09501101530003?15=261200": "2026-12-31",
		"[)>\x1e06\x1d9N110375286414\x1dD270600\x1e\x04": "2027-06-30",
	} {
		r := read(t, raw, nil)
		if got := r.Elements[len(r.Elements)-1].Day(); got != want {
			t.Errorf("%q: %s, want %s", raw, got, want)
		}
	}
}
