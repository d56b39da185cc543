package server

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"time"

	"github.com/gorilla/websocket"

	"lotgate/internal/auth"
	"lotgate/internal/fact"
)

// socket is the kind of a route that upgrades.
const socket = "socket"

const (
	messageBytes = 16 << 10 // a scan of 4 KiB in base64, and what is around it
	sendWait     = 5 * time.Second
	pingEvery    = 20 * time.Second
	pongWait     = 50 * time.Second
	recheckEvery = 5 * time.Second
	maxStrikes   = 20 // refused messages before a socket is closed
)

// feed is what a socket shows and hears. hear is nil where nothing is to be
// said.
type feed struct {
	changed <-chan struct{}
	show    func(auth.Visitor) (any, error)
	hear    func(ctx context.Context, who auth.Visitor, text []byte) error
	right   auth.Right // that the visitor must keep; "" if strangers may stay
}

// live upgrades the request and feeds the socket until the client goes, is no
// longer allowed to stay, or the server ends.
//
// The handler's own goroutine is the only one that writes. It always writes
// what is to be seen now: a client that is slow to take one screen misses
// those between and gets the newest next. A second goroutine reads, and ends
// when the connection is closed; the handler waits for it.
func (c *call) live(f feed) error {
	stand, err := c.seat()
	if err != nil {
		return err
	}
	defer stand()
	c.sockets.Add(1)
	defer c.sockets.Done()

	upgrader := websocket.Upgrader{
		HandshakeTimeout: sendWait,
		CheckOrigin:      func(r *http.Request) bool { return c.checkSender(r) == nil },
		Error:            func(http.ResponseWriter, *http.Request, int, error) {}, // answered below
	}
	conn, err := upgrader.Upgrade(c.w, c.r, nil)
	if err != nil {
		var no websocket.HandshakeError
		if errors.As(err, &no) {
			return fact.Refuse("no_upgrade")
		}
		return nil // the client has gone
	}
	ctx, end := context.WithCancel(c.life)
	l := &wire{call: c, feed: f, conn: conn, ctx: ctx, heard: make(chan error, 1), gone: make(chan struct{})}
	go l.read()
	code, why := l.write()
	end()
	l.bye(code, why)
	<-l.gone
	return nil
}

// seat takes one of the seats that there are. Strangers share fewer, so that
// nobody can shut out who works by opening sockets.
func (c *call) seat() (stand func(), err error) {
	taken := []chan struct{}{}
	stand = func() {
		for _, seats := range taken {
			<-seats
		}
	}
	wanted := []chan struct{}{c.seats}
	if !c.who.Known() {
		wanted = append(wanted, c.benches)
	}
	for _, seats := range wanted {
		select {
		case seats <- struct{}{}:
			taken = append(taken, seats)
		default:
			stand()
			return nil, fact.Refuse("too_many_sockets")
		}
	}
	return stand, nil
}

// wire is one open socket.
type wire struct {
	*call
	feed  feed
	conn  *websocket.Conn
	ctx   context.Context
	heard chan error    // a message was dealt with; the latest answer counts
	gone  chan struct{} // closed when read has ended
	last  []byte        // what the client was sent last
}

// write shows everything there is to show, and tells with which code of RFC
// 6455 the socket is to be closed.
func (l *wire) write() (code int, why string) {
	ping, recheck := time.NewTicker(pingEvery), time.NewTicker(recheckEvery)
	defer ping.Stop()
	defer recheck.Stop()
	revoked := l.Gatekeeper.Revoked()
	var heard error
	answer := false
	for {
		if err := l.showNow(answer, heard); err != nil {
			return l.closing(err)
		}
		answer, heard = false, nil
		select {
		case <-l.ctx.Done():
			return websocket.CloseGoingAway, "the daemon ends"
		case <-l.gone:
			return websocket.CloseNormalClosure, ""
		case heard = <-l.heard:
			answer = true
		case <-l.feed.changed:
		case <-recheck.C:
		case <-revoked:
			revoked = l.Gatekeeper.Revoked()
		case <-ping.C:
			if l.conn.WriteControl(websocket.PingMessage, nil, time.Now().Add(sendWait)) != nil {
				return websocket.CloseNormalClosure, ""
			}
		}
	}
}

