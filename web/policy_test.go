package web_test

import (
	"strings"
	"testing"
)

// policyInForce is a policy with a rule of every sort.
func policyInForce() row {
	option := func(code, text string) row { return row{"code": code, "text": text} }
	return row{
		"number": 3, "reason": "letter 12", "person": row{"en": "Wang Fang"}, "at": "2026-04-17T08:00:00+08:00", "current": true,
		"signatures": []row{{"name": row{"en": "Wang Fang"}, "meaning": "Approved", "at": "2026-04-17T08:00:00+08:00"}},
		"rules": []row{
			{"class": "narcotic", "twoPerson": "yes", "of": "narcotics", "says": []string{"received and given out by two people, who both sign"}},
			{"minLifePerMille": 500, "near": []row{{"days": 365, "name": row{"zh": "关注", "en": "watch"}, "colour": "yellow"}, {"days": 90, "name": row{"zh": "急", "en": "now"}, "colour": "red"}}, "of": "all goods", "says": []string{"at least 50 % of its whole life left at receipt", "near expiry: watch (within 12 months), now (within 3 months)"}},
		},
		"leaves": []row{{"code": "short_life", "roles": []string{"supervisor"}, "signatures": 1, "reasons": []string{"other", "the director said so"}, "text": "TOO SHORT-DATED may be let pass with 1 signature of: Supervisor. Reasons: Other, the director said so"}},
		"choices": row{
			"classes": []row{option("ordinary", "ordinary goods"), option("narcotic", "narcotics")}, "categories": []row{option("western", "western medicine")},
			"storages": []row{option("room", "room"), option("cold", "2-8 degrees")}, "orders": []row{option("fefo", "what expires first leaves first"), option("fifo", "what came first leaves first")},
			"colours": []string{"yellow", "orange", "red"}, "roles": []row{option("supervisor", "Supervisor"), option("pharmacist", "Pharmacist")},
			"refusals": []row{option("short_life", "TOO SHORT-DATED"), option("later_lot", "EARLIER LOT FIRST")}, "reasons": []row{option("other", "Other")},
		},
	}
}

// TestPolicyPage asks whether a pack would pass, and decides on a new version:
// what was not touched stays as it was, and the words of the daemon are not
// sent back.
func TestPolicyPage(t *testing.T) {
	h := newHouse(t)
	h.furnish()
	h.set(func(h *house) {
		h.answers["GET /api/v1/policy/ask"] = row{
			"passes": false, "code": "short_life", "big": "TOO SHORT-DATED", "says": "Expires 2026-07-01: 30 days left.", "leave": "Supervisor may.", "version": 3,
			"grounds": []row{{"question": "Least life at receipt", "says": "half of it", "by": "policy version 3: all goods", "refuses": true}},
		}
		h.answers["POST /api/v1/policy"] = row{}
	})
	b := newTab(t)
	b.open(h.URL+"/policy", 1280, 800)
	b.fill("input[name=item]", "AMOX")
	b.tap(".policy .fields .main")
	b.await("document.body.innerText.includes('Supervisor may.')")
	b.await("document.querySelector('.grounds .refuses small')")
	b.shoot("policy-asked-1280")

	b.tap("details.policy > summary")
	b.fill("details.policy fieldset:nth-of-type(1) input[type=number]", "200")
	b.fill("input[name=reason]", "letter 13")
	b.fill("input[name=pin]", "2345")
	b.shoot("policy-form-1280")
	b.tap("details.policy .main")
	b.await("document.querySelector('.message.is-good')")
	sent := strings.Join(h.sent(), "\n")
	for _, want := range []string{
		`"base":3,"reason":"letter 13","pin":"2345"`, `{"class":"narcotic","twoPerson":"yes","minLifeDays":200}`,
		`"near":[{"colour":"yellow","days":365,"name":{"en":"watch","zh":"关注"}}`, `"reasons":["other","the director said so"]`,
	} {
		if !strings.Contains(sent, want) {
			t.Errorf("%s was not sent:\n%s", want, sent)
		}
	}
	if strings.Contains(sent, `"says"`) || strings.Contains(sent, `"text":"TOO`) {
		t.Errorf("the daemon's words are sent back:\n%s", sent)
	}
}
