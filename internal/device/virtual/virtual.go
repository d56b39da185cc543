// Package virtual is a scanner made of a pseudo-terminal: what is sent to it
// is read by the very driver that reads a real gun, through the same kernel
// line discipline. The demo's barcodes are clicked through it, and the tests
// unplug it.
package virtual

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"github.com/creack/pty"
)

// earSize is how much of what was answered to the gun is remembered, in bytes.
const earSize = 4096

// sendWithin bounds how long Send waits for a reader that does not read.
const sendWithin = 5 * time.Second

// ErrUnplugged is what Send answers while the scanner is unplugged.
var ErrUnplugged = errors.New("the virtual scanner is unplugged")

// Scanner is one virtual gun at a stable path.
type Scanner struct {
	path string // symbolic link, like udev's by-id ones

	sending sync.Mutex // keeps two codes from mixing
	mu      sync.Mutex
	gun     *os.File // the gun's end; nil while unplugged
	cable   *os.File // the computer's end, kept open so that the settings stay
	ear     []byte
	hearing sync.WaitGroup
}

// New plugs a scanner in whose path is the link dir/name.
func New(dir, name string) (*Scanner, error) {
	path, err := filepath.Abs(filepath.Join(dir, name))
	if err != nil {
		return nil, fmt.Errorf("placing virtual scanner %s: %w", name, err)
	}
	s := &Scanner{path: path}
	return s, s.Replug()
}

// Path is what a serial driver is to open. It stays the same over Unplug and
// Replug, and names nothing between them.
func (s *Scanner) Path() string { return s.path }

// Send lets the gun send data as it stands; the terminator is the caller's.
func (s *Scanner) Send(data []byte) error {
	s.sending.Lock()
	defer s.sending.Unlock()
	s.mu.Lock()
	gun := s.gun
	s.mu.Unlock()
	if gun == nil {
		return ErrUnplugged
	}
	if err := gun.SetWriteDeadline(time.Now().Add(sendWithin)); err != nil {
		return fmt.Errorf("sending from %s: %w", s.path, err)
	}
	if _, err := gun.Write(data); err != nil {
		return fmt.Errorf("sending from %s: %w", s.path, err)
	}
	return nil
}

// Heard is what the daemon answered to the gun, the last 4 KiB of it.
func (s *Scanner) Heard() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]byte(nil), s.ear...)
}

// Take is what the daemon wrote since Take was last called, as long as it is
// called often enough.
func (s *Scanner) Take() []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	heard := s.ear
	s.ear = nil
	return heard
}

// Replug plugs the scanner in, as a new device under the old path.
func (s *Scanner) Replug() error {
	if err := s.Unplug(); err != nil {
		return err
	}
	blocking, cable, err := pty.Open()
	if err != nil {
		return fmt.Errorf("opening a pseudo-terminal: %w", err)
	}
	gun, err := awake(blocking)
	if err != nil {
		return errors.Join(err, cable.Close())
	}
	if err := errors.Join(raw(cable), link(cable.Name(), s.path)); err != nil {
		return errors.Join(fmt.Errorf("plugging in %s: %w", s.path, err), gun.Close(), cable.Close())
	}
	s.mu.Lock()
	s.gun, s.cable = gun, cable
	s.mu.Unlock()
	s.hearing.Go(func() { s.hear(gun) })
	return nil
}

// Unplug pulls the cable: a reader of Path sees what it sees when a USB gun
// is pulled. Unplugging an unplugged scanner does nothing.
func (s *Scanner) Unplug() error {
	s.mu.Lock()
	gun, cable := s.gun, s.cable
	s.gun, s.cable = nil, nil
	s.mu.Unlock()
	if gun == nil {
		return nil
	}
	err := errors.Join(os.Remove(s.path), gun.Close(), cable.Close())
	s.hearing.Wait()
	return err
}

// Close unplugs the scanner for good.
func (s *Scanner) Close() error { return s.Unplug() }

// hear takes in what the daemon answers: a gun that did not would block it.
func (s *Scanner) hear(gun *os.File) {
	buffer := make([]byte, 512)
	for {
		n, err := gun.Read(buffer)
		if err != nil {
			return // unplugged
		}
		s.mu.Lock()
		s.ear = append(s.ear, buffer[:n]...)
		if drop := len(s.ear) - earSize; drop > 0 {
			s.ear = append(s.ear[:0], s.ear[drop:]...)
		}
		s.mu.Unlock()
	}
}

// link makes path lead to device in one step, replacing what an earlier run
// left behind.
func link(device, path string) error {
	fresh := path + ".new"
	if err := os.Remove(fresh); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	if err := os.Symlink(device, fresh); err != nil {
		return err
	}
	return os.Rename(fresh, path)
}
