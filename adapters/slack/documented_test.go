package slack

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// another is a server that speaks Slack's API and is not the fake: it answers every method with the example of Slack's own reference
// (testdata/answers.json), or as a test says.
type another struct {
	*httptest.Server
	mu      sync.Mutex
	answers map[string]json.RawMessage
	asked   []string
	strange func(w http.ResponseWriter, method string) bool // answers instead, if it wants to
}

func newAnother(t *testing.T) (*another, *client) {
	t.Helper()
	data, err := os.ReadFile("testdata/answers.json")
	if err != nil {
		t.Fatal(err)
	}
	a := &another{}
	if err := json.Unmarshal(data, &a.answers); err != nil {
		t.Fatal(err)
	}
	a.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		method := strings.TrimPrefix(r.URL.Path, "/api/")
		a.mu.Lock()
		a.asked = append(a.asked, method)
		strange := a.strange
		a.mu.Unlock()
		if r.Header.Get("Authorization") != "Bearer xoxb-1" || r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || r.FormValue("token") != "" {
			t.Errorf("%s was called with the headers %v", method, r.Header)
		}
		if strange == nil || !strange(w, method) {
			w.Header().Set("Content-Type", "application/json; charset=utf-8")
			_, _ = w.Write(a.answers[method]) // A client that went away reads nothing.
		}
	}))
	t.Cleanup(a.Close)
	c := newClient(clientConfig{token: "xoxb-1", apiURL: a.URL + "/api/", team: "T012AB3C4", botUser: "UBOT", botID: "BBOT", sealer: testSealer(t),
		words: words{testCatalogue(t).Printer()}, now: func() time.Time { return time.Unix(1e9, 0) }, http: http.DefaultClient})
	c.pace.wait = func(context.Context, time.Duration) error { return nil }
	return a, c
}

func TestSlacksOwnExamplesAreUnderstood(t *testing.T) {
	_, c := newAnother(t)
	ctx := context.Background()
	out := bot.Outgoing{Channel: "C123ABC456", Key: "k", Attempt: 1, Message: card()}
	wants := func(what string, got any, err error, want any) {
		t.Helper()
		if err != nil || fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("%s is %v, %v; want %v", what, got, err, want)
		}
	}
	post, err := c.Post(ctx, out)
	wants("the message", post, err, "1503435956.000247")
	wants("an edit", "", c.Edit(ctx, "C1", post, card()), "")
	link, err := c.Permalink(ctx, "C1", post)
	wants("the link", link, err, "https://ghostbusters.slack.com/archives/C1H9RESGA/p135854651500008")
	direct, err := c.Direct(ctx, "U1")
	wants("the direct channel", direct, err, "D069C7QFK")
	user, err := c.User(ctx, "W012A3CDE")
	wants("a user", user, err, bot.UserInfo{ID: "W012A3CDE", Handle: "spengler", Name: "Egon Spengler", Zone: "America/Los_Angeles"})
	named, err := c.UserNamed(ctx, "@spengler")
	wants("somebody named", named.ID, err, "W012A3CDE")
	reactions, unnamed, err := c.Reactions(ctx, "C123ABC456", post)
	wants("the reactions", reactions, err, []bot.Reacted{{User: "W222222", Emoji: "grinning"}, {User: "W333333", Emoji: "question"}})
	wants("those not named", len(unnamed), err, 0)
	said, link, err := c.Read(ctx, "C123ABC456", post)
	wants("what is said", said+" "+link, err, "Hi there! https://xxx.slack.com/archives/C123456/p1648602352215969")
	users, ok, err := c.GroupNamed(ctx, "admins")
	wants("a group", fmt.Sprint(len(users), ok), err, "2 true")
	_, ok, err = c.GroupNamed(ctx, "marketing-team")
	wants("a group that was switched off", ok, err, false)
	wants("a whisper", "", c.whisper(ctx, "C1", "U1", rendered{text: "Noted."}), "")
	out.Attempt, out.Thread = 2, "1482960137.003543"
	post, err = c.Post(ctx, out)
	wants("a message that was looked for", post, err, "1503435956.000247")
	// The reference's members end in a cursor for more, and the same page comes again.
	members, err := c.Members(ctx, "C012AB3CD")
	wants("the members", len(members), err, 3)
	channel, err := c.Channel(ctx, "C012AB3CD")
	wants("a channel that does not say whether the bot is in it", channel, err, bot.ChannelInfo{ID: "C012AB3CD", Name: "general"})
}

