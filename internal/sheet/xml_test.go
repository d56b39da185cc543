package sheet_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"lotgate/internal/sheet"
)

func TestReadXML(t *testing.T) {
	for name, test := range map[string]struct {
		text string
		want [][]any
	}{
		"attributes":            {`<a><r x="1" y="2"/><r x="3"/></a>`, [][]any{{1, "x", "y"}, {1, "1", "2"}, {1, "3", ""}}},
		"elements of text":      {"<a>\n<r><x>1</x><y> 甘草 </y></r>\n<r><y>2</y></r></a>", [][]any{{1, "x", "y"}, {2, "1", "甘草"}, {3, "", "2"}}},
		"what stands around":    {`<d note="N"><r x="1"/><r x="2"><s y="3"/><s y="4"/></r></d>`, [][]any{{1, "note", "x", "y"}, {1, "N", "1", ""}, {1, "N", "2", "3"}, {1, "N", "2", "4"}}},
		"the same name again":   {`<d><r><c>1</c><c>2</c></r></d>`, [][]any{{1, "c"}, {1, "1 2"}}},
		"closer counts":         {`<d x="1"><r x="2"/></d>`, [][]any{{1, "x"}, {1, "2"}}},
		"text with attributes":  {`<d><c p="9">1</c></d>`, [][]any{{1, "p", "c"}, {1, "9", "1"}}},
		"spaces of names":       {`<d xmlns="urn:x" xmlns:y="urn:y"><r x="1" y:z="2"/></d>`, [][]any{{1, "x"}, {1, "1"}}},
		"comments, declaration": {`<?xml version="1.0" encoding="gbk"?><!-- x --><d><r x="1"/></d>`, [][]any{{1, "x"}, {1, "1"}}},
	} {
		for coding, data := range map[string][]byte{"UTF-8": []byte(test.text), "GB18030": gb18030(t, test.text)} {
			sheets, err := sheet.Read(data)
			if err != nil || len(sheets) != 1 {
				t.Errorf("%s in %s: %d sheets, %v", name, coding, len(sheets), err)
				continue
			}
			if diff := cmp.Diff(test.want, rows(sheets[0])); diff != "" {
				t.Errorf("%s in %s: %s", name, coding, diff)
			}
		}
	}
}

func TestBrokenXML(t *testing.T) {
	for text, code := range map[string]string{
		"<d><r>\n<x>1</x></d>":                        "sheet.xml_broken",
		"<d><r x='1'/>":                               "sheet.xml_broken",
		`<!DOCTYPE d [<!ENTITY e "x">]><d><r>&e;</r>`: "sheet.xml_broken",
		strings.Repeat("<d>", 20) + "x":               "sheet.xml_deep",
	} {
		_, err := sheet.Read([]byte(text))
		var p *sheet.Problem
		if !errors.As(err, &p) || p.Text.Code != code {
			t.Errorf("%s: %v, want %s", text, err, code)
		}
	}
}
