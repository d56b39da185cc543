package server_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"lotgate/internal/fact"
	"lotgate/internal/server"
)

func TestListen(t *testing.T) {
	for address, code := range map[string]string{
		"127.0.0.1:0":      "",
		"localhost:0":      "",
		"[::1]:0":          "",
		"0.0.0.0:0":        "plaintext_outside",
		":0":               "plaintext_outside",
		"[::]:0":           "plaintext_outside",
		"192.0.2.1:0":      "plaintext_outside",
		"127.0.0.1":        "address",
		"127.0.0.1:http:1": "address",
		"127.0.0.1:99999":  "address",
	} {
		l, err := server.Listen(address, nil, time.Now())
		if l != nil {
			l.Close()
		}
		if code == "" && err != nil && !strings.Contains(err.Error(), "cannot assign") { // no IPv6 here
			t.Errorf("%s: %v", address, err)
		}
		if code != "" && !errors.Is(err, fact.Refuse(code)) {
			t.Errorf("%s: %v, want %s", address, err, code)
		}
	}
}

func TestHosts(t *testing.T) {
	for address, want := range map[string]string{
		"127.0.0.1:8410": "localhost:8410 127.0.0.1:8410 [::1]:8410 127.0.0.1:8410",
		"192.0.2.1:8410": "dock:8410 192.0.2.1:8410",
		"0.0.0.0:443":    "dock:443 dock localhost:443 localhost 127.0.0.1:443 127.0.0.1 [::1]:443 [::1]",
	} {
		at, err := net.ResolveTCPAddr("tcp", address)
		if err != nil {
			t.Fatal(err)
		}
		var names []string
		if strings.Contains(want, "dock") {
			names = []string{"DOCK"}
		}
		if got := strings.Join(server.Hosts(at, names...), " "); got != want {
			t.Errorf("%s is called %s, want %s", address, got, want)
		}
	}
}

