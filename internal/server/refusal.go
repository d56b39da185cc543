package server

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
	"strconv"
	"time"

	"lotgate/internal/fact"
	"lotgate/internal/words"
)

// The refusals of the gate.
var (
	errForeignHost   = fact.Refuse("foreign_host")
	errForeignOrigin = fact.Refuse("foreign_origin")
	errNoPage        = fact.Refuse("no_page")
	errMethod        = fact.Refuse("method")
	errMedia         = fact.Refuse("media")
	errTooLarge      = fact.Refuse("too_large")
	errLocalOnly     = fact.Refuse("local_only")
	errSignIn        = fact.Refuse("sign_in")
	errNoRight       = fact.Refuse("no_right")
)

func tooFast(wait time.Duration) error {
	return fact.Refuse("too_often", "seconds", int((wait+time.Second-1)/time.Second))
}

// statuses are those of refusals that are not 422: the request was understood
// and the answer is no.
var statuses = map[string]int{
	"bad_json": 400, "id_taken": 400, "bad_id": 400, "no_upgrade": 400, "bad_input": 400, "bad_query": 400, "bad_state": 400, "bad_day": 400, "bad_upload": 400,
	"sign_in": 401, "wrong_badge_or_pin": 401, "wrong_token": 401, "left": 401,
	"foreign_host": 403, "foreign_origin": 403, "no_right": 403, "local_only": 403,
	"no_page": 404, "no_station": 404, "no_board": 404, "no_paper": 404, "no_lot": 404, "no_supplier": 404, "no_trace": 404, "no_such_label": 404, "no_setup_code": 404, "no_label": 404, "no_token": 404, "no_policy": 404, "no_template": 404, "no_such_item": 404,
	"method":    405,
	"not_first": 409, "badge_taken": 409, "token_exists": 409,
	"too_large": 413, "media": 415,
	"wait": 429, "busy": 429, "too_often": 429, "too_many_sockets": 503,
}

// answerFor is the status and the words for an error; a fault keeps its cause
// to itself.
func answerFor(err error) (status int, refusal *fact.Refusal) {
	var big *http.MaxBytesError
	if errors.As(err, &big) {
		return http.StatusRequestEntityTooLarge, errTooLarge
	}
	if errors.As(err, &refusal) {
		if status = statuses[refusal.Code()]; status == 0 {
			status = http.StatusUnprocessableEntity
		}
		return status, refusal
	}
	return http.StatusInternalServerError, fact.Refuse("fault")
}

// refuse answers a request that came to no route.
func (s *Server) refuse(w http.ResponseWriter, r *http.Request, err error) {
	s.refuseIn(s.preferred(r), w, r, err)
}

// refusal is the body of every answer that is not what was asked for.
type refusal struct {
	Error refusalText `json:"error"`
}

type refusalText struct {
	Code    string     `json:"code"`
	Text    words.Text `json:"text"`
	Seconds int        `json:"seconds,omitempty"` // until it is worth trying again
}

// refuseIn answers with a refusal, or with a fault, which is logged here and
// nowhere else. A client that went away is neither.
func (s *Server) refuseIn(l words.Language, w http.ResponseWriter, r *http.Request, err error) {
	status, no := answerFor(err)
	if status == http.StatusInternalServerError {
		if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
			return
		}
		s.Log.Error("a request failed", "method", r.Method, "path", r.URL.Path, "fault", err)
	}
	seconds, _ := no.Args["seconds"].(int)
	if seconds > 0 {
		w.Header().Set("Retry-After", strconv.Itoa(seconds))
	}
	body := refusal{refusalText{no.Code(), no.Said(l), seconds}}
	if err := send(w, status, body); err != nil {
		s.Log.Error("a refusal failed", "fault", err)
	}
}

// brokenBy is a panic as a fault.
func brokenBy(panicked any) error { return fmt.Errorf("panic: %v\n%s", panicked, debug.Stack()) }
