package device_test

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"lotgate/internal/device"
	"lotgate/internal/device/devicetest"
	"lotgate/internal/words"
)

// wire is a driver without a kernel: a pipe in memory. It lets the suite run
// on the reconnect loop alone, and the clock be a false one.
type wire struct {
	mu    sync.Mutex
	far   net.Conn // the gun's end; nil while unplugged
	near  net.Conn // the daemon's end, waiting to be opened
	heard []byte
	tries []time.Time
}

func newWire(t testing.TB) *wire {
	w := &wire{}
	if err := w.Replug(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { w.Unplug() })
	return w
}

func (w *wire) Open(context.Context, device.Spec, device.Line) (device.Port, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.tries = append(w.tries, time.Now())
	if w.near == nil {
		return nil, &device.Unavailable{State: device.Absent, Text: words.Say("device.state.absent", "path", "wire"), Err: os.ErrNotExist}
	}
	near := w.near
	w.near = nil
	return near, nil
}

func (w *wire) end() net.Conn {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.far
}

func (w *wire) Send(b []byte) error {
	_, err := w.end().Write(b)
	return err
}

func (w *wire) Unplug() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.far == nil {
		return nil
	}
	err := w.far.Close()
	w.far, w.near = nil, nil
	return err
}

func (w *wire) Replug() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.far, w.near = net.Pipe()
	go w.hear(w.far)
	return nil
}

func (w *wire) hear(far net.Conn) {
	buffer := make([]byte, 64)
	for {
		n, err := far.Read(buffer)
		w.mu.Lock()
		w.heard = append(w.heard, buffer[:n]...)
		w.mu.Unlock()
		if err != nil {
			return
		}
	}
}

func (w *wire) Heard() []byte {
	w.mu.Lock()
	defer w.mu.Unlock()
	return slices.Clone(w.heard)
}

// wires finds the wire of a spec by its address.
type wires struct{ all sync.Map }

func (w *wires) open(ctx context.Context, s device.Spec, l device.Line) (device.Port, error) {
	one, _ := w.all.Load(s.Address)
	return one.(*wire).Open(ctx, s, l)
}

func TestSuite(t *testing.T) {
	var all wires
	devicetest.Suite(t, devicetest.Rig{Driver: "serial", Open: all.open, Gun: func(t testing.TB) (devicetest.Gun, string) {
		w := newWire(t)
		address := fmt.Sprintf("%p", w)
		all.all.Store(address, w)
		return w, address
	}})
}

var profile = device.Profile{
	ID: "test", Transport: "serial",
	Framing:  device.Framing{Ends: ends("\r"), Idle: 300 * time.Millisecond},
	Feedback: map[device.Mark][]byte{device.Good: []byte("good"), device.Bad: []byte("bad")},
}

// manage runs a Manager with one scanner named gun behind open.
func manage(t *testing.T, open device.Open) (*device.Manager, *devicetest.Listener, func()) {
	t.Helper()
	l := devicetest.NewListener()
	ctx, cancel := context.WithCancel(context.Background())
	m, err := device.Start(ctx, []device.Spec{{Driver: "serial", Address: "x", Name: "gun", Profile: "test", Station: "dock-1"}},
		device.Options{Profiles: map[string]device.Profile{"test": profile}, Drivers: map[string]device.Open{"serial": open}, Handler: l})
	if err != nil {
		t.Fatal(err)
	}
	return m, l, func() { cancel(); m.Wait() }
}

func TestBackOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		w := &wire{}
		_, l, stop := manage(t, w.Open)
		time.Sleep(10 * time.Second)
		stop()
		want := "[0s 100ms 300ms 700ms 1.5s 3.1s 5.1s 7.1s 9.1s]"
		if got := since(begun, w.tries); got != want {
			t.Errorf("tried at %s, want %s", got, want)
		}
		if s := l.Until(t, device.Absent); s.Text.Code != "device.state.absent" {
			t.Errorf("said %s", s.Text.Code)
		}
		if more := l.States(); more != 0 {
			t.Errorf("the same state was told %d times more", more)
		}
	})
}

