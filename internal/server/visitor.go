package server

import (
	"net/http"
	"net/url"
	"strings"
	"time"

	"lotgate/internal/auth"
)

// A browser has one cookie for the person at its desk and one for each
// station that somebody has signed in at in it, so that the dock in one window
// and picking in the next do not put each other out.

// maxCookies is how many of a request's cookies are looked at.
const maxCookies = 8

// cookie is the name of the cookie for a station, or for the desk ("").
func (s *Server) cookie(station string) string {
	name := "lotgate"
	if s.Secure {
		name = "__Host-lotgate" // browsers then insist on Secure, Path=/ and no Domain
	}
	if station == "" {
		return name
	}
	return name + "." + url.QueryEscape(station)
}

func (s *Server) setCookie(w http.ResponseWriter, station, secret string, expires time.Time) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookie(station), Value: secret, Path: "/", Expires: expires,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode,
	})
}

func (s *Server) dropCookie(w http.ResponseWriter, station string) {
	http.SetCookie(w, &http.Cookie{
		Name: s.cookie(station), Path: "/", MaxAge: -1,
		HttpOnly: true, Secure: s.Secure, SameSite: http.SameSiteStrictMode,
	})
}

// identify tells who makes a request, at a station or at none (""). A program
// is known by its token alone. A person is first who has signed in at the
// station, then who has signed in at the desk, and where no station is asked
// for, who has signed in last at any.
func (s *Server) identify(r *http.Request, station string) (auth.Visitor, error) {
	if bearer, is := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); is {
		return s.Gatekeeper.Visit(bearer)
	}
	if station != "" {
		if v, err := s.bearer(r, s.cookie(station)); err != nil || v.Station == station {
			return v, err
		}
	}
	v, err := s.bearer(r, s.cookie(""))
	if err != nil || v.Known() || station != "" {
		return v, err
	}
	return s.lastAtStation(r)
}

// bearer is who has a cookie that counts.
func (s *Server) bearer(r *http.Request, name string) (auth.Visitor, error) {
	cookie, err := r.Cookie(name)
	if err != nil {
		return auth.Visitor{}, nil
	}
	v, err := s.Gatekeeper.Visit(cookie.Value)
	if err != nil || !s.present(v) {
		return auth.Visitor{}, err
	}
	return v, nil
}

// present reports whether a visitor still stands where he signed in: once the
// station is locked or another's, his session there is worth nothing.
func (s *Server) present(v auth.Visitor) bool {
	return v.Known() && (v.Station == "" || s.Stations.Operator(v.Station) == v.Person.ID)
}

func (s *Server) lastAtStation(r *http.Request) (last auth.Visitor, err error) {
	looked := 0
	for _, cookie := range r.Cookies() {
		if !strings.HasPrefix(cookie.Name, s.cookie("")+".") || looked == maxCookies {
			continue
		}
		looked++
		v, err := s.bearer(r, cookie.Name)
		if err != nil {
			return auth.Visitor{}, err
		}
		if v.Known() && v.Opened.After(last.Opened) {
			last = v
		}
	}
	return last, nil
}

// again asks anew for a visitor whose socket is open.
func (s *Server) again(v auth.Visitor) (auth.Visitor, error) {
	if !v.Known() {
		return v, nil
	}
	now, err := s.Gatekeeper.Again(v)
	if err != nil || !s.present(now) {
		return auth.Visitor{}, err
	}
	return now, nil
}

// mayUse reports whether v may work at a station: who has signed in there, or
// a program with the right to.
func (s *Server) mayUse(v auth.Visitor, station string) bool {
	return v.May(auth.StationUse) && (v.Token != "" || (v.Station == station && s.present(v)))
}

// mayView reports whether v may see what a station shows.
func (s *Server) mayView(v auth.Visitor, station string) bool {
	return v.May(auth.StationView) || s.mayUse(v, station) || (v.Station == station && s.present(v))
}
