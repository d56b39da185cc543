package main

import (
	"bufio"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"regexp"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
)

// daemon is a running Lotgate with its demo store.
type daemon struct {
	url    string
	dir    string
	greets string
	end    func() error // ends it and tells how it ended
}

var (
	readyAt = regexp.MustCompile(`ready at (\S+)`)
	dataAt  = regexp.MustCompile(`(?m)^Data: (.*)$`)
)

// startDaemon runs serve on a free port until the test ends.
func startDaemon(t *testing.T, data string) *daemon {
	t.Helper()
	t.Setenv("LC_ALL", "C")
	c := usual()
	c.Demo, c.Listen, c.Data, c.Zone = true, "127.0.0.1:0", data, "Asia/Shanghai"
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	ended := make(chan error, 1)
	go func() {
		err := serve(ctx, c, in)
		in.CloseWithError(err)
		ended <- err
	}()
	d := &daemon{}
	d.end = func() error {
		cancel()
		err := <-ended
		ended <- err
		return err
	}
	t.Cleanup(func() {
		if err := d.end(); err != nil {
			t.Error(err)
		}
	})
	lines := bufio.NewScanner(out)
	for !strings.Contains(d.greets, "Ctrl-C") && lines.Scan() {
		d.greets += lines.Text() + "\n"
	}
	if err := lines.Err(); err != nil {
		t.Fatal(err)
	}
	go io.Copy(io.Discard, out)
	d.url, d.dir = readyAt.FindStringSubmatch(d.greets)[1], dataAt.FindStringSubmatch(d.greets)[1]
	return d
}

func TestDemoGreetsAndLeavesNothing(t *testing.T) {
	d := startDaemon(t, "")
	for _, want := range []string{d.url + "/demo", d.url + "/station/dock-1", d.url + "/board/pick", "LGP.1001   PIN 1111   Storekeeper", "This data is gone when the demo ends"} {
		if !strings.Contains(d.greets, want) {
			t.Errorf("%q is missing in\n%s", want, d.greets)
		}
	}
	answer, err := http.Get(d.url + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer answer.Body.Close()
	var health struct{ OK bool }
	if err := json.NewDecoder(answer.Body).Decode(&health); err != nil || !health.OK {
		t.Errorf("health: %v, %v", health, err)
	}
	if _, err := os.Stat(d.dir); err != nil {
		t.Error(err)
	}
	if err := d.end(); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(d.dir); !os.IsNotExist(err) {
		t.Errorf("the demo's data directory is still there: %v", err)
	}
}

// TestBesideADaemon plays the commands while a daemon holds the store.
func TestBesideADaemon(t *testing.T) {
	// Not t.TempDir: a socket's path may be no longer than some 100 bytes.
	dir, err := os.MkdirTemp("", "lotgate-test-")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { os.RemoveAll(dir) })
	d := startDaemon(t, dir)
	testscript.Run(t, testscript.Params{
		Dir: "testdata/daemon",
		Setup: func(e *testscript.Env) error {
			e.Vars = append(e.Vars, "LC_ALL=C", "DIR="+d.dir, "DAEMON="+d.url, "LISTEN="+strings.TrimPrefix(d.url, "http://"))
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			// keep NAME keeps what was printed as a variable.
			"keep": func(s *testscript.TestScript, _ bool, args []string) {
				s.Setenv(args[0], strings.TrimSpace(s.ReadFile("stdout")))
			},
		},
	})
}

func TestAddresses(t *testing.T) {
	for _, c := range []struct {
		url             string
		hosts           []string
		here, elsewhere string
	}{
		{"http://127.0.0.1:8410", nil, "http://127.0.0.1:8410", ""},
		{"https://192.0.2.1:8410", []string{"dock"}, "https://192.0.2.1:8410", ""},
		{"https://[::]:8410", []string{"dock", "192.0.2.1"}, "https://localhost:8410", "https://dock:8410"},
		{"https://0.0.0.0:8410", []string{"2001:db8::1"}, "https://localhost:8410", "https://[2001:db8::1]:8410"},
		{"https://0.0.0.0:8410", nil, "https://localhost:8410", ""},
	} {
		if here, elsewhere := addresses(c.url, c.hosts); here != c.here || elsewhere != c.elsewhere {
			t.Errorf("%s %v: %s and %s", c.url, c.hosts, here, elsewhere)
		}
	}
}
