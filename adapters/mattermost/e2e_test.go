package mattermost

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/adapters/mattermost/mmtest"
	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

var mattermost mmtest.Shared

func TestMain(m *testing.M) { os.Exit(mattermost.Main(m)) }

// live is an adapter on a real server, with a desk of these tests.
type live struct {
	*Adapter
	desk *desk
	bot  *mmtest.User
	web  *httptest.Server
}

// join makes a bot on the server and an adapter for it, and starts it.
func join(t *testing.T, s *mmtest.Server, teams ...*model.Team) *live {
	t.Helper()
	account := s.NewBot(t, "moot", teams...)
	mux := http.NewServeMux()
	web := httptest.NewServer(mux)
	t.Cleanup(web.Close)
	space := testSpace(t)
	l := &live{desk: newDesk(), bot: account, web: web}
	a, err := New(Config{URL: s.URL, PublicURL: web.URL, BotToken: account.Token, CommandTokens: []string{"none"}, Now: time.Now,
		Sealer: space.sealer, Desk: l.desk, Catalogue: space.catalogue})
	if err != nil {
		t.Fatal(err)
	}
	l.Adapter = a
	a.Routes(mux)
	a.Start(t.Context())
	t.Cleanup(a.Stop)
	l.ready(t)
	return l
}

func (l *live) ready(t *testing.T) {
	t.Helper()
	l.bot.Await(t, "the adapter to be ready", func() bool { ready, _ := l.Ready(); return ready })
}

// hears waits until the bot has heard this.
func (l *live) hears(t *testing.T, want string) {
	t.Helper()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the bot heard %q", l.heard())
		}
	})
	l.bot.Await(t, "the bot to hear "+want, func() bool { return slices.Contains(l.heard(), want) })
}

func (l *live) heard() []string {
	l.desk.mu.Lock()
	defer l.desk.mu.Unlock()
	return slices.Clone(l.desk.calls)
}

func (l *live) in(t *testing.T, team *model.Team) *space {
	t.Helper()
	s := l.space(team.Id)
	if s == nil {
		t.Fatalf("the adapter does not know the team %s", team.Name)
	}
	return s
}

func class(err error) bot.FaultClass {
	if err == nil {
		return ""
	}
	return bot.FaultOf(err).Class
}

func TestE2EPostsAndCards(t *testing.T) {
	s := mattermost.Start(t)
	l := join(t, s)
	ana := s.NewUser(t, "ana")
	channel := s.NewChannel(t, ana, "Kitchen", true, l.bot)
	p, ctx := l.in(t, s.Team), t.Context()
	card := messages(t)["card"]
	card.Contacts = map[governance.PersonID]bot.Contact{1: {User: ana.ID, Handle: ana.Name, Name: "Ana"}}
	out := bot.Outgoing{Channel: channel, Key: "P12/v1/card", Attempt: 1, QueuedAt: time.Now(), Message: card}
	id, err := p.Post(ctx, out)
	if err != nil {
		t.Fatal(err)
	}
	if again, err := p.Post(ctx, out); again != id || err != nil {
		t.Errorf("the same key again posted %q, %v", again, err)
	}
	out.Attempt = 2
	if again, err := p.Post(ctx, out); again != id || err != nil {
		t.Errorf("a second attempt posted %q, %v", again, err)
	}
	seen := ana.AwaitPost(t, channel, "P12", "Open")
	if n := len(ana.Posts(t, channel)); n != 1 || seen.Id != id || seen.UserId != l.bot.ID {
		t.Errorf("there are %d posts", n)
	}
	if strings.Contains(mmtest.Raw(seen), "seal") {
		t.Error("people can read a button's seal")
	}
	card.Status = "Adopted"
	if err := p.Edit(ctx, channel, id, card); err != nil {
		t.Fatal(err)
	}
	ana.AwaitWords(t, id, "Adopted")
	out = bot.Outgoing{Channel: channel, Thread: id, Key: "P12/v1/told", Attempt: 1, Message: bot.Message{Contacts: card.Contacts,
		Parts: []bot.Part{bot.Paragraph{Text: text.Mention(1) + ", say more."}}}}
	if _, err := p.Post(ctx, out); err != nil {
		t.Fatal(err)
	}
	if thread := ana.Thread(t, id); len(thread) != 2 || thread[1].Message != "@"+ana.Name+", say more." {
		t.Errorf("the thread is %d posts long", len(thread))
	}
	link, err := p.Permalink(ctx, channel, id)
	if err != nil || link != s.URL+"/moot/pl/"+id {
		t.Errorf("the link is %q, %v", link, err)
	}

	ana.React(t, id, "+1_dark_skin_tone")
	if got, _, err := p.Reactions(ctx, channel, id); err != nil || !slices.Equal(got, []bot.Reacted{{User: ana.ID, Emoji: "+1_dark_skin_tone"}}) {
		t.Errorf("the reactions are %v, %v", got, err)
	}
	s.Admin.DeletePost(t, id)
	l.hears(t, "gone "+channel+" "+id)
	if _, _, err := p.Reactions(ctx, channel, id); class(err) != bot.NoPost {
		t.Errorf("reactions of a deleted card: %v", err)
	}
	if err := p.Edit(ctx, channel, id, card); class(err) != bot.NoPost {
		t.Errorf("editing a deleted card: %v", err)
	}
	out.Key = "P12/v1/more"
	if _, err := p.Post(ctx, out); class(err) != bot.NoPost {
		t.Errorf("replying to a deleted card: %v", err)
	}
}

