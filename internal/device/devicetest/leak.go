package devicetest

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

// NoLeaks fails the test if a goroutine of the device packages is still there
// when the test and its other clean-ups are over. Call it first.
func NoLeaks(t testing.TB) {
	t.Cleanup(func() {
		var left []string
		for end := time.Now().Add(patience); time.Now().Before(end); time.Sleep(time.Millisecond) {
			if left = ours(); len(left) == 0 {
				return
			}
		}
		t.Errorf("goroutines left behind:\n%s", strings.Join(left, "\n\n"))
	})
}

// ours are the stacks of goroutines that a device package started.
func ours() []string {
	buffer := make([]byte, 1<<20)
	buffer = buffer[:runtime.Stack(buffer, true)]
	var found []string
	for _, stack := range strings.Split(string(buffer), "\n\n") {
		if !strings.Contains(stack, "testing.tRunner") && strings.Contains(stack, "lotgate/internal/device") {
			found = append(found, stack)
		}
	}
	return found
}
