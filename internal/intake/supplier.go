package intake

import (
	"errors"

	"lotgate/internal/auth"
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

func (l *Load) readPaper(in line) {
	p := document.Paper{
		Supplier: in.code("supplier"), Kind: document.PaperKind(in.oneOf("paper", "paper", "")), Number: in.text("number"),
		Expiry: in.date("expiry", true), Note: in.text("remark"),
	}
	if in.cell("number") == "" {
		in.bad("number", "missing")
	}
	l.papers = append(l.papers, found[document.Paper]{in.origin, p})
}

func (l *Load) readReview(in line) {
	r := document.ReviewSupplier{
		Supplier: in.code("supplier"), Outcome: document.SupplierState(in.oneOf("outcome", "outcome", "")),
		Reason: in.text("reason"), Next: in.date("next_review", false),
	}
	if in.cell("grade") != "" {
		r.Grade = in.oneOf("grade", "grade", "")
	}
	l.reviews = append(l.reviews, found[document.ReviewSupplier]{in.origin, r})
}

// mayReview refuses papers and reviews of suppliers by who has no right to file
// them at the page.
func mayReview[T any](c *check, rows []found[T]) bool {
	if len(rows) == 0 || c.allowed(auth.SupplierReview) {
		return true
	}
	c.problems.add(Problem{File: rows[0].file, Text: words.Say("intake.review_right")})
	return false
}

func (c *check) checkPapers() {
	if !mayReview(c, c.papers) {
		return
	}
	rows := once(c, c.papers, "number", func(p document.Paper) [3]string {
		if p.Supplier == "" || p.Kind == "" || p.Number == "" {
			return [3]string{}
		}
		return [3]string{p.Supplier, string(p.Kind), p.Number}
	})
	for _, r := range rows {
		if c.needSupplier(r.origin, "supplier", r.value.Supplier) && r.value.Expiry != "" {
			c.follow(r.origin, "number", document.FilePaper{Paper: r.value})
		}
	}
}

// checkReviews takes a review as the page does: after the papers of the same
// load, so that they count.
func (c *check) checkReviews() {
	if !mayReview(c, c.reviews) {
		return
	}
	for _, r := range once(c, c.reviews, "supplier", func(r document.ReviewSupplier) string { return r.Supplier }) {
		if !c.needSupplier(r.origin, "supplier", r.value.Supplier) || r.value.Outcome == "" {
			continue
		}
		if now := document.StandingOf(c.ahead, r.value.Supplier); now.State == r.value.Outcome && now.Grade == r.value.Grade && now.Reason == r.value.Reason && now.Next == r.value.Next {
			continue // the same file again
		}
		c.follow(r.origin, "outcome", r.value)
	}
}

// follow decides a command as it will be after the facts so far, and notes its
// refusal in a column.
func (c *check) follow(o origin, column string, command fact.Command) {
	before := len(c.ahead.Facts())
	err := c.ahead.Decide(c.meta, command)
	var refusal *fact.Refusal
	switch {
	case errors.As(err, &refusal):
		c.say(o, column, refusal)
	case err != nil:
		c.view.Fail(err)
	}
	for _, f := range c.ahead.Facts()[before:] {
		c.add(f)
	}
}

// foresee lets commands see the suppliers of the load.
func (c *check) foresee(s stock.Supplier) {
	c.ahead.Apply(c.meta, stock.SupplierDefined{Supplier: s})
}
