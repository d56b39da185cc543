package server

import (
	"context"
	"io"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
	"lotgate/internal/screen"
	"lotgate/internal/words"
)

// Ledger is where lists and documents are read from, and where commands go.
// Post returns when the facts are durable; a *fact.Refusal is an expected "no".
type Ledger interface {
	View(read func(fact.View) error) error
	// Fact reads one fact by its number. It must not be called within View.
	Fact(seq uint64) (r fact.Recorded, found bool, err error)
	Post(ctx context.Context, meta fact.Meta, command fact.Command) ([]fact.Recorded, error)
}

// Stations are the places to work. Every method is safe for use by several
// goroutines and answers at once, but for Input, PresentBadge, SignIn and
// SignOut, which may wait for the disk.
type Stations interface {
	// List is every station in the order of the site's configuration.
	List() []Station
	// Screen is what the station shows now to the one who works there; found
	// is false for a station that there is not.
	Screen(id string) (s screen.Screen, found bool)
	// Locked is the face for strangers: the station's name and the question
	// for a badge or PIN, and nothing of the work behind it.
	Locked(id string) screen.Screen
	// Watch gives a token whenever Screen or Locked has changed. Changes that
	// are not fetched in time become one. The caller must call cancel.
	Watch(id string) (changed <-chan struct{}, cancel func())
	// Input deals with what was scanned, chosen or typed, in order for each
	// station, and answers with the screen that resulted. A scan that is
	// refused is no error: the screen says so. Errors are faults, and
	// refusals of the input as such (no such station, nobody signed in).
	Input(ctx context.Context, id string, in Input) (screen.Screen, error)
	// PresentBadge remembers a badge that waits for its PIN, as if a scanner
	// of the station had read it; "" forgets the one that waits.
	PresentBadge(ctx context.Context, id, badge string) (screen.Screen, error)
	// SignIn proves a person (by auth.Gatekeeper.Prove) and makes him the
	// one who works at the station. Refusals: those of Prove, and no_right
	// for one without auth.StationUse.
	SignIn(ctx context.Context, id string, p Proof) (auth.Person, error)
	// SignOut locks the station.
	SignOut(ctx context.Context, id string) error
	// Operator is the id of the person who works at the station, "" if it is
	// locked. A browser's session at a station counts only as long as this
	// is its person, so that locking the station locks every screen of it.
	Operator(id string) string
}

// Station names one place to work.
type Station struct {
	ID       string      `json:"id"`
	Name     words.Names `json:"name"`
	Kind     string      `json:"kind" enum:"dock,pick,handheld"`
	SignedIn bool        `json:"signedIn"`
}

// Proof is what a person showed at a station.
type Proof struct {
	Badge string // "": the one that waits at the station
	PIN   string
	From  string // whom to slow down when proofs fail: "addr:192.0.2.7"
}

// Input is what a person gave a station: exactly one of Data, Choice and Text
// counts, as Kind says.
type Input struct {
	ID     string    // made by the sender; the same id again does nothing; "" if it made none
	Kind   InputKind // which of the following counts
	Data   []byte    // scan: the bytes as a scanner sends them, without terminator
	Choice string    // choice: the id of a screen.Choice on the screen
	Text   string    // text: what was typed into the prompt
	Person string    // id of who gave it; of a token, the person who answers for it, or ""
	Token  string    // name of the token that was used instead of a session, or ""
}

// InputKind says what an Input holds.
type InputKind string

const (
	Scan   InputKind = "scan"
	Choice InputKind = "choice"
	Text   InputKind = "text"
)

// Boards are the wall boards, by name: "dock", "pick".
type Boards interface {
	Screen(name string) (s screen.Screen, found bool)
	Watch(name string) (changed <-chan struct{}, cancel func())
}