// TestSiteCertificate makes one, uses it, keeps it over a restart, and makes
// another only where it must.
func TestSiteCertificate(t *testing.T) {
	dir, now := t.TempDir(), time.Now()
	file := filepath.Join(dir, "site.pem")
	leaf := func(at time.Time, names ...string) *x509.Certificate {
		t.Helper()
		l, err := server.Listen("127.0.0.1:0", &server.TLS{Dir: dir, Names: names}, at)
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		pair, err := tls.LoadX509KeyPair(file, file)
		if err != nil {
			t.Fatal(err)
		}
		return pair.Leaf
	}
	first := leaf(now, "dock.hospital.example", "192.0.2.7")
	if info, err := os.Stat(file); err != nil || info.Mode() != 0o600 {
		t.Errorf("%s: %v %v", file, info.Mode(), err)
	}
	if _, err := os.Stat(file + ".new"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a part is left: %v", err)
	}
	for _, name := range []string{"dock.hospital.example", "192.0.2.7", "localhost", "127.0.0.1", "::1"} {
		if err := first.VerifyHostname(name); err != nil {
			t.Error(err)
		}
	}
	if life := first.NotAfter.Sub(now); life > 825*24*time.Hour || first.IsCA {
		t.Errorf("lives %s, CA %v", life, first.IsCA)
	}
	if again := leaf(now.AddDate(1, 0, 0), "192.0.2.7"); again.SerialNumber.Cmp(first.SerialNumber) != 0 {
		t.Error("a good certificate was replaced")
	}
	if other := leaf(now, "other.example"); other.SerialNumber.Cmp(first.SerialNumber) == 0 {
		t.Error("a certificate without the name was kept")
	}
	if later := leaf(now.Add(820*24*time.Hour), "other.example"); later.NotAfter.Before(now.Add(826 * 24 * time.Hour)) {
		t.Error("a certificate that ends within days was kept")
	}
	if err := os.WriteFile(file, []byte("rubbish"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := server.Listen("127.0.0.1:0", &server.TLS{Dir: dir}, now); err == nil {
		t.Error("a damaged certificate was taken or written over")
	}
	if _, err := server.Listen("127.0.0.1:0", &server.TLS{CertFile: "none", KeyFile: "none"}, now); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a given certificate that is not there: %v", err)
	}
}

// TestServeTLS runs the server as the daemon does: TLS, a socket and a page,
// and an orderly end while the socket is open.
func TestServeTLS(t *testing.T) {
	dir := t.TempDir()
	l, err := server.Listen("127.0.0.1:0", &server.TLS{Dir: dir}, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	var s *server.Server
	newHouse(t, func(o *server.Options) {
		own := *o
		own.Hosts, own.Secure = server.Hosts(l.Addr()), true
		if s, err = server.New(own); err != nil {
			t.Fatal(err)
		}
	})
	ctx, cancel := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()

	pem, err := os.ReadFile(filepath.Join(dir, "site.pem"))
	if err != nil {
		t.Fatal(err)
	}
	trust := x509.NewCertPool()
	trust.AppendCertsFromPEM(pem)
	config := &tls.Config{RootCAs: trust}
	client := &http.Client{Transport: &http.Transport{TLSClientConfig: config}}
	response, err := client.Get("https://" + l.Addr().String() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	response.Body.Close()
	if response.StatusCode != http.StatusOK || !strings.Contains(response.Header.Get("Content-Security-Policy"), "wss://"+l.Addr().String()) {
		t.Errorf("%d %v", response.StatusCode, response.Header)
	}
	dialer := websocket.Dialer{TLSClientConfig: config}
	conn, _, err := dialer.Dial(fmt.Sprintf("wss://%s%s", l.Addr(), dockLive), nil)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()
	if _, _, err := conn.ReadMessage(); err != nil {
		t.Fatal(err)
	}
	cancel()
	if _, _, err := conn.ReadMessage(); !websocket.IsCloseError(err, websocket.CloseGoingAway) {
		t.Errorf("the socket ended with %v", err)
	}
	if err := <-served; err != nil {
		t.Errorf("Serve = %v", err)
	}
	if _, err := net.Dial("tcp", l.Addr().String()); err == nil {
		t.Error("still listening")
	}
}

func TestServeTellsAFault(t *testing.T) {
	h := newHouse(t)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	l.Close()
	if err := h.server.Serve(t.Context(), l); !errors.Is(err, net.ErrClosed) {
		t.Errorf("Serve = %v", err)
	}
}

func TestNewNeedsItsParts(t *testing.T) {
	if _, err := server.New(server.Options{}); err == nil {
		t.Error("a server was made of nothing")
	}
}

// TestLimiter spends an allowance, waits as long as is asked, and spends again.
func TestLimiter(t *testing.T) {
	now := time.Now()
	l := server.NewTaker(2, 3, func() time.Time { return now })
	var waits []time.Duration
	for range 4 {
		waits = append(waits, l.Allow("a"))
	}
	if want := []time.Duration{0, 0, 0, 500 * time.Millisecond}; !slices.Equal(waits, want) {
		t.Errorf("waits %v, want %v", waits, want)
	}
	if wait := l.Allow("b"); wait != 0 {
		t.Errorf("another address waits %s", wait)
	}
	now = now.Add(500 * time.Millisecond)
	if wait := l.Allow("a"); wait != 0 {
		t.Errorf("after the wait: %s", wait)
	}
	now = now.Add(-time.Hour)
	if wait := l.Allow("a"); wait > time.Second {
		t.Errorf("after the clock was set back: %s", wait)
	}
	now = now.Add(2 * time.Hour)
	for range 3 {
		waits = append(waits, l.Allow("a"))
	}
	if wait := l.Allow("a"); wait == 0 {
		t.Error("hours filled the allowance beyond its brim")
	}
}

// TestManyAddresses comes from more addresses than are remembered.
func TestManyAddresses(t *testing.T) {
	now := time.Now()
	l := server.NewTaker(1, 1, func() time.Time { return now })
	for i := range 4096 {
		l.Allow(fmt.Sprint(i))
	}
	if l.Allow("x") != 0 || l.Allow("y") == 0 {
		t.Error("the addresses beyond do not share one allowance")
	}
	now = now.Add(time.Minute) // all have their allowance back and are forgotten
	if l.Allow("x") != 0 || l.Allow("y") != 0 {
		t.Error("nothing was forgotten")
	}
}

func TestRemoteOf(t *testing.T) {
	for address, want := range map[string]string{
		"192.0.2.7:1234":              "192.0.2.7",
		"[::ffff:192.0.2.7]:1234":     "192.0.2.7",
		"[2001:db8:1:2:3:4:5:6]:1234": "2001:db8:1:2::/64",
		"[fe80::1%eth0]:1234":         "fe80::/64",
		"[::1]:1234":                  "::1",
		"@":                           "unknown",
	} {
		if got := server.RemoteOf(address); got != want {
			t.Errorf("RemoteOf(%s) = %s, want %s", address, got, want)
		}
	}
}

// TestLocalOnly asks from another machine for what only this one may have.
func TestLocalOnly(t *testing.T) {
	h := newHouse(t)
	for _, path := range []string{"/api/v1/demo", "/api/v1/demo/code.png?as=qr&data=QQ", "/api/v1/setup"} {
		method := "GET"
		if strings.HasSuffix(path, "setup") {
			method = "POST"
		}
		if a := h.fromAfar(method, path); a.code() != "local_only" || a.StatusCode != http.StatusForbidden {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.text)
		}
	}
	if a := h.fromAfar("GET", "/api/v1/me"); a.StatusCode != http.StatusOK {
		t.Errorf("me: %d %s", a.StatusCode, a.text)
	}
}
