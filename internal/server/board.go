package server

import (
	"lotgate/internal/auth"
	"lotgate/internal/fact"
)

func (c *call) boardName() (string, error) {
	name := c.r.PathValue("name")
	if _, found := c.Boards.Screen(name); !found {
		return "", fact.Refuse("no_board", "board", name)
	}
	return name, nil
}

func (c *call) board() error {
	name, err := c.boardName()
	if err != nil {
		return err
	}
	s, _ := c.Boards.Screen(name)
	return c.sendFace(s)
}

func (c *call) boardLive() error {
	name, err := c.boardName()
	if err != nil {
		return err
	}
	changed, cancel := c.Boards.Watch(name)
	defer cancel()
	return c.live(feed{
		changed: changed,
		right:   auth.BoardView,
		show: func(auth.Visitor) (any, error) {
			s, _ := c.Boards.Screen(name)
			return face{s.Said(c.language())}, nil
		},
	})
}
