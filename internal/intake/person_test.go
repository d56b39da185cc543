package intake_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"lotgate/internal/fact"
	"lotgate/internal/intake"
)

func TestWhoMayImportPeople(t *testing.T) {
	store := fact.NewMemory()
	apply(t, store, read(t, files(more("people.csv", "P3,B3,赵,pharmacist,4444")...)))
	newcomer := read(t, []intake.File{{Name: "people.csv", Data: []byte("person,badge,name_zh,roles,pin\nP4,B4,孙,admin,4444\n")}})
	for person, want := range map[string][]string{
		"P2": nil, "": nil, "P3": {"people.csv:0: people_need_admin"}, "P1": {"people.csv:0: people_need_admin"}, "nobody": {"people.csv:0: people_need_admin"},
	} {
		if diff := cmp.Diff(want, briefs(t, store, newcomer, fact.Meta{ID: "2", At: now, Person: person})); diff != "" {
			t.Errorf("as %q: %s", person, diff)
		}
	}
}

// TestPINStaysSecret looks for the PIN of a file in everything that comes out
// of it, whether the load is taken or not.
func TestPINStaysSecret(t *testing.T) {
	const secret = "80417263"
	for _, pin := range []string{secret, secret + "x", secret + "000000"} {
		text := "person,badge,name_zh,roles,pin\nP3,B3,赵,keeper," + pin + "\n"
		load := read(t, []intake.File{{Name: "people.csv", Data: []byte(text)}})
		facts, err := load.Decide(fact.NewMemory(), byNobody)
		seen := fmt.Sprintf("%+v %#v %v %v", load, load, stored(t, facts), err)
		var problems *intake.Problems
		if errors.As(err, &problems) {
			seen += fmt.Sprintf("%+v", problems.List)
		}
		if strings.Contains(seen, secret) {
			t.Errorf("PIN %s is in %s", pin, seen)
		}
		if good := pin == secret; good != (err == nil) {
			t.Errorf("PIN %s: %v", pin, err)
		}
	}
}

func TestHashFault(t *testing.T) {
	broken := errors.New("no randomness")
	_, err := intake.Read(files(), intake.Options{Hash: func(string) (string, error) { return "", broken }})
	if !errors.Is(err, broken) {
		t.Errorf("Read = %v", err)
	}
	// What is refused anyway is not hashed.
	_, err = intake.Read(files("notes.csv", "x\n1\n"), intake.Options{Hash: func(string) (string, error) { return "", broken }})
	if err != nil {
		t.Errorf("Read = %v", err)
	}
}
