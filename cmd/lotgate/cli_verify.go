package main

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lotgate/internal/audit"
	"lotgate/internal/backup"
	"lotgate/internal/book"
	"lotgate/internal/journal"
	"lotgate/internal/seal"
	"lotgate/internal/site"
	"lotgate/internal/words"
)

// VerifyCmd checks a store, or a proof.
type VerifyCmd struct {
	Sources
	Checkpoint []string `placeholder:"FILE" help:"Checkpoints that were kept elsewhere: a file of them, or a folder. Repeatable."`
	Key        []string `placeholder:"KEY" help:"Public key that has signed, as text or a file, kept elsewhere. Without one, those beside the store are taken. Repeatable."`
	Proof      string   `placeholder:"FILE" help:"Check this proof instead of a store."`
	Scratch    string   `placeholder:"DIR" type:"path" help:"Folder with room for twice the store while it is checked; usually the data directory."`
}

// Run says all that is wrong, or that nothing is.
func (c *VerifyCmd) Run(ctx context.Context) error {
	keys, err := readKeys(c.Key)
	if err != nil {
		return err
	}
	if c.Proof != "" {
		return checkProof(c.Proof, keys)
	}
	config, err := c.load()
	if err == nil {
		err = config.absolute()
	}
	if err == nil {
		err = config.existing()
	}
	if err != nil {
		return err
	}
	held, err := c.held(config.Data)
	if err != nil {
		return err
	}
	o := audit.Options{Keys: keys, Held: held}
	if o.Own, err = readKeys([]string{filepath.Join(config.Data, "seal.pub")}); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	report, copied, err := c.audit(ctx, config.Data, o)
	if err != nil {
		return err
	}
	return sayReport(report, copied, len(keys) > 0)
}

// audit looks at the store, or at a copy of it where a daemon is at work.
func (c *VerifyCmd) audit(ctx context.Context, dir string, o audit.Options) (report audit.Report, copied bool, err error) {
	show := newProgress()
	defer show.end()
	o.Progress = show.facts
	if o.Scratch, err = site.AuditFolder(cmp.Or(c.Scratch, dir)); err != nil {
		return report, false, noRoomIf(err, cmp.Or(c.Scratch, dir))
	}
	defer func() { err = errors.Join(noRoomIf(err, o.Scratch), os.RemoveAll(o.Scratch)) }()
	if err := giveLike(o.Scratch, dir); err != nil { // the daemon puts the copy there
		return report, false, err
	}
	report, err = audit.Run(filepath.Join(dir, "lotgate.db"), o)
	if !errors.Is(err, journal.ErrHeld) {
		return report, false, err
	}
	path := filepath.Join(o.Scratch, "lotgate.db")
	if err := c.call(ctx, true, "Copy", FileRequest{consoleLanguage(), path}, &FileReply{}); err != nil {
		return report, true, err
	}
	if err := os.Symlink(filepath.Join(dir, "archive"), filepath.Join(o.Scratch, "archive")); err != nil {
		return report, true, fmt.Errorf("lead the copy to the archives: %w", err)
	}
	if o.Held, err = c.held(dir); err != nil { // the copy reaches as far as each that was there before it
		return report, true, err
	}
	report, err = audit.Run(path, o)
	return report, true, err
}

// noRoomToVerify says what to do where a disk is full.
func noRoomToVerify(dir string) error {
	return Problems{{text: words.Say("cli.verify.no_room", "dir", dir)}}
}

func noRoomIf(err error, dir string) error {
	if journal.Full(err) {
		return noRoomToVerify(dir)
	}
	return err
}

// held are the store's own checkpoints and those from elsewhere.
func (c *VerifyCmd) held(dir string) (all []audit.Held, err error) {
	own := filepath.Join(dir, "checkpoints")
	if text, err := os.ReadFile(own); err == nil {
		all = append(all, audit.Held{Name: filepath.Base(own), Text: text})
	} else if !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("read the store's checkpoints: %w", err)
	}
	for _, path := range c.Checkpoint {
		files := []string{path}
		if info, err := os.Stat(path); err == nil && info.IsDir() {
			if files, err = filepath.Glob(filepath.Join(path, "*.checkpoints")); err != nil || len(files) == 0 {
				return nil, Problems{{text: words.Say("cli.verify.no_checkpoints", "dir", path)}}
			}
		}
		for _, file := range files {
			text, err := os.ReadFile(file)
			if err != nil {
				return nil, fmt.Errorf("read checkpoints: %w", err)
			}
			all = append(all, audit.Held{Name: file, Text: text, Outside: true})
		}
	}
	return all, nil
}

// readKeys reads public keys, each as text or a file with one a line.
func readKeys(given []string) (keys []seal.PublicKey, err error) {
	for _, g := range given {
		text := []byte(g)
		if !strings.Contains(g, "+") {
			if text, err = os.ReadFile(g); err != nil {
				return nil, fmt.Errorf("read a public key: %w", err)
			}
		}
		for line := range strings.Lines(string(text)) {
			key, err := seal.ParsePublicKey(line)
			if err != nil {
				return nil, Problems{{text: words.Say("cli.verify.bad_key", "key", g)}}
			}
			keys = append(keys, key)
		}
	}
	return keys, nil
}

