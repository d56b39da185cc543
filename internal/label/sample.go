package label

import (
	_ "embed"
	"encoding/json"
	"fmt"
)

//go:embed templates/samples.json
var sampleFile []byte

// Samples are labels to try a template with: usual goods, goods with the
// longest names and numbers that there are, and goods with no GTIN and no
// expiry. Their GTIN is of the numbers that GS1 keeps for examples, so that no
// store has goods of it.
var Samples = func() map[string]Data {
	var all map[string]Data
	if err := json.Unmarshal(sampleFile, &all); err != nil {
		panic(fmt.Sprintf("label: samples: %v", err)) // they are part of the program
	}
	return all
}()
