package auth

import "slices"

// Right is one thing that a person may do. Refusal is the default: what no
// role of a person grants, he may not.
type Right string

const (
	StationUse   Right = "station.use"  // work at a station
	StationView  Right = "station.view" // look over the shoulder of any station
	BoardView    Right = "board.view"
	StockView    Right = "stock.view"
	DocumentView Right = "document.view"
	LabelView    Right = "label.view"
	LabelPrint   Right = "label.print"
	MasterImport Right = "master.import"
	DeviceView   Right = "device.view"
	DeviceSet    Right = "device.set" // try devices out, and say what labels look like
	Sign         Right = "sign"       // receive goods that are handed over
	Override     Right = "override"   // allow what a rule refuses, with a reason
	RequestView  Right = "requisition.view"
	AskFor       Right = "requisition.write"
	Approve      Right = "requisition.approve"
	WaveStart    Right = "wave.start"     // plan several requisitions for one walk
	RecallAnswer Right = "recall.answer"  // say for a department what it has
	TakeBack     Right = "goods.takeback" // take in what a department returns
	Urgent       Right = "goods.urgent"   // give goods out with nothing approved
	UrgentReview Right = "urgent.review"
	LotHold      Right = "lot.hold" // stop a lot that is in doubt
	LotRecall    Right = "lot.recall"
	LotRelease   Right = "lot.release" // let a stopped lot be used again

	LotInspect  Right = "lot.inspect"  // sign what an inspection found
	PaperWrite  Right = "paper.write"  // returns, transfers, damage reports
	ReceiptBook Right = "receipt.book" // book what was received at another place

	SealView Right = "seal.view" // have checkpoints, to hold them elsewhere
	ShiftEnd Right = "shift.end"

	PolicyView     Right = "policy.view"
	PolicyChange   Right = "policy.change"
	SupplierReview Right = "supplier.review" // file papers of suppliers, admit and suspend them
	ClockAccept    Right = "clock.accept"    // say that the machine's clock is right
	Manage         Right = "admin"           // people, tokens, sessions
)

// Rights lists every right.
var Rights = []Right{
	StationUse, StationView, BoardView, StockView, DocumentView, LabelView,
	LabelPrint, MasterImport, DeviceView, DeviceSet, Sign, Override, RequestView, AskFor, Approve, WaveStart, RecallAnswer, TakeBack, Urgent, UrgentReview, LotHold, LotRecall, LotRelease,
	SealView, ShiftEnd, PolicyView, PolicyChange, SupplierReview,
	LotInspect, PaperWrite, ReceiptBook, ClockAccept, Manage,
}

// granted is who may do what. An administrator sees everything and sets the
// site up, but neither moves goods nor signs for them.
var granted = map[Right][]Role{
	StationUse:   {Keeper, Picker, Supervisor, Quality},
	StationView:  {Pharmacist, Supervisor, Technician, Admin},
	BoardView:    {Keeper, Picker, Pharmacist, Supervisor, Quality, Technician, Admin},
	StockView:    {Keeper, Picker, Pharmacist, Supervisor, Quality, Admin},
	DocumentView: {Keeper, Picker, Pharmacist, Supervisor, Quality, Admin},
	LabelView:    {Keeper, Picker, Pharmacist, Supervisor, Quality, Technician, Admin},
	LabelPrint:   {Keeper, Supervisor},
	MasterImport: {Pharmacist, Admin},
	DeviceView:   {Keeper, Picker, Pharmacist, Supervisor, Technician, Admin},
	DeviceSet:    {Supervisor, Technician, Admin},
	Sign:         {Receiver},
	Override:     {Supervisor},
	RequestView:  {Keeper, Picker, Receiver, Pharmacist, Supervisor, Admin},
	AskFor:       {Receiver, Pharmacist, Supervisor},
	Approve:      {Pharmacist, Supervisor},
	WaveStart:    {Keeper, Picker, Supervisor},
	RecallAnswer: {Receiver, Keeper, Pharmacist, Supervisor},
	TakeBack:     {Keeper, Picker, Supervisor},
	Urgent:       {Keeper, Picker, Pharmacist, Supervisor},
	UrgentReview: {Pharmacist, Supervisor},
	LotHold:      {Keeper, Picker, Pharmacist, Supervisor, Quality},
	LotRecall:    {Pharmacist, Supervisor},
	LotRelease:   {Pharmacist, Supervisor, Quality},

	LotInspect:  {Quality},
	PaperWrite:  {Keeper, Pharmacist, Supervisor, Quality},
	ReceiptBook: {Pharmacist, Supervisor},

	SealView: {Pharmacist, Supervisor, Quality, Admin},
	ShiftEnd: {Keeper, Picker, Pharmacist, Supervisor},

	PolicyView:     {Keeper, Picker, Pharmacist, Supervisor, Admin},
	PolicyChange:   {Pharmacist, Supervisor},
	SupplierReview: {Pharmacist, Supervisor},
	ClockAccept:    {Supervisor, Technician, Admin},
	Manage:         {Admin},
}

// TokenRights are those that a program may hold. A signature, an override, a
// lot's release and the power over people belong to people alone; a policy that
// a program brings bears somebody's signature.
var TokenRights = []Right{
	StationUse, StationView, BoardView, StockView, DocumentView, LabelView,
	LabelPrint, MasterImport, DeviceView, RequestView, AskFor, LotHold, LotRecall, PolicyView, PolicyChange, PaperWrite, ReceiptBook, SealView,
}

// May reports whether a role of p grants right. One who has left may nothing.
func (p Person) May(right Right) bool {
	return !p.Left && slices.ContainsFunc(granted[right], p.Has)
}

// Has reports whether p has a role.
func (p Person) Has(role Role) bool { return slices.Contains(p.Roles, role) }

// Rights lists what p may do, in the order of Rights.
func (p Person) Rights() []Right {
	rights := []Right{}
	for _, right := range Rights {
		if p.May(right) {
			rights = append(rights, right)
		}
	}
	return rights
}
