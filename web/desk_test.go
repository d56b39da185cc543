package web_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"image"
	"image/color"
	"image/png"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
)

// row is one line of a list as the daemon answers it.
type row = map[string]any

// furnish gives the house something to show on every desk page.
func (h *house) furnish() {
	h.signIn()
	h.show(dock, received())
	h.show("/api/v1/boards/dock/live", dockBoard())
	h.set(func(h *house) {
		h.answers = map[string]any{
			"GET /api/v1/keeping":                       row{"notices": []row{}},
			"GET /api/v1/stations":                      []row{{"id": "dock-1", "name": row{"zh": "收货台 1", "en": "Dock 1"}, "kind": "dock", "signedIn": true}, {"id": "pick-1", "name": "Picking 1", "kind": "pick"}, {"id": "hand-1", "name": "Handheld 1", "kind": "handheld"}},
			"GET /api/v1/stock":                         row{"rows": []row{{"item": row{"zh": "阿莫西林胶囊", "en": "Amoxicillin capsules"}, "lot": "260311", "expiry": "2028-03-31", "place": "B-03-2", "quantity": 480, "unit": row{"zh": "粒", "en": "capsule"}, "status": "ok", "state": "usable"}, {"item": row{"en": "Cefixime"}, "lot": "O0I1l", "expiry": "2026-02-28", "place": "Q-01", "quantity": 20, "unit": row{"en": "tablet"}, "status": "ok", "state": "expired"}}, "next": "x"},
			"GET /api/v1/document-states":               row{"rows": []row{{"kind": "receipt", "states": []row{{"code": "open", "text": "being received"}, {"code": "to_inspect", "text": "waits for inspection"}, {"code": "booked", "text": "booked"}}}}},
			"GET /api/v1/documents/receipt":             row{"rows": []row{{"kind": "receipt", "id": "RK-2026-0417", "date": "2026-04-17", "lines": 4, "done": 1, "partner": row{"zh": "国药控股", "en": "Sinopharm"}, "state": "open"}}},
			"GET /api/v1/documents/receipt/RK-1":        row{"id": "RK-1", "state": "closed", "lines": []row{{"item": row{"en": "Amoxicillin"}, "unit": row{"en": "capsule"}, "valueE4": 123400, "lot": "260311", "quantity": 40}}},
			"GET /api/v1/labels":                        []row{{"id": "l1", "printer": "dock", "state": "printed", "receipt": "RK-1", "item": "Amoxicillin", "lot": "260311", "expiry": "2028-03-31", "at": "2026-04-17T08:00:00Z"}, {"id": "l2", "printer": "dock", "state": "waiting", "at": "2026-04-17T07:00:00Z"}},
			"GET /api/v1/labels/l1.png":                 picture(400, 260),
			"GET /api/v1/labels/l2.png":                 picture(400, 260),
			"GET /api/v1/devices":                       row{"scanners": []row{{"id": "serial:/dev/ttyACM0", "station": "dock-1", "profile": "generic-serial", "address": "/dev/ttyACM0", "state": "connected", "text": "Connected", "frames": 12, "cure": "5 of the last 9 scans had to be put right.", "setup": []row{{"profile": "generic-serial", "code": "gs", "text": "Send GS.", "cures": true}, {"profile": "generic-serial", "code": "aim", "text": "Send AIM."}}}}, "printers": []row{{"id": "dock", "address": "192.0.2.9:9100", "state": "off", "text": "Off: 3 labels wait"}}},
			"GET /api/v1/clock":                         row{"at": "2026-11-28T00:49:42+08:00", "zone": "Asia/Shanghai", "state": "free", "text": "No time server keeps the clock.", "jump": "The clock jumped from 2026-11-28 02:49 to 2026-11-28 00:49: check the date."},
			"GET /api/v1/devices/generic-serial/gs.png": picture(900, 90),
			"GET /api/v1/register":                      row{"rows": []row{{"itemId": "XY-62", "item": row{"zh": "盐酸吗啡注射液", "en": "Morphine"}, "spec": "10 mg x 10", "at": "2026-04-17T08:00:00+08:00", "document": "RK-2026-0417", "partner": row{"en": "Sinopharm"}, "lot": "M1", "in": 50, "out": 0, "balance": 50, "unit": row{"en": "ampoule"}, "signed": "Received and counted: Li Na; Counted as second person: Wang Wei"}}},
			"GET /api/v1/policy":                        policyInForce(),
			"GET /api/v1/policy/versions":               row{"rows": []row{{"number": 3, "reason": "letter 12", "at": "2026-04-17T08:00:00+08:00", "person": row{"en": "Wang Fang"}, "signatures": []row{{"name": row{"en": "Wang Fang"}}}, "current": true}, {"number": 0, "signatures": []row{}}}},
			"GET /api/v1/demo":                          demoStore(),
			"GET /api/v1/demo/code.png":                 picture(90, 90),
			"POST /api/v1/demo/scan":                    row{},
			"POST /api/v1/stations/dock-1/signin":       row{"screen": row{"state": "idle", "title": "", "big": "", "beep": 1}},
			"POST /api/v1/stations/dock-1/input":        row{},
			"DELETE /api/v1/session":                    row{},
			"PUT /api/v1/me/language":                   row{},
			"POST /api/v1/labels/l1/reprint":            row{},
			"POST /api/v1/session":                      nil,
			"GET /api/v1/suppliers":                     row{"rows": []row{{"id": "GY-01", "name": row{"en": "East China Drug Distribution Co."}, "standing": "under_review", "state": "Under review", "grade": "B", "bars": "The permit AA0219001 expired on 2026-04-01.", "next": "2026-12-01"}}},
			"GET /api/v1/suppliers/GY-01":               supplier(),
			"GET /api/v1/deliveries/SH-1":               delivery(),
			"GET /api/v1/missed-codes":                  row{"rows": []row{{"itemId": "A1", "item": row{"en": "Amoxicillin"}, "spec": "0.25 g", "lot": "260311", "document": "CK-9", "kind": "issue", "department": row{"en": "ICU"}, "amount": "1 box"}}},
			"GET /api/v1/trace-codes/8021":              row{"code": "8021", "kind": "pack", "item": row{"en": "Amoxicillin"}, "lot": "260311", "standing": "gone", "state": "Gone", "came": "RK-1", "went": "CK-1", "parent": "069012340000000115", "places": []string{"A-01"}, "missed": []row{{"document": "CK-9", "says": "1 box of lot 260311 left by CK-9 without a code."}}, "packs": []row{}, "history": []row{{"at": "2026-04-17T08:00:00+08:00", "what": "Came in", "document": "RK-1", "station": "dock-1", "person": row{"en": "Li Na"}}}},
		}
		maps.Copy(h.answers, papers())
	})
}