// Labels are what the printers had to print, newest first.
type Labels interface {
	// Printers names the printers that there are.
	Printers() []string
	Recent(limit int) ([]Label, error)
	// PNG draws a label as it is printed; found is false for one that there
	// is not, and then nothing is written.
	PNG(id string, w io.Writer) (found bool, err error)
	Watch() (changed <-chan struct{}, cancel func())
	// Reprint queues a label once more, marked as a copy. A refusal if there
	// is no such label.
	Reprint(ctx context.Context, id, person string) error
}

// Label is one label that was queued.
type Label struct {
	ID      string    `json:"id"`
	Printer string    `json:"printer"`
	State   string    `json:"state" enum:"waiting,printing,printed,failed"`
	Receipt string    `json:"receipt"`
	Item    string    `json:"item"`
	Lot     string    `json:"lot"`
	Expiry  string    `json:"expiry"` // ISO date; "" for none
	At      time.Time `json:"at"`
}

// Documents draws documents on paper.
type Documents interface {
	// PDF writes a document; found is false for one that there is not, and
	// then nothing is written.
	PDF(kind, id string, l words.Language, w io.Writer) (found bool, err error)
}

// Seals signs checkpoints over all that was recorded.
type Seals interface {
	// Checkpoint is one over all facts that there are; with after above 0, with
	// the proof that it goes on from the first so many facts.
	Checkpoint(after uint64) (Checkpoint, error)
	// EndShift ends a shift and tells the number of its report. The same id again
	// is answered with the same number.
	EndShift(ctx context.Context, id, person string) (number string, err error)
}

// Checkpoint is a signed checkpoint, for whoever holds it elsewhere.
type Checkpoint struct {
	Checkpoint string   `json:"checkpoint"` // as it was signed
	Key        string   `json:"key"`        // public, that checks it
	Facts      uint64   `json:"facts"`
	After      uint64   `json:"after"`
	Proof      []string `json:"proof"` // hashes in base64, RFC 6962
}

// Importer takes master data and documents from files: all of them or none.
type Importer func(ctx context.Context, o ImportOrder) (Summary, error)

// ImportOrder is files to take in, and who answers for it.
type ImportOrder struct {
	ID         string // the same again writes nothing; "" for one of its own
	Asked      string // digest of the files and the reason
	Person     string
	Files      []File
	PolicyOnly bool   // no tables but those of a policy
	Reason     string // why the policy is changed, if the files do; then somebody signs it
	Badge, PIN string
	From       string                // where they were shown
	May        func(auth.Right) bool // what who asks may do: a token less than who answers for it
}

// File is one uploaded file.
type File struct {
	Name string
	Data []byte
}

// Summary is what came of an import: counts by kind, or problems.
type Summary struct {
	Imported map[string]int `json:"imported"`
	Problems []Problem      `json:"problems,omitempty"` // none imported if there is one
}

// Problem is one cell that cannot be taken.
type Problem struct {
	File   string     `json:"file"`
	Row    int        `json:"row"` // from 1, as a spreadsheet counts
	Column string     `json:"column"`
	Value  string     `json:"value"`
	Text   words.Text `json:"text"`
}

// Devices is how the hardware is.
type Devices struct {
	Scanners []Device `json:"scanners"`
	Printers []Device `json:"printers"`
	Found    []Found  `json:"found"` // plugged in, and named by no setting

	Broken []words.Text `json:"broken"` // profiles that cannot be used, with line and reason
}

// Found is a device of the site's computer that may be a scanner.
type Found struct {
	Kind     string `json:"kind"`     // scanner, printer
	Identity string `json:"identity"` // stays with the device, wherever it is plugged in
	Node     string `json:"node"`
	Name     string `json:"name"` // what it calls itself
	USB      string `json:"usb"`
	Known    bool   `json:"known"`   // a profile knows it
	Profile  string `json:"profile"` // that one, or one to begin with
	Spec     string `json:"spec"`    // what a setting names it by
}