func TestE2EPlacesAndPeople(t *testing.T) {
	s := mattermost.Start(t)
	l := join(t, s)
	ana, ben, out := s.NewUser(t, "ana"), s.NewUser(t, "ben"), s.NewUser(t, "out", s.NewTeam(t, "Elsewhere"))
	channel := s.NewChannel(t, ana, "Kitchen", true, l.bot, ben)
	p, ctx := l.in(t, s.Team), t.Context()
	if c, err := p.Channel(ctx, channel); err != nil || c != (bot.ChannelInfo{ID: channel, Name: "Kitchen", Private: true}) {
		t.Errorf("the channel is %+v, %v", c, err)
	}
	zone := model.StringMap{"automaticTimezone": "Europe/Madrid", "useAutomaticTimezone": "true"}
	if _, _, err := ben.Client.PatchUser(ctx, ben.ID, &model.UserPatch{Timezone: zone, FirstName: model.NewPointer("Ben")}); err != nil {
		t.Fatal(err)
	}
	l.hears(t, "user "+ben.Name+" Europe/Madrid gone=false")
	members, err := p.Members(ctx, channel)
	if err != nil || len(members) != 3 {
		t.Fatalf("the members are %+v, %v", members, err)
	}
	for _, m := range members {
		if m.Bot != (m.ID == l.bot.ID) || m.ID == ben.ID && (m.Zone != "Europe/Madrid" || m.Name != "Ben" || m.Language != "en") {
			t.Errorf("a member is %+v", m)
		}
	}
	if u, err := p.UserNamed(ctx, "@"+strings.ToUpper(ana.Name)); err != nil || u.ID != ana.ID {
		t.Errorf("found %+v, %v", u, err)
	}
	for _, name := range []string{out.Name, "nobody.of.that.name"} {
		if _, err := p.UserNamed(ctx, name); class(err) != bot.NoSuch {
			t.Errorf("%s: %v", name, err)
		}
	}
	direct, err := p.Direct(ctx, ana.ID)
	if err != nil || direct != ana.DirectChannel(t, l.bot) {
		t.Errorf("the direct channel is %q, %v", direct, err)
	}
	if c, err := p.Channel(ctx, direct); err != nil || !c.Direct || c.Absent {
		t.Errorf("the direct channel is %+v, %v", c, err)
	}
	open := s.NewChannel(t, ana, "Open", false)
	if c, err := p.Channel(ctx, open); err != nil || !c.Absent || c.Private {
		t.Errorf("an open channel it is not in is %+v, %v", c, err)
	}
	if _, err := p.Members(ctx, open); class(err) != bot.NoChannel {
		t.Errorf("its members: %v", err)
	}
	closed := s.NewChannel(t, ana, "Closed", true)
	if c, err := p.Channel(ctx, closed); err != nil || !c.Absent || !c.Private {
		t.Errorf("a private channel it is not in is %+v, %v", c, err)
	}
	if _, err := p.Post(ctx, bot.Outgoing{Channel: closed, Key: "x", Attempt: 1}); class(err) != bot.NoChannel {
		t.Errorf("posting there: %v", err)
	}
	if _, err := p.Channel(ctx, model.NewId()); class(err) != bot.NoChannel {
		t.Errorf("a channel that is not there: %v", err)
	}
	id, err := p.Post(ctx, bot.Outgoing{Channel: channel, Key: "y", Attempt: 1, Message: bot.Message{Title: "Card"}})
	if err != nil {
		t.Fatal(err)
	}
	ana.ArchiveChannel(t, channel)
	if c, err := p.Channel(ctx, channel); err != nil || !c.Archived {
		t.Errorf("archived it is %+v, %v", c, err)
	}
	if err := p.Edit(ctx, channel, id, bot.Message{Title: "Now"}); class(err) != bot.NoChannel {
		t.Errorf("editing in an archived channel: %v", err)
	}
	if _, err := p.Post(ctx, bot.Outgoing{Channel: channel, Key: "z", Attempt: 1}); class(err) != bot.NoChannel {
		t.Errorf("posting in an archived channel: %v", err)
	}
	s.Deactivate(t, ben)
	l.hears(t, "user "+ben.Name+" Europe/Madrid gone=true")
	if _, err := p.Direct(ctx, ben.ID); class(err) != bot.NoSuch {
		t.Errorf("writing to somebody deactivated: %v", err)
	}
	l.api.SetToken("void")
	if _, err := p.User(ctx, ana.ID); class(err) != bot.NoAccess {
		t.Errorf("with a void token: %v", err)
	}
}

