package mattermost

import (
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot"
)

// spaceOn is the test's team on that server.
func spaceOn(t *testing.T, m *api) *space {
	s := testSpace(t)
	s.url, s.api.URL, s.api.APIURL = m.URL, m.URL, m.URL+"/api/v4"
	return s
}

func TestFaults(t *testing.T) {
	s := testSpace(t)
	said := func(id string) error { return &model.AppError{Id: id} }
	resp := func(status int, header ...string) *model.Response {
		r := &model.Response{StatusCode: status, Header: http.Header{}}
		for i := 0; i < len(header); i += 2 {
			r.Header.Set(header[i], header[i+1])
		}
		return r
	}
	plain := fmt.Errorf("no JSON")
	for name, c := range map[string]struct {
		resp  *model.Response
		err   error
		ask   askedFor
		class bot.FaultClass
		after time.Duration
	}{
		"nobody there":           {nil, plain, speaking, bot.Passing, 0},
		"a proxy's 404":          {resp(404), plain, speaking, bot.Passing, 0},
		"a proxy's 502":          {resp(502), plain, speaking, bot.Passing, 0},
		"the server's 500":       {resp(500), said("x"), speaking, bot.Passing, 0},
		"a void token":           {resp(401), said("x"), speaking, bot.NoAccess, 0},
		"a void token, no JSON":  {resp(401), plain, speaking, bot.NoAccess, 0},
		"limited":                {resp(429), plain, speaking, bot.Limited, time.Second},
		"limited, told":          {resp(429, "Retry-After", "7"), plain, speaking, bot.Limited, 7 * time.Second},
		"limited, reset":         {resp(429, "X-RateLimit-Reset", "3"), plain, speaking, bot.Limited, 3 * time.Second},
		"limited, at an instant": {resp(429, "X-RateLimit-Reset", fmt.Sprint(noon().Unix()+9)), plain, speaking, bot.Limited, 9 * time.Second},
		"limited, by date":       {resp(429, "Retry-After", noon().Add(time.Minute).Format(http.TimeFormat)), plain, speaking, bot.Limited, time.Minute},
		"limited, for an age":    {resp(429, "Retry-After", "99999999"), plain, speaking, bot.Limited, 10 * time.Minute},
		"not allowed to post":    {resp(403), said("api.context.permissions.app_error"), speaking, bot.NoChannel, 0},
		"an archived channel":    {resp(400), said("api.post.create_post.can_not_post_to_deleted.error"), speaking, bot.NoChannel, 0},
		"a thread that is gone":  {resp(400), said("api.post.create_post.root_id.app_error"), speaking, bot.NoPost, 0},
		"too long":               {resp(400), said("model.post.is_valid.message_length.app_error"), speaking, bot.Unfit, 0},
		"no such post":           {resp(404), said("app.post.get.app_error"), aboutPost, bot.NoPost, 0},
		"no such user":           {resp(404), said("app.user.missing_account.const"), aboutUser, bot.NoSuch, 0},
		"a name that is no name": {resp(400), said("api.context.invalid_url_param.app_error"), aboutUser, bot.NoSuch, 0},
		"switched off":           {resp(501), said("x"), speaking, bot.NoAccess, 0},
		"no such channel":        {resp(404), said("app.channel.get.existing.app_error"), aboutChannel, bot.NoChannel, 0},
	} {
		f := bot.FaultOf(s.fault("try", c.ask, c.resp, c.err))
		if f.Class != c.class || f.RetryAfter != c.after || f.Code == "" {
			t.Errorf("%s: %s after %v (%s), want %s after %v", name, f.Class, f.RetryAfter, f.Code, c.class, c.after)
		}
	}
	if err := s.fault("try", speaking, resp(200), nil); err != nil {
		t.Errorf("no error is a fault: %v", err)
	}
}

func TestPostCarriesItsKey(t *testing.T) {
	m := newAPI(t)
	s := spaceOn(t, m)
	m.on("GET /channels/c1", 200, `{"id":"c1","team_id":"team1","type":"O"}`)
	m.on("POST /posts", 201, `{"id":"p1","user_id":"botuser"}`)
	out := bot.Outgoing{Channel: "c1", Thread: "root", Key: "P12/v2/opened", Attempt: 1, Message: bot.Message{Contacts: people(), Parts: []bot.Part{bot.Written{Markdown: "hi"}}}}
	id, err := s.Post(t.Context(), out)
	if id != "p1" || err != nil {
		t.Fatalf("got %q, %v", id, err)
	}
	var sent model.Post
	if err := json.Unmarshal([]byte(m.sent("POST /posts")), &sent); err != nil {
		t.Fatal(err)
	}
	if sent.ChannelId != "c1" || sent.RootId != "root" || sent.GetProp(propKey) != out.Key || sent.Message != "> hi" {
		t.Errorf("sent %s", m.sent("POST /posts"))
	}
	if sent.PendingPostId == "" || strings.Contains(sent.PendingPostId, out.Key) {
		t.Errorf("people could guess the pending id %q", sent.PendingPostId)
	}
	again, err := s.pending(out.Key)
	if err != nil || again != sent.PendingPostId {
		t.Errorf("a repeat would carry %q", again)
	}
	// Somebody who guessed it all the same gets nothing for it.
	m.on("POST /posts", 201, `{"id":"p2","user_id":"mallory"}`)
	if _, err := s.Post(t.Context(), out); bot.FaultOf(err).Class != bot.Passing {
		t.Errorf("another's post was taken for ours: %v", err)
	}
}

