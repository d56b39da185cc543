package web_test

import (
	"lotgate/internal/screen"
	"lotgate/internal/words"
)

func plain(s string) words.Text { return words.Plain(s) }

func field(label, value string, style screen.Style) screen.Field {
	return screen.Field{Label: plain(label), Value: plain(value), Style: style}
}

func choices(main string, ids ...string) []screen.Choice {
	var list []screen.Choice
	for _, id := range ids {
		list = append(list, screen.Choice{ID: id, Text: plain(id), Main: id == main})
	}
	return list
}

// received is the screen after a good scan at the dock, as full as they come.
func received() screen.Screen {
	return screen.Screen{
		State: screen.Good, Title: plain("Receipt RK-2026-0417"), Where: plain("Order CG-1082, Sinopharm"), Big: plain("Amoxicillin capsules 0.25 g × 24"),
		Says:     plain("Booked 1 box. Type a number to correct the quantity."),
		Fields:   []screen.Field{field("Expiry", "2028-03-31", screen.Large), field("Lot", "260O311I0", screen.Code), field("Life left", "16 of 24 months", ""), field("Storage", "below 25 °C", screen.Faint), field("Maker", "North China Pharmaceutical", screen.Faint)},
		Progress: &screen.Progress{Done: 18, Total: 40, Text: plain("18 / 40 boxes")},
		Lists: []screen.List{
			{Title: plain("Due"), Rows: []screen.Row{
				{Text: plain("Amoxicillin 0.25 g × 24"), Value: plain("18 / 40"), Done: 18, Total: 40},
				{Text: plain("Cefixime 0.1 g × 6"), Value: plain("0 / 20"), Done: 0, Total: 20},
				{Text: plain("Glucose injection 5 % 500 ml"), Value: plain("60 / 60"), State: screen.Good, Done: 60, Total: 60},
				{Text: plain("Insulin glargine 3 ml"), Detail: plain("cold chain 2-8 °C"), Value: plain("0 / 12"), Total: 12},
			}},
			{Title: plain("Last"), Rows: []screen.Row{
				{Text: plain("Amoxicillin, lot 260310"), Detail: plain("refused: 4 months left, at least 6 needed"), State: screen.Bad},
				{Text: plain("Amoxicillin, lot 260311"), Value: plain("+1 box"), State: screen.Good},
				{Text: plain("Amoxicillin, lot 260311"), Value: plain("+1 box"), State: screen.Good},
			}},
		},
		Choices: choices("Finish", "Undo", "Refuse", "Quarantine", "Finish"),
		Prompt:  &screen.Prompt{Kind: screen.Number, Label: plain("Quantity"), Hint: plain("boxes")},
		People:  []words.Text{words.Plain("Li Na")}, Beep: 7,
	}
}

// shortDated is the screen after a pack that may not come in.
func shortDated() screen.Screen {
	s := received()
	s.State, s.Code, s.Beep, s.Prompt = screen.Bad, "life_too_short", 8, nil
	s.Big = plain("Expires in 4 months, at least 6 needed")
	s.Says = plain("Set aside and refuse, or call a supervisor.")
	s.Notices = []screen.Notice{{State: screen.Ask, Text: plain("Label printer is off: 3 labels wait")}}
	s.Choices = choices("Refuse", "Refuse", "Quarantine", "Undo")
	return s
}

// whichLot is the screen that asks for what an EAN-13 does not carry.
func whichLot() screen.Screen {
	s := received()
	s.State, s.Beep, s.Waiting = screen.Ask, 9, 2
	s.Big, s.Says = plain("Until when is it good?"), plain("Scan the second barcode, or type the expiry date.")
	s.Prompt = &screen.Prompt{Kind: screen.Date, Label: plain("Expiry")}
	s.Fields = s.Fields[1:3]
	s.Choices = choices("", "Undo", "Refuse", "Later")
	return s
}

func atWork() screen.Screen {
	return screen.Screen{State: screen.Idle, Title: plain("Pick 4711"), Where: plain("Ward 3 East"), Big: plain("B-03-2"), Says: plain("Go there and scan the bin."),
		Fields:   []screen.Field{field("Item", "Amoxicillin 0.25 g × 24", ""), field("Take", "4 boxes", screen.Large), field("Expiry", "2028-03-31", screen.Large), field("Lot", "260311", screen.Code)},
		Progress: &screen.Progress{Done: 3, Total: 12, Text: plain("3 / 12 lines")},
		Lists:    []screen.List{{Title: plain("Next"), Rows: []screen.Row{{Text: plain("Cefixime 0.1 g × 6"), Value: plain("B-04-1")}, {Text: plain("Glucose 5 % 500 ml"), Value: plain("C-01-3")}, {Text: plain("Insulin glargine"), Value: plain("K-01-1")}}}},
		Choices:  choices("", "Undo", "Short", "Later", "Help"), People: []words.Text{words.Plain("Wang Wei")}, Beep: 3}
}

func badgePlease() screen.Screen {
	return screen.Screen{State: screen.Idle, Title: plain("Dock 1"), Big: plain("Scan your badge"), Says: plain("Then type your PIN."), Beep: 1}
}

func pinPlease() screen.Screen {
	s := badgePlease()
	s.Big, s.Says, s.Beep = plain("Li Na"), plain("Type your PIN."), 2
	s.Prompt = &screen.Prompt{Kind: screen.Secret, Label: plain("PIN")}
	return s
}

// dockBoard is as full as internal/board makes it.
func dockBoard() screen.Screen {
	row := func(text, detail, value string, done, total int64, state screen.State) screen.Row {
		return screen.Row{Text: plain(text), Detail: plain(detail), Value: plain(value), Done: done, Total: total, State: state}
	}
	var waiting []screen.Row
	for _, id := range []string{"CG-1083", "CG-1084", "CG-1085", "CG-1086", "CG-1087", "CG-1088"} {
		waiting = append(waiting, row(id, "Shanghai Pharma", "0 / 6", 0, 6, ""))
	}
	return screen.Screen{State: screen.Idle, Title: plain("Receiving"), Where: plain("2026-04-17"), Big: plain("128 packs, 3 refused"), Lists: []screen.List{
		{Title: plain("Being received"), Rows: []screen.Row{
			row("RK-0417 dock-1", "Amoxicillin capsules, lot 260311, 2028-03-31, 4 boxes", "42 packs, 3 / 9", 3, 9, screen.Good),
			row("RK-0418 dock-2", "Glucose injection 5 %, lot 2604A, 2027-12-31, 2 cases", "86 packs, 5 / 6", 5, 6, screen.Ask),
		}},
		{Title: plain("Waiting"), Rows: waiting},
		{Title: plain("Refused"), Rows: []screen.Row{row("Too short-dated", "Amoxicillin 0.25 g", "lot 260310", 0, 0, screen.Bad), row("Not on this order", "CG-1082", "lot 77", 0, 0, screen.Bad)}},
	}}
}
