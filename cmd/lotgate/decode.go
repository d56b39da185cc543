package main

import (
	"bufio"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"lotgate/internal/scan"
	"lotgate/internal/words"
)

// maxLine bounds one line of input in bytes: the longest code with every byte
// written as \xHH, and some more.
const maxLine = 40_000

// DecodeCmd reads scan data from standard input, one code a line, with \xHH
// for control characters, and says what each is.
type DecodeCmd struct {
	Strict  bool `help:"Take only what the standards allow; answer OK or ERR, one line each."`
	Explain bool `help:"Draw each code with its parts underneath."`
}

// Run decodes standard input until it ends.
func (c *DecodeCmd) Run() error {
	d := decoding{
		options:  scan.Options{Today: scan.Date(time.Now().Format(time.DateOnly)), Strict: c.Strict},
		language: languageOf(os.Getenv("LC_ALL"), os.Getenv("LC_MESSAGES"), os.Getenv("LANG")),
	}
	switch {
	case c.Explain:
		d.answer = d.explained
	case c.Strict:
		d.answer = d.strict
	default:
		d.answer = d.object
	}
	return runDecode(os.Stdin, os.Stdout, d)
}

// languageOf is the language of the first setting that is not empty.
func languageOf(settings ...string) words.Language {
	for _, s := range settings {
		if s == "" {
			continue
		}
		if strings.HasPrefix(s, "zh") {
			return words.Chinese
		}
		return words.English
	}
	return words.English
}

// decoding is how lines are read and answered.
type decoding struct {
	options  scan.Options
	language words.Language
	answer   func(code string, r *scan.Reading, fault *scan.Fault) ([]byte, error)
}

// runDecode answers every line of in with one on out.
func runDecode(in io.Reader, out io.Writer, d decoding) error {
	lines := bufio.NewReaderSize(in, maxLine)
	w := bufio.NewWriter(out)
	var r scan.Reading
	for {
		line, err := readLine(lines)
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return fmt.Errorf("reading scan data: %w", err)
		}
		code, fault := "", &scan.Fault{Code: "line_too_long", At: maxLine, Detail: fmt.Sprint(maxLine)}
		if err == nil {
			code, fault = unescapeLine(line)
		}
		if fault == nil {
			fault = decodeOne(&r, code, d.options)
		}
		text, err := d.answer(code, &r, fault)
		if err != nil {
			return fmt.Errorf("writing a reading: %w", err)
		}
		if _, err := w.Write(append(text, '\n')); err != nil {
			return fmt.Errorf("writing a reading: %w", err)
		}
		if lines.Buffered() > 0 {
			continue // more lines wait; somebody who types sees each answer at once
		}
		if err := w.Flush(); err != nil {
			return fmt.Errorf("writing readings: %w", err)
		}
	}
	if err := w.Flush(); err != nil {
		return fmt.Errorf("writing readings: %w", err)
	}
	return nil
}

// decodeOne keeps the error's nil a nil of its own type.
func decodeOne(r *scan.Reading, code string, o scan.Options) *scan.Fault {
	var fault *scan.Fault
	if err := scan.DecodeInto(r, code, o); errors.As(err, &fault) {
		return fault
	}
	return nil
}

// readLine is the next line without its end. A line that does not fit is read
// to its end and answered with bufio.ErrBufferFull.
func readLine(in *bufio.Reader) (string, error) {
	line, err := in.ReadSlice('\n')
	if errors.Is(err, bufio.ErrBufferFull) {
		for errors.Is(err, bufio.ErrBufferFull) {
			_, err = in.ReadSlice('\n')
		}
		if err != nil && !errors.Is(err, io.EOF) {
			return "", err
		}
		return "", bufio.ErrBufferFull
	}
	if err != nil && (len(line) == 0 || !errors.Is(err, io.EOF)) {
		return "", err
	}
	return strings.TrimRight(string(line), "\r\n"), nil
}

// unescapeLine reads \xHH as a byte and \\ as a backslash. A backslash before
// anything else stays: \( is a bracket inside a bracketed value.
func unescapeLine(line string) (string, *scan.Fault) {
	if !strings.Contains(line, `\`) {
		return line, nil
	}
	var b strings.Builder
	for i := 0; i < len(line); i++ {
		if line[i] != '\\' || i+1 == len(line) || line[i+1] != 'x' && line[i+1] != '\\' {
			b.WriteByte(line[i])
			continue
		}
		i++
		if line[i] == '\\' {
			b.WriteByte('\\')
			continue
		}
		c, err := hex.DecodeString(line[i+1 : min(i+3, len(line))])
		if err != nil || len(c) != 1 {
			return "", &scan.Fault{Code: "escape", At: i - 1}
		}
		b.Write(c)
		i += 2
	}
	return b.String(), nil
}

// faultWords says why a line cannot be read.
func (d decoding) faultWords(f *scan.Fault) string {
	return words.Say("scan."+f.Code, f.Pairs()...).In(d.language)
}

// strict answers OK and the elements in brackets, or ERR, code and words,
// parted by tabs. Data without elements is a text or a label of our own: ERR.
func (d decoding) strict(_ string, r *scan.Reading, fault *scan.Fault) ([]byte, error) {
	if fault == nil && len(r.Elements) == 0 {
		fault = &scan.Fault{Code: scan.CodeNoElements}
	}
	if fault != nil {
		return []byte("ERR\t" + fault.Code + "\t" + d.faultWords(fault)), nil
	}
	return r.AppendBracketed([]byte("OK\t")), nil
}