// What was posted before a crash is found by its key, long after the server has forgotten the pending id.
func TestASecondAttemptLooksFirst(t *testing.T) {
	m := newAPI(t)
	s := spaceOn(t, m)
	m.on("GET /channels/c1", 200, `{"id":"c1","team_id":"team1","type":"O"}`)
	m.on("POST /posts", 201, `{"id":"new","user_id":"botuser"}`)
	queued := noon()
	list := func(by, key string, at time.Time) string {
		return fmt.Sprintf(`{"order":["a"],"posts":{"a":{"id":"a","user_id":%q,"create_at":%d,"props":{"folkmoot_key":%q}}}}`, by, at.UnixMilli(), key)
	}
	out := bot.Outgoing{Channel: "c1", Key: "P12/v2/opened", Attempt: 2, QueuedAt: queued}
	for name, c := range map[string]struct {
		list, want string
	}{
		"ours":          {list("botuser", out.Key, queued.Add(time.Minute)), "a"},
		"another key":   {list("botuser", "P12/v1/opened", queued.Add(time.Minute)), "new"},
		"somebody's":    {list("mallory", out.Key, queued.Add(time.Minute)), "new"},
		"from long ago": {list("botuser", out.Key, queued.Add(-time.Hour)), "new"},
		"none":          {`{"order":[],"posts":{}}`, "new"},
	} {
		m.on("GET /channels/c1/posts", 200, c.list)
		if got, err := s.Post(t.Context(), out); got != c.want || err != nil {
			t.Errorf("%s: got %q, %v, want %q", name, got, err, c.want)
		}
	}
	m.on("GET /channels/c1/posts", 500, `{"id":"x"}`)
	before := len(m.asked)
	if _, err := s.Post(t.Context(), out); bot.FaultOf(err).Class != bot.Passing || m.asked[len(m.asked)-1] != "GET /channels/c1/posts " {
		t.Errorf("without being able to look it posted: %v, %q", err, m.asked[before:])
	}
}

func TestEditTellsADeletedCardFromAClosedDoor(t *testing.T) {
	m := newAPI(t)
	s := spaceOn(t, m)
	edit := func() error { return s.Edit(t.Context(), "c1", "p1", bot.Message{Title: "Now"}) }
	m.on("PUT /posts/p1/patch", 403, `{"id":"api.context.permissions.app_error"}`)
	m.on("GET /posts/p1", 404, `{"id":"app.post.get.app_error"}`)
	if f := bot.FaultOf(edit()); f.Class != bot.NoPost {
		t.Errorf("a deleted card: %v", f)
	}
	m.on("GET /posts/p1", 403, `{"id":"api.context.permissions.app_error"}`)
	if f := bot.FaultOf(edit()); f.Class != bot.NoChannel {
		t.Errorf("put out of the channel: %v", f)
	}
	// A limit on editing is for a post's text, which a card has none of.
	m.mu.Lock()
	m.answers["PUT /posts/p1/patch"] = func(body string) (int, string) {
		if strings.Contains(body, `"message":""`) {
			return 400, `{"id":"` + timeLimit + `"}`
		}
		return 200, `{"id":"p1"}`
	}
	m.mu.Unlock()
	if err := edit(); err != nil {
		t.Errorf("after the time limit: %v", err)
	}
	if sent := m.sent("PUT /posts/p1/patch"); !strings.Contains(sent, `"from_bot":"true"`) || !strings.Contains(sent, `"title":"Now"`) {
		t.Errorf("the edit is %s", sent)
	}
}

func TestADeletedPostTakesNobodysReactionBack(t *testing.T) {
	m := newAPI(t)
	s := spaceOn(t, m)
	const some = `[{"user_id":"botuser","emoji_name":"+1"},{"user_id":"u1","emoji_name":"+1_dark_skin_tone"}]`
	m.on("GET /posts/p1/reactions", 200, some)
	for name, c := range map[string]struct {
		status int
		post   string
		class  bot.FaultClass
		count  int
	}{
		"deleted":             {404, `{"id":"app.post.get.app_error"}`, bot.NoPost, 0},
		"deleted, but told":   {200, `{"id":"p1","delete_at":7}`, bot.NoPost, 0},
		"put out":             {403, `{"id":"api.context.permissions.app_error"}`, bot.NoChannel, 0},
		"none":                {200, `{"id":"p1"}`, "", 0},
		"some":                {200, `{"id":"p1","has_reactions":true,"metadata":{"reactions":` + some + `}}`, "", 1},
		"some, told apart":    {200, `{"id":"p1","has_reactions":true}`, "", 1},
		"the server is going": {500, `{"id":"x"}`, bot.Passing, 0},
	} {
		m.on("GET /posts/p1", c.status, c.post)
		got, _, err := s.Reactions(t.Context(), "c1", "p1")
		if class(err) != c.class || len(got) != c.count {
			t.Errorf("%s: %v, %v", name, got, err)
		}
		if len(got) == 1 && got[0] != (bot.Reacted{User: "u1", Emoji: "+1_dark_skin_tone"}) {
			t.Errorf("%s: %+v", name, got[0])
		}
	}
}

