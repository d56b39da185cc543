package main

import (
	"context"
	"errors"
	"fmt"
	"net/rpc"
	"os"
	"runtime"
	"slices"
	"strings"
	"text/tabwriter"
	"time"

	"lotgate/internal/auth"
	"lotgate/internal/site"
	"lotgate/internal/words"
)

// reply is any of the desk's replies.
type reply interface{ refused() string }

// deskCall has a desk do something.
type deskCall func(method string, request any, reply reply) error

// call has the desk of a configured data directory do something.
func (s Sources) call(ctx context.Context, mustExist bool, method string, request any, reply reply) error {
	return s.calls(ctx, mustExist, func(call deskCall) error { return call(method, request, reply) })
}

// calls has it do several things, one after the other.
func (s Sources) calls(ctx context.Context, mustExist bool, do func(deskCall) error) (err error) {
	config, err := s.load()
	if err == nil {
		err = config.absolute()
	}
	if err == nil && mustExist {
		err = config.existing()
	}
	if err != nil {
		return err
	}
	d, err := openDesk(ctx, config)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, d.Close()) }()
	return do(func(method string, request any, reply reply) error { return d.call(ctx, method, request, reply) })
}

// call waits for the answer as long as ctx lasts.
func (d *desk) call(ctx context.Context, method string, request any, reply reply) error {
	called := d.Go("Desk."+method, request, reply, make(chan *rpc.Call, 1))
	select {
	case <-called.Done:
		if no := reply.refused(); called.Error == nil && no != "" {
			return refused(no)
		}
		return called.Error
	case <-ctx.Done():
		return ctx.Err()
	}
}

// TokenCmd lets programs in.
type TokenCmd struct {
	Create CreateTokenCmd `cmd:"" help:"Make a token and print it. It is shown this once."`
	List   ListTokensCmd  `cmd:"" help:"List the tokens there are."`
	Revoke RevokeTokenCmd `cmd:"" help:"End a token at once."`
}

// CreateTokenCmd makes a token.
type CreateTokenCmd struct {
	Sources
	Name  string        `arg:"" help:"What to call it: letters, digits, dots and dashes."`
	Right []auth.Right  `placeholder:"RIGHT" help:"What it may do, such as station.use or stock.view. Repeatable."`
	Role  []auth.Role   `placeholder:"ROLE" help:"All that people of a role may do and programs too, such as keeper. Repeatable."`
	Life  time.Duration `placeholder:"8760h" help:"How long it counts; usually a year."`
}

// Run prints the token alone on standard output.
func (c *CreateTokenCmd) Run(ctx context.Context) error {
	var reply TokenReply
	request := TokenRequest{Language: consoleLanguage(), Name: c.Name, Rights: c.rights(), Life: c.Life}
	if err := c.call(ctx, true, "CreateToken", request, &reply); err != nil {
		return err
	}
	fmt.Println(reply.Secret)
	t := reply.Tokens[0]
	text := words.Say("cli.token.made", "name", t.Name, "rights", joined(t.Rights), "expires", t.Expires.Format(time.DateOnly))
	fmt.Fprintln(os.Stderr, text.In(consoleLanguage()))
	return nil
}

func (c *CreateTokenCmd) rights() []auth.Right {
	rights := c.Right
	bearer := auth.Person{Roles: c.Role}
	for _, right := range auth.TokenRights {
		if bearer.May(right) && !slices.Contains(rights, right) {
			rights = append(rights, right)
		}
	}
	return rights
}

func joined(rights []auth.Right) string {
	var names []string
	for _, r := range rights {
		names = append(names, string(r))
	}
	return strings.Join(names, " ")
}

// ListTokensCmd lists tokens.
type ListTokensCmd struct{ Sources }

// Run prints a token a line.
func (c *ListTokensCmd) Run(ctx context.Context) error {
	var reply TokenReply
	if err := c.call(ctx, true, "ListTokens", TokenRequest{Language: consoleLanguage()}, &reply); err != nil {
		return err
	}
	w := tabwriter.NewWriter(os.Stdout, 0, 0, 2, ' ', 0)
	for _, t := range reply.Tokens {
		fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", t.Name, t.Issued.Format(time.DateOnly), t.Expires.Format(time.DateOnly), joined(t.Rights))
	}
	return w.Flush()
}

// RevokeTokenCmd ends a token.
type RevokeTokenCmd struct {
	Sources
	Name string `arg:"" help:"What it was called when it was made."`
}

// Run ends it.
func (c *RevokeTokenCmd) Run(ctx context.Context) error {
	return c.call(ctx, true, "RevokeToken", TokenRequest{Language: consoleLanguage(), Name: c.Name}, &TokenReply{})
}

// ClockCmd is for a machine whose clock was wrong.
type ClockCmd struct {
	Accept AcceptClockCmd `cmd:"" help:"Say that the clock is right now, after it jumped or was wrong."`
}

// AcceptClockCmd believes the clock.
type AcceptClockCmd struct{ Sources }

// Run records it.
func (c *AcceptClockCmd) Run(ctx context.Context) error {
	if err := c.call(ctx, true, "AcceptClock", ClockRequest{consoleLanguage()}, &ClockReply{}); err != nil {
		return err
	}
	fmt.Println(words.Say("cli.clock.accepted").In(consoleLanguage()))
	return nil
}

// VersionCmd says what this program is.
type VersionCmd struct{}

// Run prints the module's version and the commit it was built from.
func (VersionCmd) Run() error {
	fmt.Printf("lotgate %s %s\n", site.Version(), runtime.Version())
	return nil
}
