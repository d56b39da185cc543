package main

import (
	"context"
	"errors"
	"io"

	"lotgate/internal/site"
	"lotgate/internal/words"
)

// pieceBytes is how much of an export goes to the caller at a time.
const pieceBytes = 256 << 10

// ExportRequest asks for the next piece of an export; the first one begins it.
type ExportRequest struct{ Language words.Language }

// ExportReply is that piece. The caller writes it: a daemon may not write where
// he may, and what it wrote might lie where he does not see it.
type ExportReply struct {
	Answer
	Piece []byte
	Facts uint64 // in all of it, with the last piece
	Last  bool
}

// Export gives the journal as lines of JSON, piece by piece.
func (d *Desk) Export(q ExportRequest, r *ExportReply) error {
	if d.export == nil {
		d.export = beginExport(d.ctx, d.books)
	}
	r.Piece = make([]byte, pieceBytes)
	n, err := io.ReadFull(d.export.from, r.Piece)
	r.Piece = r.Piece[:n]
	if errors.Is(err, io.EOF) || errors.Is(err, io.ErrUnexpectedEOF) {
		r.Last, err = true, nil
		r.Facts = <-d.export.facts
	}
	return r.settle(err, q.Language)
}

// export is one under way, of one caller, and ends with him.
type export struct {
	from  *io.PipeReader
	facts chan uint64
}

func beginExport(ctx context.Context, books *site.Books) *export {
	from, to := io.Pipe()
	e := &export{from, make(chan uint64, 1)}
	context.AfterFunc(ctx, func() { from.CloseWithError(ctx.Err()) })
	go func() {
		facts, err := books.Export(ctx, to)
		e.facts <- facts
		close(e.facts)
		to.CloseWithError(err)
	}()
	return e
}