// errFound is the end of a verification that found something.
type errFound struct{ text words.Text }

func (e errFound) Error() string { return e.text.In(words.English) }

func sayReport(r audit.Report, copied, keysGiven bool) error {
	l := consoleLanguage()
	for _, f := range r.Findings {
		fmt.Println(f.Text.In(l))
	}
	fmt.Println(words.Say("cli.verify.facts", "facts", int64(r.Facts), "root", r.Root.String(), "checked", r.Checked, "outside", r.Outside).In(l))
	if copied {
		fmt.Println(words.Say("cli.verify.copied").In(l))
	}
	if r.Outside == 0 {
		fmt.Println(words.Say("cli.verify.inside").In(l))
	} else if !keysGiven {
		fmt.Println(words.Say("cli.verify.own_keys").In(l))
	}
	if n := len(r.Findings); n > 0 {
		return errFound{words.Say("cli.verify.found", "n", n)}
	}
	fmt.Println(words.Say("cli.verify.good").In(l))
	return nil
}

// checkProof needs no store.
func checkProof(path string, keys []seal.PublicKey) error {
	l := consoleLanguage()
	text, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("read the proof: %w", err)
	}
	p, err := seal.ParseProof(text)
	var c seal.Checkpoint
	if err == nil {
		if len(keys) == 0 {
			c, err = p.Check(nil)
		} else {
			c, err = checkWith(p, keys)
		}
	}
	if err != nil {
		return errFound{words.Say("cli.proof.bad", "path", path, "what", err.Error())}
	}
	readable, err := book.Readable(p.Record)
	if err != nil {
		return errFound{words.Say("cli.proof.bad", "path", path, "what", err.Error())}
	}
	fmt.Println(string(readable))
	fmt.Println(words.Say("cli.proof.good", "seq", int64(p.Seq), "size", int64(c.Size), "origin", c.Origin, "signed", c.At.Format("2006-01-02 15:04"), "key", p.Key).In(l))
	if len(keys) == 0 {
		fmt.Println(words.Say("cli.proof.own_key").In(l))
	}
	return nil
}

func checkWith(p seal.Proof, keys []seal.PublicKey) (c seal.Checkpoint, err error) {
	for _, key := range keys {
		if c, err = p.Check(&key); err == nil {
			return c, nil
		}
	}
	return c, err
}

// ProveCmd writes a proof.
type ProveCmd struct {
	Sources
	Seq  uint64 `arg:"" help:"Number of the fact."`
	File string `arg:"" optional:"" help:"File to write, instead of standard output."`
}

// Run writes it.
func (c *ProveCmd) Run(ctx context.Context) error {
	var reply ProveReply
	if err := c.call(ctx, true, "Prove", ProveRequest{consoleLanguage(), c.Seq}, &reply); err != nil {
		return err
	}
	if c.File == "" {
		_, err := os.Stdout.Write(reply.Proof)
		return err
	}
	if _, err := os.Lstat(c.File); err == nil {
		return Problems{{text: words.Say("cli.exists", "path", c.File)}}
	}
	if err := backup.WriteFile(c.File, reply.Proof); err != nil {
		return err
	}
	fmt.Println(words.Say("cli.prove.made", "path", c.File, "seq", int64(c.Seq), "size", int64(reply.Size)).In(consoleLanguage()))
	return nil
}

// SealCmd signs a checkpoint.
type SealCmd struct {
	Sources
	Key bool `help:"Print the public key alone, to be kept where this machine does not reach."`
}

// Run prints the checkpoint, or the key.
func (c *SealCmd) Run(ctx context.Context) error {
	var reply SealReply
	if err := c.call(ctx, true, "Seal", SealRequest{consoleLanguage()}, &reply); err != nil {
		return err
	}
	if c.Key {
		fmt.Println(reply.Key)
		return nil
	}
	fmt.Print(reply.Signed)
	return nil
}

// progress tells on standard error how far a long piece of work has come, a
// line a second, and nothing of a short one.
type progress struct {
	begun, told time.Time
	last        uint64
}

func newProgress() *progress { return &progress{begun: time.Now(), told: time.Now()} }

func (p *progress) facts(n uint64) {
	p.last = n
	if time.Since(p.told) < time.Second {
		return
	}
	p.told = time.Now()
	p.say()
}

func (p *progress) say() {
	rate := int64(float64(p.last) / time.Since(p.begun).Seconds())
	fmt.Fprintln(os.Stderr, words.Say("cli.progress", "facts", int64(p.last), "rate", rate).In(consoleLanguage()))
}

func (p *progress) end() {
	if p.last > 0 {
		p.say()
	}
}