func supplier() row {
	goods := []row{{"item": row{"en": "Amoxicillin"}, "spec": "0.25 g", "itemId": "A", "lot": "260311", "amount": "3 boxes", "valueE4": 375000}}
	return row{
		"id": "GY-01", "name": row{"en": "East China Drug Distribution Co."}, "standing": "under_review", "state": "Under review", "grade": "B", "bars": "The permit AA0219001 expired on 2026-04-01.",
		"papers":  []row{{"kind": "permit", "name": "permit", "number": "AA0219001", "expiry": "2026-04-01", "days": -16, "note": "cold chain"}},
		"reviews": []row{{"id": "PS-2026-0001", "date": "2026-03-01", "outcome": "Under review", "grade": "B", "reason": "permit", "next": "2026-12-01", "person": row{"en": "Zhao"}}},
		"apart":   goods, "consigned": goods, "mayFile": true, "docks": []string{"DOCK-1"},
		"kinds": []row{{"code": "permit", "text": "permit"}}, "outcomes": []row{{"code": "admitted", "text": "Admitted"}},
	}
}

func delivery() row {
	line := func(lot string, said ...string) row {
		return row{"name": row{"en": "Amoxicillin capsules"}, "spec": "0.25 g x 24", "lot": lot, "expiry": "2028-03-31", "announcedAmount": "15 boxes", "cameAmount": "11 boxes", "unit": row{"en": "box"}, "priceE4": 152000, "orderE4": 149000, "words": append([]string{}, said...)}
	}
	return row{"id": "SH-1", "order": "CG-1", "partner": row{"en": "East China"}, "date": "2026-04-17", "receipt": "RK-1", "match": []row{line("260311"), line("260312", "Lot 260312, other price: 15.20 invoiced, 14.90 ordered.")}}
}

