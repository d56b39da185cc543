package ops_test

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"lotgate/internal/ops"
)

const patience = 20 * time.Second

// systemd listens as systemd does, and tells what comes.
func systemd(t *testing.T, name string) (socket string, heard func() string) {
	t.Helper()
	dir, err := os.MkdirTemp("", "lotgate-test-") // not t.TempDir: a socket's path may be no longer than some 100 bytes
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	address := filepath.Join(dir, name)
	if strings.HasPrefix(name, "@") {
		address = name
	}
	conn, err := net.ListenUnixgram("unixgram", &net.UnixAddr{Name: address, Net: "unixgram"})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	return address, func() string {
		t.Helper()
		conn.SetReadDeadline(time.Now().Add(patience))
		b := make([]byte, 4096)
		n, err := conn.Read(b)
		if err != nil {
			t.Fatal(err)
		}
		return string(b[:n])
	}
}

func env(pairs ...string) func(string) string {
	all := map[string]string{}
	for i := 0; i+1 < len(pairs); i += 2 {
		all[pairs[i]] = pairs[i+1]
	}
	return func(name string) string { return all[name] }
}

func TestTell(t *testing.T) {
	for _, name := range []string{"notify", fmt.Sprint("@lotgate-test-", os.Getpid())} {
		socket, heard := systemd(t, name)
		s, err := ops.SystemdOf(env("NOTIFY_SOCKET", socket))
		if err != nil || s.Tell("READY=1") != nil {
			t.Fatal(err)
		}
		if got := heard(); got != "READY=1" {
			t.Errorf("%s heard %q", name, got)
		}
	}
	nobody, err := ops.SystemdOf(env())
	if err != nil || nobody.Tell("READY=1") != nil {
		t.Error("without systemd it is a fault to be without systemd")
	}
	gone, _ := ops.SystemdOf(env("NOTIFY_SOCKET", "/nowhere/at/all"))
	if gone.Tell("READY=1") == nil {
		t.Error("nobody heard it, and that is no fault")
	}
	for _, wrong := range []string{"-1", "0", "soon"} {
		if _, err := ops.SystemdOf(env("NOTIFY_SOCKET", "/x", "WATCHDOG_USEC", wrong)); err == nil {
			t.Errorf("WATCHDOG_USEC=%s is taken", wrong)
		}
	}
}

