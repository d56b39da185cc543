// Package arch holds the plan of the house as one table, and the tests that
// keep to it: who may import whom, which package wraps which library, what the
// rules must do without, how long a file and a function may grow, that both
// catalogues say the same. The map in words is internal/README.md.
package arch

// module is the path before every package of ours.
const module = "lotgate/"

// plan names every package and all that it may import beyond the standard
// library. A package that is missing here fails the test. Later lines may
// import earlier ones, never the other way round: so there is no circle, and
// reading downwards is reading upstairs.
var plan = []room{
	// Ground floor: anybody may import these.
	{name: "internal/words", domain: true},
	{name: "internal/fact", domain: true, may: list("internal/words", "github.com/fxamacker/cbor/v2")},
	{name: "internal/screen", domain: true, may: list("internal/words")},
	{name: "internal/scan", domain: true},

	// The rules.
	{name: "internal/stock", domain: true, may: list("internal/fact", "internal/words")},
	{name: "internal/policy", domain: true, may: list("internal/fact", "internal/stock", "internal/words")},
	{name: "internal/document", domain: true, may: list("internal/fact", "internal/policy", "internal/stock", "internal/words")},
	{name: "internal/workflow", domain: true, may: list("internal/document", "internal/fact", "internal/policy", "internal/scan", "internal/screen", "internal/stock", "internal/words")},
	{name: "internal/board", domain: true, may: list("internal/document", "internal/fact", "internal/policy", "internal/screen", "internal/stock", "internal/words")},
	{name: "internal/auth", may: list("internal/fact", "internal/words", "golang.org/x/crypto")},

	// What lasts.
	{name: "internal/clock", may: list("internal/fact", "golang.org/x/sys")},
	{name: "internal/seal", may: list("golang.org/x/mod")},
	{name: "internal/disk"},
	{name: "internal/journal/wal", may: list("internal/disk")},
	{name: "internal/journal/pages"},
	{name: "internal/journal/archive", may: list("internal/disk", "internal/seal")},
	{name: "internal/journal", may: list("internal/disk", "internal/journal/archive", "internal/journal/pages", "internal/journal/wal", "internal/seal", "github.com/tidwall/btree", "go.etcd.io/bbolt")},
	{name: "internal/journal/powercut", may: list("github.com/hanwen/go-fuse/v2")}, // for tests alone
	{name: "internal/book", may: list("internal/auth", "internal/document", "internal/fact", "internal/journal", "internal/policy", "internal/seal", "internal/stock")},
	{name: "internal/audit", may: list("internal/book", "internal/journal", "internal/seal", "internal/words")},
	{name: "internal/backup", may: list("internal/book", "internal/disk", "internal/fact", "internal/journal", "internal/seal")},
	{name: "internal/session", may: list("internal/auth", "internal/document", "internal/fact", "internal/scan", "internal/screen", "internal/stock", "internal/words", "internal/workflow")},

	// What hangs on cables.
	{name: "firmware-profiles"},
	{name: "internal/yamlfile", may: list("internal/words", "github.com/goccy/go-yaml")},
	{name: "internal/device", may: list("internal/words", "internal/yamlfile", "github.com/goccy/go-yaml")},
	{name: "internal/device/devicetest", may: list("internal/device")},
	{name: "internal/device/serial", may: list("internal/device", "internal/words", "github.com/tarm/serial", "golang.org/x/sys")},
	{name: "internal/device/bus", may: list("internal/device", "internal/words", "golang.org/x/sys")},
	{name: "internal/device/hidraw", may: list("internal/device", "internal/words", "golang.org/x/sys")},
	{name: "internal/device/evdev", may: list("internal/device", "internal/words", "golang.org/x/sys")},
	{name: "internal/device/realkernel"},
	{name: "internal/device/network", may: list("internal/device", "internal/words")},
	{name: "internal/device/virtual", may: list("internal/device", "internal/words", "github.com/creack/pty", "golang.org/x/sys")},
	{name: "internal/install", may: list("internal/device", "internal/words")},

	// What goes onto paper, and comes from tables.
	{name: "internal/label/font", may: list("golang.org/x/image")},
	{name: "internal/label/code128"},
	{name: "internal/label/datamatrix"},
	{name: "internal/label", may: list("internal/label/code128", "internal/label/datamatrix", "internal/label/font", "internal/words", "internal/yamlfile", "github.com/boombuler/barcode", "github.com/goccy/go-yaml")},
	{name: "internal/label/printer/ipp"},
	{name: "internal/label/printer", may: list("internal/device", "internal/device/bus", "internal/device/serial", "internal/label", "internal/label/printer/ipp", "internal/words", "internal/yamlfile")},
	{name: "internal/report", may: list("internal/label", "internal/label/font", "internal/words", "codeberg.org/go-pdf/fpdf")},
	{name: "internal/sheet", may: list("internal/words", "github.com/xuri/excelize/v2", "golang.org/x/text")},
	{name: "internal/intake", may: list("internal/auth", "internal/document", "internal/fact", "internal/policy", "internal/scan", "internal/sheet", "internal/stock", "internal/words")},

	// The door, and the house around it all.
	{name: "web", may: list("github.com/evanw/esbuild")},
	{name: "internal/server", may: list("internal/auth", "internal/document", "internal/fact", "internal/policy", "internal/scan", "internal/screen", "internal/sheet", "internal/stock", "internal/words", "github.com/gorilla/websocket")},
	{name: "internal/sim", may: list("internal/document", "internal/fact", "internal/stock", "internal/words")},
	{name: "internal/ops", may: list("github.com/prometheus/client_golang", "golang.org/x/sys")},
	{name: "internal/site", may: list(
		"firmware-profiles", "internal/auth", "internal/backup", "internal/board", "internal/book", "internal/clock", "internal/device", "internal/device/bus", "internal/device/evdev", "internal/device/hidraw", "internal/device/network",
		"internal/device/serial", "internal/device/virtual", "internal/disk", "internal/document", "internal/fact", "internal/intake",
		"internal/journal", "internal/label", "internal/label/printer", "internal/ops", "internal/report", "internal/scan", "internal/screen", "internal/seal", "internal/server",
		"internal/session", "internal/stock", "internal/words", "internal/yamlfile", "web")},
	{name: "internal/arch"},
	{name: "cmd/lotgate", may: list(
		"firmware-profiles", "internal/audit", "internal/auth", "internal/backup", "internal/book", "internal/clock", "internal/device", "internal/device/bus", "internal/document", "internal/fact", "internal/install", "internal/intake",
		"internal/journal", "internal/journal/archive", "internal/label", "internal/label/printer", "internal/scan", "internal/server", "internal/session",
		"internal/ops", "internal/policy", "internal/seal", "internal/site", "internal/stock", "internal/words", "internal/yamlfile", "web", "github.com/alecthomas/kong", "github.com/goccy/go-yaml")},
}

// room is one package of the plan.
type room struct {
	name   string
	may    []string // packages of ours, and roots of libraries
	domain bool     // knows no device, storage, network, clock or chance, and builds for a browser
}

func list(names ...string) []string { return names }