func TestE2EHearsWhatHappens(t *testing.T) {
	s := mattermost.Start(t)
	l := join(t, s)
	ana, ben := s.NewUser(t, "ana"), s.NewUser(t, "ben")
	channel := s.NewChannel(t, ana, "Kitchen", true)
	info := func(name string, archived, absent bool) string {
		return fmt.Sprintf("channel %s %q archived=%v absent=%v", channel, name, archived, absent)
	}
	ana.AddToChannel(t, channel, l.bot)
	l.hears(t, info("Kitchen", false, false))
	ana.AddToChannel(t, channel, ben)
	l.hears(t, "joined "+channel+" ["+ben.ID+"]")
	post := ana.Post(t, channel, "Who cooks?")
	ben.React(t, post.Id, "pushpin")
	l.hears(t, "react pushpin true on "+post.Id+" by "+ben.ID+" in "+channel)
	ben.Unreact(t, post.Id, "pushpin")
	l.hears(t, "react pushpin false on "+post.Id+" by "+ben.ID+" in "+channel)
	l.bot.React(t, post.Id, "eyes")
	ana.RenameChannel(t, channel, "Big Kitchen")
	l.hears(t, info("Big Kitchen", false, false))
	ana.ArchiveChannel(t, channel)
	l.hears(t, info("Big Kitchen", true, false))
	s.RestoreChannel(t, channel)
	ben.LeaveChannel(t, channel)
	l.hears(t, "left "+channel+" ["+ben.ID+"]")
	direct := ana.DirectChannel(t, l.bot)
	asked := l.bot.Post(t, direct, "Why?")
	ana.React(t, asked.Id, "+1")
	l.hears(t, "react +1 true on "+asked.Id+" by "+ana.ID+" in "+direct)
	ana.RemoveFromChannel(t, channel, l.bot)
	l.hears(t, info("", false, true))
	for _, call := range l.heard() {
		if strings.Contains(call, "eyes") {
			t.Errorf("the bot heard its own reaction: %s", call)
		}
	}
	// Another team it is added to is another workspace.
	team := s.NewTeam(t, "Garden", l.bot)
	l.hears(t, "connect mattermost "+team.Id+" Garden")
	l.bot.Await(t, "the team to be known", func() bool { return l.space(team.Id) != nil })
}

func TestE2EComesBackAfterARestart(t *testing.T) {
	s := mmtest.Start(t)
	l := join(t, s)
	ana := s.NewUser(t, "ana")
	channel := s.NewChannel(t, ana, "Kitchen", true, l.bot)
	syncs := func() (n int) {
		for _, call := range l.heard() {
			if call == "sync 1" {
				n++
			}
		}
		return n
	}
	before := syncs()
	s.Restart(t)
	l.bot.Await(t, "everything to be read again", func() bool { ready, _ := l.Ready(); return ready && syncs() > before })
	post := ana.Post(t, channel, "Back?")
	ana.React(t, post.Id, "+1")
	l.hears(t, "react +1 true on "+post.Id+" by "+ana.ID+" in "+channel)
}
