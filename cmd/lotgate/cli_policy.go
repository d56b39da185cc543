package main

import (
	"fmt"

	"lotgate/internal/policy"
)

// PolicyCmd tells of the rules of the store.
type PolicyCmd struct {
	Table PolicyTableCmd `cmd:"" help:"Print which goods pass which door, and with which refusal they do not: the table that the tests hold."`
}

// PolicyTableCmd prints the table of doors.
type PolicyTableCmd struct{}

// Run prints it, with what the refusals say in the console's language.
func (PolicyTableCmd) Run() error {
	_, err := fmt.Print(policy.Doors(consoleLanguage()))
	return err
}
