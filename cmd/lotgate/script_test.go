package main

import (
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// TestMain makes this test binary the lotgate that the scripts call.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"lotgate": main})
}

// TestScripts plays the command line as a person types it.
func TestScripts(t *testing.T) {
	testscript.Run(t, testscript.Params{
		Dir: "testdata/script",
		Setup: func(e *testscript.Env) error {
			e.Setenv("LC_ALL", "C")
			return nil
		},
	})
}