// papers are the answers behind the pages of inspections and papers.
func papers() map[string]any {
	return map[string]any{
		"GET /api/v1/documents/receipt/RK-1/history": row{"rows": []row{{"seq": 7, "at": "2026-04-17T08:00:00+08:00", "what": "Booked", "person": row{"en": "Li Na"}, "item": row{"en": "Amoxicillin"}, "lot": "260311", "amount": "2 boxes"}}},
		"GET /api/v1/documents/damage/BS-1":          row{"kind": "damage", "id": "BS-1", "stage": "reported", "state": "waits for approval", "lines": []row{{"item": row{"en": "Amoxicillin"}, "unit": row{"en": "capsule"}, "lot": "260311", "quantity": 40, "from": "B-03-2", "to": "QUAR-1"}}},
		"GET /api/v1/documents/damage/BS-1/history":  row{"rows": []row{}},
		"POST /api/v1/damages/BS-1/approve":          row{"id": "BS-1"},
		"GET /api/v1/inspections/due":                row{"rows": []row{{"receipt": "RK-1", "item": row{"en": "Human albumin"}, "spec": "20 % 50 ml", "itemId": "ALB", "lot": "O0I1l", "expiry": "2028-05-31", "amount": "20 bottles", "quantity": 20, "unit": row{"en": "bottle"}, "place": "INSP-1", "partner": row{"en": "Sinopharm"}}}},
		"POST /api/v1/inspections":                   row{"id": "YS-2026-0001"},
		"GET /api/v1/desk":                           row{"places": []row{{"id": "A-01", "kind": "bin"}, {"id": "DOCK-1", "kind": "dock"}}, "reasons": []row{{"code": "damaged", "text": "Damaged"}, {"code": "too_warm", "text": "Too warm"}}},
		"POST /api/v1/transfers":                     row{"kind": "receipt", "id": "RK-1"},
	}
}

func demoStore() row {
	code := func(text, detail, data string) row {
		return row{"text": text, "detail": detail, "data": data, "as": "datamatrix", "image": "/api/v1/demo/code.png?data=" + data}
	}
	var packs []row
	for i := range 9 {
		packs = append(packs, code(fmt.Sprintf("Amoxicillin 0.25 g, box %d", i), "lot 260311, exp 2028-03-31", "XWQyMDEwOTUwMTEwMTUzMDAw"))
	}
	return row{
		"people":   []row{{"name": "Li Na", "badge": "1001", "pin": "1379", "roles": []string{"keeper"}}, {"name": "Wang Wei", "badge": "1002", "pin": "2468", "roles": []string{"picker"}}},
		"groups":   []row{{"title": "Packs", "codes": packs}, {"title": "Orders", "codes": []row{code("CG-1082", "Sinopharm", "TEdELkNHLTEwODI=")}}},
		"scanners": []row{{"id": "gun-dock", "station": "dock-1"}, {"id": "gun-pick", "station": "pick-1"}},
	}
}

// picture is a plain chequered PNG that stands for a label or a barcode.
func picture(w, h int) []byte {
	img := image.NewGray(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			if (x/10+y/10)%2 == 0 {
				img.SetGray(x, y, color.Gray{Y: 255})
			}
		}
	}
	var b bytes.Buffer
	if err := png.Encode(&b, img); err != nil {
		panic(err)
	}
	return b.Bytes()
}

