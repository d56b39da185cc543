package site_test

import (
	"bytes"
	"fmt"
	"net"
	"net/http"
	"sync"
	"syscall"
	"testing"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/clock"
	"lotgate/internal/site"
)

// deaf is a printer that takes a connection and says and reads nothing.
func deaf(t *testing.T) (address string) {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	var mu sync.Mutex
	var conns []net.Conn
	go func() {
		for {
			conn, err := l.Accept()
			if err != nil {
				return
			}
			mu.Lock()
			conns = append(conns, conn)
			mu.Unlock()
		}
	}()
	t.Cleanup(func() {
		l.Close()
		mu.Lock()
		defer mu.Unlock()
		for _, c := range conns {
			c.Close()
		}
	})
	return l.Addr().String()
}

// TestToldToEnd ends the daemon in a flood of scans and posts, with a printer
// that does not answer, a screen that watches and a request that never comes to
// its end. It ends in order, soon, and what it had answered is there.
func TestToldToEnd(t *testing.T) {
	v := victim{t: t, dir: t.TempDir(), gun: plugIn(t, "gun-1")}
	v.fill()
	process, address := v.start(envPrinter + "=" + deaf(t))
	defer process.Process.Kill()
	dock := newClient(t, address).at("dock-1", "1001")
	dock.await("the gun", func(s shown) bool { return len(s.Notices) == 0 })
	half, err := net.Dial("tcp", address[len("http://"):])
	if err != nil {
		t.Fatal(err)
	}
	defer half.Close()
	fmt.Fprint(half, "POST /api/v1/session HTTP/1.1\r\nHost: "+address[len("http://"):]+"\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{")
	posts := newClient(t, address)
	posts.must("POST", "/api/v1/session", map[string]string{"badge": "3001", "pin": pinOf("3001")}, nil)
	var posting sync.WaitGroup
	answered := 0
	posting.Go(func() { answered = flood(posts) })
	dock.good(func() { v.send("LGD.CG-1001") })
	var codes []string
	for i := range 60 {
		codes = append(codes, string(serialised(t, fmt.Sprintf("E-%02d", i))))
	}
	v.send(codes...)
	dock.await("some good packs", func(shown) bool { return len(goodSerials(dock)) >= 5 })
	told := time.Now()
	if err := process.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := process.Wait(); err != nil {
		t.Errorf("it ended with %v", err)
	}
	t.Logf("it was gone after %v", time.Since(told))
	<-dock.over
	posting.Wait()
	good := map[string]bool{}
	for _, serial := range goodSerials(dock) {
		good[serial] = true
	}
	v.check(good)
	v.checkPosts(answered)
	t.Logf("%d packs were shown as good, %d posts answered", len(good), answered)
}

// flood changes a person's language again and again until nobody answers, and
// tells how often it was answered.
func flood(c *client) (answered int) {
	for {
		language := []string{"en", "zh-CN"}[answered%2]
		request, err := http.NewRequest("PUT", c.url+"/api/v1/me/language", bytes.NewReader(fmt.Appendf(nil, `{"language":%q}`, language)))
		if err != nil {
			return answered
		}
		request.Header.Set("Content-Type", "application/json")
		answer, err := c.http.Do(request)
		if err != nil {
			return answered
		}
		answer.Body.Close()
		if answer.StatusCode/100 == 2 {
			answered++
		}
	}
}

func (v victim) checkPosts(answered int) {
	v.t.Helper()
	books, err := site.OpenBooks(v.dir, clock.In(zone))
	if err != nil {
		v.t.Fatal(err)
	}
	defer books.Close()
	if n := len(facts[auth.LanguageChosen](v.t, books, 0)); n < answered || answered == 0 {
		v.t.Errorf("%d posts were answered, %d are there", answered, n)
	}
}
