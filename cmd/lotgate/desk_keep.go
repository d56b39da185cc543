package main

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"lotgate/internal/book"
	"lotgate/internal/journal"
	"lotgate/internal/seal"
	"lotgate/internal/site"
	"lotgate/internal/words"
)

// BackupRequest names the folder, by its whole path.
type BackupRequest struct {
	Language words.Language
	Dir      string
	Whole    bool
	Untried  bool
}

// BackupReply tells what was written.
type BackupReply struct {
	Answer
	site.Backed
	Took time.Duration
}

// Backup writes what is new into a folder of backups.
func (d *Desk) Backup(q BackupRequest, r *BackupReply) (err error) {
	begun := time.Now()
	r.Backed, err = d.books.Backup(d.ctx, q.Dir, q.Whole, !q.Untried)
	r.Took = time.Since(begun)
	return r.settle(err, q.Language)
}

// FileRequest names a file to write, by its whole path.
type FileRequest struct {
	Language words.Language
	Path     string
}

// FileReply tells how many facts are in it.
type FileReply struct {
	Answer
	Facts uint64
}

// Copy writes the journal as it is into a new file, to be looked at while work
// goes on.
func (d *Desk) Copy(q FileRequest, r *FileReply) error {
	r.Facts = d.books.Journal.Last()
	err := writeCopy(d.ctx, d.books.Journal, q.Path)
	switch {
	case errors.Is(err, journal.ErrArchiving):
		err = book.ErrArchiving
	case journal.Full(err):
		err = noRoomToVerify(filepath.Dir(q.Path))
	}
	return r.settle(err, q.Language)
}

func writeCopy(ctx context.Context, j *journal.Journal, path string) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("copy the journal: %w", err)
	}
	_, err = j.Copy(ctx, file)
	return errors.Join(err, file.Close())
}

// TakeOverRequest says who says that the old machine is dead.
type TakeOverRequest struct {
	Language words.Language
	By       string
}

// TakeOverReply says whether that was needed.
type TakeOverReply struct{ Answer }

// TakeOver lets a restored store go on.
func (d *Desk) TakeOver(q TakeOverRequest, r *TakeOverReply) error {
	takeOver := d.books.TakeOver
	if d.house != nil {
		takeOver = d.house.TakeOver
	}
	return r.settle(takeOver(d.ctx, "", q.By), q.Language)
}

// SealRequest asks for a checkpoint over all that there is.
type SealRequest struct{ Language words.Language }

// SealReply is the checkpoint and the key.
type SealReply struct {
	Answer
	Signed string
	Key    string
}

// Seal signs a checkpoint.
func (d *Desk) Seal(q SealRequest, r *SealReply) error {
	_, signed, err := d.books.Seal()
	r.Signed, r.Key = string(signed), d.books.Seals.Key().String()
	if err == nil && signed == nil {
		err = site.ErrNothing
	}
	return r.settle(err, q.Language)
}

// ProveRequest names a fact.
type ProveRequest struct {
	Language words.Language
	Seq      uint64
}

// ProveReply is the proof as it is to be written.
type ProveReply struct {
	Answer
	Proof []byte
	Size  uint64 // of the checkpoint that it leads to
}

// Prove makes a proof.
func (d *Desk) Prove(q ProveRequest, r *ProveReply) error {
	p, err := d.books.Prove(q.Seq)
	if err == nil {
		r.Proof, err = p.Text()
	}
	if err == nil {
		var c seal.Checkpoint
		c, err = seal.Peek([]byte(p.Checkpoint))
		r.Size = c.Size
	}
	return r.settle(err, q.Language)
}

// ShiftRequest ends a shift.
type ShiftRequest struct {
	Language words.Language
	ID       string // made by who asks: the same again ends nothing
}

// ShiftReply names its report.
type ShiftReply struct {
	Answer
	ID   string
	Path string
}

// EndShift ends a shift.
func (d *Desk) EndShift(q ShiftRequest, r *ShiftReply) error {
	s, err := d.books.EndShift(d.ctx, "shift/"+q.ID, "")
	r.ID, r.Path = s.ID, filepath.Join(d.books.Dir, "papers", s.ID+".pdf")
	return r.settle(err, q.Language)
}
