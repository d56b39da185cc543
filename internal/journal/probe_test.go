package journal

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"

	"go.etcd.io/bbolt"
)

// TestWhatAPowerCutLeavesOfAProbe is no damage, and gone with the next
// checkpoint; what else stands there is.
func TestWhatAPowerCutLeavesOfAProbe(t *testing.T) {
	path := filepath.Join(t.TempDir(), "journal.db")
	j := openAt(t, path)
	must(t, appendSummed(j, []byte("abc")))
	left := func(value []byte) func() error {
		return func() error {
			return update(j.db, func(tx *bbolt.Tx) error { return tx.Bucket(bucketAbout).Put(keyProbe, value) })
		}
	}
	looked := func() error {
		must(t, j.Close())
		e, err := Examine(path)
		if err == nil {
			err = e.Close()
		}
		j = openAt(t, path)
		return err
	}
	must(t, j.submitAlone(left(make([]byte, probeBytes))))
	must(t, looked())
	must(t, appendSummed(j, []byte("abc")))
	must(t, looked())
	must(t, j.db.View(func(tx *bbolt.Tx) error {
		if tx.Bucket(bucketAbout).Get(keyProbe) != nil {
			t.Error("it is still there after a checkpoint")
		}
		return nil
	}))
	one := make([]byte, probeBytes)
	one[7] = 1
	must(t, j.submitAlone(left(one)))
	var damage *Damage
	if err := looked(); !errors.As(err, &damage) {
		t.Errorf("something else in its place: %v", err)
	}
}

// TestAFileThatWasLeftHalfMade is made anew, whatever was left.
func TestAFileThatWasLeftHalfMade(t *testing.T) {
	for name, left := range map[string][]byte{"nothing": nil, "zeros": make([]byte, 16384), "noise": bytes.Repeat([]byte("noise"), 4000), "a page": make([]byte, 4096)} {
		path := filepath.Join(t.TempDir(), "journal.db")
		must(t, os.WriteFile(path+newSuffix, left, 0o600))
		j := openAt(t, path)
		must(t, errors.Join(appendSummed(j, []byte("abc")), j.Close()))
		if again := openAt(t, path); again.Last() != 1 {
			t.Errorf("beside %s there are %d records", name, again.Last())
		}
		if there(path + newSuffix) {
			t.Errorf("%s is still there", name)
		}
	}
}
