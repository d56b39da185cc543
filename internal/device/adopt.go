package device

import (
	"errors"
	"fmt"
	"slices"
)

// Adopt opens every one of found that no Spec names and a profile knows, for
// the station of the Spec usb:any. Without such a Spec it does nothing. A
// scanner that goes away stays known, and is opened again when it comes back.
// The errors are *Problems.
//
// What is known by its plug alone, for it has no serial number or shares it
// with another, is followed from plug to plug; and when another with the same
// number is plugged in beside it, it is from then on known by its plug.
func (m *Manager) Adopt(found []Found) error {
	if m.any == nil {
		return nil
	}
	var failed []error
	for _, d := range found {
		p, known := Recognise(m.options.Profiles, d)
		if !known || !slices.Contains(p.drivers(), d.Driver) {
			continue
		}
		s := m.holder(d)
		if s == nil {
			s = m.missing(d, found)
		}
		if s == nil {
			failed = append(failed, m.adopt(d, p))
			continue
		}
		s.follow(d)
	}
	return errors.Join(failed...)
}

func (m *Manager) adopt(d Found, p Profile) error {
	s, err := m.add(Spec{Driver: d.Driver, Address: d.Identity, Name: m.free(nameOf(d.Identity)), Profile: p.ID, Station: m.any.Station})
	if err == nil {
		s.mu.Lock()
		s.adopted = new(adopted)
		s.mu.Unlock()
		s.follow(d)
	}
	return err
}

// free is name, or with a number behind it where a scanner that was followed to
// another plug has the name of its first one.
func (m *Manager) free(name string) string {
	all := m.all()
	for n := 2; ; n++ {
		if !slices.ContainsFunc(all, func(s *source) bool { return s.spec.Name == name }) {
			return name
		}
		name = nameOf(fmt.Sprintf("%s-%d", name, n))
	}
}

// Holds reports whether a scanner of the Manager is d, by whatever path or
// identity it is named.
func (m *Manager) Holds(d Found) bool { return m.holder(d) != nil }

// holder is the scanner that is d; nil if none is.
func (m *Manager) holder(d Found) *source {
	all := m.all()
	i := slices.IndexFunc(all, func(s *source) bool { return s.is(d) })
	if i < 0 {
		return nil
	}
	return all[i]
}

// missing is an adopted scanner of d's family that has nothing but its plug to
// be known by, and that none of found is: d is taken for it, on another plug.
// All of them work for the same station.
func (m *Manager) missing(d Found, found []Found) *source {
	all := m.all()
	i := slices.IndexFunc(all, func(s *source) bool {
		return s.kin(d) && !slices.ContainsFunc(found, s.is)
	})
	if i < 0 {
		return nil
	}
	return all[i]
}

// adopted is what is known of a scanner that no setting names.
type adopted struct {
	usb, serial string
	plug        string // USB@Port of where it was seen last
}

// is reports whether s is d: by its address, or for one that was adopted by the
// plug where it was seen last, as it is the same make with the same number.
func (s *source) is(d Found) bool {
	s.mu.Lock()
	at, seen := s.address, s.adopted
	s.mu.Unlock()
	if s.spec.Driver != d.Driver {
		return false
	}
	if d.At(at) {
		return true
	}
	return seen != nil && seen.plug == d.plugged() && seen.serial == d.Serial
}

// kin reports whether s was adopted, is known by its plug alone, and is of the
// same make with the same number as d.
func (s *source) kin(d Found) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.adopted != nil && s.spec.Driver == d.Driver && s.address == s.adopted.plug && s.adopted.usb == d.USB && s.adopted.serial == d.Serial
}

// follow keeps where d, which s is, was seen; and lets what was adopted be
// looked for by what d is known by now. What a setting names stays as it is.
func (s *source) follow(d Found) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.adopted == nil {
		return
	}
	s.adopted = &adopted{usb: d.USB, serial: d.Serial, plug: d.plugged()}
	if !d.At(s.address) {
		s.address = d.Identity
		s.status.Address = s.spec.Driver + ":" + s.address
	}
}

// setAside takes the one Spec out of specs that stands for whatever is plugged
// in.
func (m *Manager) setAside(specs []Spec) ([]Spec, error) {
	var named []Spec
	for _, s := range specs {
		switch {
		case s.Driver != AnyUSB:
			named = append(named, s)
		case m.any != nil:
			return nil, problem("spec.address_twice", "address", AnyUSB+":"+s.Address)
		default:
			m.any = &s
		}
	}
	return named, nil
}
