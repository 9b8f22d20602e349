package web

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/governance"
)

func TestASlashCommandGoesToTheBot(t *testing.T) {
	p := newPlay(t)
	answer := say("Noted.")
	p.desk.answer = func(any) bot.Reply { return bot.Reply{Message: &answer} }
	p.must("/api/say", Said{As: "ana", Channel: "garden", Text: "/propose Meet on Tuesdays\nSame room.", Key: "k1"})
	want := []any{bot.Slash{Origin: bot.Origin{Workspace: 7, Channel: "garden", User: "ana", Key: "ana/k1"}, Command: "/propose", Text: "Meet on Tuesdays\nSame room."}}
	if diff := cmp.Diff(want, p.desk.all()); diff != "" {
		t.Errorf("the bot heard (-want +got):\n%s", diff)
	}
	seen := p.posts("ana", "garden")
	if len(seen) != 1 || !seen[0].Only || seen[0].Answers != "/propose Meet on Tuesdays" || !strings.Contains(seen[0].HTML, "Noted.") {
		t.Errorf("Ana sees %+v", seen)
	}
	if others := p.posts("ben", "garden"); len(others) != 0 {
		t.Errorf("Ben sees %+v", others)
	}
}

func TestALineWithTwoSlashesIsALine(t *testing.T) {
	p := newPlay(t)
	p.must("/api/say", Said{As: "ana", Channel: "garden", Text: "//example.org"})
	if len(p.desk.all()) != 0 || len(p.posts("ben", "garden")) != 1 {
		t.Error("the bot heard a line that is no command")
	}
}

func TestAButtonComesBackAsTheBotMadeIt(t *testing.T) {
	p := newPlay(t)
	id := p.post("garden", "", card("Open"))
	html := p.posts("ben", "garden")[0].HTML
	act := regexp.MustCompile(`data-act="([^"]+)"`).FindAllStringSubmatch(html, -1)[1][1]
	p.must("/api/press", Pressed{As: "ben", Post: id, Act: act, Key: "k"})
	want := []any{bot.Press{Origin: bot.Origin{Workspace: 7, Channel: "garden", User: "ben", Key: "ben/k"}, Post: id, Verb: "object",
		Target: bot.Target{On: governance.Ref{Org: 1, Kind: "P", N: 1}, Part: 1}}}
	if diff := cmp.Diff(want, p.desk.all()); diff != "" {
		t.Errorf("the bot heard (-want +got):\n%s", diff)
	}
	for name, test := range map[string]struct {
		in   Pressed
		want int
	}{
		"a bent button":           {Pressed{As: "ben", Post: id, Act: "A" + act}, 400},
		"no seal":                 {Pressed{As: "ben", Post: id, Act: `{"v":"consent"}`}, 400},
		"a post that is not":      {Pressed{As: "ben", Post: "m99", Act: act}, 404},
		"nobody":                  {Pressed{As: "folkmoot", Post: id, Act: act}, 404},
		"a guest in another room": {Pressed{As: "gus", Post: p.post("kitchen", "", card("Open")), Act: act}, 404},
	} {
		if status, body := p.do("/api/press", test.in); status != test.want {
			t.Errorf("%s: %d %s, want %d", name, status, body, test.want)
		}
	}
	if n := len(p.desk.all()); n != 1 {
		t.Errorf("the bot heard %d presses", n)
	}
}

