package intake

import (
	"slices"
	"strings"

	"lotgate/internal/sheet"
	"lotgate/internal/words"
)

// Kind is a kind of table.
type Kind string

const (
	Items        Kind = "items"
	Packages     Kind = "packages"
	Suppliers    Kind = "suppliers"
	Papers       Kind = "papers"  // of suppliers: licences, permits, certificates
	Reviews      Kind = "reviews" // of suppliers
	Places       Kind = "places"
	People       Kind = "people"
	Orders       Kind = "orders"       // a row a line
	Notes        Kind = "notes"        // delivery notes
	Deliveries   Kind = "deliveries"   // what is in a delivery: a row a lot, or a case of it
	Requisitions Kind = "requisitions" // a row a line
	Stock        Kind = "stock"        // opening stock, a row a lot in a place
	Recalls      Kind = "recalls"      // lots that are called back
	Rules        Kind = "rules"        // of the policy
	Steps        Kind = "steps"        // of near expiry, by the policy
	Leaves       Kind = "leaves"       // of the policy: who may let pass what, a row a reason
)

// Kinds lists every kind of table in the order in which a new site fills them.
var Kinds = []Kind{Suppliers, Papers, Reviews, Places, Items, Packages, People, Orders, Notes, Deliveries, Requisitions, Stock, Recalls, Rules, Steps, Leaves}

// columns lists what a table may have; those up to the mark "|" it must have.
var columns = map[Kind][]string{
	Items: strings.Fields("item name_zh spec category storage | name_en manufacturer_zh manufacturer_en " +
		"form class suppliers strategic home_bin min_life_days near_days inspect"),
	Packages:     strings.Fields("item level unit_zh content | unit_en gtins codes"),
	Suppliers:    strings.Fields("supplier name_zh | name_en gln"),
	Papers:       strings.Fields("supplier paper number expiry | remark"),
	Reviews:      strings.Fields("supplier outcome | grade reason next_review"),
	Places:       strings.Fields("place kind | name_zh name_en storage walk capacity safe owner"),
	People:       strings.Fields("person badge name_zh roles | name_en language pin left department"),
	Orders:       strings.Fields("order supplier date item quantity level price | line consigned"),
	Notes:        strings.Fields("note order | supplier"),
	Deliveries:   strings.Fields("note order item lot level | supplier expiry made quantity price trace_codes parent"),
	Requisitions: strings.Fields("requisition department date item quantity level | line lot approval"),
	Stock:        strings.Fields("item lot place quantity level | expiry made status reason price"),
	Recalls:      strings.Fields("item lot reason | expiry"),
	Rules: strings.Fields("item class category place | min_life_days min_life_percent no_min_life pick_order two_person blind inspect " +
		"holds_storage holds_classes bins"),
	Steps:  strings.Fields("item class category place days name_zh name_en colour |"),
	Leaves: strings.Fields("refusal roles signatures reason |"),
}

func (k Kind) columns() (all []string) {
	return slices.DeleteFunc(slices.Clone(columns[k]), func(c string) bool { return c == "|" })
}

func (k Kind) required() []string { return columns[k][:slices.Index(columns[k], "|")] }

// Name is what the kind is called.
func (k Kind) Name() words.Text { return words.Say("intake.kind." + string(k)) }

// source is one sheet of a file and what its columns mean.
type source struct {
	file   string
	kind   Kind
	sheet  sheet.Sheet
	column map[string]int // name of the column -> index
}

// header is the column as the file calls it, or else as it is called here.
func (s *source) header(column string) string {
	if i, ok := s.column[column]; ok {
		return s.sheet.Header[i]
	}
	return column
}

// recognise finds out which table a sheet is, and refuses columns that it may
// not have: a column that nobody reads would be lost without a word.
func (l *Load) recognise(file string, s sheet.Sheet) (*source, bool) {
	name := named(file, s.Name)
	kind, ok := kindOf(name, s.Header)
	if !ok {
		l.unread[""] = true
		l.problems.add(Problem{File: name, Row: s.HeaderRow, Value: strings.Join(s.Header, ", "), Text: words.Say("intake.no_kind", "allowed", kindNames())})
		return nil, false
	}
	src := &source{file: name, kind: kind, sheet: s, column: map[string]int{}}
	good := true
	bad := func(column, value string, text words.Text) {
		good = false
		l.problems.add(Problem{File: name, Row: s.HeaderRow, Column: column, Value: value, Text: text})
	}
	for i, title := range s.Header {
		column, known := kind.column(title)
		_, twice := src.column[column]
		switch {
		case !known:
			bad(sheet.Letter(i), title, words.Say("intake.unknown_column", "kind", kind.Name(), "allowed", titles(kind.columns())))
		case twice:
			bad(sheet.Letter(i), title, words.Say("intake.column_twice"))
		default:
			src.column[column] = i
		}
	}
	for _, column := range kind.required() {
		if _, ok := src.column[column]; !ok {
			bad(column, "", words.Say("intake.column_missing", "kind", kind.Name(), "column", title(column)))
		}
	}
	if !good {
		l.unread[kind] = true
	}
	return src, good
}

// kindOf is the kind that a header fits best. Where several fit equally, the
// file's name decides; ok is false where no column is known at all.
func kindOf(file string, header []string) (best Kind, ok bool) {
	most := 0
	for _, kind := range Kinds {
		if score := fit(kind, file, header); score > most {
			best, most = kind, score
		}
	}
	return best, most > 0
}

func fit(kind Kind, file string, header []string) int {
	here := map[string]bool{}
	for _, title := range header {
		if column, known := kind.column(title); known {
			here[column] = true
		}
	}
	if len(here) == 0 {
		return 0
	}
	score := 1000 + 10*len(here)
	for _, column := range kind.required() {
		if !here[column] {
			score -= 25
		}
	}
	if names(file, kind) {
		score += 15
	}
	return score
}

// names reports whether a file is called after a kind, in any language.
func names(file string, kind Kind) bool {
	file = strings.ToLower(file)
	if strings.Contains(file, string(kind)) {
		return true
	}
	return slices.ContainsFunc(words.Languages, func(l words.Language) bool {
		return strings.Contains(file, strings.ToLower(kind.Name().In(l)))
	})
}

// column finds the column that a title stands for.
func (k Kind) column(title string) (string, bool) {
	for _, column := range known.column[plainTitle(title)] {
		if slices.Contains(columns[k], column) {
			return column, true
		}
	}
	return "", false
}

// plainTitle is a title without what people add to it: blanks, case, a star
// for what is required, a unit in brackets.
func plainTitle(title string) string {
	title, _, _ = strings.Cut(strings.ReplaceAll(title, "\uFF08", "("), "(")
	return strings.NewReplacer(" ", "", "_", "", "-", "", "*", "").Replace(strings.ToLower(title))
}

func kindNames() words.Names {
	return listed(Kinds, func(k Kind) words.Text { return k.Name() })
}

// title is a column's name as a person reads it.
func title(column string) words.Names { return first(words.Say("intake.column." + column)) }

func titles(columns []string) words.Names {
	return listed(columns, func(c string) words.Text { return words.Say("intake.column." + c) })
}