// Seen is a piece of input: a code as it came, or what was thrown away.
type Seen struct {
	At      time.Time  `json:"at"`
	Hex     string     `json:"hex"`     // at most 256 bytes of it
	More    int        `json:"more"`    // bytes that are not shown
	Trouble words.Text `json:"trouble"` // why it is no code, or cannot be read; empty: it can
	Parts   []Part     `json:"parts"`
}

// Part is an element of a code: so many bytes from there on.
type Part struct {
	From int    `json:"from"`
	Len  int    `json:"len"`
	Text string `json:"text"` // (10) ABC123
}

// Device is one scanner or printer.
type Device struct {
	ID       string     `json:"id"`
	Station  string     `json:"station"`
	Profile  string     `json:"profile"`
	Address  string     `json:"address"` // device file, or host and port
	State    string     `json:"state"`   // connected, absent, denied; ready, off
	Text     words.Text `json:"text"`    // what happened and what to do
	Frames   int64      `json:"frames"`  // scans read, or labels printed
	Troubles int64      `json:"troubles"`
	Waiting  int        `json:"waiting"` // labels in the queue
	Cure     words.Text `json:"cure"`    // how to set a scanner right that is set wrong; empty if none is
	Setup    []Setup    `json:"setup"`   // the barcodes that set it up
	Doubt    words.Text `json:"doubt"`   // what of its profile is not verified
	Trouble  words.Text `json:"trouble"` // what was last thrown away, and the cure
	Last     []Seen     `json:"last"`    // the newest first
}

// Setup is a barcode that sets a scanner up when it is scanned.
type Setup struct {
	Profile string     `json:"profile"`
	Code    string     `json:"code"` // unique in the profile; the barcode is at /api/v1/devices/{profile}/{code}.png
	Text    words.Text `json:"text"` // what it sets, and how sure that is
	Cures   bool       `json:"cures"`
}

// SetupPNG draws a set-up barcode. It answers false if there is none.
type SetupPNG func(profile, code string, w io.Writer) (found bool, err error)

// SetupSheet writes what a technician takes to a scanner as PDF. It answers
// false if there is no such profile.
type SetupSheet func(profile string, l words.Language, w io.Writer) (found bool, err error)

// Demo is the demo store's page of things to scan. It is served to this
// machine alone.
type Demo interface {
	Sheet(l words.Language) DemoSheet
	// Code draws data as a barcode in the symbology as: "datamatrix",
	// "code128", "qr", "ean13". A refusal if it cannot be drawn so.
	Code(data []byte, as string, w io.Writer) error
	// Scan makes a virtual scanner send data, by its own wire.
	Scan(ctx context.Context, scanner string, data []byte) error
}

// DemoSheet is all that the demo's page shows.
type DemoSheet struct {
	People   []DemoPerson  `json:"people"`
	Groups   []DemoGroup   `json:"groups"`
	Scanners []DemoScanner `json:"scanners"`
}

// DemoPerson is one of the demo's people, with the PIN, which is no secret.
type DemoPerson struct {
	Name  string      `json:"name"`
	Badge string      `json:"badge"`
	PIN   string      `json:"pin"`
	Roles []auth.Role `json:"roles"`
}

// DemoGroup is a heading and its codes.
type DemoGroup struct {
	Title string     `json:"title"`
	Codes []DemoCode `json:"codes"`
}

// DemoCode is one barcode to click or scan.
type DemoCode struct {
	Text   string `json:"text"`
	Detail string `json:"detail"`
	Data   []byte `json:"data"` // what the scanner sends
	As     string `json:"as"`
	Image  string `json:"image"` // path of the picture
}

// DemoScanner is a virtual scanner and the station that it stands at.
type DemoScanner struct {
	ID      string `json:"id"`
	Station string `json:"station"`
}

// Asset is one file of the browser's half.
type Asset struct {
	Type string // Content-Type
	Tag  string // ETag, quoted
	Body []byte
}
