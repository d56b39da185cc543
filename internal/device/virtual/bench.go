package virtual

import (
	"context"
	"errors"
	"fmt"
	"sync"

	"lotgate/internal/device"
	"lotgate/internal/words"
)

// Bench holds virtual scanners by name. Its Driver makes them out of specs
// such as virtual:gun-1?profile=generic-serial&station=dock-1.
type Bench struct {
	dir  string
	mu   sync.Mutex
	guns map[string]*Scanner
}

// NewBench makes a bench whose scanners' paths lie in dir.
func NewBench(dir string) *Bench { return &Bench{dir: dir, guns: map[string]*Scanner{}} }

// Driver opens virtual scanners with the driver of real ones.
func (b *Bench) Driver(open device.Open) device.Open {
	return func(ctx context.Context, spec device.Spec, line device.Line) (device.Port, error) {
		gun, err := b.Scanner(spec.Address)
		if err != nil {
			text := words.Say("device.state.failing", "reason", err.Error())
			return nil, &device.Unavailable{State: device.Failing, Text: text, Err: err}
		}
		spec.Address = gun.Path()
		return open(ctx, spec, line)
	}
}

// Scanner is the gun of that name, plugged in on first use.
func (b *Bench) Scanner(name string) (*Scanner, error) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if gun, ok := b.guns[name]; ok {
		return gun, nil
	}
	gun, err := New(b.dir, name)
	if err != nil {
		return nil, err
	}
	b.guns[name] = gun
	return gun, nil
}

// Send lets the gun of that name send data. The gun must have been opened.
func (b *Bench) Send(name string, data []byte) error {
	b.mu.Lock()
	gun, ok := b.guns[name]
	b.mu.Unlock()
	if !ok {
		return fmt.Errorf("virtual scanner %s: %w", name, ErrUnplugged)
	}
	return gun.Send(data)
}

// Close unplugs all.
func (b *Bench) Close() error {
	b.mu.Lock()
	defer b.mu.Unlock()
	var failed []error
	for _, gun := range b.guns {
		failed = append(failed, gun.Close())
	}
	return errors.Join(failed...)
}
