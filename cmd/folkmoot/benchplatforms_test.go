package main

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/gorilla/websocket"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

// stubPlatform serves fixed JSON by path, or by what a path begins with up to its last slash, and counts what it is asked.
type stubPlatform struct {
	b            testing.TB
	answers      map[string]func(*http.Request) any
	asked, edits atomic.Int64
	// card is what the card was last drawn as.
	card atomic.Value
}

// serve begins to answer, once what is to be answered is known.
func (s *stubPlatform) serve() (address string) {
	server := httptest.NewServer(s)
	s.b.Cleanup(server.Close)
	return server.URL
}

func (s *stubPlatform) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	s.asked.Add(1)
	path := r.URL.Path
	switch {
	case strings.HasSuffix(path, "/websocket"):
		sayHello(w, r)
		return
	case strings.HasSuffix(path, "/patch"), strings.HasSuffix(path, "/chat.update"):
		body, _ := io.ReadAll(r.Body) // what broke off says nothing of the votes
		s.card.Store(string(body))
		s.edits.Add(1)
		path = path[strings.LastIndex(path, "/"):]
	}
	answer, ok := s.answers[path]
	if !ok {
		answer, ok = s.answers[path[:strings.LastIndex(path, "/")+1]]
	}
	if !ok {
		s.b.Errorf("the platform was asked for %s", r.URL.Path)
		http.NotFound(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	_ = json.NewEncoder(w).Encode(answer(r)) // a client that went away misses it
}

type stubObject = map[string]any

func stubAlways(v any) func(*http.Request) any { return func(*http.Request) any { return v } }

const benchCommandToken = "a-command-token"

// stubMattermost is a Mattermost that has one team, one channel with everybody in it, and nothing to say. It hands on the cards that are
// posted.
func stubMattermost(b testing.TB) (stub *stubPlatform, address string, cards chan stubObject) {
	cards = make(chan stubObject, 8)
	stub = &stubPlatform{b: b}
	users := make([]stubObject, membersInBench)
	for i := range users {
		users[i] = stubObject{"id": fmt.Sprint("user", i), "username": fmt.Sprint("voter", i), "roles": "system_user"}
	}
	stub.answers = map[string]func(*http.Request) any{
		"/api/v4/users/me":                    stubAlways(stubObject{"id": "botuser", "username": "folkmoot", "roles": "system_user"}),
		"/api/v4/config/client":               stubAlways(stubObject{"SiteURL": "https://chat.example.org"}),
		"/api/v4/roles/names":                 stubAlways([]stubObject{{"name": "system_user", "permissions": []string{}}}),
		"/api/v4/users/botuser/teams":         stubAlways([]stubObject{{"id": "team1", "name": "kitchen", "display_name": "Kitchen"}}),
		"/api/v4/channels/c1":                 stubAlways(stubObject{"id": "c1", "team_id": "team1", "type": "O", "display_name": "Stove"}),
		"/api/v4/channels/c1/members/botuser": stubAlways(stubObject{"user_id": "botuser"}),
		"/api/v4/channels/direct":             stubAlways(stubObject{"id": "dm", "type": "D"}),
		"/api/v4/users":                       func(r *http.Request) any { return pageOf(users, r) },
		"/api/v4/users/":                      func(r *http.Request) any { return users[numberOf(r, "user")] },
		"/api/v4/posts": func(r *http.Request) any {
			var post struct {
				Props struct{ Attachments []stubObject }
			}
			if json.NewDecoder(r.Body).Decode(&post) == nil && len(post.Props.Attachments) == 1 {
				cards <- post.Props.Attachments[0]
			}
			return stubObject{"id": fmt.Sprint("post", stub.asked.Load()), "user_id": "botuser"}
		},
		"/api/v4/posts/": stubAlways(stubObject{"id": "post"}),
		"/patch":         stubAlways(stubObject{"id": "post"}),
	}
	return stub, stub.serve(), cards
}

// mattermostCommand is what that Mattermost sends when somebody types a command in its channel.
func mattermostCommand(user, word, text string) url.Values {
	return url.Values{"token": {benchCommandToken}, "team_id": {"team1"}, "channel_id": {"c1"}, "user_id": {user}, "command": {word}, "text": {text}}
}

// mattermostMoot is the program on that Mattermost.
func mattermostMoot(b testing.TB) *moot {
	stub, address, cards := stubMattermost(b)
	m := openMoot(b, stub, CLI{MattermostURL: address, PublicURL: "https://moot.example.org", MattermostBotToken: "token", MattermostCommandTokens: []string{benchCommandToken}})
	_, err := m.caller(b).call(rawPost("/mattermost/command", "application/x-www-form-urlencoded", nil,
		[]byte(mattermostCommand("user0", "/propose", benchProposal).Encode())))
	if err != nil {
		b.Fatal(err)
	}
	seals := sealsOf(b, <-cards)
	m.request = func(voter int, stance string) []byte {
		body, err := json.Marshal(stubObject{"user_id": fmt.Sprint("user", voter), "channel_id": "c1", "team_id": "team1", "post_id": "post1", "trigger_id": "t",
			"type": "button", "context": stubObject{"seal": seals[stance]}})
		if err != nil {
			b.Fatal(err)
		}
		return rawPost("/mattermost/action", "application/json", nil, body)
	}
	return m
}

// benchProposal is about everybody, and its window is longer than any benchmark.
const benchProposal = "Meet on Tuesdays --by in 60 days --everyone"

// sealsOf takes what the buttons of a Mattermost card carry.
func sealsOf(b testing.TB, card stubObject) map[string]string {
	b.Helper()
	seals := map[string]string{}
	actions, _ := card["actions"].([]any)
	for _, a := range actions {
		action, _ := a.(stubObject)
		integration, _ := action["integration"].(stubObject)
		context, _ := integration["context"].(stubObject)
		name, _ := action["name"].(string)
		seals[strings.ToLower(name)], _ = context["seal"].(string)
	}
	if seals["consent"] == "" || seals["abstain"] == "" {
		b.Fatalf("the card has no buttons to vote with: %v", card)
	}
	return seals
}

// sayHello is a websocket over which nothing ever happens.
func sayHello(w http.ResponseWriter, r *http.Request) {
	conn, err := (&websocket.Upgrader{}).Upgrade(w, r, nil)
	if err != nil {
		return
	}
	defer conn.Close()
	_ = conn.WriteJSON(stubObject{"event": "hello", "data": stubObject{}, "broadcast": stubObject{}, "seq": 0})
	for err == nil {
		_, _, err = conn.ReadMessage()
	}
}

// pageOf answers the page of a list that a request asks for.
func pageOf(all []stubObject, r *http.Request) []stubObject {
	n, _ := strconv.Atoi(r.URL.Query().Get("page"))
	size, _ := strconv.Atoi(r.URL.Query().Get("per_page"))
	from := min(n*size, len(all))
	return all[from:min(from+size, len(all))]
}

// numberOf is the number at the end of a request's path.
func numberOf(r *http.Request, prefix string) int {
	_, n, _ := strings.Cut(r.URL.Path[strings.LastIndex(r.URL.Path, "/"):], prefix)
	i, _ := strconv.Atoi(n)
	return i
}

const benchSigningSecret = "8f742231b10e8888abcd99yyyzzz85a5"

// slackMoot is the program on a Slack that has one workspace, one channel with everybody in it, and nothing to say. It answers how a
// voter presses a button and how they type.
func slackMoot(b testing.TB) (m *moot, press, command func(int, string) []byte) {
	cards := make(chan string, 8)
	stub := &stubPlatform{b: b}
	users, ids := make([]stubObject, membersInBench), make([]string, membersInBench)
	for i := range users {
		ids[i] = fmt.Sprint("U", i)
		users[i] = stubObject{"id": ids[i], "name": fmt.Sprint("voter", i), "team_id": "T1", "profile": stubObject{}}
	}
	stub.answers = map[string]func(*http.Request) any{
		"/respond":                   stubAlways(stubObject{}),
		"/api/auth.test":             stubAlways(stubObject{"ok": true, "url": "https://kitchen.slack.com/", "team": "Kitchen", "team_id": "T1", "user_id": "UBOT", "bot_id": "B1"}),
		"/api/conversations.info":    stubAlways(stubObject{"ok": true, "channel": stubObject{"id": "C1", "name": "stove", "is_channel": true, "is_member": true}}),
		"/api/conversations.members": stubAlways(stubObject{"ok": true, "members": ids}),
		"/api/conversations.open":    stubAlways(stubObject{"ok": true, "channel": stubObject{"id": "D1"}}),
		"/api/usergroups.list":       stubAlways(stubObject{"ok": true, "usergroups": []stubObject{}}),
		"/api/users.list":            stubAlways(stubObject{"ok": true, "members": users}),
		"/api/users.info": func(r *http.Request) any {
			i, _ := strconv.Atoi(r.FormValue("user")[1:])
			return stubObject{"ok": true, "user": users[i]}
		},
		"/api/chat.getPermalink": stubAlways(stubObject{"ok": true, "permalink": "https://kitchen.slack.com/archives/C1/p1"}),
		"/api/reactions.get":     stubAlways(stubObject{"ok": true, "type": "message", "message": stubObject{"ts": "1.1"}}),
		"/chat.update":           stubAlways(stubObject{"ok": true, "channel": "C1", "ts": "1.1"}),
		"/api/chat.postMessage": func(r *http.Request) any {
			if blocks := r.FormValue("blocks"); strings.Contains(blocks, `"action_id":"consent.`) {
				cards <- blocks
			}
			return stubObject{"ok": true, "channel": r.FormValue("channel"), "ts": fmt.Sprint("1.", stub.asked.Load())}
		},
	}
	address := stub.serve()
	m = openMoot(b, stub, CLI{SlackBotToken: "xoxb-1", SlackSigningSecret: benchSigningSecret, SlackAPIURL: address + "/api/", PublicURL: "https://moot.example.org"})
	signed := func(path string, form url.Values) []byte {
		body, header := []byte(form.Encode()), http.Header{}
		fakeslack.Sign(header, benchSigningSecret, time.Now(), body)
		return rawPost(path, "application/x-www-form-urlencoded", header, body)
	}
	typed := func(user, word, text string) []byte {
		return signed("/slack/commands", url.Values{"team_id": {"T1"}, "channel_id": {"C1"}, "user_id": {user}, "command": {word}, "text": {text},
			"response_url": {address + "/respond"}, "trigger_id": {"1.2.3"}})
	}
	if _, err := m.caller(b).call(typed("U0", "/propose", benchProposal)); err != nil {
		b.Fatal(err)
	}
	values := valuesOf(b, <-cards)
	press = func(voter int, stance string) []byte {
		payload, err := json.Marshal(stubObject{"type": "block_actions", "user": stubObject{"id": ids[voter]}, "team": stubObject{"id": "T1"}, "channel": stubObject{"id": "C1"},
			"container": stubObject{"type": "message", "message_ts": "1.1", "channel_id": "C1"}, "response_url": address + "/respond", "trigger_id": "1.2.3",
			"actions": []stubObject{{"type": "button", "action_id": stance + ".0", "block_id": "b", "value": values[stance]}}})
		if err != nil {
			b.Fatal(err)
		}
		return signed("/slack/interactions", url.Values{"payload": {string(payload)}})
	}
	return m, press, func(voter int, stance string) []byte { return typed(ids[voter], "/moot", "P1 "+stance) }
}

// valuesOf takes what the buttons of a Slack card carry.
func valuesOf(b testing.TB, blocks string) map[string]string {
	b.Helper()
	var all []struct {
		Elements []struct {
			ActionID string `json:"action_id"`
			Value    string
		}
	}
	if err := json.Unmarshal([]byte(blocks), &all); err != nil {
		b.Fatal(err)
	}
	values := map[string]string{}
	for _, block := range all {
		for _, e := range block.Elements {
			verb, _, _ := strings.Cut(e.ActionID, ".")
			values[verb] = e.Value
		}
	}
	if values["consent"] == "" || values["abstain"] == "" {
		b.Fatalf("the card has no buttons to vote with: %s", blocks)
	}
	return values
}
