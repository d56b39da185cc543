package printer

import (
	"context"
	"time"
)

// lastWait is how much longer a job at its end is waited for once the daemon is
// told to end, which it must have done within two seconds. What was not
// confirmed by then has an end that is not known, and the next start says so.
const lastWait = 800 * time.Millisecond

// toItsEnd is a context for the end of a job: it ends lastWait after ctx does.
func toItsEnd(ctx context.Context) (context.Context, context.CancelFunc) {
	last, cancel := context.WithCancel(context.WithoutCancel(ctx))
	stop := context.AfterFunc(ctx, func() { time.AfterFunc(lastWait, cancel) })
	return last, func() { stop(); cancel() }
}