// TestPagesDraw opens every page at both ends of the range: each says its own
// thing, nothing is wider than the window, and no console complains.
func TestPagesDraw(t *testing.T) {
	h := newHouse(t)
	h.furnish()
	pages := []struct{ path, says string }{
		{"/", "Dock 1"}, {"/login", "PIN"}, {"/documents", "RK-2026-0417"}, {"/documents/receipt/RK-1", "260311"}, {"/stock", "2028-03-31"},
		{"/suppliers", "Under review"}, {"/suppliers/GY-01", "AA0219001"}, {"/documents/delivery/SH-1", "other price"}, {"/trace?code=8021", "Came in"}, {"/trace?code=8021", "left by CK-9 without a code"}, {"/trace?code=8021", "A-01"}, {"/trace", "CK-9"},
		{"/documents/damage/BS-1", "waits for approval"}, {"/inspections", "O0I1l"}, {"/documents/new/return", "Taken along by"}, {"/documents/new/receipt", "Delivery note"},
		{"/labels", "waiting"}, {"/import", "Choose files"}, {"/devices", "generic-serial"}, {"/policy", "letter 12"}, {"/register", "50 ampoule"}, {"/demo", "Sinopharm"}, {"/board/dock", "128 packs"},
	}
	b := newTab(t)
	for _, p := range pages {
		for _, room := range []struct{ width, height int64 }{{320, 480}, {1920, 1080}} {
			t.Run(fmt.Sprintf("%s %d", p.path, room.width), func(t *testing.T) {
				b.open(h.URL+p.path, room.width, room.height)
				b.await("document.body.innerText.includes(" + quote(p.says) + ")")
				b.await("Array.from(document.images).every((i) => i.complete || i.loading === 'lazy') && document.getAnimations().length === 0")
				b.shoot(fmt.Sprintf("page%s-%d", slashless(p.path), room.width))
				if get[bool](b, "document.documentElement.scrollWidth > innerWidth") {
					t.Error("wider than the window")
				}
				if hole := get[string](b, `(document.body.innerText.match(/\bweb\.\w+/) || [""])[0]`); hole != "" {
					t.Errorf("no words for %s", hole)
				}
			})
		}
	}
}

func slashless(path string) string {
	b := []byte(path)
	for i, c := range b {
		if c == '/' || c == '?' {
			b[i] = '-'
		}
	}
	return string(b)
}

// TestFirstRun: an empty store leads to the page that makes its administrator.
func TestFirstRun(t *testing.T) {
	h := newHouse(t)
	h.set(func(h *house) { h.me["firstRun"] = true; h.answers["POST /api/v1/setup"] = row{} })
	b := newTab(t)
	b.allow("/api/v1/stations")
	b.allow("/api/v1/keeping")
	b.open(h.URL+"/", 1280, 800)
	b.await("location.pathname === '/setup' && document.querySelector('input[name=badge]')")
	b.shoot("page-setup-1280")
	for name, text := range map[string]string{"en": "Ada", "badge": "1", "pin": "2580", "again": "2580"} {
		b.fill("input[name="+name+"]", text)
	}
	b.tap("form button.main")
	b.await("location.pathname === '/'")
	if got := h.sent()[0]; got != `POST /api/v1/setup {"id":"1","name":{"zh":"","en":"Ada"},"badge":"1","pin":"2580","language":"en"}` {
		t.Errorf("sent %s", got)
	}
}

