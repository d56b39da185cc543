package screen

import (
	"fmt"
	"strings"

	"lotgate/internal/words"
)

// Text writes s as plain lines in language l, for tests, logs of a diagnosis
// and terminals that can do no better. It leaves nothing out.
func (s Screen) Text(l words.Language) string {
	var b strings.Builder
	line := func(format string, args ...any) {
		b.WriteString(strings.TrimRight(fmt.Sprintf(format, args...), " ") + "\n")
	}
	line("[%s] %s | %s", s.State, s.Title.In(l), s.Where.In(l))
	line("%s", s.Big.In(l))
	if !s.Says.IsZero() {
		line("%s", s.Says.In(l))
	}
	if s.Code != "" {
		line("code %s", s.Code)
	}
	for _, f := range s.Fields {
		line("%s: %s", f.Label.In(l), f.Value.In(l))
	}
	if s.Progress != nil {
		line("progress %d/%d %s", s.Progress.Done, s.Progress.Total, s.Progress.Text.In(l))
	}
	if s.Waiting > 0 {
		line("waiting %d", s.Waiting)
	}
	for _, list := range s.Lists {
		line("= %s", list.Title.In(l))
		for _, r := range list.Rows {
			line("- %s; %s; %s %s", r.Text.In(l), r.Detail.In(l), r.Value.In(l), r.State)
		}
	}
	for _, n := range s.Notices {
		line("! %s", n.Text.In(l))
	}
	if s.Prompt != nil {
		line("? %s (%s)", s.Prompt.Label.In(l), s.Prompt.Kind)
	}
	ids := make([]string, len(s.Choices))
	for i, c := range s.Choices {
		ids[i] = c.ID
	}
	line("> %s", strings.Join(ids, " "))
	return b.String()
}
