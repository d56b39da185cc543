package printer

import (
	"fmt"
	"io"
	"net"
	"sync"
	"testing"
)

// BenchmarkWakeToFirstByte is the time from a label being owed to its first
// byte at the printer: drawing, calling and sending.
func BenchmarkWakeToFirstByte(b *testing.B) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	first := make(chan struct{})
	var calls sync.WaitGroup
	calls.Go(func() {
		for {
			call, err := listener.Accept()
			if err != nil {
				return
			}
			one := make([]byte, 1)
			io.ReadFull(call, one)
			first <- struct{}{}
			io.Copy(io.Discard, call)
			call.Close()
		}
	})
	defer calls.Wait()
	defer listener.Close()

	jobs := newDesk()
	to, err := ParseTarget("tcp:" + listener.Addr().String())
	if err != nil {
		b.Fatal(err)
	}
	q, err := New(Config{Name: "dock", Target: to}, jobs)
	if err != nil {
		b.Fatal(err)
	}
	defer run(b, q)()
	for n := 0; b.Loop(); n++ {
		jobs.owe(fmt.Sprintf("JOB%d", n))
		q.Wake()
		<-first
		<-jobs.news
	}
}
