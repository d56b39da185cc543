package device_test

import (
	"bytes"
	"context"
	"fmt"
	"net"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"lotgate/internal/device"
	"lotgate/internal/device/devicetest"
)

// store is an Opticon scanner with codes in its memory.
type store struct {
	mu      sync.Mutex
	codes   []string
	cleared int
	deafTo  byte // a command that is lost on its way
}

func opnSum(b []byte) []byte {
	crc := uint16(0xFFFF)
	for _, c := range b {
		crc ^= uint16(c)
		for range 8 {
			crc, c = crc>>1, byte(crc&1)
			if c != 0 {
				crc ^= 0xA001
			}
		}
	}
	return append(b, byte(^crc>>8), byte(^crc))
}

// serve answers commands of five bytes until the cable is pulled.
func (s *store) serve(c net.Conn) {
	command := make([]byte, 5)
	for {
		for read := 0; read < len(command); {
			n, err := c.Read(command[read:])
			if err != nil {
				return
			}
			read += n
		}
		if !bytes.Equal(opnSum(slices.Clone(command[:3])), command) {
			return
		}
		if reply := s.reply(command[0]); reply != nil {
			if _, err := c.Write(reply); err != nil {
				return
			}
		}
	}
}

func (s *store) reply(opcode byte) []byte {
	s.mu.Lock()
	defer s.mu.Unlock()
	if opcode == s.deafTo {
		s.deafTo = 0
		return nil
	}
	switch opcode {
	case 1:
		return opnSum(append([]byte{6, 2, 17}, make([]byte, 18)...))
	case 2:
		s.codes, s.cleared = nil, s.cleared+1
		return opnSum([]byte{6, 2, 0})
	}
	answer := append([]byte{6, 2}, "SERIALNO"...)
	for _, code := range s.codes {
		answer = append(answer, byte(5+len(code)), 0x0B)
		answer = append(append(answer, code...), 1, 2, 3, 4)
	}
	return opnSum(append(answer, 0))
}

func (s *store) left() (codes, cleared int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.codes), s.cleared
}

// opn is a manager with one such scanner behind a cable that can be pulled.
type opn struct {
	*store
	*devicetest.Listener
	m     *device.Manager
	mu    sync.Mutex
	cable net.Conn
}

func plugOPN(t *testing.T, codes ...string) *opn {
	devicetest.NoLeaks(t)
	o := &opn{store: &store{codes: codes}, Listener: devicetest.NewListener()}
	p := device.Profile{ID: "opn", Transport: "serial", Framing: device.Framing{Protocol: "opn", Idle: 20 * time.Millisecond}}
	ctx, cancel := context.WithCancel(context.Background())
	m, err := device.Start(ctx, []device.Spec{{Driver: "serial", Address: "x", Name: "opn", Profile: "opn", Station: "dock-1"}}, device.Options{
		Profiles: map[string]device.Profile{"opn": p}, Handler: o.Listener,
		Drivers: map[string]device.Open{"serial": func(context.Context, device.Spec, device.Line) (device.Port, error) {
			near, far := net.Pipe()
			o.mu.Lock()
			o.cable = far
			o.mu.Unlock()
			go o.store.serve(far)
			return near, nil
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	o.m = m
	t.Cleanup(func() { cancel(); m.Wait() })
	return o
}

func (o *opn) pull() {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.cable.Close()
}

func (o *opn) gets(t *testing.T, want string, mark device.Mark) device.Frame {
	t.Helper()
	f := o.Next(t)
	if string(f.Data) != want || f.ID == "" {
		t.Fatalf("got %q, id %q, want %q", f.Data, f.ID, want)
	}
	o.m.Settle("opn", f.ID, mark == device.Good || mark == device.Taken)
	return f
}

func (o *opn) until(t *testing.T, codes, cleared int) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(time.Millisecond) {
		c, n := o.left()
		if c == codes && n == cleared {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("the scanner has %d codes and was cleared %d times", c, n)
		}
	}
}

// TestMemoryIsClearedAfterTheLastDecision: read, commit, only then clear.
func TestMemoryIsClearedAfterTheLastDecision(t *testing.T) {
	o := plugOPN(t, "one", "two", "three")
	o.gets(t, "one", device.Good)
	o.gets(t, "two", device.Taken)
	f := o.Next(t)
	time.Sleep(100 * time.Millisecond) // the third is not decided upon
	o.until(t, 3, 0)
	if string(f.Data) != "three" {
		t.Fatalf("got %q", f.Data)
	}
	o.m.Settle("opn", f.ID, true)
	o.until(t, 0, 1)
	o.Nothing(t)
}

// TestMemoryIsKeptIfOneIsRefused: what was refused is offered again after a
// replug under another id, what was taken is not.
func TestMemoryIsKeptIfOneIsRefused(t *testing.T) {
	o := plugOPN(t, "one", "two")
	o.gets(t, "one", device.Good)
	first := o.gets(t, "two", device.Bad)
	if kept := o.NextTrouble(t); kept.Kind != device.Kept || kept.Bytes != 1 {
		t.Errorf("got %+v", kept)
	}
	o.until(t, 2, 0)
	o.pull()
	if again := o.gets(t, "two", device.Good); again.ID == first.ID || !strings.HasPrefix(again.ID, first.ID) {
		t.Errorf("offered again as %s, before as %s", again.ID, first.ID)
	}
	o.until(t, 0, 1)
	o.Nothing(t)
}

// TestMemoryPulledBeforeItIsCleared: everything is told again, and nothing is
// taken twice.
func TestMemoryPulledBeforeItIsCleared(t *testing.T) {
	var codes []string
	for i := range 50 {
		codes = append(codes, fmt.Sprint("code ", i))
	}
	o := plugOPN(t, codes...)
	for i, code := range codes {
		o.gets(t, code, device.Good)
		if i%10 == 5 {
			o.pull()
		}
	}
	o.until(t, 0, 1)
	o.Nothing(t)
}

// TestMemoryLostCommand: an answer that does not come is asked for again.
func TestMemoryLostCommand(t *testing.T) {
	o := plugOPN(t, "one")
	f := o.Next(t)
	o.store.mu.Lock()
	o.store.deafTo = 2
	o.store.mu.Unlock()
	o.m.Settle("opn", f.ID, true)
	o.until(t, 0, 1)
}

// TestMemoryLateDecision: what is decided on a code that was given up says
// nothing of the one that is open now.
func TestMemoryLateDecision(t *testing.T) {
	o := plugOPN(t, "one", "two")
	first := o.gets(t, "one", device.Bad)
	second := o.Next(t)
	o.m.Settle("opn", first.ID, true)
	time.Sleep(100 * time.Millisecond) // two is not decided upon
	o.until(t, 2, 0)
	o.m.Settle("opn", second.ID, true)
	if kept := o.NextTrouble(t); kept.Kind != device.Kept || kept.Bytes != 1 {
		t.Errorf("got %+v", kept)
	}
	o.until(t, 2, 0)
	o.pull()
	o.until(t, 0, 1) // both are booked by now, and neither comes again
	o.Nothing(t)
}
