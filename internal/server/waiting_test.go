package server_test

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"lotgate/internal/server"
	"lotgate/internal/words"
)

// TestTheWaitingRoom answers everything with how far it is, in the language of
// who asks, and leaves the door to whoever comes after it.
func TestTheWaitingRoom(t *testing.T) {
	l, err := server.Listen("127.0.0.1:0", nil, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	done := 41
	room := server.WaitingRoom{Language: "zh-CN", Log: slog.New(slog.DiscardHandler), Say: func() words.Text {
		done++
		return words.Say("server.waiting.rebuilding", "done", done, "of", 1000)
	}}
	stop := room.Serve(l)
	for _, test := range []struct{ path, accept, language, want string }{
		{"/station/dock-1", "text/html,*/*", "en-GB", "42 of 1000"},
		{"/readyz", "", "en", "43 of 1000"},
		{"/api/v1/stock", "application/json", "", "44 / 1000"},
	} {
		status, kind, body := askRoom(t, l.Addr().String(), test.path, test.accept, test.language)
		if page := strings.Contains(test.accept, "html"); status != http.StatusServiceUnavailable || !strings.Contains(body, test.want) ||
			page != strings.Contains(kind, "html") || page != strings.Contains(body, `http-equiv="refresh"`) {
			t.Errorf("%s: %d %s\n%s", test.path, status, kind, body)
		}
	}
	if err := stop(); err != nil {
		t.Error(err)
	}
	again, err := server.Listen(l.Addr().String(), nil, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	again.Close()
}

func askRoom(t *testing.T, address, path, accept, language string) (status int, kind, body string) {
	t.Helper()
	request, err := http.NewRequest("GET", fmt.Sprint("http://", address, path), nil)
	if err != nil {
		t.Fatal(err)
	}
	request.Header.Set("Accept", accept)
	request.Header.Set("Accept-Language", language)
	request.Close = true
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	if err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, response.Header.Get("Content-Type"), string(text)
}
