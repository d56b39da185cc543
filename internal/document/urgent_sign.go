package document

import (
	"lotgate/internal/fact"
	"lotgate/internal/policy"
	"lotgate/internal/stock"
)

// Hash is what somebody signs who takes goods that leave urgently.
func (c IssueUrgently) Hash() string {
	c.Receiver = ""
	return fact.Hash(c)
}

// signed asks for the receiver's signature where the command names one.
func (c IssueUrgently) signed(view fact.View, meta fact.Meta, department stock.PlaceID) error {
	if c.Receiver == "" {
		return nil
	}
	return takenBy(view, meta, c.Receiver, department, c.Hash())
}

// takenBy asks for the signature of who takes goods for a department: not of
// who gives them out, and not of one who signs for another department.
func takenBy(view fact.View, meta fact.Meta, receiver string, department stock.PlaceID, hash string) error {
	if err := policy.Signed(meta, hash, policy.Taking); err != nil {
		return err
	}
	switch signer(meta, fact.Taken) {
	case meta.Person:
		return ErrSamePerson
	case receiver:
		return signsFor(view, meta, fact.Taken, department)
	}
	return ErrNoSuchPerson
}

// signsFor refuses the signature of a meaning of somebody who signs for another
// department.
func signsFor(view fact.View, meta fact.Meta, meaning fact.Meaning, department stock.PlaceID) error {
	for _, s := range meta.Signatures {
		if s.Meaning == meaning && s.Department != "" && stock.PlaceID(s.Department) != department {
			return otherDepartment(view, stock.PlaceID(s.Department), department)
		}
	}
	return nil
}

// SignUrgent puts the receiver's signature under an emergency, over all that
// has left by it so far.
type SignUrgent struct {
	Issue    string
	Receiver string
}

// Signing is whose signature it needs, and over what.
func (c SignUrgent) Signing(view fact.View) (needs []policy.Need, hash string) {
	issue, _ := FindIssue(view, c.Issue)
	_, hash = IssueSigning(view, issue)
	return policy.Taking, hash
}

func (c SignUrgent) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	issue, _ := FindIssue(view, c.Issue)
	urgent, found := FindUrgent(view, c.Issue)
	if !found || urgent.Reviewer != "" {
		return nil, fact.Refuse("urgent_closed", "issue", c.Issue)
	}
	_, hash := c.Signing(view)
	if err := takenBy(view, meta, c.Receiver, issue.Department, hash); err != nil {
		return nil, err
	}
	return []fact.Fact{UrgentTaken(c)}, nil
}

// UrgentTaken is the receiver's signature under an emergency.
type UrgentTaken struct {
	Issue    string `json:"issue"`
	Receiver string `json:"receiver"`
}

func (UrgentTaken) Kind() string { return "urgent-taken" }

func (f UrgentTaken) Apply(store fact.Store, meta fact.Meta) {
	issue, _ := FindIssue(store, f.Issue)
	issue.Receiver = f.Receiver
	issues.Put(store, issue, issue.ID)
	keepSignatures(store, f.Issue, meta)
	stock.TookPart(store, f.Receiver, f.Issue)
	follow(store, meta, f.Issue)
}
