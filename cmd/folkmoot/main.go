// Command folkmoot is the whole program: the bot for every platform that is configured, a playground to try it in, and the tools to set
// it up and look after it.
//
// This package wires the rooms of the house together and does nothing else. It is the only one that reads a clock and hands it on: to
// the bot, to the adapters and to what ticks. Run is the whole program as a function, so that tests run exactly what people run.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/signal"
	"syscall"

	"github.com/alecthomas/kong"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	os.Exit(Run(ctx, os.Args[1:], os.LookupEnv, os.Stdout, os.Stderr))
}

// LookupEnv answers the value of an environment variable, and whether it is set.
type LookupEnv func(name string) (string, bool)

// errReported is an error about which everything has been said.
var errReported = errors.New("reported")

// Run is the program: it answers the exit code. It returns when ctx ends and everything begun is finished.
func Run(ctx context.Context, args []string, env LookupEnv, stdout, stderr io.Writer) int {
	var cli CLI
	exit := -1
	parser, err := kong.New(&cli, kong.Name("folkmoot"), kong.Description(about), kong.UsageOnError(), kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { exit = code; panic(exited{}) }), kong.Resolvers(&settings{env: env}), kong.ConfigureHelp(kong.HelpOptions{Compact: true}))
	if err != nil {
		fmt.Fprintln(stderr, "folkmoot:", err)
		return 1
	}
	parsed, err := parse(parser, args)
	if exit >= 0 {
		return exit
	}
	if err != nil {
		fmt.Fprintln(stderr, "folkmoot:", err)
		return 2
	}
	err = parsed.Run(&runtime{ctx: ctx, stdout: stdout, stderr: stderr, cli: &cli})
	switch {
	case errors.Is(err, errReported):
		return 1
	case err != nil:
		fmt.Fprintln(stderr, "folkmoot:", err)
		return 1
	}
	return 0
}

// exited unwinds the parser after --help, which the library ends by asking to exit.
type exited struct{}

func parse(parser *kong.Kong, args []string) (parsed *kong.Context, err error) {
	defer func() {
		if p := recover(); p != nil {
			if _, ok := p.(exited); !ok {
				panic(p)
			}
		}
	}()
	return parser.Parse(args)
}

// runtime is what every command gets.
type runtime struct {
	ctx            context.Context
	stdout, stderr io.Writer
	cli            *CLI
}