func (l *wire) closing(err error) (code int, why string) {
	refusal := new(fact.Refusal)
	switch {
	case errors.Is(err, errLost):
		return websocket.CloseNormalClosure, ""
	case errors.As(err, &refusal):
		return websocket.ClosePolicyViolation, refusal.Code()
	}
	l.Log.Error("a socket failed", "path", l.r.URL.Path, "fault", err)
	return websocket.CloseInternalServerErr, "fault"
}

// errLost is a client that takes nothing any more.
var errLost = errors.New("the client is lost")

// showNow sends what the visitor may see now, unless that is what he has; a
// message of his is always answered, and a refusal of it is said beside.
func (l *wire) showNow(answer bool, heard error) error {
	who, err := l.again(l.who)
	if err != nil {
		return err
	}
	if l.feed.right != "" && !who.May(l.feed.right) {
		return errNoRight
	}
	shown, err := l.feed.show(who)
	if err != nil {
		return err
	}
	text, err := json.Marshal(shown)
	if err != nil {
		return err
	}
	if heard != nil {
		if err := l.sendRefusal(heard); err != nil {
			return err
		}
	}
	if !answer && bytes.Equal(text, l.last) {
		return nil
	}
	l.last = text
	return l.sendText(text)
}

func (l *wire) sendText(text []byte) error {
	if l.conn.SetWriteDeadline(time.Now().Add(sendWait)) != nil || l.conn.WriteMessage(websocket.TextMessage, text) != nil {
		return errLost
	}
	return nil
}

// sendRefusal says why a message was not taken.
func (l *wire) sendRefusal(why error) error {
	status, no := answerFor(why)
	if status == http.StatusInternalServerError && l.ctx.Err() == nil {
		l.Log.Error("a message failed", "path", l.r.URL.Path, "fault", why)
	}
	text, err := json.Marshal(refusal{refusalText{Code: no.Code(), Text: no.Said(l.language())}})
	if err != nil {
		return err
	}
	return l.sendText(text)
}

// read takes messages one after the other, so that they count in the order in
// which they were sent, until the connection ends or too many were refused.
func (l *wire) read() {
	defer close(l.gone)
	l.conn.SetReadLimit(messageBytes)
	alive := func(string) error { return l.conn.SetReadDeadline(time.Now().Add(pongWait)) }
	l.conn.SetPongHandler(alive)
	strikes := 0
	for strikes < maxStrikes && alive("") == nil {
		kind, text, err := l.conn.ReadMessage()
		if err != nil {
			return
		}
		if kind != websocket.TextMessage || l.feed.hear == nil {
			return
		}
		err = l.take(text)
		if refusal := new(fact.Refusal); errors.As(err, &refusal) {
			strikes++
		}
		l.tell(err)
	}
}

// take deals with one message. It runs outside of net/http, so a message that
// breaks something is caught here; it must not take the daemon with it.
func (l *wire) take(text []byte) (err error) {
	defer func() {
		if broken := recover(); broken != nil {
			err = brokenBy(broken)
		}
	}()
	who, err := l.again(l.who)
	if err != nil {
		return err
	}
	return l.feed.hear(l.ctx, who, text)
}

// tell brings the answer to the writer; one that it has not fetched yet gives
// way, unless it was a no and this is none.
func (l *wire) tell(answer error) {
	select {
	case before := <-l.heard:
		if answer == nil {
			answer = before
		}
	default:
	}
	l.heard <- answer
}

// bye closes the connection; what the client makes of it is its own affair.
func (l *wire) bye(code int, why string) {
	message := websocket.FormatCloseMessage(code, why)
	_ = l.conn.WriteControl(websocket.CloseMessage, message, time.Now().Add(time.Second))
	_ = l.conn.Close()
}
