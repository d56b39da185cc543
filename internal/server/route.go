package server

import (
	"net/http"
	"slices"
	"strings"

	"lotgate/internal/auth"
)

// access says who may use a route. The zero access lets nobody in.
type access struct {
	open    bool       // anybody
	known   bool       // anybody who has signed in
	right   auth.Right // who has it; of station rights, at the station {id}
	local   bool       // from this machine alone, besides
	orLocal bool       // or anybody on this machine, whatever is asked else
	guesses bool       // takes secrets: slowed down per address
}

var (
	public   = access{open: true}
	signedIn = access{known: true}
	proving  = access{open: true, guesses: true}
	demoOnly = access{open: true, local: true}
)

func needs(right auth.Right) access { return access{right: right} }

// route is one thing that can be asked for.
type route struct {
	method  string
	pattern string // as of http.ServeMux, but that the last part may be {name}.end
	access  access
	body    body
	answer  func(*call) error
	about   about
}

// body says what a request may carry.
type body struct {
	kind  string // media type; "" for none
	bytes int64
}

var (
	nothing  = body{}
	someJSON = body{"application/json", 64 << 10}
	longJSON = body{"application/json", 512 << 10} // a document of thousands of lines
	files    = body{"multipart/form-data", 32 << 20}
)

// about describes a route to programmers.
type about struct {
	name  string // also of its texts: server.api.NAME
	in    any    // zero value of what the body holds
	out   any    // zero value of what is answered
	kind  string // media type of an answer that is not JSON; "socket" for a live one
	query []string
}

// register brings the table before the standard library's matching of paths,
// which knows no ends such as .pdf: routes that differ only by it share one
// entry there.
func (s *Server) register() {
	s.routes = s.table()
	grouped := map[string][]*route{}
	for _, r := range s.routes {
		stem, _ := r.split()
		key := strings.TrimSpace(r.method + " " + stem)
		grouped[key] = append(grouped[key], r)
	}
	for key, group := range grouped {
		slices.SortFunc(group, func(a, b *route) int { return len(b.end()) - len(a.end()) })
		s.mux.HandleFunc(key, func(w http.ResponseWriter, r *http.Request) { s.choose(group, w, r) })
	}
}

// split takes the end off a pattern: "/{id}.pdf" is "/{id}" and ".pdf".
func (r *route) split() (stem, end string) {
	at := strings.LastIndex(r.pattern, "}.")
	if at < 0 {
		return r.pattern, ""
	}
	return r.pattern[:at+1], r.pattern[at+1:]
}

func (r *route) end() string {
	_, end := r.split()
	return end
}

// choose picks the route of a group by the end of the path.
func (s *Server) choose(group []*route, w http.ResponseWriter, r *http.Request) {
	for _, route := range group {
		stem, end := route.split()
		if end == "" {
			s.admit(route, w, r)
			return
		}
		name := stem[strings.LastIndex(stem, "{")+1 : len(stem)-1]
		if value, ends := strings.CutSuffix(r.PathValue(name), end); ends && value != "" {
			r.SetPathValue(name, value)
			s.admit(route, w, r)
			return
		}
	}
	s.refuse(w, r, errNoPage)
}
