package main

import (
	"strconv"

	"lotgate/internal/fact"
	"lotgate/internal/intake"
	"lotgate/internal/policy"
	"lotgate/internal/words"
)

// PolicyRequest asks for a version of the policy as tables.
type PolicyRequest struct {
	Language words.Language
	Version  int    // below nothing: the one in force
	Table    string // as CSV; "" for all of them as a workbook
}

// PolicyReply is the file.
type PolicyReply struct {
	Answer
	Data []byte
}

// ExportPolicy writes a version of the policy as an import takes it.
func (d *Desk) ExportPolicy(q PolicyRequest, r *PolicyReply) error {
	var version policy.Version
	err := d.books.View(func(view fact.View) error {
		if q.Version < 0 {
			q.Version = policy.In(view).Number
		}
		var found bool
		if version, found = policy.FindVersion(view, q.Version); !found {
			return fact.Refuse("no_policy", "version", strconv.Itoa(q.Version))
		}
		return nil
	})
	if err != nil {
		return r.settle(err, q.Language)
	}
	r.Data, err = intake.PolicyFile(version.Policy, q.Table, q.Language)
	return err
}
