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

// MostScanners bounds how many scanners one daemon serves.
const MostScanners = 64

// Manager owns all scanners of the daemon.
type Manager struct {
	ctx     context.Context
	options Options
	any     *Spec // usb:any; nil if there is none
	running sync.WaitGroup

	mu       sync.Mutex
	sources  []*source
	watchers map[chan struct{}]bool
}

// Start opens every scanner and keeps it open until ctx ends; Wait then waits
// for the last goroutine. A scanner that is not there is no error, but a Spec
// that can never work is: the *Problem says what is allowed, and nothing has
// been started.
func Start(ctx context.Context, specs []Spec, o Options) (*Manager, error) {
	m := &Manager{ctx: ctx, options: o, watchers: map[chan struct{}]bool{}}
	specs, err := m.setAside(specs)
	if err != nil {
		return nil, err
	}
	for _, spec := range specs {
		s, err := m.source(spec, o)
		if err != nil {
			return nil, err
		}
		m.sources = append(m.sources, s)
	}
	for _, s := range m.sources {
		m.start(s)
	}
	m.running.Go(func() {
		<-ctx.Done()
		m.mu.Lock() // an Add under way is waited for
		defer m.mu.Unlock()
	})
	return m, nil
}

func (m *Manager) start(s *source) {
	m.running.Go(func() { s.run(m.ctx) })
	m.running.Go(func() { s.answer(m.ctx) })
}

// Add takes one more scanner in while the others work.
func (m *Manager) Add(spec Spec) error {
	_, err := m.add(spec)
	return err
}

func (m *Manager) add(spec Spec) (*source, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if err := m.ctx.Err(); err != nil {
		return nil, err
	}
	s, err := m.source(spec, m.options)
	if err != nil {
		return nil, err
	}
	m.sources = append(m.sources, s)
	m.start(s)
	return s, nil
}

// Retry lets every scanner that is not there be looked for at once.
func (m *Manager) Retry() {
	for _, s := range m.all() {
		select {
		case s.again <- struct{}{}:
		default: // it is told already
		}
	}
}

func (m *Manager) all() []*source {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Clone(m.sources)
}

// source checks spec against the profiles, the drivers and the scanners so
// far.
func (m *Manager) source(spec Spec, o Options) (*source, error) {
	if len(m.sources) >= MostScanners {
		return nil, problem("spec.too_many", "most", MostScanners)
	}
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
		if other.spec.Driver == spec.Driver && other.at() == spec.Address {
			return nil, problem("spec.address_twice", "address", spec.Address)
		}
	}
	return newSource(spec, profile, open, o, m.wake), nil
}

// Wait returns when ctx has ended and every goroutine with it.
func (m *Manager) Wait() { m.running.Wait() }

// Statuses tells how it stands with every scanner, in the order of the specs.
func (m *Manager) Statuses() []Status {
	sources := m.all()
	all := make([]Status, len(sources))
	for i, s := range sources {
		all[i] = s.snapshot()
	}
	return all
}

// Answer lets the scanner of that name sound and light m. It never waits; an
// unknown scanner, or one whose profile knows no such answer, stays silent.
func (m *Manager) Answer(scanner string, mark Mark) {
	for _, s := range m.all() {
		if s.spec.Name == scanner {
			s.Answer(mark)
		}
	}
}

// Settle tells the scanner of that name what became of the code with that ID.
// Only one with a memory cares: it forgets what was taken.
func (m *Manager) Settle(scanner, id string, taken bool) {
	for _, s := range m.all() {
		if s.spec.Name == scanner {
			s.settle(id, taken)
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