func since(begun time.Time, all []time.Time) string {
	var after []time.Duration
	for _, at := range all {
		after = append(after, at.Sub(begun))
	}
	return fmt.Sprint(after)
}

// TestBackOffOfALooseContact holds that a port which opens and breaks at once
// is retried ever more slowly, and one that brought bytes at once.
func TestBackOffOfALooseContact(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		begun := time.Now()
		var tries []time.Time
		send := ""
		_, _, stop := manage(t, func(context.Context, device.Spec, device.Line) (device.Port, error) {
			tries = append(tries, time.Now())
			if len(tries) == 5 {
				send = "code\r"
			}
			near, far := net.Pipe()
			go func(send string) {
				io.WriteString(far, send)
				far.Close()
			}(send)
			return near, nil
		})
		time.Sleep(2 * time.Second)
		stop()
		want := "[0s 100ms 300ms 700ms 1.5s 1.6s 1.7s 1.8s 1.9s"
		if got := since(begun, tries); len(got) < len(want) || got[:len(want)] != want {
			t.Errorf("tried at %s, want %s ...", got, want)
		}
	})
}

func TestSilenceCutsOff(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire(t)
		_, l, stop := manage(t, w.Open)
		defer stop()
		send := func(s string, then time.Duration) {
			if err := w.Send([]byte(s)); err != nil {
				t.Fatal(err)
			}
			time.Sleep(then)
		}
		send("slow", 299*time.Millisecond)
		send("ly", 299*time.Millisecond)
		send("\r", time.Hour)
		if f := l.Next(t); string(f.Data) != "slowly" {
			t.Errorf("got %q", f.Data)
		}
		send("half", 301*time.Millisecond)
		if trouble := l.NextTrouble(t); trouble.Kind != device.CutOff || string(trouble.Head) != "half" || trouble.Bytes != 4 {
			t.Errorf("got %+v", trouble)
		}
		send("whole\r", 0)
		if f := l.Next(t); string(f.Data) != "whole" {
			t.Errorf("got %q", f.Data)
		}
		l.Nothing(t)
	})
}

// TestBrokenInHalf holds that half a code at unplug is one Trouble, told
// before the change of state, and no part of the next code.
func TestBrokenInHalf(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire(t)
		m, l, stop := manage(t, w.Open)
		defer stop()
		if err := w.Send([]byte("ha")); err != nil {
			t.Fatal(err)
		}
		synctest.Wait()
		w.Unplug()
		if trouble := l.NextTrouble(t); trouble.Kind != device.CutOff || trouble.Bytes != 2 {
			t.Errorf("got %+v", trouble)
		}
		if s := l.Until(t, device.Absent); s.Troubles != 1 || s.Text.Code != "device.state.gone" {
			t.Errorf("got %+v", s)
		}
		time.Sleep(10 * time.Second)
		if s := m.Statuses()[0]; s.Text.Code != "device.state.gone" || l.States() != 0 {
			t.Errorf("while it is away: %s, told %d times more", s.Text.Code, l.States())
		}
		w.Replug()
		l.Until(t, device.Connected)
		if err := w.Send([]byte("lf\r")); err != nil {
			t.Fatal(err)
		}
		if f := l.Next(t); string(f.Data) != "lf" {
			t.Errorf("got %q", f.Data)
		}
		synctest.Wait()
		l.Nothing(t)
		s := m.Statuses()[0]
		if s.Frames != 1 || s.LastHex != "6c66" || s.TroubleHex != "6861" || s.LastTrouble.Code != "device.trouble.cut_off" {
			t.Errorf("got %+v", s)
		}
	})
}

