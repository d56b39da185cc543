package main

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/backup"
	"lotgate/internal/fact"
	"lotgate/internal/site"
	"lotgate/internal/words"
)

// BackupCmd writes backups.
type BackupCmd struct {
	Sources
	Folder  string `arg:"" help:"Folder of backups, on another disk or a USB stick. It must be there."`
	Whole   bool   `help:"Write everything, not only what is new since the last backup in the folder."`
	Untried bool   `help:"Do not make a store of it again to try it."`
}

// Run has it written and says what else belongs to it.
func (c *BackupCmd) Run(ctx context.Context) error {
	dir, err := filepath.Abs(c.Folder)
	if err != nil {
		return fmt.Errorf("find the folder of backups: %w", err)
	}
	var reply BackupReply
	if err := c.call(ctx, true, "Backup", BackupRequest{consoleLanguage(), dir, c.Whole, c.Untried}, &reply); err != nil {
		return err
	}
	for _, text := range backedTexts(reply.Backed, dir) {
		fmt.Println(text.In(consoleLanguage()))
	}
	fmt.Printf("%.1f s\n", reply.Took.Seconds())
	return nil
}

func backedTexts(b site.Backed, dir string) (all []words.Text) {
	switch {
	case b.Path == "":
		all = append(all, words.Say("cli.backup.old", "dir", dir, "facts", int64(b.Facts)))
	case b.After == 0:
		all = append(all, words.Say("cli.backup.whole", "path", b.Path, "facts", int64(b.Facts), "bytes", b.Bytes))
	default:
		all = append(all, words.Say("cli.backup.part", "path", b.Path, "from", int64(b.After)+1, "facts", int64(b.Facts), "bytes", b.Bytes))
	}
	switch {
	case b.Files > 0:
		all = append(all, words.Say("cli.backup.tried", "files", b.Files))
	case b.Tight:
		all = append(all, words.Say("cli.backup.tight"))
	}
	for _, t := range b.Twins {
		all = append(all, words.Say("notice.twin", "key", t.Key, "size", int64(t.Size), "file", t.File))
	}
	return append(all, words.Say("cli.backup.pepper"))
}

// ExportCmd writes the journal for people.
type ExportCmd struct {
	Sources
	File string `arg:"" help:"File to write; it must not be there yet. A name that ends in .gz is packed."`
}

// Run has it written.
func (c *ExportCmd) Run(ctx context.Context) error {
	path, err := filepath.Abs(c.File)
	if err != nil {
		return fmt.Errorf("find the file: %w", err)
	}
	if _, err := os.Lstat(path); !errors.Is(err, fs.ErrNotExist) {
		return fact.Refuse("file_there", "path", path)
	}
	var reply ExportReply
	err = c.calls(ctx, true, func(call deskCall) error {
		return backup.Write(path, filepath.Ext(path) == ".gz", func(w io.Writer) error {
			for !reply.Last {
				reply = ExportReply{}
				if err := call("Export", ExportRequest{consoleLanguage()}, &reply); err != nil {
					return err
				}
				if _, err := w.Write(reply.Piece); err != nil {
					return err
				}
			}
			return nil
		})
	})
	if err != nil {
		return err
	}
	fmt.Println(words.Say("cli.export.made", "path", path, "facts", int64(reply.Facts)).In(consoleLanguage()))
	return nil
}

// RestoreCmd makes a store of backups.
type RestoreCmd struct {
	Sources
	Secret
	From   []string `arg:"" help:"Folder of backups, or files of it in their order."`
	Origin string   `placeholder:"lotgate/ID" help:"Which store, if the folder holds backups of several."`
}

// Secret says where the pepper of a store is that is made again.
type Secret struct {
	Pepper        string `placeholder:"FILE" help:"Of a store that is made again: the file pepper of the old data directory."`
	WithoutPepper bool   `help:"Of a store that is made again: the pepper is lost, and every PIN must be given anew."`
}

