package web_test

import (
	"net/http"
	"strings"
	"testing"
)

// TestTwoSignForWhatCameElsewhere: where the goods ask for it, the form asks two
// people for badge and PIN, and sends them with the same paper.
func TestTwoSignForWhatCameElsewhere(t *testing.T) {
	h := newHouse(t)
	h.furnish()
	h.set(func(h *house) {
		h.answers["GET /api/v1/items"] = row{"rows": []row{{
			"id": "MORPHINE", "name": row{"en": "Morphine"}, "spec": "10 mg x 10", "packages": []row{{"level": "base", "unit": row{"en": "ampoule"}}, {"level": "box", "unit": row{"en": "box"}}},
		}}}
		h.answers["POST /api/v1/receipts"] = refused{http.StatusUnprocessableEntity, row{"error": row{"code": "signature_missing", "text": "A signature is missing: Received and counted."}}}
	})
	b := newTab(t)
	b.allow("422")
	b.open(h.URL+"/documents/new/receipt", 1920, 1080)
	b.fill("input[type=search]", "mor")
	b.await("document.querySelector('.found button')")
	b.tap(".found button")
	b.await("document.querySelector('.asked li')")
	b.tap("main button.main")
	b.await("document.querySelectorAll('fieldset input[type=password]').length === 2")
	b.shoot("booked-two-1920")
	b.open(h.URL+"/documents/new/receipt", 320, 480)
	b.fill("input[type=search]", "mor")
	b.await("document.querySelector('.found button')")
	b.tap(".found button")
	b.tap("main button.main")
	b.await("document.querySelectorAll('fieldset input[type=password]').length === 2")
	b.await("(document.querySelectorAll('fieldset')[1].scrollIntoView(), true)")
	b.shoot("booked-two-320")
	for at, signer := range []string{"1001", "1002"} {
		nth := []string{"fieldset:nth-of-type(1) ", "fieldset:nth-of-type(2) "}[at]
		b.fill(nth+"input:not([type=password])", signer)
		b.fill(nth+"input[type=password]", "1234")
	}
	b.tap("main button.main")
	b.await("document.querySelectorAll('fieldset input[type=password]')[0].value === ''") // refused again, and asked for afresh
	sent := h.sent()
	if last := sent[len(sent)-1]; !strings.Contains(last, `"signatures":[{"badge":"1001","pin":"1234"},{"badge":"1002","pin":"1234"}]`) {
		t.Errorf("sent %s", last)
	}
}