func TestStates(t *testing.T) {
	for _, c := range []struct {
		err  error
		want device.State
	}{
		{&device.Unavailable{State: device.Denied, Text: words.Plain("no")}, device.Denied},
		{fmt.Errorf("wrapped: %w", &device.Unavailable{State: device.Busy, Text: words.Plain("no")}), device.Busy},
		{io.EOF, device.Absent},
		{errors.New("the moon"), device.Failing},
	} {
		synctest.Test(t, func(t *testing.T) {
			_, l, stop := manage(t, func(context.Context, device.Spec, device.Line) (device.Port, error) { return nil, c.err })
			if s := l.Until(t, c.want); s.Text.IsZero() || s.Since.IsZero() {
				t.Errorf("%v: %+v", c.err, s)
			}
			stop()
		})
	}
}

func TestWatch(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		w := newWire(t)
		m, l, stop := manage(t, w.Open)
		defer stop()
		l.Until(t, device.Connected)
		changes, cancel := m.Watch()
		for range 3 {
			if err := w.Send([]byte("code\r")); err != nil {
				t.Fatal(err)
			}
		}
		synctest.Wait()
		<-changes
		if s := m.Statuses()[0]; s.Frames != 3 {
			t.Errorf("%d frames", s.Frames)
		}
		select {
		case <-changes:
			t.Error("three changes were told one by one to a slow watcher")
		default:
		}
		cancel()
		w.Send([]byte("code\r"))
		synctest.Wait()
		select {
		case <-changes:
			t.Error("told after cancel")
		default:
		}
	})
}

func TestStartRefuses(t *testing.T) {
	good := device.Spec{Driver: "serial", Address: "/dev/a", Name: "a", Profile: "test", Station: "s"}
	change := func(f func(*device.Spec)) []device.Spec {
		second := good
		second.Name, second.Address = "b", "/dev/b"
		f(&second)
		return []device.Spec{good, second}
	}
	for code, specs := range map[string][]device.Spec{
		"profile":       change(func(s *device.Spec) { s.Profile = "none" }),
		"unwired":       change(func(s *device.Spec) { s.Driver = "virtual" }),
		"transport":     change(func(s *device.Spec) { s.Driver = "tcp" }),
		"name_twice":    change(func(s *device.Spec) { s.Name = "a" }),
		"address_twice": change(func(s *device.Spec) { s.Address = "/dev/a" }),
	} {
		opened := func(context.Context, device.Spec, device.Line) (device.Port, error) {
			t.Errorf("%s: something was started", code)
			return nil, io.EOF
		}
		_, err := device.Start(context.Background(), specs, device.Options{
			Profiles: map[string]device.Profile{"test": profile},
			Drivers:  map[string]device.Open{"serial": opened, "tcp": opened},
		})
		var p *device.Problem
		if !errors.As(err, &p) || p.Text.Code != "device.spec."+code {
			t.Errorf("%s: got %v", code, err)
		}
	}
}

// TestAnswerNeverWaits holds on a false clock that answering a gun that takes
// nothing costs no time, that each lost answer is counted, and that it is
// given up in time for the next.
func TestAnswerNeverWaits(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		near, far := net.Pipe()
		m, l, stop := manage(t, func(context.Context, device.Spec, device.Line) (device.Port, error) { return near, nil })
		defer stop()
		l.Until(t, device.Connected)
		begun := time.Now()
		for range 10 {
			m.Answer("gun", device.Good)
		}
		if waited := time.Since(begun); waited > 0 {
			t.Errorf("answering took %v", waited)
		}
		time.Sleep(2 * time.Second)
		if s := m.Statuses()[0]; s.Dropped != 10 {
			t.Errorf("%d answers of 10 were counted as lost", s.Dropped)
		}
		m.Answer("gun", device.Bad)
		heard := make([]byte, 8)
		if n, err := far.Read(heard); err != nil || string(heard[:n]) != "bad" {
			t.Errorf("the gun listens again and hears %q, %v", heard[:n], err)
		}
	})
}
