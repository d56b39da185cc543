package site_test

import (
	"bufio"
	"bytes"
	"encoding/binary"
	"encoding/json"
	"net"
	"net/http"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/gorilla/websocket"
	"github.com/tarm/serial"
	"go.etcd.io/bbolt"

	"lotgate/internal/device/virtual"
)

// skeleton does the same input and output as the daemon for one gun and one
// screen, and nothing else: it is what no daemon of these parts can beat.
// pty -> tarm/serial -> cut into fields -> one bbolt commit of a record of 300
// bytes and three small values -> gorilla -> client.
type skeleton struct {
	t      testing.TB
	gun    *virtual.Scanner
	db     *bbolt.DB
	port   *serial.Port
	screen chan *websocket.Conn // the one client, once it is there
	watch  *stopwatch
}

var bonesBuckets = [][]byte{[]byte("records"), []byte("stock"), []byte("lots"), []byte("documents")}

// bonesHistory is how many records the skeleton begins with: as many facts as
// the demo store has, so that both write trees of the same depth.
const bonesHistory = 1500

func newSkeleton(t testing.TB) *skeleton {
	t.Helper()
	s := &skeleton{t: t, gun: plugIn(t, "bones"), screen: make(chan *websocket.Conn, 1)}
	s.open()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	server := &http.Server{Handler: http.HandlerFunc(s.upgrade)}
	var running sync.WaitGroup
	running.Go(func() { _ = server.Serve(listener) }) // ends with Close
	s.watch = newStopwatch(t, "ws://"+listener.Addr().String(), websocket.DefaultDialer)
	conn := <-s.screen
	running.Go(func() { s.work(conn) })
	t.Cleanup(func() {
		_ = s.gun.Unplug() // ends work
		_ = server.Close()
		_ = conn.Close()
		running.Wait()
		_ = s.port.Close()
		_ = s.db.Close()
	})
	return s
}

func (s *skeleton) open() {
	s.t.Helper()
	var err error
	if s.db, err = bbolt.Open(filepath.Join(s.t.TempDir(), "bones.db"), 0o600, &bbolt.Options{FreelistType: bbolt.FreelistMapType, InitialMmapSize: 1 << 30}); err != nil {
		s.t.Fatal(err)
	}
	err = s.db.Update(func(tx *bbolt.Tx) error {
		for _, name := range bonesBuckets {
			if _, err := tx.CreateBucket(name); err != nil {
				return err
			}
		}
		for i := range bonesHistory {
			if err := s.put(tx, []byte{byte(i), byte(i >> 8)}); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		s.t.Fatal(err)
	}
	if s.port, err = serial.OpenPort(&serial.Config{Name: s.gun.Path(), Baud: 115200}); err != nil {
		s.t.Fatal(err)
	}
}

func (s *skeleton) upgrade(w http.ResponseWriter, r *http.Request) {
	upgrader := websocket.Upgrader{}
	conn, err := upgrader.Upgrade(w, r, nil)
	if err != nil {
		return
	}
	s.screen <- conn
}

// put writes a record and adds one to three counts.
func (s *skeleton) put(tx *bbolt.Tx, key []byte) error {
	records := tx.Bucket(bonesBuckets[0])
	records.FillPercent = 1
	n, err := records.NextSequence()
	if err != nil {
		return err
	}
	if err := records.Put(binary.BigEndian.AppendUint64(nil, n), make([]byte, 300)); err != nil {
		return err
	}
	for _, name := range bonesBuckets[1:] {
		value := make([]byte, 40)
		copy(value, tx.Bucket(name).Get(key))
		binary.BigEndian.PutUint64(value, binary.BigEndian.Uint64(value)+1)
		if err := tx.Bucket(name).Put(key, value); err != nil {
			return err
		}
	}
	return nil
}

// work is the whole daemon.
func (s *skeleton) work(conn *websocket.Conn) {
	lines := bufio.NewReader(s.port)
	for {
		code, err := lines.ReadBytes('\r')
		if err != nil {
			return
		}
		fields := bytes.SplitN(code[len("]d201"):], []byte{0x1d}, 2)
		if err := s.db.Update(func(tx *bbolt.Tx) error { return s.put(tx, fields[0][:14]) }); err != nil {
			s.t.Error(err)
			return
		}
		text, err := json.Marshal(map[string]any{"screen": "receipt", "gtin": string(fields[0][:14]), "lot": string(fields[0][14:]), "serial": string(fields[1]), "row": make([]byte, 200)})
		if err == nil {
			err = conn.WriteMessage(websocket.TextMessage, text)
		}
		if err != nil {
			s.t.Error(err)
			return
		}
	}
}

// stopwatch is a client that notes when each message came.
type stopwatch struct {
	t    testing.TB
	came chan arrival
}

type arrival struct {
	at   time.Time
	text []byte
}

func newStopwatch(t testing.TB, url string, dialer *websocket.Dialer) *stopwatch {
	t.Helper()
	conn, _, err := dialer.Dial(url, nil)
	if err != nil {
		t.Fatal(err)
	}
	w := &stopwatch{t, make(chan arrival, 1024)}
	var reading sync.WaitGroup
	reading.Go(func() {
		defer close(w.came)
		for {
			_, text, err := conn.ReadMessage()
			if err != nil {
				return
			}
			w.came <- arrival{time.Now(), text}
		}
	})
	t.Cleanup(func() {
		_ = conn.Close()
		for range w.came { // let the reader see it
		}
		reading.Wait()
	})
	return w
}

// time is how long it takes from a gun's sending of a code to the arrival of a
// message that names its serial.
func (w *stopwatch) time(gun *virtual.Scanner, code, serial string) time.Duration {
	w.t.Helper()
	start := time.Now()
	if err := gun.Send([]byte(code)); err != nil {
		w.t.Fatal(err)
	}
	for m := range w.came {
		if bytes.Contains(m.text, []byte(serial)) {
			return m.at.Sub(start)
		}
	}
	w.t.Fatalf("no screen showed %s", serial)
	return 0
}
