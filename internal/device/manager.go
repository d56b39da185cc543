package device

import (
	"context"
	"slices"
	"sync"
)

// Options are what a Manager needs besides the scanners themselves.
type Options struct {
	Profiles map[string]Profile // by id; see LoadProfiles
	Drivers  map[string]Open    // by the name that a Spec bears: serial, tcp ...
	Handler  Handler
}

// Manager owns all scanners of the daemon.
type Manager struct {
	sources []*source
	running sync.WaitGroup

	mu       sync.Mutex
	watchers map[chan struct{}]bool
}

// Start opens every scanner and keeps it open until ctx ends; Wait then waits
// for the last goroutine. A scanner that is not there is no error, but a Spec
// that can never work is: the *Problem says what is allowed, and nothing has
// been started.
func Start(ctx context.Context, specs []Spec, o Options) (*Manager, error) {
	m := &Manager{watchers: map[chan struct{}]bool{}}
	for _, spec := range specs {
		s, err := m.source(spec, o)
		if err != nil {
			return nil, err
		}
		m.sources = append(m.sources, s)
	}
	for _, s := range m.sources {
		m.running.Go(func() { s.run(ctx) })
		m.running.Go(func() { s.answer(ctx) })
	}
	return m, nil
}

// source checks spec against the profiles, the drivers and the scanners so
// far.
func (m *Manager) source(spec Spec, o Options) (*source, error) {
	profile, known := o.Profiles[spec.Profile]
	if !known {
		return nil, problem("spec.profile", "value", spec.Profile, "allowed", ids(o.Profiles))
	}
	open, wired := o.Drivers[spec.Driver]
	if !wired {
		return nil, problem("spec.unwired", "driver", spec.Driver, "allowed", keys(o.Drivers))
	}
	if !slices.Contains(profile.drivers(), spec.Driver) {
		return nil, problem("spec.transport", "profile", profile.ID, "transport", profile.Transport, "driver", spec.Driver)
	}
	for _, other := range m.sources {
		if other.spec.Name == spec.Name {
			return nil, problem("spec.name_twice", "name", spec.Name)
		}
		if other.spec.Driver == spec.Driver && other.spec.Address == spec.Address {
			return nil, problem("spec.address_twice", "address", spec.Address)
		}
	}
	return newSource(spec, profile, open, o, m.wake), nil
}

// Wait returns when ctx has ended and every goroutine with it.
func (m *Manager) Wait() { m.running.Wait() }

// Statuses tells how it stands with every scanner, in the order of the specs.
func (m *Manager) Statuses() []Status {
	all := make([]Status, len(m.sources))
	for i, s := range m.sources {
		all[i] = s.snapshot()
	}
	return all
}

// Answer lets the scanner of that name sound and light m. It never waits; an
// unknown scanner, or one whose profile knows no such answer, stays silent.
func (m *Manager) Answer(scanner string, mark Mark) {
	for _, s := range m.sources {
		if s.spec.Name == scanner {
			s.Answer(mark)
		}
	}
}

// Watch returns a channel that receives after any Status changed, many changes
// as one, and a function that ends the watching.
func (m *Manager) Watch() (changes <-chan struct{}, cancel func()) {
	c := make(chan struct{}, 1)
	m.mu.Lock()
	m.watchers[c] = true
	m.mu.Unlock()
	return c, func() {
		m.mu.Lock()
		delete(m.watchers, c)
		m.mu.Unlock()
	}
}

func (m *Manager) wake() {
	m.mu.Lock()
	defer m.mu.Unlock()
	for c := range m.watchers {
		select {
		case c <- struct{}{}:
		default:
		}
	}
}
