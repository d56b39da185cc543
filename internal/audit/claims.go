package audit

import (
	"bytes"
	"maps"
	"slices"

	"lotgate/internal/seal"
)

// claims reads a file of checkpoints. What is not whole, or signed by nobody
// who is known, is a finding.
func (r *run) claims(h Held) {
	keys := r.Keys
	if !h.Outside || len(keys) == 0 {
		keys = append(slices.Clone(keys), r.Own...)
	}
	all, rest := seal.Split(h.text())
	for _, found := range all {
		c, err := seal.Open(found.Signed, keys...)
		if err != nil {
			r.unsigned(h, found, err)
			continue
		}
		r.due[c.Size] = append(r.due[c.Size], claim{c, h, found.At, true})
	}
	if len(rest.Signed) > 0 || h.Outside && len(all) == 0 {
		r.find("audit.checkpoint_cut", "file", h.Name, "at", rest.At)
	}
}

// text is what the file says. What comes from elsewhere may have been scanned off
// a paper, or been through other machines: line ends and blank lines behind it
// say nothing.
func (h Held) text() []byte {
	if !h.Outside {
		return h.Text
	}
	text := bytes.ReplaceAll(h.Text, []byte("\r\n"), []byte("\n"))
	return append(bytes.TrimRight(text, "\n"), '\n')
}

func (r *run) unsigned(h Held, found seal.Found, err error) {
	if c, peeked := seal.Peek(found.Signed); peeked == nil {
		r.find("audit.checkpoint_unsigned", "file", h.Name, "at", found.At, "size", c.Size, "key", joined(seal.Signers(found.Signed)), "what", err.Error())
		r.due[c.Size] = append(r.due[c.Size], claim{c, h, found.At, false})
		return
	}
	r.find("audit.checkpoint_cut", "file", h.Name, "at", found.At)
}

func joined(names []string) string {
	all := ""
	for i, name := range names {
		if i > 0 {
			all += ", "
		}
		all += name
	}
	return all
}

// settle compares the checkpoints of the size that the tree has now.
func (r *run) settle(size uint64) {
	claims := r.due[size]
	if claims == nil {
		return
	}
	delete(r.due, size)
	root := r.frontier.Root()
	for _, c := range claims {
		switch {
		case c.Origin != r.report.Origin:
			r.find("audit.checkpoint_foreign", "file", c.from.Name, "at", c.at, "size", size, "origin", c.Origin, "own", r.report.Origin)
		case c.Root != root:
			r.find("audit.checkpoint_other", "file", c.from.Name, "at", c.at, "size", size, "signed", c.At.Format("2006-01-02 15:04"), "proved", r.proved)
		default:
			r.agreed(c, size)
		}
	}
}

func (r *run) agreed(c claim, size uint64) {
	if !c.believed {
		return
	}
	r.report.Checked++
	if c.from.Outside {
		r.report.Outside++
	}
	r.proved = size
}

// unmet complains of checkpoints that were signed over more than there is.
func (r *run) unmet() {
	for _, size := range slices.Sorted(maps.Keys(r.due)) {
		for _, c := range r.due[size] {
			r.find("audit.checkpoint_beyond", "file", c.from.Name, "at", c.at, "size", size, "facts", r.frontier.Size(), "signed", c.At.Format("2006-01-02 15:04"))
		}
	}
}
