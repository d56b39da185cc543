package document

import (
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// Wave is several requisitions that are picked in one walk and sorted to their
// staging places.
type Wave struct {
	ID      string    `json:"id"`
	Issues  []string  `json:"issues"`
	Person  string    `json:"person"`
	Station string    `json:"station,omitempty"`
	Started time.Time `json:"started"`
}

// maxWave is how many requisitions one person can sort while walking.
const maxWave = 12

var (
	waves     = fact.NewTable[Wave]("wave")
	openWaves = fact.NewTable[bool]("wave-open") // with an issue that was not handed over
	waveOf    = fact.NewTable[string]("wave-of") // issue
)

// FindWave reads a wave by its number.
func FindWave(view fact.View, id string) (Wave, bool) { return waves.Get(view, id) }

// EachOpenWave calls each with every wave of which something was not handed
// over until it answers false.
func EachOpenWave(view fact.View, each func(Wave) bool) {
	openWaves.Each(view, func(key []string, _ bool) bool {
		w, _ := waves.Get(view, key[0])
		return each(w)
	})
}

// Due reports whether something of a wave is still to be picked.
func (w Wave) Due(view fact.View) bool {
	for _, id := range w.Issues {
		if issue, _ := FindIssue(view, id); issue.Open() && issue.Done < issue.Tasks {
			return true
		}
	}
	return false
}

// StartWave plans several requisitions together: each gets what is there in
// the order in which they are named, and a staging place of its own as long as
// there are free ones.
type StartWave struct {
	Requisitions []string
	Staging      stock.PlaceID // the first to be used
}

// The refusals of a wave.
var (
	ErrWaveSize  = fact.Refuse("wave_size")
	ErrWaveTwice = fact.Refuse("wave_twice")
)

func (c StartWave) Decide(view fact.View, meta fact.Meta) ([]fact.Fact, error) {
	if len(c.Requisitions) < 2 || len(c.Requisitions) > maxWave {
		return nil, fact.Refuse("wave_size", "most", maxWave)
	}
	trial := fact.NewTrial(view)
	places := stagings(view, c.Staging, len(c.Requisitions))
	wave := Wave{ID: nextNumber(view, "BC", meta.At), Person: meta.Person, Station: meta.Station, Started: meta.At}
	for i, id := range c.Requisitions {
		if issue, begun := IssueOf(trial, id); begun {
			return nil, fact.Refuse("wave_twice", "requisition", id, "issue", issue.ID)
		}
		if err := trial.Decide(meta, StartIssue{Requisition: id, Staging: places[i]}); err != nil {
			return nil, err
		}
		issue, _ := IssueOf(trial, id)
		wave.Issues = append(wave.Issues, issue.ID)
	}
	return append(trial.Facts(), WaveStarted{wave}), nil
}

// stagings are staging places for so many issues: the first as it is named,
// then those that no open issue waits in, then the first again.
func stagings(view fact.View, first stock.PlaceID, n int) []stock.PlaceID {
	taken := map[stock.PlaceID]bool{first: true}
	EachOpenIssue(view, func(i Issue) bool { taken[i.Staging] = true; return true })
	places := []stock.PlaceID{first}
	stock.EachPlace(view, func(p stock.Place) bool {
		if p.Kind == stock.Staging && !taken[p.ID] {
			places = append(places, p.ID)
		}
		return len(places) < n
	})
	for len(places) < n {
		places = append(places, first)
	}
	return places
}

// WaveStarted sends somebody on one walk for several issues.
type WaveStarted struct{ Wave Wave }

func (WaveStarted) Kind() string { return "wave-started" }

func (f WaveStarted) Apply(store fact.Store, meta fact.Meta) {
	taken(store, "BC", meta.At)
	waves.Put(store, f.Wave, f.Wave.ID)
	openWaves.Put(store, true, f.Wave.ID)
	for _, issue := range f.Wave.Issues {
		waveOf.Put(store, f.Wave.ID, issue)
		follow(store, meta, issue)
	}
}

// endWave closes the wave of an issue that was handed over, if it was the last.
func endWave(store fact.Store, issue string) {
	id, found := waveOf.Get(store, issue)
	if !found {
		return
	}
	wave, _ := FindWave(store, id)
	for _, other := range wave.Issues {
		if i, _ := FindIssue(store, other); i.Open() {
			return
		}
	}
	openWaves.Delete(store, id)
}
