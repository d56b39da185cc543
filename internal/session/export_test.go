package session

// LockIdle looks at the clock as Run does from time to time.
func (s *Stations) LockIdle() {
	for _, st := range s.stations {
		st.lockIfIdle()
	}
}