func TestAFormBelongsToWhomItWasOpenedFor(t *testing.T) {
	p := newPlay(t)
	form := bot.Form{Name: "object", Target: bot.Target{On: governance.Ref{Org: 1, Kind: "P", N: 1}}, Channel: "garden", Title: "Object",
		Fields: []bot.FormField{{Name: "why", Label: "Why", Kind: bot.Area, Max: 2000}}, Submit: "Object"}
	p.desk.answer = func(any) bot.Reply { return bot.Reply{Form: &form} }
	var out Outcome
	if err := json.Unmarshal([]byte(p.must("/api/say", Said{As: "cy", Channel: "garden", Text: "/moot P1 object"})), &out); err != nil {
		t.Fatal(err)
	}
	if out.Form == nil || out.Form.Title != "Object" || len(out.Form.Fields) != 1 {
		t.Fatalf("the form: %+v", out.Form)
	}
	p.desk.submit = func(in bot.Submission) bot.SubmitReply {
		if in.Values["why"] == "" {
			return bot.SubmitReply{Errors: map[string]string{"why": "Say why."}}
		}
		answer := say("Noted.")
		return bot.SubmitReply{Message: &answer}
	}
	if got := p.must("/api/submit", Submitted{As: "cy", State: out.Form.State}); !strings.Contains(got, `"why":"Say why."`) {
		t.Errorf("the empty form: %s", got)
	}
	p.must("/api/submit", Submitted{As: "cy", State: out.Form.State, Values: map[string]string{"why": "the choir"}, Key: "s"})
	heard := p.desk.all()
	want := bot.Submission{Origin: bot.Origin{Workspace: 7, Channel: "garden", User: "cy", Key: "cy/s"}, Form: "object", Target: form.Target,
		Values: map[string]string{"why": "the choir"}}
	if diff := cmp.Diff(want, heard[len(heard)-1]); diff != "" {
		t.Errorf("the bot heard (-want +got):\n%s", diff)
	}
	if seen := p.posts("cy", "garden"); len(seen) != 1 || !seen[0].Only {
		t.Errorf("Cy sees %+v", seen)
	}
	for name, test := range map[string]struct {
		in   Submitted
		want int
	}{
		"sent by somebody else": {Submitted{As: "ben", State: out.Form.State}, 403},
		"bent":                  {Submitted{As: "cy", State: out.Form.State + "x"}, 400},
	} {
		if status, body := p.do("/api/submit", test.in); status != test.want {
			t.Errorf("%s: %d %s, want %d", name, status, body, test.want)
		}
	}
	p.clock.now = p.clock.now.Add(2 * formLasts)
	if status, _ := p.do("/api/submit", Submitted{As: "cy", State: out.Form.State}); status != http.StatusGone {
		t.Errorf("two years later: %d", status)
	}
}

func TestWhatHappensInTheChatReachesTheBot(t *testing.T) {
	p := newPlay(t)
	id := p.post("garden", "", card("Open"))
	p.desk.deaf = 2
	p.must("/api/react", Reacted{As: "zoe", Post: id, Emoji: "+1", On: true})
	p.must("/api/member", Moves{Channel: "garden", User: "zoe", In: true})
	p.must("/api/member", Moves{Channel: "garden", User: "zoe", In: true})
	p.must("/api/member", Moves{Channel: "garden", User: "gus", In: false})
	p.must("/api/delete", OnPost{As: "ana", Post: id})
	p.must("/api/person", PersonAct{User: "eli", Gone: true})
	p.must("/api/channel", ChannelAct{Channel: "garden", Archived: true})
	p.must("/api/member", Moves{Channel: "kitchen", User: BotUser, In: false})
	p.must("/api/member", Moves{Channel: "kitchen", User: "cy", In: true})
	p.must("/api/member", Moves{Channel: "kitchen", User: BotUser, In: true})
	got := p.desk.all()
	if r, ok := got[0].(bot.Reaction); !ok || r.User != "zoe" || r.Post != id || !r.On || r.Key == "" {
		t.Errorf("the reaction, told again until it was heard: %+v", got[0])
	}
	want := []any{joined{"garden", []string{"zoe"}, true}, joined{"garden", []string{"gus"}, false}, gone{"garden", id},
		bot.UserInfo{ID: "eli", Handle: "eli", Name: "Eli", Zone: "America/Sao_Paulo", Gone: true},
		bot.ChannelInfo{ID: "garden", Name: "garden", Archived: true}, bot.ChannelInfo{ID: "kitchen", Name: "kitchen", Absent: true},
		bot.ChannelInfo{ID: "kitchen", Name: "kitchen"}}
	if diff := cmp.Diff(want, got[1:]); diff != "" {
		t.Errorf("the bot heard (-want +got):\n%s", diff)
	}
}

func TestProposeWhatSomebodySaid(t *testing.T) {
	p := newPlay(t)
	p.must("/api/say", Said{As: "ben", Channel: "garden", Text: "we should meet on tuesdays"})
	id := p.posts("ana", "garden")[0].ID
	p.must("/api/shortcut", OnPost{As: "ana", Post: id, Key: "k"})
	want := []any{bot.Shortcut{Origin: bot.Origin{Workspace: 7, Channel: "garden", User: "ana", Key: "ana/k"}, Name: "propose_this", Post: id,
		Text: "we should meet on tuesdays", Link: "http://127.0.0.1:8090/#garden/" + id}}
	if diff := cmp.Diff(want, p.desk.all()); diff != "" {
		t.Errorf("the bot heard (-want +got):\n%s", diff)
	}
}

