package site

import (
	"slices"
	"strings"
	"sync"
)

// A scanner that keeps needing the same repair is set wrong, and the
// technician is told which setting cures it: from cureFrom repairs of one kind
// among its last cureOf scans on.
const (
	cureFrom = 5
	cureOf   = 50
)

// cures are the repairs that the last scans of each scanner needed.
type cures struct {
	mu   sync.Mutex
	last map[string]*lately
}

// lately is a ring of scans: the codes of their repairs.
type lately struct {
	scans [cureOf][]string
	at, n int
}

// read counts one scan that could be read.
func (c *cures) read(scanner string, misset []string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.last == nil {
		c.last = map[string]*lately{}
	}
	l := c.last[scanner]
	if l == nil {
		l = &lately{}
		c.last[scanner] = l
	}
	l.scans[l.at] = misset
	l.at = (l.at + 1) % cureOf
	l.n = min(l.n+1, cureOf)
}

// worst is the repair that the scanner needed most often lately, the first in
// order of codes among equals, and in how many of so many scans.
func (c *cures) worst(scanner string) (code string, times, of int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	l := c.last[scanner]
	if l == nil {
		return "", 0, 0
	}
	count := map[string]int{}
	for _, codes := range l.scans {
		for _, code := range codes {
			count[code]++
		}
	}
	for each, n := range count {
		if n > times || n == times && each < code {
			code, times = each, n
		}
	}
	return code, times, l.n
}

// due is the repair that the scanner keeps needing; "" if it is well.
func (c *cures) due(scanner string) (code string, times, of int) {
	if code, times, of = c.worst(scanner); times < cureFrom {
		return "", times, of
	}
	return code, times, of
}

// typists are the stations where what is typed, not sent by a gun of this
// computer's, keeps needing a repair.
func (c *cures) typists() []string {
	var all []string
	c.mu.Lock()
	for scanner := range c.last {
		if station, typed := strings.CutPrefix(scanner, typedAt); typed {
			all = append(all, station)
		}
	}
	c.mu.Unlock()
	return slices.DeleteFunc(all, func(station string) bool {
		code, _, _ := c.due(typedAt + station)
		return code == ""
	})
}
