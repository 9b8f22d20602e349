package main

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/folkmoot/folkmoot/adapters/web"
)

type playCmd struct {
	Address string `help:"Where the page is served." default:"127.0.0.1:8090"`
	File    string `help:"Keep the playground in this file; without it, everything is forgotten at the end." placeholder:"FILE"`
	Remote  bool   `help:"Allow an address that others can reach. Anybody who can open the page can be anybody in it."`
}

// Run serves the playground until it is told to stop.
func (p *playCmd) Run(r *runtime) (err error) {
	database, chat, clean, err := p.place()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, clean()) }()
	listener, err := p.listen()
	if err != nil {
		return err
	}
	clock := &movable{}
	if p.File != "" {
		clock.file = p.File + ".clock"
	}
	if err := clock.load(); err != nil {
		return errors.Join(err, listener.Close())
	}
	if r.cli.Log == "info,text" {
		r.cli.Log = "warn,text" // a visitor looks at the page, not at the log
	}
	home := "http://" + listener.Addr().String()
	r.cli.PublicURL = home // whoever visits reaches the bot where they reach the page
	h, err := r.open(database, clock.Now)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	clock.bot = h.bot
	playground, err := web.New(web.Config{Desk: h.bot, Clock: clock, Now: clock.Now, Sealer: h.sealer, Log: h.log, StateFile: chat,
		Loopback: !p.Remote, Home: home, Zone: r.cli.Zone})
	if err == nil {
		err = playground.Connect(r.ctx)
	}
	if err == nil {
		err = h.start(r.ctx)
	}
	if err != nil {
		return errors.Join(err, listener.Close(), h.stop())
	}
	fmt.Fprintf(r.stdout, "The playground is open: %s\nStop it with Ctrl-C.\n", home)
	return errors.Join(serve(r.ctx, listener, playground.Handler()), h.stop())
}

// place is where the playground keeps its things: beside the file that was named, or in a folder that goes away with it.
func (p *playCmd) place() (database, chat string, clean func() error, err error) {
	if p.File != "" {
		return p.File, p.File + ".chat.json", func() error { return nil }, nil
	}
	dir, err := os.MkdirTemp("", "folkmoot-play-")
	if err != nil {
		return "", "", nil, err
	}
	return filepath.Join(dir, "play.db"), "", func() error { return os.RemoveAll(dir) }, nil
}

// listen opens the address, which must be one that only this machine reaches unless told otherwise.
func (p *playCmd) listen() (net.Listener, error) {
	listener, err := net.Listen("tcp", p.Address)
	if err != nil {
		return nil, fmt.Errorf("%w (another address: folkmoot play --address 127.0.0.1:8091)", err)
	}
	if addr, ok := listener.Addr().(*net.TCPAddr); ok && !addr.IP.IsLoopback() && !p.Remote {
		return nil, errors.Join(fmt.Errorf("%s can be reached by others, and in a playground anybody can be anybody; say --remote if that is what you want", p.Address), listener.Close())
	}
	return listener, nil
}

// serve answers requests until ctx ends, and then lets those under way finish.
func serve(ctx context.Context, listener net.Listener, handler http.Handler) error {
	requests, cancel := context.WithCancel(context.WithoutCancel(ctx))
	defer cancel()
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second, IdleTimeout: 2 * time.Minute,
		BaseContext: func(net.Listener) context.Context { return requests }}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	last, stop := context.WithTimeout(context.Background(), 3*time.Second)
	defer stop()
	go func() { <-time.After(time.Second); cancel() }() // streams never end of themselves
	if err := server.Shutdown(last); err != nil {
		return server.Close()
	}
	return nil
}