// TestWatchdogIsFedByTheLiving: signs of life come as long as there is life,
// and not one more.
func TestWatchdogIsFedByTheLiving(t *testing.T) {
	socket, heard := systemd(t, "notify")
	s, err := ops.SystemdOf(env("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "20000", "WATCHDOG_PID", fmt.Sprint(os.Getpid())))
	if err != nil {
		t.Fatal(err)
	}
	var stuck atomic.Bool
	var lived atomic.Int64
	asked := make(chan bool, 1000)
	alive := func(ctx context.Context) error {
		select {
		case asked <- stuck.Load():
		default:
		}
		if stuck.Load() {
			<-ctx.Done()
			return ctx.Err()
		}
		lived.Add(1)
		return nil
	}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan struct{})
	go func() { s.Watch(ctx, alive, slog.New(slog.DiscardHandler)); close(ended) }()
	for range 3 {
		if got := heard(); got != "WATCHDOG=1" {
			t.Fatalf("heard %q", got)
		}
	}
	stuck.Store(true)
	for range 3 { // while it is stuck it is asked again and again
		for !<-asked {
		}
	}
	cancel()
	<-ended
	if err := s.Tell("the end"); err != nil {
		t.Fatal(err)
	}
	signs := int64(3)
	for heard() != "the end" {
		signs++
	}
	if signs != lived.Load() {
		t.Errorf("%d signs of life were given, there was life %d times", signs, lived.Load())
	}
	// Another process's watchdog is not ours.
	other, err := ops.SystemdOf(env("NOTIFY_SOCKET", socket, "WATCHDOG_USEC", "20000", "WATCHDOG_PID", "1"))
	if err != nil {
		t.Fatal(err)
	}
	other.Watch(t.Context(), func(context.Context) error { return errors.New("asked") }, slog.New(slog.DiscardHandler)) // returns at once
}

func TestFigures(t *testing.T) {
	f := ops.NewFigures("v1", func() []ops.Gauge {
		return []ops.Gauge{{Name: "lotgate_queue", Help: "h", Value: 7}, {Name: "lotgate_gun", Help: "h", Labels: []string{"scanner", `a"b`}, Value: 1}, {Name: "lotgate_sent_total", Help: "h", Value: 3, Counts: true}}
	})
	f.Scan("dock-1", "good")
	f.Scan("dock-1", "good")
	f.Scan("dock-1", "bad")
	f.Command(80*time.Microsecond, 3*time.Millisecond)
	f.Checkpoint(30 * time.Millisecond)
	w := httptest.NewRecorder()
	f.Handler().ServeHTTP(w, httptest.NewRequest("GET", "/metrics", nil))
	for _, want := range []string{
		`lotgate_scans_total{outcome="good",station="dock-1"} 2`, `lotgate_scans_total{outcome="bad",station="dock-1"} 1`,
		`lotgate_decision_seconds_bucket{le="5e-05"} 0`, `lotgate_decision_seconds_bucket{le="0.0001"} 1`,
		`lotgate_durable_seconds_bucket{le="0.0025"} 0`, `lotgate_durable_seconds_bucket{le="0.005"} 1`, `lotgate_checkpoint_seconds_count 1`,
		"lotgate_queue 7", `lotgate_gun{scanner="a\"b"} 1`, "# TYPE lotgate_sent_total counter", `lotgate_build_info{version="v1"} 1`, "go_goroutines",
	} {
		if !strings.Contains(w.Body.String(), want) {
			t.Errorf("%q is missing in\n%s", want, w.Body)
		}
	}
}

func TestTailKeepsTheLastLines(t *testing.T) {
	var out bytes.Buffer
	tail := ops.NewTail(&out)
	log := slog.New(slog.NewTextHandler(tail, nil))
	for i := range 2500 {
		log.Info("line", "n", i)
	}
	last := string(tail.Last())
	if n := strings.Count(last, "\n"); n != 2000 || !strings.Contains(last, "n=500\n") || strings.Contains(last, "n=499\n") || !strings.HasSuffix(last, "n=2499\n") {
		t.Errorf("%d lines are kept", n)
	}
	if strings.Count(out.String(), "\n") != 2500 {
		t.Error("not all was passed on")
	}
}

func TestRedact(t *testing.T) {
	for text, want := range map[string]string{
		"target: ipp://user:hunter2@10.0.0.5/x": "target: ipp://(removed)10.0.0.5/x",
		"tcp:10.0.0.5:9100":                     "tcp:10.0.0.5:9100",
		`password: "a b" next`:                  "password: (removed) next",
		`{"pin":"1111","x":1}`:                  `{"pin":(removed),"x":1}`,
		"Authorization: Bearer abc.def":         "Authorization: Bearer (removed)",
		"token=abc station=dock-1":              "token=(removed) station=dock-1",
		"a shipping: 5 boxes":                   "a shipping: 5 boxes",
	} {
		if got := string(ops.Redact([]byte(text))); got != want {
			t.Errorf("%s\n  is %s\nwant %s", text, got, want)
		}
	}
}

func TestBundle(t *testing.T) {
	dir := t.TempDir()
	for _, name := range []string{"lotgate.db", "papers/RK-1.pdf", "labels/a.png", "archive/x.archive"} {
		path := filepath.Join(dir, name)
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o700), os.WriteFile(path, []byte("x"), 0o600)); err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := ops.Bundle(&b, time.Now(), map[string][]byte{"files.txt": ops.Files(dir), "log.txt": []byte("pin=1111\n")}); err != nil {
		t.Fatal(err)
	}
	z, err := zip.NewReader(bytes.NewReader(b.Bytes()), int64(b.Len()))
	if err != nil {
		t.Fatal(err)
	}
	texts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		text, _ := io.ReadAll(r)
		texts[f.Name] = string(text)
	}
	files := texts["files.txt"]
	if !strings.Contains(files, "lotgate.db") || !strings.Contains(files, "x.archive") || strings.Contains(files, "RK-1") || strings.Contains(files, "a.png") || !strings.Contains(files, "1  files in papers") {
		t.Errorf("it lists\n%s", files)
	}
	if texts["log.txt"] != "pin=(removed)\n" {
		t.Errorf("the log is %q", texts["log.txt"])
	}
}

func TestDiskFree(t *testing.T) {
	if free, err := ops.DiskFree(t.TempDir()); err != nil || free <= 0 {
		t.Errorf("%d, %v", free, err)
	}
	if _, err := ops.DiskFree("/nowhere/at/all"); err == nil {
		t.Error("there is room nowhere")
	}
}
