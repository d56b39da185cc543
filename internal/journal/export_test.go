package journal

// Waiting is how many jobs wait to be taken.
func Waiting(j *Journal) int { return len(j.queue) }

// Last is the number of the last record that the job sees.
func (tx *Tx) Last() uint64 { return tx.last() }
