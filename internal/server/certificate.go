package server

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"math/big"
	"net"
	"os"
	"path/filepath"
	"time"
)

const (
	// siteFile holds the site's own certificate and its key.
	siteFile = "site.pem"
	// certificateLife is the longest that browsers accept.
	certificateLife = 825 * 24 * time.Hour
	// renewBefore is how long before its end a start makes a new one.
	renewBefore = 30 * 24 * time.Hour
)

// certificate reads the one that was given, or the site's own, which it makes
// where there is none, or none for these names, or none that lasts.
func (t *TLS) certificate(now time.Time) (tls.Certificate, error) {
	if t.CertFile != "" || t.KeyFile != "" {
		given, err := tls.LoadX509KeyPair(t.CertFile, t.KeyFile)
		if err != nil {
			return given, fmt.Errorf("read the certificate: %w", err)
		}
		return given, nil
	}
	file := filepath.Join(t.Dir, siteFile)
	own, err := tls.LoadX509KeyPair(file, file)
	if err == nil && t.serves(own.Leaf, now) {
		return own, nil
	}
	if err != nil && !errors.Is(err, fs.ErrNotExist) {
		return own, fmt.Errorf("read the site's own certificate: %w", err)
	}
	if err := t.make(file, now); err != nil {
		return own, fmt.Errorf("make the site's own certificate: %w", err)
	}
	return tls.LoadX509KeyPair(file, file)
}

// serves reports whether a certificate is still good for every name.
func (t *TLS) serves(leaf *x509.Certificate, now time.Time) bool {
	for _, name := range t.names() {
		if leaf.VerifyHostname(name) != nil {
			return false
		}
	}
	return now.After(leaf.NotBefore) && now.Add(renewBefore).Before(leaf.NotAfter)
}

func (t *TLS) names() []string { return append([]string{"localhost", "127.0.0.1", "::1"}, t.Names...) }

// make writes certificate and key into one file, whole or not at all: two
// files that do not belong together would keep the site shut.
func (t *TLS) make(file string, now time.Time) error {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return err
	}
	form, err := t.form(now)
	if err != nil {
		return err
	}
	cert, err := x509.CreateCertificate(rand.Reader, form, form, key.Public(), key)
	if err != nil {
		return err
	}
	secret, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	both := append(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: cert}),
		pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: secret})...)
	fresh := file + ".new"
	if err := os.WriteFile(fresh, both, 0o600); err != nil {
		return err
	}
	return os.Rename(fresh, file)
}

// form is the certificate before it is signed.
func (t *TLS) form(now time.Time) (*x509.Certificate, error) {
	serial, err := rand.Int(rand.Reader, new(big.Int).Lsh(big.NewInt(1), 120))
	if err != nil {
		return nil, err
	}
	form := &x509.Certificate{
		SerialNumber:          serial,
		Subject:               pkix.Name{CommonName: "Lotgate"},
		NotBefore:             now.Add(-time.Hour), // a handheld's clock may be behind
		NotAfter:              now.Add(certificateLife),
		KeyUsage:              x509.KeyUsageDigitalSignature,
		ExtKeyUsage:           []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth},
		BasicConstraintsValid: true,
	}
	for _, name := range t.names() {
		if ip := net.ParseIP(name); ip != nil {
			form.IPAddresses = append(form.IPAddresses, ip)
		} else {
			form.DNSNames = append(form.DNSNames, name)
		}
	}
	return form, nil
}
