package auth_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"strings"
	"testing"

	"lotgate/internal/auth"
)

func hasher(t testing.TB, pepper byte, cost auth.Cost) *auth.Hasher {
	t.Helper()
	h, err := auth.NewHasher(bytes.Repeat([]byte{pepper}, auth.PepperBytes), cost, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return h
}

func TestHash(t *testing.T) {
	ctx, h := context.Background(), hasher(t, 1, quick)
	stored, err := h.Hash(ctx, "1234")
	if err != nil {
		t.Fatal(err)
	}
	again, _ := h.Hash(ctx, "1234")
	if stored == again {
		t.Error("the same PIN gave the same hash twice: no salt")
	}
	for name, test := range map[string]struct {
		h      *auth.Hasher
		stored string
		pin    string
		want   bool
	}{
		"right PIN":      {h, stored, "1234", true},
		"wrong PIN":      {h, stored, "1235", false},
		"no PIN":         {h, stored, "", false},
		"another pepper": {hasher(t, 2, quick), stored, "1234", false},
		"another cost":   {hasher(t, 1, auth.Cost{MemoryKiB: 16, Passes: 2, Threads: 1}), stored, "1234", true},
		"nobody":         {h, "", "1234", false},
	} {
		got, err := test.h.Check(ctx, test.stored, test.pin)
		if err != nil || got != test.want {
			t.Errorf("%s: Check = %v, %v; want %v", name, got, err, test.want)
		}
	}
}

func TestSiteCost(t *testing.T) {
	if c := auth.SiteCost; c.MemoryKiB < 19<<10 || c.Passes < 2 || c.Threads != 1 {
		t.Errorf("cost %+v is below the least", c)
	}
	h := hasher(t, 1, auth.SiteCost)
	stored, err := h.Hash(context.Background(), "1234")
	if err != nil || !strings.HasPrefix(stored, "$argon2id$v=19$m=19456,t=2,p=1$") {
		t.Fatalf("Hash = %s, %v", stored, err)
	}
	if right, err := h.Check(context.Background(), stored, "1234"); err != nil || !right {
		t.Errorf("Check = %v, %v", right, err)
	}
}

func TestDamagedHash(t *testing.T) {
	ctx, h := context.Background(), hasher(t, 1, quick)
	stored, err := h.Hash(ctx, "1234")
	if err != nil {
		t.Fatal(err)
	}
	for name, damaged := range map[string]string{
		"a PIN":         "1234",
		"cut off":       stored[:len(stored)-4],
		"other scheme":  strings.Replace(stored, "argon2id", "argon2i", 1),
		"other version": strings.Replace(stored, "v=19", "v=16", 1),
		"no memory":     strings.Replace(stored, "m=8", "m=0", 1),
		"all memory":    strings.Replace(stored, "m=8", "m=4294967295", 1),
		"for ever":      strings.Replace(stored, "t=1", "t=99999", 1),
		"no threads":    strings.Replace(stored, "p=1", "p=0", 1),
		"trailing":      strings.Replace(stored, "p=1", "p=1,x=1", 1),
		"endless":       stored + strings.Repeat("A", 1000),
	} {
		if right, err := h.Check(ctx, damaged, "1234"); right || err == nil {
			t.Errorf("%s: Check = %v, %v; want a fault", name, right, err)
		} else if strings.Contains(err.Error(), "1234") {
			t.Errorf("%s: the fault tells the stored value: %v", name, err)
		}
	}
}

func TestHasherRefusesAShortPepper(t *testing.T) {
	if _, err := auth.NewHasher([]byte("short"), quick, rand.Reader); err == nil {
		t.Error("a short pepper was taken")
	}
}

func FuzzCheck(f *testing.F) {
	h := hasher(f, 1, quick)
	f.Add("$argon2id$v=19$m=8,t=1,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA")
	f.Add("$argon2id$v=19$m=,t=,p=$$")
	f.Fuzz(func(t *testing.T, stored string) {
		if strings.Contains(stored, "m=1") || strings.Contains(stored, "m=2") || strings.Contains(stored, "t=1") && len(stored) > 120 {
			t.Skip("sound, but slow")
		}
		if right, _ := h.Check(context.Background(), stored, "1234"); right {
			t.Errorf("%q is the hash of 1234", stored)
		}
	})
}
