package devicetest

import (
	"bytes"
	"context"
	"fmt"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lotgate/internal/device"
)

// Gun is the far end of the driver under test.
type Gun interface {
	Send([]byte) error
	Unplug() error
	Replug() error
	Heard() []byte // what the daemon answered, all of it if it is short
}

// Rig makes guns for one driver.
type Rig struct {
	Driver string
	Open   device.Open
	// Profile is what its guns do; nil is a profile that ends codes by CR or LF.
	Profile *device.Profile
	// Guns is how many there can be at once; 0 is as many as are asked for.
	Guns int
	// Deaf guns take no answers.
	Deaf bool
	// Gun plugs in a gun that ends with the test, and says its address.
	Gun func(t testing.TB) (gun Gun, address string)
}

// profile is what the suite's guns do.
func profile(rig Rig) device.Profile {
	if rig.Profile != nil {
		return *rig.Profile
	}
	transport := "serial"
	if rig.Driver == "tcp" || rig.Driver == "listen" {
		transport = "network"
	}
	return device.Profile{
		ID: "suite", Transport: transport,
		Line:     device.Line{Baud: 9600, Size: 8, Parity: "none", Stop: 1},
		Framing:  device.Framing{Ends: [][]byte{{'\r'}, {'\n'}}, Idle: 2 * time.Second},
		Feedback: map[device.Mark][]byte{device.Good: []byte("good;"), device.Bad: []byte("bad;"), device.Greet: []byte("hello;")},
	}
}

// bench is one running Manager with its guns.
type bench struct {
	*Listener
	manager *device.Manager
	guns    []Gun
	opened  func() *counter // the port that was opened last
	stop    func()
}

// start runs a Manager with n guns, plugged in and connected.
func start(t *testing.T, rig Rig, n int) *bench {
	t.Helper()
	NoLeaks(t)
	b := &bench{Listener: NewListener()}
	var specs []device.Spec
	for i := range n {
		gun, address := rig.Gun(t)
		b.guns = append(b.guns, gun)
		specs = append(specs, device.Spec{Driver: rig.Driver, Address: address, Name: "gun-" + strconv.Itoa(i), Profile: profile(rig).ID, Station: "dock-" + strconv.Itoa(i)})
	}
	var last atomic.Pointer[counter]
	b.opened = last.Load
	ctx, cancel := context.WithCancel(context.Background())
	manager, err := device.Start(ctx, specs, device.Options{
		Profiles: map[string]device.Profile{profile(rig).ID: profile(rig)},
		Drivers:  map[string]device.Open{rig.Driver: counted(rig.Open, &last)},
		Handler:  b.Listener,
	})
	if err != nil {
		t.Fatal(err)
	}
	b.manager = manager
	b.stop = func() { cancel(); manager.Wait() }
	t.Cleanup(b.stop)
	for range n {
		b.Until(t, device.Connected)
	}
	return b
}

func (b *bench) send(t *testing.T, gun int, data string) {
	t.Helper()
	if err := b.guns[gun].Send([]byte(data)); err != nil {
		t.Fatal(err)
	}
}

// gets fails the test unless the next frame is want.
func (b *bench) gets(t *testing.T, want string) device.Frame {
	t.Helper()
	f := b.Next(t)
	if string(f.Data) != want {
		t.Fatalf("got %q, want %q", f.Data, want)
	}
	return f
}

// Suite runs every test against the driver of rig.
func Suite(t *testing.T, rig Rig) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Rig)
	}{
		{"every byte but the end arrives as it was sent", everyByte},
		{"100 codes without a pause", backToBack},
		{"1 MiB without an end", endless},
		{"half a code at unplug, then replug", unplugged},
		{"plugged in late", late},
		{"many unplugs", flapping},
		{"16 guns at once", manyGuns},
		{"answers reach the gun", answers},
		{"nothing to do while nothing comes", idle},
		{"everything ends with its context", ending},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, rig) })
	}
}

func everyByte(t *testing.T, rig Rig) {
	b := start(t, rig, 1)
	var all []byte
	for c := range 256 {
		if c != '\r' && c != '\n' {
			all = append(all, byte(c))
		}
	}
	b.send(t, 0, string(all)+"\r")
	b.gets(t, string(all))
	b.Nothing(t)
}

func backToBack(t *testing.T, rig Rig) {
	b := start(t, rig, 1)
	var all bytes.Buffer
	for i := range 100 {
		fmt.Fprintf(&all, "]d20109501101530003172612311%03d\x1d21%d\r\n", i, i)
	}
	b.send(t, 0, all.String())
	for i := range 100 {
		b.gets(t, fmt.Sprintf("]d20109501101530003172612311%03d\x1d21%d", i, i))
	}
	b.send(t, 0, "last\r")
	b.gets(t, "last")
	b.Nothing(t)
}

func endless(t *testing.T, rig Rig) {
	b := start(t, rig, 1)
	b.send(t, 0, string(bytes.Repeat([]byte("0123456789abcdef"), 1<<16))+"\r\nwhole\r\n")
	b.gets(t, "whole")
	if trouble := b.NextTrouble(t); trouble.Kind != device.TooLong || trouble.Scanner != "gun-0" || trouble.Station != "dock-0" {
		t.Errorf("got %+v", trouble)
	}
	b.Nothing(t)
}

