package main

import (
	"context"
	"errors"
	"fmt"
	"os"

	"lotgate/internal/journal"
	"lotgate/internal/journal/archive"
	"lotgate/internal/words"
)

// ArchiveCmd moves closed years out of the store's file.
type ArchiveCmd struct {
	Sources
	Year  int      `placeholder:"2024" help:"Move all up to the end of this year into an archive. Without it the archives are listed."`
	Check []string `placeholder:"FILE" type:"path" help:"Say whether an archive is whole; it needs nothing but the file. Repeatable."`
}

// Run moves a year, checks files, or lists what there is.
func (c *ArchiveCmd) Run(ctx context.Context) error {
	if len(c.Check) > 0 {
		return checkArchives(c.Check)
	}
	l := consoleLanguage()
	var reply ArchiveReply
	if err := c.call(ctx, true, "Archive", ArchiveRequest{Language: l, Year: c.Year}, &reply); err != nil {
		return err
	}
	if c.Year != 0 {
		a := reply.All[len(reply.All)-1]
		fmt.Println(words.Say("cli.archive.made", "first", a.First, "last", a.Last, "year", fmt.Sprint(a.Year), "path", reply.Path, "bytes", reply.Bytes).In(l))
		return nil
	}
	for _, a := range reply.All {
		fmt.Println(words.Say("cli.archive.row", "name", a.Name, "first", a.First, "last", a.Last, "year", fmt.Sprint(a.Year)).In(l))
	}
	if len(reply.All) == 0 {
		fmt.Println(words.Say("cli.archive.none").In(l))
	}
	return nil
}

// checkArchives reads each file to its end, and goes on where one is damaged.
func checkArchives(paths []string) (err error) {
	for _, path := range paths {
		err = errors.Join(err, checkArchive(path))
	}
	return err
}

func checkArchive(path string) error {
	f, err := archive.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	if err := f.Verify(); err != nil {
		return err
	}
	fmt.Println(words.Say("cli.archive.whole", "path", path, "first", f.First, "last", f.Last, "year", fmt.Sprint(f.Year), "store", f.Store).In(consoleLanguage()))
	return nil
}

// ArchiveRequest names the year to move; 0 asks for what there is.
type ArchiveRequest struct {
	Language words.Language
	Year     int
}

// ArchiveReply is every archive there is, and where the last one lies.
type ArchiveReply struct {
	Answer
	All   []journal.Archived
	Path  string
	Bytes int64 // of the store's file
}

// Archive moves a year, or lists the archives.
func (d *Desk) Archive(q ArchiveRequest, r *ArchiveReply) error {
	if q.Year != 0 {
		made, err := d.books.Archive(d.ctx, q.Year)
		if err != nil {
			return r.settle(err, q.Language)
		}
		r.Path = d.books.Journal.ArchivePath(made)
	}
	r.All = d.books.Journal.Archives()
	if at, err := os.Stat(d.books.File()); err == nil {
		r.Bytes = at.Size()
	}
	return nil
}