func TestRefusals(t *testing.T) {
	p := newPlay(t)
	own := p.post("garden", "", card("Open"))
	p.must("/api/channel", ChannelAct{Channel: "care", Archived: true})
	p.must("/api/person", PersonAct{User: "eli", Gone: true})
	for name, test := range map[string]struct {
		path string
		in   any
		want int
	}{
		"saying nothing":              {"/api/say", Said{As: "ana", Channel: "garden", Text: " \n"}, 400},
		"saying too much":             {"/api/say", Said{As: "ana", Channel: "garden", Text: strings.Repeat("x", 8001)}, 400},
		"control characters":          {"/api/say", Said{As: "ana", Channel: "garden", Text: "a\x02b"}, 400},
		"as nobody":                   {"/api/say", Said{As: "", Channel: "garden", Text: "hi"}, 404},
		"as somebody deactivated":     {"/api/say", Said{As: "eli", Channel: "garden", Text: "hi"}, 409},
		"where one is not":            {"/api/say", Said{As: "cy", Channel: "kitchen", Text: "hi"}, 403},
		"a command where one is not":  {"/api/say", Said{As: "cy", Channel: "kitchen", Text: "/moot"}, 403},
		"in another's direct channel": {"/api/say", Said{As: "cy", Channel: "dm-ana", Text: "hi"}, 404},
		"in an archived channel":      {"/api/say", Said{As: "ana", Channel: "care", Text: "hi"}, 409},
		"in a thread that is not":     {"/api/say", Said{As: "ana", Channel: "garden", Thread: "m99", Text: "hi"}, 404},
		"proposing the bot's words":   {"/api/shortcut", OnPost{As: "ana", Post: own}, 409},
		"a body with more":            {"/api/say", map[string]string{"as": "ana", "sudo": "yes"}, 400},
		"a body of another shape":     {"/api/say", []int{1}, 400},
		"a body beyond measure":       {"/api/say", Said{As: "ana", Text: strings.Repeat("x", mostBody)}, 413},
		"the clock by a year":         {"/api/clock", ClockAct{By: "8760h"}, 400},
		"a person without a name":     {"/api/person", PersonAct{Name: " ", Zone: "UTC"}, 400},
		"a person from nowhere":       {"/api/person", PersonAct{Name: "Fay", Zone: "Atlantis"}, 400},
		"a channel that is there":     {"/api/channel", ChannelAct{As: "ana", Name: "Garden"}, 409},
		"a channel of no letters":     {"/api/channel", ChannelAct{As: "ana", Name: "///"}, 400},
		"moving the unknown":          {"/api/member", Moves{Channel: "garden", User: "nobody", In: true}, 404},
		"moving into a direct one":    {"/api/member", Moves{Channel: "dm-ana", User: "ben", In: true}, 404},
	} {
		status, body := p.do(test.path, test.in)
		if status != test.want || !strings.Contains(body, `"error":"`) {
			t.Errorf("%s: %d %s, want %d", name, status, body, test.want)
		}
	}
	if n := len(p.posts("ana", "garden")); n != 1 {
		t.Errorf("%d posts in the garden", n)
	}
}

func TestNothingIsTakenBeforeTheBotIsThere(t *testing.T) {
	p, err := New(Config{Desk: &stubDesk{}, Clock: &stubClock{now: friday}, Loopback: true})
	if err != nil {
		t.Fatal(err)
	}
	half := &play{p, t, nil, nil, p.Handler()}
	if status, _ := half.do("/api/tour", TourAct{}); status != http.StatusServiceUnavailable {
		t.Errorf("%d", status)
	}
}

func (p *play) get(path string, header ...string) *httptest.ResponseRecorder {
	r := httptest.NewRequest(http.MethodGet, "http://127.0.0.1:8090"+path, nil)
	for i := 0; i+1 < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	p.web.ServeHTTP(w, r)
	return w
}

