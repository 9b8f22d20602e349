package mattermost

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot/seal"
	"github.com/folkmoot/folkmoot/bot/text"
)

const (
	// patience bounds one call to the server, and reading bounds what takes several.
	patience = 20 * time.Second
	reading  = 2 * time.Minute
	// page is how many rows are asked for at once.
	page = 200
)

// server is the Mattermost server as the bot's account sees it; the spaces, one a team, share it.
type server struct {
	api       *model.Client4
	url       string // where the bot reaches it
	callback  string // where it reaches the bot
	now       func() time.Time
	log       *slog.Logger
	sealer    *seal.Sealer
	catalogue *text.Catalogue

	mu sync.RWMutex
	// me is the bot's own user id, handle its name, site where people reach the server, whispers whether the bot may make ephemeral posts.
	me       string
	handle   string
	site     string
	whispers bool
	// channels remembers which team a channel is in, which never changes.
	channels map[string]channelKind
}

// channelKind is what never changes about a channel. Team is empty for a direct one.
type channelKind struct {
	team   string
	direct bool
}

// newServer answers a server that nothing is known of yet. Base is its address without a slash at the end.
func newServer(base, token string) *server {
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.MaxIdleConnsPerHost = 20
	transport.DialContext = (&net.Dialer{Timeout: 10 * time.Second, KeepAlive: 30 * time.Second}).DialContext
	transport.ResponseHeaderTimeout = patience
	api := model.NewAPIv4Client(base)
	api.HTTPClient = &http.Client{Timeout: patience, Transport: transport}
	if token != "" {
		api.SetToken(token)
	}
	return &server{api: api, url: base, channels: map[string]channelKind{}}
}

// cleanURL answers an address without white space and closing slashes.
func cleanURL(s string) string { return strings.TrimRight(strings.TrimSpace(s), "/") }

func (s *server) self() string {
	s.mu.RLock()
	defer s.mu.RUnlock()
	return s.me
}

// introduce learns who the bot is here, what it may do and how people reach the server.
func (s *server) introduce(ctx context.Context) (*model.User, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	me, resp, err := s.api.GetMe(ctx, "")
	if err != nil {
		return nil, s.fault("ask who we are", aboutUs, resp, err)
	}
	site, err := s.siteURL(ctx)
	if err != nil {
		return nil, err
	}
	roles, resp, err := s.api.GetRolesByNames(ctx, strings.Fields(me.Roles))
	if err != nil {
		return nil, s.fault("read our roles", aboutUs, resp, err)
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.me, s.handle, s.site = me.Id, me.Username, cmp.Or(site, s.url)
	s.whispers = slices.ContainsFunc(roles, func(r *model.Role) bool {
		return slices.Contains(r.Permissions, model.PermissionCreatePostEphemeral.Id)
	})
	return me, nil
}

// siteURL answers where people reach the server, empty where its administrator has not said.
func (s *server) siteURL(ctx context.Context) (string, error) {
	resp, err := s.api.DoAPIGet(ctx, "/config/client?format=old", "")
	if err != nil {
		return "", s.fault("read where people reach the server", aboutUs, model.BuildResponse(resp), err)
	}
	defer resp.Body.Close()
	var config struct{ SiteURL string }
	if err := json.NewDecoder(io.LimitReader(resp.Body, 1<<20)).Decode(&config); err != nil {
		return "", s.fault("read where people reach the server", aboutUs, nil, err)
	}
	return cleanURL(config.SiteURL), nil
}

// teams answers the teams that the bot is in, by name.
func (s *server) teams(ctx context.Context) ([]*model.Team, error) {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	teams, resp, err := s.api.GetTeamsForUser(ctx, s.self(), "")
	if err != nil {
		return nil, s.fault("read our teams", aboutUs, resp, err)
	}
	teams = slices.DeleteFunc(teams, func(t *model.Team) bool { return t.DeleteAt > 0 })
	slices.SortFunc(teams, func(a, b *model.Team) int { return strings.Compare(a.Name, b.Name) })
	return teams, nil
}

// kind answers what never changes about a channel, asking the server the first time.
func (s *server) kind(ctx context.Context, channel string) (channelKind, error) {
	s.mu.RLock()
	kind, ok := s.channels[channel]
	s.mu.RUnlock()
	if ok {
		return kind, nil
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	c, resp, err := s.api.GetChannel(ctx, channel)
	if err != nil {
		return channelKind{}, s.fault("read a channel", aboutChannel, resp, err)
	}
	return s.remember(c), nil
}

func (s *server) remember(c *model.Channel) channelKind {
	kind := channelKind{c.TeamId, c.Type == model.ChannelTypeDirect || c.Type == model.ChannelTypeGroup}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.channels[c.Id] = kind
	return kind
}

// hook sends the late answer to a command to where the server takes them.
func (s *server) hook(ctx context.Context, id string, body []byte) error {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url+"/hooks/commands/"+id, bytes.NewReader(body))
	if err != nil {
		return err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := s.api.HTTPClient.Do(req)
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		return fmt.Errorf("answering a command late: %s", resp.Status)
	}
	return nil
}