// Run makes it and says what comes next.
func (c *RestoreCmd) Run(ctx context.Context) error {
	files, err := c.files()
	if err != nil {
		return err
	}
	return c.restore(ctx, c.Sources, files)
}

// restore makes a store of files and says so.
func (c Secret) restore(ctx context.Context, sources Sources, files []string) error {
	config, err := sources.load()
	if err == nil {
		err = config.absolute()
	}
	if err != nil {
		return err
	}
	if config.Data == "" {
		return Problems{{text: words.Say("cli.data")}}
	}
	pepper, err := c.read()
	if err != nil {
		return err
	}
	zone, err := time.LoadLocation(config.Zone)
	if err != nil {
		return fmt.Errorf("find the time zone: %w", err)
	}
	show := newProgress()
	claim, err := site.Restore(ctx, config.Data, files, pepper, time.Now().In(zone), show.facts)
	show.end()
	if err == nil {
		err = leaveToOwner(config.Data)
	}
	if err != nil {
		return err
	}
	fmt.Println(words.Say("cli.restore.made", "dir", config.Data, "facts", int64(claim.Facts), "root", claim.Root.String(), "keys", strings.Join(claim.Keys, " ")).In(consoleLanguage()))
	return nil
}

func (c Secret) read() ([]byte, error) {
	switch {
	case c.Pepper == "" && !c.WithoutPepper, c.Pepper != "" && c.WithoutPepper:
		return nil, Problems{{text: words.Say("cli.restore.pepper")}}
	case c.WithoutPepper:
		return nil, nil
	}
	text, err := os.ReadFile(c.Pepper)
	if err != nil {
		return nil, fmt.Errorf("read the pepper: %w", err)
	}
	if pepper, err := hex.DecodeString(string(text)); err != nil || len(pepper) != auth.PepperBytes {
		return nil, Problems{{text: words.Say("cli.restore.no_pepper", "path", c.Pepper)}}
	}
	return text, nil
}

// files are those to read, in order.
func (c *RestoreCmd) files() ([]string, error) {
	info, err := os.Stat(c.From[0])
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, fact.Refuse("backup_folder", "dir", c.From[0])
	case err != nil || !info.IsDir() || len(c.From) > 1:
		return c.From, err
	}
	listed, err := backup.List(c.From[0])
	if err != nil {
		return nil, err
	}
	chain, err := backup.Chain(listed, c.Origin)
	if err != nil {
		return nil, err
	}
	var paths []string
	for _, f := range chain {
		paths = append(paths, f.Path)
	}
	return paths, nil
}

// TakeoverCmd lets a restored store go on.
type TakeoverCmd struct {
	Sources
	By string `required:"" placeholder:"NAME" help:"Who has made sure that the old machine is off for good."`
}

// Run records it.
func (c *TakeoverCmd) Run(ctx context.Context) error {
	if err := c.call(ctx, true, "TakeOver", TakeOverRequest{consoleLanguage(), c.By}, &TakeOverReply{}); err != nil {
		return err
	}
	fmt.Println(words.Say("cli.takeover.done").In(consoleLanguage()))
	return nil
}

// ShiftCmd is about shifts.
type ShiftCmd struct {
	End EndShiftCmd `cmd:"" help:"End the shift. Its report, to be printed and kept away from the machine, bears the checkpoint."`
}

// EndShiftCmd ends a shift.
type EndShiftCmd struct{ Sources }

// Run ends it and says where its report is.
func (c *EndShiftCmd) Run(ctx context.Context) error {
	var reply ShiftReply
	if err := c.call(ctx, true, "EndShift", ShiftRequest{consoleLanguage(), rand.Text()}, &reply); err != nil {
		return err
	}
	fmt.Println(words.Say("cli.shift.ended", "id", reply.ID, "path", reply.Path).In(consoleLanguage()))
	return nil
}
