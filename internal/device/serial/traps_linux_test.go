package serial_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	tarm "github.com/tarm/serial"
	"golang.org/x/sys/unix"

	"lotgate/internal/device"
	"lotgate/internal/device/devicetest"
	"lotgate/internal/device/serial"
	"lotgate/internal/words"
)

var usual = device.Line{Baud: 9600, Size: 8, Parity: "none", Stop: 1}

func at(path string) device.Spec { return device.Spec{Driver: "serial", Address: path} }

func open(t *testing.T, path string) device.Port {
	t.Helper()
	port, err := serial.Open(context.Background(), at(path), usual)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { port.Close() })
	return port
}

// refused is the state that a refusal to open path bears, and its words.
func refused(path string, line device.Line) (device.State, words.Text) {
	port, err := serial.Open(context.Background(), at(path), line)
	var u *device.Unavailable
	if errors.As(err, &u) {
		return u.State, u.Text
	}
	if err == nil {
		port.Close()
	}
	return "", words.Plain("not refused")
}

// TestTarmAsItIs holds what the driver is built around: should a later
// tarm/serial behave otherwise, this says which of its walls can go.
func TestTarmAsItIs(t *testing.T) {
	line, err := tarm.OpenPort(&tarm.Config{Name: plug(t).Path(), Baud: 9600, ReadTimeout: 100 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	defer line.Close()
	if n, err := line.Read(make([]byte, 1)); n != 0 || !errors.Is(err, io.EOF) {
		t.Errorf("an idle read gave %d, %v", n, err)
	}
}

func TestIdleIsNoEOF(t *testing.T) {
	port := open(t, plug(t).Path())
	if err := port.SetReadDeadline(time.Now().Add(250 * time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if n, err := port.Read(make([]byte, 1)); n != 0 || !errors.Is(err, os.ErrDeadlineExceeded) {
		t.Errorf("got %d, %v", n, err)
	}
}

func TestUnplugIsNoTimeout(t *testing.T) {
	g := plug(t)
	port := open(t, g.Path())
	done := make(chan error, 1)
	go func() {
		_, err := port.Read(make([]byte, 1))
		done <- err
	}()
	if err := g.Unplug(); err != nil {
		t.Fatal(err)
	}
	var u *device.Unavailable
	if err := <-done; !errors.As(err, &u) || u.State != device.Absent {
		t.Errorf("got %v", err)
	}
	if _, err := port.Write([]byte("x")); err == nil {
		t.Error("an unplugged gun took an answer")
	}
}

func TestCloseDoesNotWaitForAByte(t *testing.T) {
	port := open(t, plug(t).Path())
	done := make(chan error, 1)
	go func() {
		_, err := port.Read(make([]byte, 1))
		done <- err
	}()
	runtime.Gosched()
	if err := port.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; !errors.Is(err, os.ErrClosed) {
		t.Errorf("got %v", err)
	}
	if err := port.Close(); err != nil {
		t.Errorf("closing again: %v", err)
	}
}

func TestCloseDoesNotWaitForADeafGun(t *testing.T) {
	g := plug(t)
	port := open(t, g.Path())
	if err := g.Deafen(); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := port.Write(bytes.Repeat([]byte("beep"), 1<<16))
		done <- err
	}()
	runtime.Gosched()
	if err := port.Close(); err != nil {
		t.Fatal(err)
	}
	if err := <-done; err == nil {
		t.Error("a deaf gun took 256 KiB")
	}
}

func TestOneReaderOnly(t *testing.T) {
	path := plug(t).Path()
	port := open(t, path)
	if s, text := refused(path, usual); s != device.Busy || !strings.Contains(text.In(words.English), path) {
		t.Errorf("a second daemon: %s, %s", s, text.In(words.English))
	}
	asNobody(t, path, 0o666, func() {
		if _, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY, 0); !errors.Is(err, unix.EBUSY) {
			t.Errorf("another program: %v", err)
		}
	})
	if err := port.Close(); err != nil {
		t.Fatal(err)
	}
	asNobody(t, path, 0o666, func() {
		f, err := os.OpenFile(path, os.O_RDWR|unix.O_NOCTTY, 0)
		if err != nil {
			t.Errorf("another program, after us: %v", err)
			return
		}
		f.Close()
	})
	open(t, path)
}

func TestDenied(t *testing.T) {
	path := plug(t).Path()
	asNobody(t, path, 0o000, func() {
		if s, text := refused(path, usual); s != device.Denied || !strings.Contains(text.In(words.Chinese), "usermod") {
			t.Errorf("got %s, %s", s, text.In(words.Chinese))
		}
	})
}

// asNobody gives path that mode and does do without root's privileges, which no lock holds against.
// Where the tests do not run as root, they have none to begin with.
func asNobody(t *testing.T, path string, mode os.FileMode, do func()) {
	t.Helper()
	for dir := filepath.Dir(path); dir != os.TempDir() && dir != "/"; dir = filepath.Dir(dir) {
		if err := os.Chmod(dir, 0o755); err != nil {
			t.Fatal(err)
		}
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		runtime.LockOSThread() // and never unlocked: the thread ends with the goroutine
		if os.Getuid() == 0 {
			const nobody, same = 65534, ^uintptr(0)
			if _, _, errno := unix.RawSyscall(unix.SYS_SETRESUID, same, nobody, same); errno != 0 {
				t.Errorf("becoming nobody: %v", errno)
				return
			}
		}
		do()
	}()
	<-done
}

func TestNoLine(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	for path, want := range map[string]string{
		file:                      "device.state.no_line",
		"/dev/null":               "device.state.no_line",
		dir:                       "device.state.failing",
		filepath.Join(dir, "not"): "device.state.absent",
	} {
		if _, text := refused(path, usual); text.Code != want {
			t.Errorf("%s: %s, want %s", path, text.Code, want)
		}
	}
}

// TestBauds opens a line at every rate that a profile may name: tarm refuses
// some that are common elsewhere.
func TestBauds(t *testing.T) {
	path := plug(t).Path()
	for _, baud := range device.Bauds {
		for _, line := range []device.Line{
			{Baud: baud, Size: 8, Parity: "none", Stop: 1},
			{Baud: baud, Size: 7, Parity: "even", Stop: 2},
			{Baud: baud, Size: 8, Parity: "odd", Stop: 1},
		} {
			port, err := serial.Open(context.Background(), at(path), line)
			if err != nil {
				t.Errorf("%+v: %v", line, err)
				continue
			}
			if err := port.Close(); err != nil {
				t.Error(err)
			}
		}
	}
	if s, _ := refused(path, device.Line{Baud: 14400, Size: 8, Parity: "none", Stop: 1}); s != device.Failing {
		t.Errorf("14400: %s", s)
	}
}

// TestDeafGunIsStillHeard holds that answers which find no taker never stop
// the codes, and are counted.
func TestDeafGunIsStillHeard(t *testing.T) {
	devicetest.NoLeaks(t)
	g := plug(t)
	if err := g.Deafen(); err != nil {
		t.Fatal(err)
	}
	l := devicetest.NewListener()
	ctx, cancel := context.WithCancel(context.Background())
	spec := device.Spec{Driver: "serial", Address: g.Path(), Name: "gun", Station: "dock-1", Profile: "deaf"}
	m, err := device.Start(ctx, []device.Spec{spec}, device.Options{
		Profiles: map[string]device.Profile{"deaf": {
			ID: "deaf", Transport: "serial", Line: usual,
			Framing:  device.Framing{Ends: [][]byte{{'\r'}}, Idle: time.Second},
			Feedback: map[device.Mark][]byte{device.Good: []byte("beep")},
		}},
		Drivers: map[string]device.Open{"serial": serial.Open},
		Handler: l,
	})
	if err != nil {
		t.Fatal(err)
	}
	defer func() { cancel(); m.Wait() }()
	l.Until(t, device.Connected)
	for range 50 {
		m.Answer("gun", device.Good)
		if err := g.Send([]byte("code\r")); err != nil {
			t.Fatal(err)
		}
		if f := l.Next(t); string(f.Data) != "code" {
			t.Fatalf("got %q", f.Data)
		}
	}
	if s := m.Statuses()[0]; s.Dropped == 0 {
		t.Error("answers that nobody heard were not counted")
	}
}

func BenchmarkPtyToHandler(b *testing.B) {
	g := plug(b)
	l := devicetest.NewListener()
	ctx, cancel := context.WithCancel(context.Background())
	spec := device.Spec{Driver: "serial", Address: g.Path(), Name: "gun", Station: "dock-1", Profile: "plain"}
	m, err := device.Start(ctx, []device.Spec{spec}, device.Options{
		Profiles: map[string]device.Profile{"plain": {ID: "plain", Transport: "serial", Line: usual,
			Framing: device.Framing{Ends: [][]byte{{'\r'}, {'\n'}}, Idle: time.Second}}},
		Drivers: map[string]device.Open{"serial": serial.Open},
		Handler: l,
	})
	if err != nil {
		b.Fatal(err)
	}
	l.Until(b, device.Connected)
	code := []byte("]d20109501101530003172612311210ABC123\x1d219999\r\n")
	b.ReportAllocs()
	for b.Loop() {
		if err := g.Send(code); err != nil {
			b.Fatal(err)
		}
		l.Next(b)
	}
	cancel()
	m.Wait()
}
