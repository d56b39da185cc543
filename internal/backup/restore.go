package backup

import (
	"context"
	"errors"
	"path/filepath"
	"slices"

	"lotgate/internal/book"
	"lotgate/internal/fact"
	"lotgate/internal/journal"
	"lotgate/internal/seal"
)

// Restore makes a journal at path, which is not there yet, of files that follow
// each other. Nothing counts before it returned nil: the tree over what was
// read must have the root that each file says. Progress may be nil. It ends
// with ctx.
func Restore(ctx context.Context, files []string, path string, progress func(facts uint64)) (Claim, error) {
	return restore(ctx, files, path, progress, (*journal.Builder).Close)
}

// Try is Restore of what is thrown away again: the disk is not asked to keep
// it.
func Try(ctx context.Context, files []string, path string) (Claim, error) {
	flushed := func(b *journal.Builder) error { return errors.Join(b.Flush(), b.Abandon()) }
	return restore(ctx, files, path, nil, flushed)
}

func restore(ctx context.Context, files []string, path string, progress func(facts uint64), end func(*journal.Builder) error) (claim Claim, err error) {
	builder, err := journal.Build(path, book.Apply, true)
	if err != nil {
		return claim, noRoom(err, path)
	}
	r := restoring{ctx: ctx, builder: builder, progress: progress}
	for _, file := range files {
		if err := r.file(file); err != nil {
			return claim, noRoom(errors.Join(err, builder.Abandon()), path)
		}
	}
	return r.claim, noRoom(end(builder), path)
}

// restoring is a journal that is being made.
type restoring struct {
	ctx      context.Context
	builder  *journal.Builder
	frontier seal.Frontier
	origin   string
	claim    Claim
	progress func(uint64)
}

func (r *restoring) file(path string) error {
	name, before := filepath.Base(path), r.frontier
	beforeRoot := before.Root()
	begun := false
	head, tail, err := Open(path, func(seq uint64, record []byte) error {
		if !begun && seq != r.frontier.Size()+1 {
			return fact.Refuse("backup_follows", "file", name, "after", seq-1, "have", r.frontier.Size())
		}
		begun = true
		return r.record(seq, record)
	})
	if err != nil {
		return err
	}
	switch {
	case head.After != before.Size() || head.AfterRoot != beforeRoot:
		return fact.Refuse("backup_follows", "file", name, "after", head.After, "have", before.Size())
	case r.claim.Origin != "" && head.Origin != r.claim.Origin:
		return fact.Refuse("backup_mixed", "file", name, "origin", head.Origin, "own", r.claim.Origin)
	case tail.Root != r.frontier.Root() || r.origin != head.Origin:
		return fact.Refuse("backup_root", "file", name, "end", tail.End)
	}
	r.claim = Claim{head.Origin, tail.End, tail.Root, tail.Checkpoint, head.Keys}
	return r.signed(name)
}

func (r *restoring) record(seq uint64, record []byte) error {
	if err := r.ctx.Err(); err != nil {
		return err
	}
	hash := seal.HashOf(record)
	if seq == 1 {
		r.origin = seal.Origin(hash)
	}
	r.frontier.Add(hash)
	if r.progress != nil && seq%10_000 == 0 {
		r.progress(seq)
	}
	return r.builder.Add(record)
}

// signed sees that the checkpoint under a file is the file's own, by one of
// the keys that it names. Whose those are is for who holds them elsewhere.
func (r *restoring) signed(name string) error {
	var keys []seal.PublicKey
	for _, text := range slices.Compact(slices.Sorted(slices.Values(r.claim.Keys))) {
		key, err := seal.ParsePublicKey(text)
		if err != nil {
			return fact.Refuse("backup_unsigned", "file", name, "what", err.Error())
		}
		keys = append(keys, key)
	}
	c, err := seal.Open([]byte(r.claim.Checkpoint), keys...)
	if err != nil {
		return fact.Refuse("backup_unsigned", "file", name, "what", err.Error())
	}
	if c.Size != r.claim.Facts || c.Root != r.claim.Root || c.Origin != r.claim.Origin {
		return fact.Refuse("backup_root", "file", name, "end", r.claim.Facts)
	}
	return nil
}
