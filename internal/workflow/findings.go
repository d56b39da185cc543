package workflow

import (
	"context"

	"lotgate/internal/screen"
	"lotgate/internal/words"
)

// findings are those that a tap writes down.
var findings = []string{"whole", "cold_kept", "differs"}

// findingsQuestion takes what was found, in the person's words or by a tap.
func findingsQuestion(fields []screen.Field, then func(found string) error) *question {
	q := &question{
		big: words.Say("inspect.findings"), says: words.Say("inspect.findings_more"), fields: fields,
		prompt: &screen.Prompt{Kind: screen.AnyText, Label: words.Say("prompt.findings")},
		typed:  func(_ context.Context, text string) error { return then(text) },
	}
	for _, id := range findings {
		q.choices = append(q.choices, screen.Choice{ID: id, Text: words.Say("finding." + id)})
	}
	q.chosen = func(_ context.Context, id string) error {
		said := words.Say("finding." + id) // on the paper in both languages, whoever reads it
		return then(said.In(words.Chinese) + " / " + said.In(words.English))
	}
	return q
}