// TestTakeOver: a restored store says on the first page that it waits, and asks
// an administrator twice before it goes on.
func TestTakeOver(t *testing.T) {
	h := newHouse(t)
	h.furnish()
	h.set(func(h *house) {
		admin := maps.Clone(signedIn)
		admin["rights"] = []string{"admin"}
		h.me["person"] = admin
		h.answers["GET /api/v1/keeping"] = row{"waits": true, "facts": 824, "made": "2026-03-01T08:00:00+08:00", "notices": []row{
			{"state": "bad", "text": "This store was made from a backup."}, {"state": "ask", "text": "Checkpoints do not reach /mnt/office."},
		}}
		h.answers["POST /api/v1/takeover"] = row{"notices": []row{}}
	})
	b := newTab(t)
	for _, room := range []struct{ width, height int64 }{{1920, 1080}, {320, 480}} {
		b.open(h.URL+"/", room.width, room.height)
		b.await("document.body.innerText.includes('made from a backup') && document.body.innerText.includes('holds 824 facts') && document.querySelector('input[name=by]')")
		b.shoot(fmt.Sprintf("page-restored-%d", room.width))
		if get[bool](b, "document.documentElement.scrollWidth > innerWidth") {
			t.Errorf("wider than the window of %d", room.width)
		}
	}
	b.tap(".sheet button.main")
	if sent := h.sent(); len(sent) > 0 {
		t.Errorf("sent after one tap: %s", sent)
	}
	b.await("document.querySelectorAll('.sheet button').length === 2")
	b.tap(".sheet button.main")
	b.await("!document.querySelector('input[name=by]') && !document.body.innerText.includes('made from a backup')")
	if sent := h.sent(); len(sent) != 1 || sent[0] != `POST /api/v1/takeover {"by":"Li Na"}` {
		t.Errorf("sent %s", sent)
	}
}

