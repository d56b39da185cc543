package sheet

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
)

func readText(data []byte) ([]Sheet, error) {
	text, err := toUTF8(data)
	if err != nil {
		return nil, err
	}
	if i := strings.IndexByte(text, 0); i >= 0 {
		return nil, refuse(lineOf(text[:i]), "not_a_table")
	}
	if !strings.Contains(text, "\n") { // spreadsheets on old Macs
		text = strings.ReplaceAll(text, "\r", "\n")
	}
	read := readCSV
	if strings.HasPrefix(strings.TrimFunc(text[:min(len(text), 200)], blank), "<") {
		read = readXML
	}
	s, err := read(text)
	if err != nil || s.HeaderRow == 0 {
		return nil, err
	}
	return []Sheet{s}, nil
}

// readCSV reads text as RFC 4180 has it, with the separator that its first
// line uses.
func readCSV(text string) (s Sheet, err error) {
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = separator(text), -1
	number, end := 0, 0 // row of the last record, and line of the file that it ends in
	for {
		begin := r.InputOffset()
		cells, err := r.Read()
		if err == io.EOF {
			return s, nil
		}
		if err != nil {
			return s, malformed(err, number, end, text[begin:])
		}
		start, _ := r.FieldPos(0)
		number += start - end // lines between that are empty are rows of a spreadsheet too
		last, _ := r.FieldPos(len(cells) - 1)
		end = last + strings.Count(cells[len(cells)-1], "\n")
		for i, cell := range cells {
			cells[i] = alive(cell)
		}
		if err := s.add(number, cells); err != nil {
			return s, err
		}
	}
}

// malformed says which quotation mark is at fault in the record that rest
// begins with. One that is not closed runs on into later lines, or leaves the
// marks odd.
func malformed(err error, number, end int, rest string) error {
	var parse *csv.ParseError
	if !errors.As(err, &parse) {
		return refuse(number+1, "not_a_table")
	}
	row := number + parse.StartLine - end
	open := parse.Line > parse.StartLine || strings.Count(rest, `"`)%2 == 1
	if errors.Is(parse.Err, csv.ErrQuote) && open {
		return refuse(row, "open_quote")
	}
	return refuse(row, "stray_quote")
}

// separator is what parts the cells of the first line that is not empty.
func separator(text string) rune {
	line, _, _ := strings.Cut(strings.TrimLeft(text, "\r\n"), "\n")
	best, most := ',', 0
	for _, c := range ",;\t" {
		if n := unquoted(line, c); n > most {
			best, most = c, n
		}
	}
	return best
}

func unquoted(line string, c rune) (n int) {
	inside := false
	for _, r := range line {
		switch {
		case r == '"':
			inside = !inside
		case r == c && !inside:
			n++
		}
	}
	return n
}

var (
	utf8Mark    = []byte("\xEF\xBB\xBF")
	utf16LEMark = []byte("\xFF\xFE")
	utf16BEMark = []byte("\xFE\xFF")
)

// toUTF8 finds out the encoding. Valid UTF-8 is UTF-8: Chinese text in GB18030
// of more than a few characters never is.
func toUTF8(data []byte) (string, error) {
	if bytes.HasPrefix(data, utf16LEMark) || bytes.HasPrefix(data, utf16BEMark) {
		text, err := unicode.UTF16(unicode.LittleEndian, unicode.UseBOM).NewDecoder().Bytes(data)
		if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
			return "", refuse(0, "encoding")
		}
		return string(text), nil
	}
	data = bytes.TrimPrefix(data, utf8Mark)
	if utf8.Valid(data) {
		return string(data), nil
	}
	if !looksChinese(data) {
		return "", refuse(lineOf(string(validPart(data))), "encoding")
	}
	text, err := simplifiedchinese.GB18030.NewDecoder().Bytes(data)
	if err != nil || bytes.ContainsRune(text, utf8.RuneError) {
		return "", refuse(0, "encoding")
	}
	return string(text), nil
}

// looksChinese tells GB18030 from a damaged or Western file, which would
// decode as well, into rare characters. In Chinese text nearly all pairs are
// of GB 2312: both bytes from A1 on.
func looksChinese(data []byte) bool {
	common, rare := 0, 0
	for i := 0; i < len(data); i++ {
		if data[i] < 0x80 {
			continue
		}
		if i+1 < len(data) && data[i] >= 0xA1 && data[i+1] >= 0xA1 {
			common++
		} else {
			rare++
		}
		i++
	}
	return common > 3*rare
}

func validPart(data []byte) []byte {
	for i := 0; i < len(data); {
		r, size := utf8.DecodeRune(data[i:])
		if r == utf8.RuneError && size == 1 {
			return data[:i]
		}
		i += size
	}
	return data
}

func lineOf(before string) int { return 1 + strings.Count(before, "\n") }
