package intake

import (
	"errors"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/stock"
	"lotgate/internal/words"
)

// personRow is a person as a row has it.
type personRow struct {
	auth.Person
	withPIN bool // the row sets one, whether its hash is made or not
	sound   bool // nothing stands against any of its cells
}

// takePIN reads the PIN of a row and wipes its cell, so that nothing that is
// kept or reported can show it.
func (l line) takePIN() string {
	i, ok := l.column["pin"]
	if !ok {
		return ""
	}
	cells := l.sheet.Rows[l.row].Cells
	pin := cells[i]
	cells[i] = ""
	if pin != "" && !auth.GoodPIN(pin) {
		l.bad("pin", "pin")
		return ""
	}
	return pin
}

func (l *Load) readPerson(in line) {
	before := l.problems.count()
	pin := in.takePIN()
	p := auth.Person{
		ID:    in.cell("person"),
		Badge: in.code("badge"),
		Name:  in.name("name_zh", "name_en"),
		Roles: in.roles(),
		Left:  in.oneOf("left", "yes", "no") == "yes",

		Department: in.optionalCode("department"),
	}
	if p.ID == "" {
		in.bad("person", "missing")
	}
	if in.cell("language") != "" {
		p.Language = words.Language(in.oneOf("language", "language", ""))
	}
	row := personRow{p, pin != "", l.problems.count() == before}
	l.people = append(l.people, found[personRow]{in.origin, row})
	l.pins = append(l.pins, pin)
}

func (l line) roles() (roles []auth.Role) {
	all := unique(l.list("roles"))
	if len(all) == 0 {
		l.bad("roles", "one_of", "allowed", allowed("role"))
	}
	for _, word := range all {
		role, ok := known.find("role", word)
		if !ok {
			l.bad("roles", "one_of", "allowed", allowed("role"))
			return nil
		}
		roles = append(roles, auth.Role(role))
	}
	return unique(roles)
}

// columnOf is where a person stands against each refusal of package auth.
var columnOf = map[string]string{
	"person_id": "person", "badge_form": "badge", "badge_taken": "badge", "person_name": "name_zh",
	"person_role": "roles", "no_language": "language", "pin_missing": "pin",
}

func (c *check) checkPeople() {
	if len(c.people) == 0 {
		return
	}
	if !c.mayDefinePeople() {
		c.problems.add(Problem{File: c.people[0].file, Text: words.Say("intake.people_need_admin")})
		return
	}
	badges := map[string]origin{}
	for _, r := range once(c, c.people, "person", func(p personRow) string { return p.ID }) {
		if before, twice := badges[r.value.Badge]; twice && r.value.Badge != "" {
			c.bad(r.origin, "badge", "twice", "file", before.file, "row", before.number())
			continue
		}
		badges[r.value.Badge] = r.origin
		if r.value.sound {
			c.definePerson(r)
		}
	}
	c.keepOne(auth.Admin, "last_admin")
	c.keepOne(auth.Supervisor, "last_supervisor")
}

func (c *check) definePerson(r found[personRow]) {
	p := r.value.Person
	if !c.needDepartment(r.origin, p.Department) {
		return
	}
	holder, taken := auth.FindBadge(c.view, p.Badge)
	if taken && holder.ID != p.ID {
		c.say(r.origin, "badge", fact.Refuse("badge_taken", "badge", p.Badge, "person", holder.Name))
		return
	}
	old, _ := auth.FindPerson(c.view, p.ID)
	if p.PIN == "" {
		p.PIN = old.PIN
	}
	if r.value.withPIN && r.value.PIN == "" || same(old, p) {
		return // its hash was not made, since the load is refused anyway; or there is nothing new
	}
	facts, err := auth.DefinePerson{Person: p}.Decide(c.view, c.meta)
	var refusal *fact.Refusal
	switch {
	case errors.As(err, &refusal):
		c.say(r.origin, columnOf[refusal.Code()], refusal)
	case err != nil:
		c.view.Fail(err)
	}
	c.facts = append(c.facts, facts...)
}

// needDepartment wants the place that a receiver signs for, where one is
// named, to be a department.
func (c *check) needDepartment(o origin, id string) bool {
	if id == "" {
		return true
	}
	place, ok := c.needPlace(o, "department", stock.PlaceID(id))
	if ok && place.Kind != stock.Department {
		c.bad(o, "department", "not_a_department", "place", id)
		return false
	}
	return ok
}

// keepOne refuses a load after which nobody of a role is left: without an
// administrator nobody could bring in people any more, without a supervisor
// nobody could allow what rules refuse.
func (c *check) keepOne(role auth.Role, code string) {
	holds := func(p auth.Person) bool { return !p.Left && p.Has(role) }
	after := map[string]bool{}
	auth.EachPerson(c.view, func(p auth.Person) bool {
		if holds(p) {
			after[p.ID] = true
		}
		return true
	})
	var last origin
	for _, r := range c.people {
		if holds(r.value.Person) {
			after[r.value.ID] = true
		} else if after[r.value.ID] {
			delete(after, r.value.ID)
			last = r.origin
		}
	}
	if len(after) == 0 && last.source != nil {
		c.bad(last, "roles", code)
	}
}
