package printer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"

	"lotgate/internal/label/printer/ipp"
)

// ippWay is a printer that is spoken to by IPP: it says by itself how it is and
// what became of a job.
type ippWay struct {
	uri    string // as the protocol names it: ipp://host/path
	post   string // where HTTP reaches it
	speech speech
	trust  bool
	limits Limits
	client *http.Client
	last   atomic.Uint32 // request
}

func newIPP(t Target, p Profile, limits Limits) *ippWay {
	w := &ippWay{speech: p.speech(), trust: t.trust, limits: limits}
	w.uri = t.kind + "://" + t.address
	w.post = map[string]string{"ipp": "http", "ipps": "https"}[t.kind] + "://" + t.address
	// A label is one request; what a printer keeps open it may close at any
	// time, and a request that met that could not be told from one that printed.
	w.client = &http.Client{
		Transport:     &http.Transport{DialContext: (&net.Dialer{Timeout: limits.Dial}).DialContext, DisableKeepAlives: true, Proxy: nil},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
	return w
}

// refused is a printer's clear "no" to a job: nothing was printed.
type refused struct{ status uint16 }

func (r *refused) Error() string {
	return fmt.Sprintf("the printer refuses the job: IPP %04x", r.status)
}

// send implements transport. Whether the printer would take the job is asked
// first, because from the moment that it has it nothing is certain.
func (w *ippWay) send(ctx context.Context, s sheet, begin func() error) error {
	formats, err := w.formats(ctx)
	if err != nil {
		return err
	}
	// Copies are in the document: not every printer takes them as an attribute.
	body, end := w.speech.encode(s.page, s.job, s.copies)
	operands := []ipp.Attribute{
		{Tag: ipp.Name, Name: "requesting-user-name", Values: []any{"lotgate"}},
		{Tag: ipp.Name, Name: "job-name", Values: []any{"label " + s.job}},
		{Tag: ipp.MIME, Name: "document-format", Values: []any{w.format(formats)}},
	}
	answer, err := w.ask(ctx, ipp.ValidateJob, operands, nil)
	if err != nil {
		return err
	}
	if !answer.OK() && answer.Status != notSupported {
		return fmt.Errorf("%w: %w", errStuck, &refused{answer.Status})
	}
	if err := begin(); err != nil {
		return err
	}
	last, done := toItsEnd(ctx)
	defer done()
	ctx, cancel := context.WithTimeout(last, w.limits.Write+w.limits.Confirm)
	defer cancel()
	answer, err = w.ask(ctx, ipp.PrintJob, operands, append(body, end...))
	switch {
	case err != nil:
		return fmt.Errorf("%w: %w", errNoReply, err)
	case slices.Contains(later, answer.Status):
		return fmt.Errorf("%w: %w: %w", errDeclined, errStuck, &refused{answer.Status})
	case !answer.OK():
		return &refused{answer.Status}
	case w.trust:
		return nil
	}
	id, _ := answer.Int("job-id")
	return w.await(ctx, id)
}

// notSupported is a printer that lacks an operation.
const notSupported = 0x0501

// later are the statuses of a printer that would take the job another time:
// service-unavailable, temporary-error, not-accepting-jobs, busy (RFC 8011,
// Appendix B).
var later = []uint16{0x0502, 0x0505, 0x0506, 0x0507}

// formats asks how the printer is and what it takes. A printer in trouble gets
// no job: the label waits here, where it can still be taken back.
func (w *ippWay) formats(ctx context.Context) ([]string, error) {
	answer, err := w.state(ctx)
	if err != nil {
		return nil, err
	}
	if c := stateReasons(answer); c.stops() {
		return nil, &trouble{c}
	}
	if accepts := answer.Attributes["printer-is-accepting-jobs"]; len(accepts) > 0 && accepts[0] == false {
		return nil, fmt.Errorf("%w: it accepts no jobs", errStuck)
	}
	return answer.Texts("document-format-supported"), nil
}

// format is what to call the document: its own type where the printer knows
// it, otherwise the one that says nothing of it.
func (w *ippWay) format(formats []string) string {
	if len(formats) == 0 || slices.Contains(formats, w.speech.mime) {
		return w.speech.mime
	}
	return "application/octet-stream"
}

// States of a job, RFC 8011.
const (
	jobCanceled  = 7
	jobAborted   = 8
	jobCompleted = 9
)

// await asks until the job has ended. A job that was aborted may be on paper in
// part, so its end is not known.
func (w *ippWay) await(ctx context.Context, id int) error {
	for {
		answer, err := w.ask(ctx, ipp.GetJobAttributes, []ipp.Attribute{
			{Tag: ipp.Integer, Name: "job-id", Values: []any{id}},
			{Tag: ipp.Keyword, Name: "requested-attributes", Values: []any{"job-state", "job-state-reasons"}},
		}, nil)
		if err != nil {
			return fmt.Errorf("%w: %w", errNoReply, err)
		}
		switch state, _ := answer.Int("job-state"); {
		case state == jobCompleted:
			return nil
		case state == jobAborted || state == jobCanceled || !answer.OK():
			return fmt.Errorf("%w: job %d is in state %d: %v", errNoReply, id, state, answer.Texts("job-state-reasons"))
		}
		if sleep(ctx, idlePause); ctx.Err() != nil {
			return fmt.Errorf("%w: job %d has not ended", errNoReply, id)
		}
	}
}

// look implements transport.
func (w *ippWay) look(ctx context.Context) (Condition, error) {
	answer, err := w.state(ctx)
	return stateReasons(answer), err
}

func (w *ippWay) asks() bool { return true }

func (w *ippWay) state(ctx context.Context) (ipp.Answer, error) {
	answer, err := w.ask(ctx, ipp.GetPrinterAttributes, []ipp.Attribute{{Tag: ipp.Keyword, Name: "requested-attributes", Values: []any{
		"printer-state", "printer-state-reasons", "printer-is-accepting-jobs", "document-format-supported",
	}}}, nil)
	if err != nil {
		return answer, err
	}
	if !answer.OK() {
		return answer, fmt.Errorf("%w: IPP %04x", errSilent, answer.Status)
	}
	return answer, nil
}

// reasons are what a printer is in trouble for (RFC 8011, 5.4.12, and PWG
// 5100.9), by the beginning of the keyword.
var reasons = []struct {
	prefix string
	is     Condition
}{
	{"media-low", PaperLow}, {"marker-supply-low", ""}, {"toner-low", ""},
	{"media-empty", PaperOut}, {"media-needed", PaperOut}, {"media-jam", Jam},
	{"cover-open", HeadOpen}, {"door-open", HeadOpen}, {"interlock-open", HeadOpen},
	{"marker-supply-empty", RibbonOut}, {"marker-supply-missing", RibbonOut}, {"toner-empty", RibbonOut},
	{"fuser-over-temp", TooHot}, {"paused", Paused}, {"moving-to-paused", Paused}, {"shutdown", Paused}, {"stopp", Paused},
}

// stateReasons is what the printer's attributes complain of. A report or a
// warning stops nothing, since there may be another tray; but a jam or an open
// cover does, whatever the printer thinks of it.
func stateReasons(answer ipp.Answer) Condition {
	var all []Condition
	state, _ := answer.Int("printer-state")
	for _, reason := range answer.Texts("printer-state-reasons") {
		is := reasonOf(reason)
		mild := strings.HasSuffix(reason, "-report") || strings.HasSuffix(reason, "-warning") && state != printerStopped
		if mild && is != Jam && is != HeadOpen {
			continue
		}
		all = append(all, is)
	}
	if state == printerStopped && !slices.ContainsFunc(all, Condition.stops) {
		all = append(all, Paused)
	}
	if state == printerProcessing {
		all = append(all, Busy)
	}
	return worst(all)
}

func reasonOf(keyword string) Condition {
	for _, r := range reasons {
		if strings.HasPrefix(keyword, r.prefix) {
			return r.is
		}
	}
	return ""
}

// States of a printer, RFC 8011.
const (
	printerProcessing = 4
	printerStopped    = 5
)

// answerMost bounds an answer, in bytes.
const answerMost = 256 << 10

// ask sends a request, with a document behind it if there is one.
func (w *ippWay) ask(ctx context.Context, operation uint16, operands []ipp.Attribute, document []byte) (ipp.Answer, error) {
	ctx, cancel := context.WithTimeout(ctx, w.limits.Dial+w.limits.Write)
	defer cancel()
	message := ipp.Request{Operation: operation, ID: w.last.Add(1), URI: w.uri, Operands: operands}.Bytes()
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.post, bytes.NewReader(append(message, document...)))
	if err != nil {
		return ipp.Answer{}, fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	request.Header.Set("Content-Type", "application/ipp")
	response, err := w.client.Do(request)
	var address *url.Error
	if errors.As(err, &address) {
		err = address.Err
	}
	if err != nil {
		return ipp.Answer{}, fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, answerMost))
	if err == nil && response.StatusCode != http.StatusOK {
		err = fmt.Errorf("it answers %s", response.Status)
	}
	if err != nil {
		return ipp.Answer{}, fmt.Errorf("%w: %w", errNoAnswer, err)
	}
	answer, err := ipp.Read(body)
	if err != nil {
		return ipp.Answer{}, fmt.Errorf("%w: %w", errSilent, err)
	}
	return answer, nil
}
