package server

import (
	"lotgate/internal/document"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

func (c *call) giveBackRow(view fact.View, g document.GiveBack) documentRow {
	return c.staged(documentRow{
		Kind: "giveback", ID: g.ID, Of: g.Recall, Partner: stock.PlaceName(view, g.Department), Date: dayOf(g.At), Lines: g.Lines, Done: g.Lines, Stage: "back",
	})
}

func eachGiveBack(c *call, view fact.View, from string, each func(documentRow) bool) {
	document.EachGiveBack(view, from, func(g document.GiveBack) bool { return each(c.giveBackRow(view, g)) })
}

func findGiveBack(c *call, view fact.View, id string) (answer documentAnswer, found bool) {
	g, found := document.FindGiveBack(view, id)
	answer.documentRow, answer.Person, answer.Reason, answer.Policy = c.giveBackRow(view, g), g.Person, worded("reason.", g.Reason, c.language()), g.Policy
	answer.Lines = paperLines(view, id)
	return answer, found
}
