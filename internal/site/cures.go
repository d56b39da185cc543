package site

import (
	"strings"
	"sync"

	"lotgate/internal/words"
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

// say tells how to cure the scanner, with what its profile says of setting it
// up; nothing is said of one that is well.
func (c *cures) say(scanner string, setup []words.Names) words.Text {
	code, times, of := c.worst(scanner)
	if times < cureFrom {
		return words.Text{}
	}
	cure := words.Say("scan.cure." + code)
	if len(setup) == 0 {
		return words.Say("notice.cure", "n", times, "of", of, "cure", cure)
	}
	var zh, en []string
	for _, note := range setup {
		zh, en = append(zh, note.ZH), append(en, note.EN)
	}
	notes := words.Names{ZH: strings.Join(zh, ""), EN: strings.Join(en, " ")}
	return words.Say("notice.cure_setup", "n", times, "of", of, "cure", cure, "setup", notes)
}
