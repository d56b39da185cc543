package server

import (
	"math"
	"strconv"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
)

func (s *Server) sealRoutes() []*route {
	if s.Seals == nil {
		return nil
	}
	return []*route{
		{get, "/api/v1/checkpoint", needs(auth.SealView), nothing, (*call).checkpoint, about{name: "checkpoint", out: Checkpoint{}, query: []string{"after"}}},
		{post, "/api/v1/shifts", needs(auth.ShiftEnd), someJSON, (*call).endShift, about{name: "shift-end", in: shiftOrder{}, out: shiftAnswer{}}},
	}
}

// checkpoint gives a holder what is to be held.
func (c *call) checkpoint() error {
	after := uint64(0)
	if text := c.r.URL.Query().Get("after"); text != "" {
		var err error
		if after, err = strconv.ParseUint(text, 10, 63); err != nil {
			return fact.Refuse("bad_query", "name", "after", "value", text, "most", int64(math.MaxInt64))
		}
	}
	answer, err := c.Seals.Checkpoint(after)
	if err != nil {
		return err
	}
	return c.send(answer)
}

// shiftOrder ends a shift.
type shiftOrder struct {
	ID string `json:"id"` // made by the client; the same again writes nothing
}

// shiftAnswer is a shift that has ended; its report is at
// /api/v1/documents/shift/{id}.pdf.
type shiftAnswer struct {
	ID string `json:"id"`
}

func (c *call) endShift() error {
	var o shiftOrder
	if err := c.read(&o); err != nil {
		return err
	}
	id, err := c.postID(o.ID)
	if err != nil {
		return err
	}
	number, err := c.Seals.EndShift(c.r.Context(), id, c.who.Person.ID)
	if err != nil {
		return err
	}
	return c.send(shiftAnswer{number})
}
