package workflow

import (
	"context"

	"lotgate/internal/screen"
	"lotgate/internal/words"
)

// asking is what a task has that is one question after the other, from its
// beginning to its end.
type asking struct {
	ask  *question // nil at the end
	last face
	done bool // the person has left it
}

func (a *asking) Busy() bool { return false }

func (a *asking) Choose(ctx context.Context, id string) error {
	switch {
	case id == "back" || id == "leave":
		a.done = true
		return nil
	case a.ask != nil:
		return a.ask.choose(ctx, id)
	}
	return ErrNoChoice
}

func (a *asking) Type(ctx context.Context, text string) error {
	if a.ask == nil {
		return ErrNoQuestion
	}
	return a.ask.take(ctx, text)
}

// screen shows the last answer, and the question or the way out.
func (a *asking) screen(title words.Text) screen.Screen {
	s := screen.Screen{Title: title}
	a.last.onto(&s)
	if a.ask != nil {
		a.ask.onto(&s)
		return s
	}
	s.Choices = append(s.Choices, mainChoice("leave"))
	return s
}
