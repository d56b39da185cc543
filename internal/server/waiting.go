package server

import (
	"context"
	"errors"
	"fmt"
	"html/template"
	"log/slog"
	"net"
	"net/http"
	"strings"
	"time"

	"lotgate/internal/words"
)

// WaitingRoom answers at the door of a site that is not ready yet: every page
// and every question with a page that says how far it is, and that looks again
// by itself.
type WaitingRoom struct {
	Language words.Language // of who asks for none
	Say      func() words.Text
	Log      *slog.Logger
}

// waitAgain is how soon a browser looks again.
const waitAgain = 2 // seconds

var waitingPage = template.Must(template.New("").Parse(`<!doctype html>
<html lang="{{.Language}}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="refresh" content="{{.Again}}"><title>{{.Title}}</title></head>
<body><h1>{{.Title}}</h1><p>{{.Text}}</p></body></html>
`))

// Serve answers on l until stop is called, which closes l.
func (room WaitingRoom) Serve(l net.Listener) (stop func() error) {
	web := &http.Server{
		Handler: room, ReadHeaderTimeout: headerWait, ReadTimeout: readWait, WriteTimeout: writeWait, MaxHeaderBytes: headerBytes,
		ErrorLog: slog.NewLogLogger(room.Log.Handler(), slog.LevelDebug),
	}
	failed := make(chan error, 1)
	go func() { failed <- web.Serve(limitConns(l, maxConns)) }()
	return func() error {
		wait, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		err := web.Shutdown(wait)
		if errors.Is(err, context.DeadlineExceeded) { // somebody was slow to ask
			err = web.Close()
		}
		if served := <-failed; !errors.Is(served, http.ErrServerClosed) {
			err = errors.Join(err, fmt.Errorf("serve the waiting room: %w", served))
		}
		return err
	}
}

func (room WaitingRoom) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	h.Set("Retry-After", fmt.Sprint(waitAgain))
	h.Set("Cache-Control", "no-store")
	h.Set("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	l := (&Server{Options: Options{Language: room.Language}}).preferred(r)
	text := room.Say().In(l)
	if !strings.Contains(r.Header.Get("Accept"), "text/html") {
		h.Set("Content-Type", "text/plain; charset=utf-8")
		w.WriteHeader(http.StatusServiceUnavailable)
		fmt.Fprintln(w, text)
		return
	}
	h.Set("Content-Type", "text/html; charset=utf-8")
	w.WriteHeader(http.StatusServiceUnavailable)
	_ = waitingPage.Execute(w, map[string]any{ // to who may have gone
		"Language": l, "Again": waitAgain, "Title": words.Say("server.waiting.title").In(l), "Text": text,
	})
}
