package server

import (
	"fmt"
	"mime"
	"net/http"
	"strings"

	"lotgate/internal/auth"
)

// ServeHTTP is the gate: every request goes through it, and there is no other
// way in.
func (s *Server) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	defer s.rescue(w, r)
	s.harden(w, r)
	if err := s.checkSender(r); err != nil {
		s.refuse(w, r, err)
		return
	}
	if wait := s.general.allow(remoteOf(r.RemoteAddr)); wait > 0 {
		s.refuse(w, r, tooFast(wait))
		return
	}
	handler, pattern := s.mux.Handler(r)
	if pattern == "" {
		s.refuse(w, r, missing(w, handler, r))
		return
	}
	s.mux.ServeHTTP(w, r)
}

// missing tells a path that is not there from a method that it does not take;
// the standard library's own answer to the latter lists those that it does.
func missing(w http.ResponseWriter, standard http.Handler, r *http.Request) error {
	answer := &discarded{header: http.Header{}}
	standard.ServeHTTP(answer, r)
	if answer.status != http.StatusMethodNotAllowed {
		return errNoPage
	}
	w.Header().Set("Allow", answer.header.Get("Allow"))
	return errMethod
}

// discarded is an answer of which only the head is of interest.
type discarded struct {
	header http.Header
	status int
}

func (d *discarded) Header() http.Header         { return d.header }
func (d *discarded) Write(b []byte) (int, error) { return len(b), nil }
func (d *discarded) WriteHeader(status int)      { d.status = status }

// harden sets what browsers must know of every answer.
func (s *Server) harden(w http.ResponseWriter, r *http.Request) {
	h := w.Header()
	connect := ""
	if s.hosts[strings.ToLower(r.Host)] { // older browsers do not count sockets to 'self'
		connect = fmt.Sprintf(" ws%s://%s", strings.TrimPrefix(s.scheme(), "http"), r.Host)
	}
	h.Set("Content-Security-Policy", "default-src 'self'; connect-src 'self'"+connect+
		"; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Frame-Options", "DENY")
	h.Set("Referrer-Policy", "same-origin")
	h.Set("Cross-Origin-Opener-Policy", "same-origin")
	h.Set("Cross-Origin-Resource-Policy", "same-origin")
	h.Set("Permissions-Policy", "camera=(), geolocation=(), microphone=(), usb=(), serial=()")
	if s.Secure {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
	if isAPI(r) {
		h.Set("Cache-Control", "no-store")
	}
}

func isAPI(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/api/") }

// checkSender closes the ways by which a foreign page reaches a daemon on a
// local network: by a name that resolves to us (Host), and by a browser that
// lends it our cookies (Origin, Sec-Fetch-Site).
func (s *Server) checkSender(r *http.Request) error {
	if !s.hosts[strings.ToLower(r.Host)] {
		return errForeignHost
	}
	if origin := r.Header.Get("Origin"); origin != "" && !s.ownOrigin(origin) {
		return errForeignOrigin
	}
	site := r.Header.Get("Sec-Fetch-Site")
	if isAPI(r) && site != "" && site != "same-origin" && site != "none" {
		return errForeignOrigin
	}
	if s.cross.Check(r) != nil {
		return errForeignOrigin
	}
	return nil
}

func (s *Server) ownOrigin(origin string) bool { return s.origins[strings.ToLower(origin)] }

// admit lets a request in to a route, or refuses it.
func (s *Server) admit(route *route, w http.ResponseWriter, r *http.Request) {
	c := &call{Server: s, w: w, r: r, route: route}
	err := s.check(c)
	if err == nil {
		err = route.answer(c)
	}
	if err != nil {
		s.refuseIn(c.language(), w, r, err)
	}
}

// check asks all that the route asks.
func (s *Server) check(c *call) error {
	a := c.route.access
	if a.local && !isLocal(c.r.RemoteAddr) {
		return errLocalOnly
	}
	if a.guesses {
		if wait := s.signIns.allow(remoteOf(c.r.RemoteAddr)); wait > 0 {
			return tooFast(wait)
		}
	}
	if err := s.checkBody(c); err != nil {
		return err
	}
	var err error
	if c.who, err = s.identify(c.r, c.station()); err != nil {
		return err
	}
	return s.entitled(c, a)
}

func (s *Server) checkBody(c *call) error {
	allowed := c.route.body
	if c.r.ContentLength > allowed.bytes {
		return errTooLarge
	}
	c.r.Body = http.MaxBytesReader(c.w, c.r.Body, allowed.bytes)
	if allowed.kind == "" || c.r.ContentLength == 0 {
		return nil
	}
	if kind, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type")); err != nil || kind != allowed.kind {
		return errMedia
	}
	return nil
}

// entitled refuses whoever has not what the route asks for.
func (s *Server) entitled(c *call, a access) error {
	switch {
	case a.open, a.orLocal && isLocal(c.r.RemoteAddr):
		return nil
	case !c.who.Known():
		return errSignIn
	case a.known:
		return nil
	case a.right == auth.StationUse && s.mayUse(c.who, c.station()):
		return nil
	case a.right == auth.StationView && s.mayView(c.who, c.station()):
		return nil
	case a.right != auth.StationUse && a.right != "" && c.who.May(a.right):
		return nil
	}
	return errNoRight
}

// rescue answers for a handler that broke down.
func (s *Server) rescue(w http.ResponseWriter, r *http.Request) {
	broken := recover()
	if broken == nil {
		return
	}
	if broken == http.ErrAbortHandler {
		panic(broken)
	}
	s.refuse(w, r, brokenBy(broken))
}
