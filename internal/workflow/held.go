package workflow

// Held is how many scans a flow holds that are not booked yet: they wait for
// an answer, or behind one. With the flow they would be lost.
func Held(f Flow) int {
	if holder, ok := f.(interface{ held() int }); ok {
		return holder.held()
	}
	return 0
}

func (q *question) held() int {
	if q != nil && q.holds {
		return 1
	}
	return 0
}

func (f *Receive) held() int { return f.ask.held() + len(f.waiting) }
func (f *Pick) held() int    { return f.ask.held() }
func (f *Bundle) held() int  { return len(f.packs) }
