package server

import (
	"crypto/tls"
	"fmt"
	"net"
	"strings"
	"time"

	"lotgate/internal/fact"
)

// TLS says where the certificate comes from: given files, or one that the site
// makes for itself at the first run and keeps in Dir.
type TLS struct {
	CertFile, KeyFile string   // both or neither
	Dir               string   // where site.pem lies, readable by its owner alone
	Names             []string // host names and addresses that the own certificate is for
}

// Listen opens the door at an address such as "127.0.0.1:8410". Anybody can
// read what travels in clear, so an address that other machines reach is
// refused (plaintext_outside) without TLS. Refusal address: it is none.
func Listen(address string, t *TLS, now time.Time) (net.Listener, error) {
	at, err := net.ResolveTCPAddr("tcp", address)
	if err != nil {
		return nil, fact.Refuse("address", "address", address)
	}
	if t == nil && !at.IP.IsLoopback() {
		return nil, fact.Refuse("plaintext_outside", "address", address)
	}
	var config *tls.Config
	if t != nil {
		certificate, err := t.certificate(now)
		if err != nil {
			return nil, err
		}
		config = &tls.Config{
			Certificates: []tls.Certificate{certificate},
			MinVersion:   tls.VersionTLS12,
			NextProtos:   []string{"http/1.1"}, // sockets need it
		}
	}
	l, err := net.ListenTCP("tcp", at)
	if err != nil {
		return nil, fmt.Errorf("listen at %s: %w", address, err)
	}
	if config != nil {
		return tls.NewListener(l, config), nil
	}
	return l, nil
}

// Hosts lists what requests to a listener may call it: the names given, its
// own address, and if it can be reached so, this machine's loopback names.
// Whoever calls it otherwise was sent by a name that lies (DNS rebinding).
func Hosts(at net.Addr, names ...string) []string {
	host, port, err := net.SplitHostPort(at.String())
	if err != nil {
		return nil
	}
	ip := net.ParseIP(host)
	if ip.IsUnspecified() || ip.IsLoopback() {
		names = append(names, "localhost", "127.0.0.1", "::1")
	}
	if !ip.IsUnspecified() {
		names = append(names, host)
	}
	var hosts []string
	for _, name := range names {
		name = strings.ToLower(name)
		hosts = append(hosts, net.JoinHostPort(name, port))
		if port == "443" || port == "80" {
			hosts = append(hosts, bracketed(name))
		}
	}
	return hosts
}

func bracketed(name string) string {
	if strings.Contains(name, ":") {
		return "[" + name + "]"
	}
	return name
}