func unplugged(t *testing.T, rig Rig) {
	b := start(t, rig, 1)
	b.send(t, 0, "whole\rhalf")
	b.gets(t, "whole")
	if err := b.guns[0].Unplug(); err != nil {
		t.Fatal(err)
	}
	if s := b.Until(t, device.Absent); s.Text.IsZero() {
		t.Error("an unplugged gun without words")
	}
	// The half may or may not have left the gun before the cable was pulled;
	// what must never happen is that it becomes a frame.
	if err := b.guns[0].Replug(); err != nil {
		t.Fatal(err)
	}
	b.Until(t, device.Connected)
	b.send(t, 0, "after\r")
	b.gets(t, "after")
	select {
	case trouble := <-b.troubles:
		if trouble.Kind != device.CutOff {
			t.Errorf("got trouble %s", trouble.Kind)
		}
	default:
	}
	b.Nothing(t)
	if s := b.manager.Statuses()[0]; s.Connects != 2 || s.Frames != 2 {
		t.Errorf("%d connects and %d frames, want 2 and 2", s.Connects, s.Frames)
	}
}

func late(t *testing.T, rig Rig) {
	b := start(t, rig, 1)
	if err := b.guns[0].Unplug(); err != nil {
		t.Fatal(err)
	}
	b.Until(t, device.Absent)
	if err := b.guns[0].Replug(); err != nil {
		t.Fatal(err)
	}
	b.Until(t, device.Connected)
	b.send(t, 0, "late\r")
	b.gets(t, "late")
}

func flapping(t *testing.T, rig Rig) {
	b := start(t, rig, 1)
	for i := range 5 {
		want := "code " + strconv.Itoa(i)
		b.send(t, 0, want+"\r")
		b.gets(t, want)
		if err := b.guns[0].Unplug(); err != nil {
			t.Fatal(err)
		}
		b.Until(t, device.Absent)
		if err := b.guns[0].Replug(); err != nil {
			t.Fatal(err)
		}
		b.Until(t, device.Connected)
	}
	b.Nothing(t)
}

func manyGuns(t *testing.T, rig Rig) {
	const each = 100
	guns := 16
	if rig.Guns > 0 {
		guns = min(guns, rig.Guns)
	}
	b := start(t, rig, guns)
	for gun := range guns {
		go func() {
			for i := range each {
				_ = b.guns[gun].Send(fmt.Appendf(nil, "%d:%d\r", gun, i)) // a lost code fails the test below
			}
		}()
	}
	next := make([]int, guns)
	for range guns * each {
		f := b.Next(t)
		sender, _, _ := strings.Cut(string(f.Data), ":")
		gun, err := strconv.Atoi(sender)
		if err != nil || gun >= guns {
			t.Fatalf("got %q", f.Data)
		}
		if want := fmt.Sprintf("%d:%d", gun, next[gun]); string(f.Data) != want {
			t.Fatalf("got %q, want %q", f.Data, want)
		}
		if f.Scanner != fmt.Sprintf("gun-%d", gun) || f.Station != fmt.Sprintf("dock-%d", gun) || f.At.IsZero() {
			t.Fatalf("%q came from %s at %s", f.Data, f.Scanner, f.Station)
		}
		next[gun]++
	}
	b.Nothing(t)
}

func answers(t *testing.T, rig Rig) {
	if rig.Deaf {
		t.Skip("guns of this kind take no answers")
	}
	b := start(t, rig, 1)
	b.manager.Answer("gun-0", device.Good)
	b.manager.Answer("gun-0", device.Ask) // the profile has no bytes for it
	b.manager.Answer("gun-0", device.Bad)
	b.manager.Answer("nobody", device.Bad)
	want := "hello;good;bad;"
	for end := time.Now().Add(patience); string(b.guns[0].Heard()) != want; time.Sleep(time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("the gun heard %q, want %q", b.guns[0].Heard(), want)
		}
	}
}

// idle holds a driver to waiting: one that polled or took an idle line for
// bytes would read thousands of times here.
func idle(t *testing.T, rig Rig) {
	b := start(t, rig, 1)
	b.send(t, 0, "first\r")
	b.gets(t, "first")
	before, used := b.opened().reads.Load(), processorTime(t)
	time.Sleep(300 * time.Millisecond)
	if reads := b.opened().reads.Load() - before; reads > 10 {
		t.Errorf("%d reads of an idle line", reads)
	}
	if used = processorTime(t) - used; used > 150*time.Millisecond {
		t.Errorf("an idle line took %v of the processor in 300 ms", used)
	}
	b.send(t, 0, "second\r")
	b.gets(t, "second")
}

func ending(t *testing.T, rig Rig) {
	b := start(t, rig, 2)
	b.send(t, 0, "half")
	b.send(t, 1, "whole\r")
	b.gets(t, "whole")
	b.stop() // returns, though neither gun sends another byte; NoLeaks does the rest
}
