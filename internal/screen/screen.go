// Package screen describes what a person sees at one moment, in a form that
// suits a browser, a text terminal and a wall board alike. A Screen is a
// value: whoever decides makes a new one, whoever draws works out the
// difference. It knows neither browsers nor warehouses.
package screen

import "lotgate/internal/words"

// State colours the whole surface; each has a shape, a word and a sound too.
type State string

const (
	Idle State = "idle"
	Good State = "good"
	Ask  State = "ask"
	Bad  State = "bad"
)

// Screen is the whole face of a station or board at one moment.
type Screen struct {
	State    State        `json:"state"`
	Title    words.Text   `json:"title"`              // the task: "Receipt RK-2026-0417"
	Where    words.Text   `json:"where,omitzero"`     // beside the title: order, supplier, place to go to
	Big      words.Text   `json:"big"`                // the one line to read from afar
	Says     words.Text   `json:"says,omitzero"`      // what happened and what to do
	Code     string       `json:"code,omitempty"`     // refusal code behind a Bad or Ask state
	Fields   []Field      `json:"fields,omitempty"`   // label and value pairs of the thing at hand
	Progress *Progress    `json:"progress,omitempty"` // of the line at hand
	Lists    []List       `json:"lists,omitempty"`    // what is due, what came last
	Choices  []Choice     `json:"choices,omitempty"`  // what may be tapped or scanned as a command
	Prompt   *Prompt      `json:"prompt,omitempty"`   // what may be typed now
	Notices  []Notice     `json:"notices,omitempty"`  // standing troubles: printer off, scanner gone
	People   []words.Text `json:"people,omitempty"`   // names of who is signed in
	Waiting  int          `json:"waiting,omitempty"`  // scans kept until the question is answered
	Beep     uint64       `json:"beep"`               // the state's sound is made once whenever this changes
}

// Field is one labelled value.
type Field struct {
	Label words.Text `json:"label"`
	Value words.Text `json:"value"`
	Style Style      `json:"style,omitempty"`
}

// Style says how a value is set, not what it means.
type Style string

const (
	Code  Style = "code"  // lots, serials: a face where 0 and O differ
	Large Style = "large" // expiry, bin
	Faint Style = "faint"
)

// Progress is done of total, in the words that a person counts in.
type Progress struct {
	Done  int64      `json:"done"`
	Total int64      `json:"total"`
	Text  words.Text `json:"text"`
}

// List is a short table beside the task.
type List struct {
	Title words.Text `json:"title"`
	Rows  []Row      `json:"rows"`
	More  int        `json:"more,omitempty"` // rows left out
}

// Row is a line of a List.
type Row struct {
	Text   words.Text `json:"text"`
	Detail words.Text `json:"detail,omitzero"`
	Value  words.Text `json:"value,omitzero"`
	State  State      `json:"state,omitempty"`
	Mark   string     `json:"mark,omitempty"` // a colour of its own beside what Detail says: yellow, orange, red
	Done   int64      `json:"done,omitempty"` // with Total above 0: a bar
	Total  int64      `json:"total,omitempty"`
}

// Choice is something the person may choose now, by tap or command barcode.
type Choice struct {
	ID   string     `json:"id"`
	Text words.Text `json:"text"`
	Main bool       `json:"main,omitempty"` // the likeliest one
}

// Kind says what a prompt takes.
type Kind string

const (
	AnyText Kind = "text"
	Number  Kind = "number"
	Date    Kind = "date"
	Secret  Kind = "pin" // never shown, never logged
)

// Prompt is what may be typed now.
type Prompt struct {
	Kind  Kind       `json:"kind"`
	Label words.Text `json:"label"`
	Hint  words.Text `json:"hint,omitzero"`
}

// Notice is a trouble that stands until it is mended.
type Notice struct {
	State State      `json:"state"`
	Text  words.Text `json:"text"`
}

// Said is s with every text in language l, ready to be drawn.
func (s Screen) Said(l words.Language) Screen {
	say := func(t *words.Text) { *t = t.Said(l) }
	say(&s.Title)
	say(&s.Where)
	say(&s.Big)
	say(&s.Says)
	s.Fields = each(s.Fields, func(f *Field) { say(&f.Label); say(&f.Value) })
	s.Choices = each(s.Choices, func(c *Choice) { say(&c.Text) })
	s.People = each(s.People, say)
	s.Notices = each(s.Notices, func(n *Notice) { say(&n.Text) })
	s.Lists = each(s.Lists, func(list *List) {
		say(&list.Title)
		list.Rows = each(list.Rows, func(r *Row) { say(&r.Text); say(&r.Detail); say(&r.Value) })
	})
	if s.Progress != nil {
		p := *s.Progress
		say(&p.Text)
		s.Progress = &p
	}
	if s.Prompt != nil {
		p := *s.Prompt
		say(&p.Label)
		say(&p.Hint)
		s.Prompt = &p
	}
	return s
}

// each is a copy of list with change made to every element; never nil, so
// that a list without rows is an empty array in JSON too.
func each[E any](list []E, change func(*E)) []E {
	list = append([]E{}, list...)
	for i := range list {
		change(&list[i])
	}
	return list
}