func TestUserInfo(t *testing.T) {
	zone := func(auto, by, hand string) model.StringMap {
		return model.StringMap{"useAutomaticTimezone": auto, "automaticTimezone": by, "manualTimezone": hand}
	}
	for _, c := range []struct {
		user model.User
		want bot.UserInfo
	}{
		{model.User{Id: "1", Username: "ana", Locale: "pt_BR", Timezone: zone("true", "Europe/Madrid", "UTC")},
			bot.UserInfo{ID: "1", Handle: "ana", Name: "ana", Zone: "Europe/Madrid", Language: "pt-BR"}},
		{model.User{Id: "2", Username: "ben", FirstName: "Ben", LastName: "Bo", Roles: "system_guest", Timezone: zone("false", "Europe/Madrid", "Asia/Kolkata")},
			bot.UserInfo{ID: "2", Handle: "ben", Name: "Ben Bo", Zone: "Asia/Kolkata", Guest: true}},
		{model.User{Id: "3", Username: "cy", Nickname: "Cy", IsBot: true, DeleteAt: 5, Timezone: zone("true", "Atlantis/Capital", "")},
			bot.UserInfo{ID: "3", Handle: "cy", Name: "Cy", Bot: true, Gone: true}},
	} {
		if got := userInfo(&c.user); got != c.want {
			t.Errorf("got %+v, want %+v", got, c.want)
		}
	}
}

func TestDirectChannels(t *testing.T) {
	m := newAPI(t)
	s := spaceOn(t, m)
	m.on("POST /channels/direct", 201, `{"id":"dm","type":"D"}`)
	m.on("GET /users/u1", 200, `{"id":"u1","username":"ana"}`)
	m.on("GET /users/u2", 200, `{"id":"u2","username":"ben","delete_at":3}`)
	if got, err := s.Direct(t.Context(), "u1"); got != "dm" || err != nil {
		t.Errorf("got %q, %v", got, err)
	}
	for _, user := range []string{"u2", "nobody"} {
		if _, err := s.Direct(t.Context(), user); bot.FaultOf(err).Class != bot.NoSuch {
			t.Errorf("%s: %v", user, err)
		}
	}
	for _, name := range []string{"", "../teams", "no such", "ben@x"} {
		if _, err := s.UserNamed(t.Context(), name); bot.FaultOf(err).Class != bot.NoSuch {
			t.Errorf("%q: %v", name, err)
		}
	}
}

func TestDialogsFit(t *testing.T) {
	s := testSpace(t)
	long := strings.Repeat("Überlegung ", 1000)
	f := bot.Form{Name: "amend", Title: long, Intro: "Version 2", Submit: long, Fields: []bot.FormField{
		{Name: "title", Label: "Title", Kind: bot.Line, Value: strings.Repeat("x", 200), Max: 200},
		{Name: "text", Label: "The proposal, as it shall be from now on", Hint: long, Kind: bot.Area, Value: long, Max: 8000, Optional: true},
		{Name: "short", Label: "Until", Kind: bot.Line, Value: "fri 17:00", Max: 40, Optional: true},
		{Name: "circle", Label: "Circle", Kind: bot.Choice, Value: "9", Options: []bot.Option{{Value: "1", Label: long}}},
		{Name: "who", Label: "Who", Kind: bot.PersonField},
	}}
	d := s.dialog(f, "state")
	if err := d.IsValid(); err != nil {
		t.Error(err)
	}
	title, area, short, circle, who := d.Elements[0], d.Elements[1], d.Elements[2], d.Elements[3], d.Elements[4]
	if title.Type != "textarea" || title.MaxLength != 200 || title.Default != f.Fields[0].Value {
		t.Errorf("a title longer than a line became %+v", title)
	}
	if area.Default != "" || area.Optional || area.MaxLength != maxDialogArea || !strings.Contains(area.HelpText, "too long to show") {
		t.Errorf("a text that does not fit became %+v", area)
	}
	if blank := s.dialog(bot.Form{Fields: []bot.FormField{{Name: "text", Kind: bot.Area, Max: 8000}}}, ""); !strings.Contains(blank.Elements[0].HelpText, "3000") {
		t.Errorf("a field that holds less than the text may have says %q", blank.Elements[0].HelpText)
	}
	if short.Type != "text" || short.MaxLength != 40 || short.Default != "fri 17:00" || !short.Optional {
		t.Errorf("a line became %+v", short)
	}
	if circle.Default != "" || len(circle.Options) != 1 || who.DataSource != "users" || who.Type != "select" {
		t.Errorf("the choices became %+v and %+v", circle, who)
	}
}
