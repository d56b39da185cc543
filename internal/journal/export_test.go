package journal

// Waiting is how many jobs wait to be taken.
func Waiting(j *Journal) int { return len(j.queue) }