func TestThePageLoadsNothingFromElsewhere(t *testing.T) {
	p := newPlay(t)
	w := p.get("/")
	page := w.Body.String()
	if w.Code != 200 || !strings.Contains(w.Header().Get("Content-Security-Policy"), "default-src 'none'") {
		t.Fatalf("%d %v", w.Code, w.Header())
	}
	for _, never := range []string{"https://", "http://", "<style", " style=", " onclick=", "javascript:"} {
		if strings.Contains(page, never) {
			t.Errorf("the page has %q", never)
		}
	}
	assets := regexp.MustCompile(`(?:href|src)="(/assets/[^"]+)"`).FindAllStringSubmatch(page, -1)
	if len(assets) < 6 {
		t.Fatalf("the page loads %v", assets)
	}
	modules := regexp.MustCompile(`from '\./([a-z]+\.js)'`)
	for i := 0; i < len(assets); i++ {
		w := p.get(assets[i][1])
		if w.Code != 200 || w.Header().Get("Content-Type") == "" {
			t.Errorf("%s: %d %q", assets[i][1], w.Code, w.Header().Get("Content-Type"))
		}
		if again := p.get(assets[i][1], "If-None-Match", w.Header().Get("ETag")); again.Code != http.StatusNotModified {
			t.Errorf("%s asked for again: %d", assets[i][1], again.Code)
		}
		if i < 20 {
			for _, m := range modules.FindAllStringSubmatch(w.Body.String(), -1) {
				assets = append(assets, []string{"", "/assets/" + m[1]})
			}
		}
	}
	for _, path := range []string{"/assets/../doc.go", "/assets/nothing.js", "/assets/", "/nothing"} {
		if w := p.get(path); w.Code != 404 && w.Code != 301 && w.Code != 307 {
			t.Errorf("%s: %d", path, w.Code)
		}
	}
}

func TestStateAndCompletion(t *testing.T) {
	p := newPlay(t)
	var news News
	if err := json.Unmarshal(p.get("/api/state?as=ana").Body.Bytes(), &news); err != nil || !news.Full || news.As != "ana" || len(news.Emoji) == 0 || !news.Now.Equal(friday) {
		t.Errorf("state: %+v, %v", news, err)
	}
	if w := p.get("/api/state?as=nobody"); w.Code != 404 {
		t.Errorf("the state of nobody: %d", w.Code)
	}
	if got := p.get("/api/complete?line=%2Fpro").Body.String(); got != `[{"insert":"/propose ","show":"/propose TITLE","help":"Raise a proposal"}]` {
		t.Errorf("completion: %s", got)
	}
	if got := p.get("/api/complete?line=%2Fx").Body.String(); got != `[]` {
		t.Errorf("no completion: %s", got)
	}
}

func TestTheClockMoves(t *testing.T) {
	p := newPlay(t)
	p.clock.due = friday.Add(30 * time.Hour)
	for _, test := range []struct {
		by    string
		want  time.Time
		moved bool
	}{
		{"1h", friday.Add(time.Hour), true}, {"24h", friday.Add(25 * time.Hour), true}, {"next", friday.Add(30 * time.Hour), true}, {"next", friday.Add(30 * time.Hour), false},
	} {
		mark := p.news("ana").At
		var got ClockMoved
		if err := json.Unmarshal([]byte(p.must("/api/clock", ClockAct{By: test.by})), &got); err != nil {
			t.Fatal(err)
		}
		news, _, _ := p.chat.News("ana", mark)
		if !got.Now.Equal(test.want) || got.Moved != test.moved || news.ClockMoved != test.moved {
			t.Errorf("by %s: %+v, in the news %v; want %v, %v", test.by, got, news.ClockMoved, test.want, test.moved)
		}
	}
}

func FuzzBodies(f *testing.F) {
	for _, seed := range []string{`{}`, `{"as":"ana","channel":"garden","text":"/moot"}`, `{"as":"ana","post":"m1","act":"x","emoji":"+1","on":true}`,
		`{"channel":"garden","user":"zoe","in":true}`, `{"name":"x","zone":"UTC"}`, `[1]`, `null`, `{"as":"ana","state":".","values":{"a":null}}`, `{"by":"next"} x`} {
		f.Add(uint8(0), []byte(seed))
	}
	paths := []string{"say", "press", "submit", "shortcut", "react", "delete", "read", "member", "channel", "person", "clock", "tour"}
	f.Fuzz(func(t *testing.T, which uint8, body []byte) {
		p := newPlay(t)
		p.post("garden", "", card("Open"))
		r := httptest.NewRequest(http.MethodPost, "http://127.0.0.1:8090/api/"+paths[int(which)%len(paths)], strings.NewReader(string(body)))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set(headerName, "playground")
		w := httptest.NewRecorder()
		p.web.ServeHTTP(w, r)
		if w.Code >= 500 || !json.Valid(w.Body.Bytes()) {
			t.Errorf("%s %q: %d %s", r.URL.Path, body, w.Code, w.Body)
		}
		for _, who := range []string{"ana", "gus"} {
			for _, post := range p.news(who).Posts {
				if problem := harmful(post.HTML); problem != "" {
					t.Errorf("%q became %s: %s", body, post.HTML, problem)
				}
			}
		}
	})
}
