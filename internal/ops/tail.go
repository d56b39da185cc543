package ops

import (
	"bytes"
	"io"
	"sync"
)

// tailLines is how many lines of the log are kept in memory.
const tailLines = 2000

// Tail passes on what is written and keeps the last lines of it.
type Tail struct {
	to io.Writer

	mu    sync.Mutex
	lines [tailLines][]byte
	next  int
}

// NewTail passes on to a writer.
func NewTail(to io.Writer) *Tail { return &Tail{to: to} }

// Write takes one record of the log, as package slog writes it.
func (t *Tail) Write(line []byte) (int, error) {
	t.mu.Lock()
	t.lines[t.next] = bytes.Clone(line)
	t.next = (t.next + 1) % tailLines
	t.mu.Unlock()
	return t.to.Write(line)
}

// Last is what was kept, the oldest first.
func (t *Tail) Last() []byte {
	t.mu.Lock()
	defer t.mu.Unlock()
	var all bytes.Buffer
	for i := range t.lines {
		all.Write(t.lines[(t.next+i)%tailLines])
	}
	return all.Bytes()
}
