package intake

import (
	"embed"
	"slices"
	"sync"

	"lotgate/internal/auth"
	"lotgate/internal/sheet"
	"lotgate/internal/words"
)

// The demo store is data like any other and comes in as a user's would. Its
// dates are relative, so that it is as believable next year: read it with
// Options.Today.
//
//go:embed demo/*.csv
var demoFiles embed.FS

// Demo is the demo store's files.
func Demo() []File {
	entries, err := demoFiles.ReadDir("demo")
	if err != nil {
		panic("intake: " + err.Error()) // part of the program
	}
	var files []File
	for _, e := range entries {
		data, err := demoFiles.ReadFile("demo/" + e.Name())
		if err != nil {
			panic("intake: " + err.Error())
		}
		files = append(files, File{e.Name(), data})
	}
	return files
}

// DemoPerson is one of the demo store's people, with the PIN, which is no
// secret there.
type DemoPerson struct {
	ID    string
	Badge string
	PIN   string
	Name  words.Names
	Roles []auth.Role

	Department string // the only one that a receiver may sign for
}

const demoPeopleFile = "people.csv"

// DemoPeople lists the demo store's people in the order of their file.
func DemoPeople() []DemoPerson { return slices.Clone(demoPeople()) }

var demoPeople = sync.OnceValue(readDemoPeople)

func readDemoPeople() []DemoPerson {
	data, err := demoFiles.ReadFile("demo/" + demoPeopleFile)
	if err != nil {
		panic("intake: " + err.Error())
	}
	sheets, err := sheet.Read(data)
	if err != nil {
		panic("intake: " + err.Error())
	}
	var people []DemoPerson
	var load Load
	src, _ := load.recognise(demoPeopleFile, sheets[0])
	for i := range sheets[0].Rows {
		in := line{origin: origin{src, i}, problems: &load.problems}
		pin := in.takePIN()
		people = append(people, DemoPerson{
			ID: in.cell("person"), Badge: in.cell("badge"), PIN: pin,
			Name: words.Names{ZH: in.cell("name_zh"), EN: in.cell("name_en")}, Roles: in.roles(), Department: in.cell("department"),
		})
	}
	return people
}
