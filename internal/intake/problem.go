package intake

import (
	"lotgate/internal/words"
)

// Problem is one thing that stands against an import.
type Problem struct {
	File   string     `json:"file"`
	Row    int        `json:"row,omitempty"`    // from 1, as a spreadsheet counts; 0: the file as a whole
	Column string     `json:"column,omitempty"` // as its header has it
	Value  string     `json:"value,omitempty"`  // as it stands there, shortened; never a PIN
	Text   words.Text `json:"text"`             // what is expected
}

// maxProblems bounds a report: nobody mends more than that without looking
// again.
const maxProblems = 2000

// Problems is all that stands against an import: an expected "no", not a
// fault.
type Problems struct {
	List []Problem
	More int // how many further ones there are
}

// Code is the stable code of the refusal.
func (*Problems) Code() string { return "import" }

// Text says how many problems there are.
func (p *Problems) Text() words.Text {
	return words.Say("intake.refused", "n", p.count())
}

func (p *Problems) Error() string { return p.Text().In(words.English) }

func (p *Problems) any() bool { return len(p.List) > 0 }

func (p *Problems) count() int { return len(p.List) + p.More }

func (p *Problems) add(problem Problem) {
	if len(p.List) == maxProblems {
		p.More++
		return
	}
	problem.Value = shorten(problem.Value)
	p.List = append(p.List, problem)
}

// shorten keeps what a person needs to find the cell.
func shorten(value string) string {
	const most = 60
	if r := []rune(value); len(r) > most {
		return string(r[:most]) + "…"
	}
	return value
}
