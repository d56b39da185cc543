package stock

import "lotgate/internal/fact"

// Serial is where the code of one single pack was last seen.
type Serial struct {
	Lot      string `json:"lot"`
	Document string `json:"document"` // that it came in by
}

var serials = fact.NewTable[Serial]("serial")

// FindSerial reads a pack that has come in, by its item and serial number.
func FindSerial(view fact.View, item ItemID, number string) (Serial, bool) {
	return serials.Get(view, string(item), number)
}

// SerialTaken records that one single pack came in.
type SerialTaken struct {
	Item   ItemID `json:"item"`
	Number string `json:"number"`
	Serial Serial `json:"serial"`
}

func (SerialTaken) Kind() string { return "serial" }

func (f SerialTaken) Apply(store fact.Store, _ fact.Meta) {
	serials.Put(store, f.Serial, string(f.Item), f.Number)
}

// SerialFreed takes a SerialTaken back: the pack may come in again.
type SerialFreed struct {
	Item   ItemID `json:"item"`
	Number string `json:"number"`
}

func (SerialFreed) Kind() string { return "serial-freed" }

func (f SerialFreed) Apply(store fact.Store, _ fact.Meta) {
	serials.Delete(store, string(f.Item), f.Number)
}
