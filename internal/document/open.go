package document

import "lotgate/internal/fact"

// unsettled are the states in which a requisition waits for somebody.
var unsettled = []RequisitionState{RequestDraft, RequestWaiting, RequestApproved, RequestPicking}

// OpenSince lists the documents that began with a fact of number last or
// before and still wait for somebody, at most limit of them.
func OpenSince(view fact.View, last uint64, limit int) (ids []string) {
	keep := func(id string) bool {
		if len(ids) < limit && beganBy(view, id, last) {
			ids = append(ids, id)
		}
		return len(ids) < limit
	}
	EachOpenOrder(view, func(o OrderSummary) bool { return keep(o.ID) })
	EachOpenReceipt(view, func(r Receipt) bool { return keep(r.ID) })
	for _, state := range unsettled {
		EachRequisitionIn(view, state, "", func(r Requisition) bool { return keep(r.ID) })
	}
	EachOpenIssue(view, func(i Issue) bool { return keep(i.ID) })
	EachOpenDamage(view, func(d Damage) bool { return keep(d.ID) })
	EachToReview(view, "", func(u Urgent) bool { return keep(u.Issue) })
	inspected := ""
	EachDue(view, "", func(d Due) bool {
		if d.Receipt == inspected { // its lots follow each other
			return true
		}
		inspected = d.Receipt
		return keep(d.Receipt)
	})
	return ids
}

// beganBy reports whether the first fact that speaks of a document has number
// last or a lower one.
func beganBy(view fact.View, id string, last uint64) (began bool) {
	EachStep(view, id, 0, func(seq uint64) bool {
		began = seq <= last
		return false
	})
	return began
}