// TestImportProblems: everything that is amiss comes as one table, and a file
// that is right is said to be in.
func TestImportProblems(t *testing.T) {
	h := newHouse(t)
	h.furnish()
	h.set(func(h *house) {
		h.answers["POST /api/v1/import"] = refused{http.StatusUnprocessableEntity, row{
			"error":    row{"code": "import_problems", "text": "2 cells cannot be taken. Nothing was imported."},
			"problems": []row{{"file": "items.csv", "row": 3, "column": "content", "value": "twelve", "text": "a whole number above 0"}, {"file": "items.csv", "row": 9, "column": "gtins", "value": "069", "text": "14 digits with a right check digit"}},
		}}
	})
	file := filepath.Join(t.TempDir(), "items.csv")
	if err := os.WriteFile(file, []byte("item,content\n1,twelve\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	b := newTab(t)
	b.allow("422")
	b.open(h.URL+"/import", 1280, 800)
	b.await("document.querySelector('input[type=file]')")
	b.run(chromedp.SetUploadFiles(chromedp.CSS("input[type=file]"), []string{file}))
	b.await("document.body.innerText.includes('items.csv')")
	b.tap("main button.main")
	b.await("document.querySelectorAll('tbody tr').length === 2")
	b.shoot("import-problems-1280")
	got := get[string](b, "document.querySelector('tbody tr').innerText")
	for _, part := range []string{"3", "content", "twelve", "a whole number above 0"} {
		if !strings.Contains(got, part) {
			t.Errorf("the first problem says %q, without %q", got, part)
		}
	}
	h.set(func(h *house) { h.answers["POST /api/v1/import"] = row{"imported": row{"items": 62, "packages": 140}} })
	b.tap("main button.main")
	b.await("document.querySelector('.is-good') && document.querySelector('.is-good').textContent.includes('items 62')")
}

// TestLabelsArrive: the newest label slides in before the others while one looks.
func TestLabelsArrive(t *testing.T) {
	h := newHouse(t)
	h.furnish()
	b := newTab(t)
	b.open(h.URL+"/labels", 1280, 800)
	b.await("document.querySelectorAll('.paper').length === 2")
	b.until("the live line", func() bool { return h.joined() > 0 })
	h.set(func(h *house) {
		h.answers["GET /api/v1/labels/l3.png"] = picture(400, 260)
		for line := range h.lines {
			line.WriteJSON(row{"labels": []row{{"id": "l3", "printer": "dock", "state": "printing", "item": "Cefixime", "at": "2026-04-17T09:00:00Z"}, {"id": "l1", "printer": "dock", "state": "printed", "at": "2026-04-17T08:00:00Z"}}})
		}
	})
	b.await("document.querySelector('.paper img').src.endsWith('/l3.png') && document.querySelectorAll('.paper').length === 2")
	b.await("document.getAnimations().length === 0") // a finger too waits for the paper to lie still
	b.tap(".paper.state-printed button")
	b.until("the reprint", func() bool { return len(h.sent()) == 1 && h.sent()[0] == "POST /api/v1/labels/l1/reprint {}" })
}

// TestBoardForStrangers says where to sign in, instead of waiting for ever.
func TestBoardForStrangers(t *testing.T) {
	h := newHouse(t)
	h.set(func(h *house) {
		h.down = true
		h.answers["GET /api/v1/boards/dock"] = refused{http.StatusUnauthorized, row{"error": row{"code": "sign_in", "text": "Sign in first."}}}
	})
	b := newTab(t)
	b.allow("401")
	b.allow("WebSocket connection")
	b.open(h.URL+"/board/dock", 1920, 1080)
	b.await("document.body.innerText.includes('Sign in first.') && document.querySelector('a[href^=\"/login?to=\"]')")
}

// TestLogin: the gun fills in the badge wherever the focus is, a wrong PIN is
// said in words, and the way back leads nowhere but into this site.
func TestLogin(t *testing.T) {
	h := newHouse(t)
	h.furnish()
	h.set(func(h *house) { h.me["person"] = nil })
	b := newTab(t)
	b.allow("401")
	b.open(h.URL+"/login?to=//elsewhere.example/", 320, 480)
	b.await("document.querySelector('input[name=badge]')")
	b.shoots("LGP.1001\r", 0)
	b.await("document.querySelector('input[name=badge]').value === '1001' && document.activeElement.name === 'pin'")
	b.types("1111\r")
	b.await("document.querySelector('[role=alert]') && document.querySelector('input[name=pin]').value === ''")
	if got := h.sent(); len(got) != 1 || got[0] != `POST /api/v1/session {"badge":"1001","pin":"1111"}` {
		t.Errorf("sent %q", got)
	}
	h.set(func(h *house) { h.answers["POST /api/v1/session"] = row{} })
	b.types("1379\r")
	b.await("location.pathname === '/' && location.host === " + quote(strings.TrimPrefix(h.URL, "http://")))
}

// TestInspection: the quality person decides on what waits, and signs; what is
// posted is what was filled in, under one id.
func TestInspection(t *testing.T) {
	h := newHouse(t)
	h.furnish()
	h.set(func(h *house) {
		person := maps.Clone(signedIn)
		person["rights"] = []string{"document.view", "lot.inspect", "paper.write"}
		h.me["person"] = person
	})
	b := newTab(t)
	b.open(h.URL+"/inspections", 1280, 800)
	b.await("document.querySelector('.asked button')")
	get[int](b, "document.querySelector('.asked button').click(); 1")
	b.await("document.querySelector('.sign input')")
	inputs := "Array.from(document.querySelectorAll('main .sheet input'))"
	for i, text := range []string{"5", "7", "cloudy", "4101", "4141"} {
		get[int](b, fmt.Sprintf("(() => { const i = %s[%d]; i.value = %q; i.dispatchEvent(new Event('input', { bubbles: true })); })(); 1", inputs, i, text))
	}
	b.await("!document.querySelector('.sign button').disabled")
	get[int](b, "document.querySelector('.sign button').click(); 1")
	b.await("document.body.innerText.includes('YS-2026-0001')")
	var sent struct {
		ID, Receipt, Item, Lot, Findings, Reason string
		Sample, Rejected                         int
		Signature                                struct{ Badge, PIN string }
	}
	h.set(func(h *house) {
		for _, p := range h.posts {
			if body, is := strings.CutPrefix(p, "POST /api/v1/inspections "); is {
				if err := json.Unmarshal([]byte(body), &sent); err != nil {
					t.Error(err)
				}
			}
		}
	})
	if sent.ID == "" || sent.Receipt != "RK-1" || sent.Item != "ALB" || sent.Lot != "O0I1l" || sent.Sample != 5 || sent.Rejected != 7 || sent.Findings != "cloudy" ||
		sent.Reason != "damaged" || sent.Signature.Badge != "4101" || sent.Signature.PIN != "4141" {
		t.Errorf("posted %+v", sent)
	}
}
