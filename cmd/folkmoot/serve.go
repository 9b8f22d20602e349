package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net"
	"net/http"
	"strings"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/folkmoot/folkmoot/adapters/mattermost"
	"github.com/folkmoot/folkmoot/adapters/slack"
	"github.com/folkmoot/folkmoot/adapters/web"
)

type serveCmd struct{}

// platform is an adapter as the program looks after it.
type platform struct {
	name   string
	routes func(*http.ServeMux)
	start  func(context.Context)
	stop   func(context.Context) error
	ready  func() (bool, string)
}

// Run serves every configured platform until it is told to stop.
func (serveCmd) Run(r *runtime) error {
	h, err := r.open(r.cli.Database, time.Now)
	if err != nil {
		return err
	}
	platforms, err := r.platforms(h)
	if err == nil && len(platforms) == 0 {
		err = errors.New("no platform is configured: set FOLKMOOT_MATTERMOST_URL and its tokens (folkmoot setup mattermost does it for you), or FOLKMOOT_SLACK_BOT_TOKEN; to look around first: folkmoot play")
	}
	if err != nil {
		return errors.Join(err, h.db.Close())
	}
	listener, err := net.Listen("tcp", r.cli.Listen)
	if err != nil {
		return errors.Join(fmt.Errorf("--listen: %w", err), h.db.Close())
	}
	if err := h.start(r.ctx); err != nil {
		return errors.Join(err, listener.Close(), h.stop())
	}
	mux := h.routes(platforms)
	for _, p := range platforms {
		p.start(context.WithoutCancel(r.ctx))
	}
	h.log.Info("folkmoot serves", "listen", listener.Addr().String(), "version", version())
	err = serve(r.ctx, listener, mux)
	h.log.Info("folkmoot stops")
	last, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	for _, p := range platforms {
		err = errors.Join(err, p.stop(last))
	}
	return errors.Join(err, h.stop())
}

// platforms makes the adapter of every platform that is configured, and answers what of the configuration cannot be right.
func (r *runtime) platforms(h *house) ([]platform, error) {
	var out []platform
	c := r.cli
	if c.MattermostURL != "" || c.MattermostBotToken != "" {
		a, err := r.mattermost(h)
		if err != nil {
			return nil, err
		}
		out = append(out, platform{"mattermost", a.Routes, a.Start, func(context.Context) error { a.Stop(); return nil }, a.Ready})
	}
	if c.SlackBotToken != "" || c.SlackClientID != "" || c.SlackAppToken != "" {
		a, err := r.slack(h, tokens{h.db})
		if err != nil {
			return nil, err
		}
		out = append(out, platform{"slack", a.Routes, a.Start, a.Stop, a.Ready})
	}
	return out, nil
}

func (r *runtime) mattermost(h *house) (*mattermost.Adapter, error) {
	c := r.cli
	return mattermost.New(mattermost.Config{URL: c.MattermostURL, PublicURL: c.PublicURL, BotToken: c.MattermostBotToken,
		CommandTokens: c.MattermostCommandTokens, Now: h.now, Log: h.log, Sealer: h.sealer, Desk: h.bot, Catalogue: h.catalogue})
}

func (r *runtime) slack(h *house, stored slack.TokenStore) (*slack.Adapter, error) {
	c := r.cli
	return slack.New(slack.Config{BotToken: c.SlackBotToken, SigningSecret: c.SlackSigningSecret, AppToken: c.SlackAppToken, Sockets: c.SlackConnections,
		ClientID: c.SlackClientID, ClientSecret: c.SlackClientSecret, APIURL: c.SlackAPIURL, PublicURL: c.PublicURL, Now: h.now,
		Log: h.log.With("platform", "slack"), Sealer: h.sealer, Desk: h.bot, Tokens: stored, Parking: parking{h.db}, Catalogue: h.catalogue})
}

// routes are everything that is served over HTTP.
func (h *house) routes(platforms []platform) *http.ServeMux {
	mux := http.NewServeMux()
	metrics := prometheus.NewRegistry()
	metrics.MustRegister(collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	metrics.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "folkmoot_commits_total", Help: "Transactions committed."},
		func() float64 { return float64(h.db.Stats().Commits) }))
	metrics.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: "folkmoot_updates_total", Help: "Changes made durable by those commits."},
		func() float64 { return float64(h.db.Stats().Updates) }))
	mux.Handle("GET /metrics", promhttp.HandlerFor(metrics, promhttp.HandlerOpts{}))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprintln(w, "alive") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, req *http.Request) { h.readiness(w, req, platforms) })
	mux.Handle(web.CalendarPath, web.Calendars(h.bot, h.log))
	mux.Handle(web.WholePath, web.Wholes(h.bot, h.log))
	for _, p := range platforms {
		p.routes(mux)
	}
	return mux
}

// readiness tells whether the program is ready to be spoken to, and names what is not.
func (h *house) readiness(w http.ResponseWriter, req *http.Request, platforms []platform) {
	missing := map[string]string{}
	if err := h.db.Ping(req.Context()); err != nil {
		missing["database"] = "cannot be read"
		h.log.Error("the database cannot be read", "err", err)
	}
	for _, p := range platforms {
		if ok, why := p.ready(); !ok {
			missing[p.name] = strings.TrimSpace(why)
		}
	}
	w.Header().Set("Content-Type", "application/json")
	if len(missing) > 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_ = json.NewEncoder(w).Encode(map[string]any{"ready": len(missing) == 0, "missing": missing})
}
