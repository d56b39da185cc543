package journal

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"
)

// slow is a place to copy to that takes nothing more after the first piece
// before it is let go.
type slow struct{ begun, goOn chan struct{} }

func (s slow) Write(b []byte) (int, error) {
	select {
	case s.begun <- struct{}{}:
	default:
	}
	<-s.goOn
	return len(b), nil
}

// copyUnderWay begins a copy and returns while it hangs in its first piece.
func copyUnderWay(t *testing.T, ctx context.Context, j *Journal) (goOn chan struct{}, ended chan error) {
	t.Helper()
	to := slow{make(chan struct{}, 1), make(chan struct{})}
	ended = make(chan error, 1)
	go func() {
		_, err := j.Copy(ctx, to)
		ended <- err
	}()
	<-to.begun
	return to.goOn, ended
}

// TestNothingWaitsForACopy writes, reads and asks for an archive while a copy
// hangs, and ends the copy in each way that there is.
func TestNothingWaitsForACopy(t *testing.T) {
	for name, c := range map[string]struct {
		end  func(j *Journal, cancel func())
		want error
	}{
		"who asked has gone": {func(_ *Journal, cancel func()) { cancel() }, context.Canceled},
		"the journal closes": {func(j *Journal, _ func()) { go j.Close() }, ErrClosed},
		"the file is opened anew": {func(j *Journal, _ func()) {
			go j.submitAlone(func() error { return unknown(errors.New("a flush failed")) })
		}, ErrBroken},
		"nothing, it comes to its end": {func(*Journal, func()) {}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			j := openAt(t, filepath.Join(t.TempDir(), "journal.db"))
			appendMany(t, j, 100)
			ctx, cancel := context.WithCancel(t.Context())
			defer cancel()
			goOn, ended := copyUnderWay(t, ctx, j)
			asked := closing(t, j, 2024, 50)
			if _, err := j.Archive(t.Context(), asked); !errors.Is(err, ErrArchiving) {
				t.Errorf("an archive beside a copy: %v", err)
			}
			must(t, appendSummed(j, []byte("meanwhile")))
			must(t, j.View(func(tx *Tx) error { return oneState(tx, j.Last()) }))
			opening := j.openings.Load()
			c.end(j, cancel)
			if errors.Is(c.want, ErrBroken) {
				for j.openings.Load() == opening {
					time.Sleep(time.Millisecond)
				}
			}
			if errors.Is(c.want, ErrClosed) {
				<-j.closing
			}
			close(goOn)
			if err := <-ended; !errors.Is(err, c.want) {
				t.Errorf("the copy ended with %v, want %v", err, c.want)
			}
			if errors.Is(c.want, ErrClosed) {
				return
			}
			for j.Broken() != nil {
				time.Sleep(time.Millisecond)
			}
			must(t, appendSummed(j, []byte("after it")))
			if _, err := j.Archive(t.Context(), asked); err != nil {
				t.Errorf("an archive after it: %v", err)
			}
		})
	}
}
