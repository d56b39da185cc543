package policy_test

import (
	"errors"
	"testing"

	"lotgate/internal/fact"
	"lotgate/internal/stock"
)

// TestMayLie: which goods may lie where.
func TestMayLie(t *testing.T) {
	room, cold, safe := stock.Place{Kind: stock.Bin, Storage: stock.Room}, stock.Place{Kind: stock.Bin, Storage: stock.Cold}, stock.Place{Kind: stock.Bin, Storage: stock.Room, Safe: true}
	any, dock := stock.Place{Kind: stock.Bin}, stock.Place{Kind: stock.Dock, Storage: stock.Room}
	for _, test := range []struct {
		class   stock.Class
		storage stock.Storage
		place   stock.Place
		want    string // code; "" may
	}{
		{stock.Ordinary, stock.Room, room, ""},
		{stock.Ordinary, stock.Room, any, ""},
		{stock.Ordinary, "", cold, ""},
		{stock.Ordinary, stock.Room, cold, "wrong_storage"},
		{stock.Ordinary, stock.Cold, room, "wrong_storage"},
		{stock.Ordinary, stock.Cold, cold, ""},
		{stock.Ordinary, stock.Cold, dock, ""},
		{stock.Ordinary, stock.Room, safe, "safe_only"},
		{stock.Narcotic, stock.Room, safe, ""},
		{stock.Narcotic, stock.Room, room, "needs_safe"},
		{stock.Narcotic, stock.Cold, safe, "wrong_storage"},
		{stock.Narcotic, stock.Room, dock, ""},
		{stock.Psychotropic2, stock.Room, safe, ""},
		{stock.Psychotropic2, stock.Room, room, ""},
		{stock.Psychotropic, stock.Room, safe, ""},
		{stock.Psychotropic, stock.Room, room, "needs_safe"},
	} {
		err := book.MayLie(stock.Item{Class: test.class, Storage: test.storage}, test.place)
		var no *fact.Refusal
		got := ""
		if errors.As(err, &no) {
			got = no.Code()
		}
		if got != test.want {
			t.Errorf("%s %s goods in %+v: %q, want %q", test.class, test.storage, test.place, got, test.want)
		}
	}
}