// Whatever a server answers, it is known what follows from it: nobody is told that something was done that was not.
func TestStrangeAnswersAreJudged(t *testing.T) {
	s, c := newAnother(t)
	for name, is := range map[string]struct {
		status int
		header http.Header
		body   string
		want   bot.FaultClass
		retry  time.Duration
	}{
		"with a warning":              {200, nil, `{"ok":true,"ts":"1.2","warning":"missing_charset","response_metadata":{"warnings":["missing_charset"],"messages":["[WARN] x"]}}`, "", 0},
		"in another order, with more": {200, nil, `{"message":{"blocks":[{"type":"hologram"}],"metadata":null},"new_thing":[1,{"a":null}],"ts":"1.2","ok":true}`, "", 0},
		"with other types":            {200, nil, `{"ok":true,"ts":"1.2","response_metadata":"none","channel":7,"needed":[]}`, "", 0},
		"without a timestamp":         {200, nil, `{"ok":true}`, bot.Passing, 0},
		"neither yes nor no":          {200, nil, `{}`, bot.Passing, 0},
		"no, and not why":             {200, nil, `{"ok":false}`, bot.Passing, 0},
		"no in an unknown shape":      {200, nil, `{"ok":false,"error":"invalid_blocks","errors":[{"what":1}],"response_metadata":{"messages":[{"a":1}]}}`, bot.Unfit, 0},
		"no with a status":            {403, nil, `{"ok":false,"error":"token_revoked"}`, bot.NoAccess, 0},
		"no with a scope":             {200, nil, `{"ok":false,"error":"missing_scope","needed":"chat:write","provided":"commands"}`, bot.NoAccess, 0},
		"an unknown word":             {200, nil, `{"ok":false,"error":"moon_in_the_wrong_phase"}`, bot.Passing, 0},
		"a page of a gateway":         {502, http.Header{"Content-Type": {"text/html"}}, "<html><h1>502 Bad Gateway</h1></html>", bot.Passing, 0},
		"a page that looks well":      {200, http.Header{"Content-Type": {"text/html"}}, "<html>Sign in</html>", bot.Passing, 0},
		"nothing":                     {200, nil, "", bot.Passing, 0},
		"half of it":                  {200, nil, `{"ok":true,"ts":"1.`, bot.Passing, 0},
		"a list":                      {200, nil, `[true]`, bot.Passing, 0},
		"yes with a bad status":       {500, nil, `{"ok":true,"ts":"1.2"}`, bot.Passing, 0},
		"too much":                    {429, http.Header{"Retry-After": {"7"}}, "", bot.Limited, 7 * time.Second},
		"too much, for how long":      {429, nil, `{"ok":false,"error":"ratelimited"}`, bot.Limited, limitedFor},
		"too much, in words":          {200, http.Header{"Retry-After": {"9"}}, `{"ok":false,"error":"ratelimited"}`, bot.Limited, 9 * time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			c.pace = newPace(c.now)
			s.strange = func(w http.ResponseWriter, _ string) bool {
				for key, values := range is.header {
					w.Header()[key] = values
				}
				w.WriteHeader(is.status)
				_, _ = w.Write([]byte(is.body)) // A client that went away reads nothing.
				return true
			}
			_, err := c.Post(context.Background(), bot.Outgoing{Channel: "C1", Attempt: 1, Message: card()})
			if classOfErr(err) != is.want || err != nil && bot.FaultOf(err).RetryAfter != is.retry {
				t.Errorf("taken for %v, want %q after %v", err, is.want, is.retry)
			}
		})
	}
}

// A whole workspace can be taken in from a server that says no more than the reference does.
func TestAServerThatSaysNoMoreThanTheReferenceIsEnough(t *testing.T) {
	s, _ := newAnother(t)
	d := newDesk()
	a, err := New(Config{BotToken: "xoxb-1", SigningSecret: secret, APIURL: s.URL + "/api", Now: time.Now, Log: quietLog(), Sealer: testSealer(t), Desk: d,
		Parking: newLot(), Catalogue: testCatalogue(t)})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	a.Start(ctx)
	<-d.synced
	if ok, why := a.Ready(); !ok {
		t.Errorf("not ready: %s", why)
	}
	cancel()
	if err := a.Stop(context.Background()); err != nil {
		t.Error(err)
	}
	if !slices.Contains(s.asked, "auth.test") || d.platforms["slack/T0G9PQBBK"] == nil {
		t.Errorf("asked %v, connected %v", s.asked, d.platforms)
	}
}
