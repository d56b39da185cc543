package device

import (
	"errors"
	"path/filepath"
	"slices"
)

// Adopt opens every one of found that no Spec names and a profile knows, for
// the station of the Spec usb:any. Without such a Spec it does nothing. A
// scanner that goes away stays known, and is opened again when it comes back.
// The errors are *Problems.
func (m *Manager) Adopt(found []Found) error {
	if m.any == nil {
		return nil
	}
	var failed []error
	for _, d := range found {
		p, known := Recognise(m.options.Profiles, d)
		if !known || m.Holds(d) || !slices.Contains(p.drivers(), d.Driver) {
			continue
		}
		failed = append(failed, m.Add(Spec{Driver: d.Driver, Address: d.Identity, Name: nameOf(d.Identity), Profile: p.ID, Station: m.any.Station}))
	}
	return errors.Join(failed...)
}

// Holds reports whether a scanner of the Manager is d, by whatever path or
// identity it is named.
func (m *Manager) Holds(d Found) bool {
	return slices.ContainsFunc(m.all(), func(s *source) bool {
		at := s.spec.Address
		if at == d.Identity || at == d.Node || d.USB != "" && at == d.USB+"@"+d.Port {
			return true
		}
		node, err := filepath.EvalSymlinks(at)
		return err == nil && node == d.Node
	})
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
