package fakeslack_test

import (
	"net/http"
	"sync"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

func TestReactionsAreToldAndRead(t *testing.T) {
	w := newWorld(t)
	card := w.card(w.general)
	w.ana.React(card, "white_check_mark")
	w.ben.React(card, "white_check_mark")
	w.cy.React(card, "white_check_mark") // previewing
	w.ben.React(card, "hand")
	w.ben.Unreact(card, "white_check_mark")
	if got := w.bot.heard(); got != "reaction_added reaction_added reaction_added reaction_added reaction_removed" {
		t.Errorf("heard %s", got)
	}
	first := w.bot.events[0]
	if first.Inner.Item.TS != card.TS || first.Inner.ItemUser != w.in.Bot.ID || first.Approved[0].User != w.in.Bot.ID {
		t.Errorf("event %+v", first)
	}
	got, err := w.api.GetReactions(slack.NewRefToMessage(w.general.ID, card.TS), slack.GetReactionsParameters{Full: true})
	w.want(err, "")
	if len(got.Reactions) != 2 || got.Reactions[0].Count != 2 || len(got.Reactions[0].Users) != 2 {
		t.Errorf("reactions %+v", got.Reactions)
	}
}

func TestReactionsAreCutUnlessFull(t *testing.T) {
	w := newWorld(t)
	card := w.card(w.general)
	for _, u := range []*fakeslack.User{w.ana, w.ben, w.cy} {
		u.React(card, "hand")
	}
	ref := slack.NewRefToMessage(w.general.ID, card.TS)
	part, err := w.api.GetReactions(ref, slack.GetReactionsParameters{})
	w.want(err, "")
	whole, err := w.api.GetReactions(ref, slack.GetReactionsParameters{Full: true})
	w.want(err, "")
	if part.Reactions[0].Count != 3 || len(part.Reactions[0].Users) >= 3 || len(whole.Reactions[0].Users) != 3 {
		t.Errorf("part %+v, whole %+v", part.Reactions, whole.Reactions)
	}
}

func TestOwnReactions(t *testing.T) {
	w := newWorld(t)
	card := w.card(w.general)
	ref := slack.NewRefToMessage(w.general.ID, card.TS)
	w.want(w.api.AddReaction("eyes", ref), "")
	w.want(w.api.AddReaction("eyes", ref), "already_reacted")
	w.Settle()
	if got := w.bot.heard(); got != "reaction_added" {
		t.Errorf("heard %q", got)
	}
}

func TestEventsAreRetriedOnTheClock(t *testing.T) {
	w := newWorld(t)
	w.bot.onEvent = func(rw http.ResponseWriter, _ received) { rw.WriteHeader(500) }
	w.ana.React(w.card(w.general), "hand")
	if got := w.bot.heard(); got != "reaction_added reaction_added/1:http_error" {
		t.Errorf("at once: %s", got)
	}
	w.Advance(59 * time.Second)
	if n := len(w.Deliveries("reaction_added")); n != 2 {
		t.Errorf("%d attempts before the minute", n)
	}
	w.Advance(time.Second)
	w.Advance(10 * time.Minute)
	if got := w.bot.heard(); got != "reaction_added reaction_added/1:http_error reaction_added/2:http_error reaction_added/3:http_error" {
		t.Errorf("in the end: %s", got)
	}
	for _, e := range w.bot.events {
		if e.ID != w.bot.events[0].ID {
			t.Errorf("a retry has another event_id")
		}
	}
}

func TestRetryStopsOnSuccessAndOnRequest(t *testing.T) {
	w := newWorld(t)
	card := w.card(w.general)
	var once sync.Once
	w.bot.onEvent = func(rw http.ResponseWriter, _ received) { once.Do(func() { rw.WriteHeader(503) }) }
	w.ana.React(card, "hand")
	w.bot.onEvent = func(rw http.ResponseWriter, _ received) {
		rw.Header().Set("X-Slack-No-Retry", "1")
		rw.WriteHeader(500)
	}
	w.ben.React(card, "hand")
	w.Advance(time.Hour)
	if got := w.bot.heard(); got != "reaction_added reaction_added/1:http_error reaction_added" {
		t.Errorf("heard %s", got)
	}
}

func TestTheStreamMisbehavesOnRequest(t *testing.T) {
	w := newWorld(t)
	card := w.card(w.general)
	w.LoseEvents(1)
	w.ana.React(card, "a")
	w.DuplicateEvents(1)
	w.ana.React(card, "b")
	w.ReorderEvents()
	w.ana.React(card, "c")
	w.ana.Unreact(card, "c")
	if got := w.bot.heard(); got != "reaction_added reaction_added" || w.bot.events[0].ID != w.bot.events[1].ID {
		t.Errorf("heard %s", got)
	}
	w.ReleaseEvents()
	if got := w.bot.heard(); got != "reaction_added reaction_added reaction_removed reaction_added" {
		t.Errorf("heard %s", got)
	}
	w.Redeliver(w.Deliveries("reaction_removed")[0])
	if last := w.bot.events[4]; last.Inner.Type != "reaction_removed" || last.Num != "1" {
		t.Errorf("redelivered %+v", last)
	}
}

func TestOnlyWhatMayBeHeardIsHeard(t *testing.T) {
	w := newWorld(t)
	theirs := w.back
	secret := w.ana.Say(theirs, "hush")
	w.ana.React(secret, "eyes")
	theirs.Archive()
	w.app.Drop(w.in.Token, "reactions:read")
	w.ana.React(w.card(w.general), "eyes")
	if got := w.bot.heard(); got != "" {
		t.Errorf("heard %s", got)
	}
	w.ana.Say(w.general, "<@"+w.in.Bot.ID+"> hello")
	w.app.Event(w.team, "app_rate_limited", map[string]any{"minute_rate_limited": 1})
	if got := w.bot.heard(); got != "app_rate_limited" {
		t.Errorf("without app_mentions:read: heard %s", got)
	}
}

func TestLifeOfAChannel(t *testing.T) {
	w := newWorld(t)
	w.general.Join(w.cy)
	w.cy.Leave(w.general)
	w.general.Rename("plaza")
	w.general.Archive()
	w.general.Unarchive()
	w.general.Remove(w.in.Bot)
	w.general.Delete()
	want := "member_joined_channel member_left_channel channel_rename channel_archive member_left_channel channel_left channel_deleted"
	if got := w.bot.heard(); got != want {
		t.Errorf("heard %s", got)
	}
}

func TestUninstall(t *testing.T) {
	w := newWorld(t)
	w.app.Uninstall(w.team)
	if got := w.bot.heard(); got != "tokens_revoked app_uninstalled" {
		t.Errorf("heard %s", got)
	}
	_, err := w.api.AuthTest()
	w.want(err, "account_inactive")
	again := w.app.Install(w.team)
	if again.Token == w.in.Token || again.Bot != w.in.Bot {
		t.Errorf("installed again: %+v", again)
	}
	if r := w.ana.Slash(w.general, "/moot", "help"); r.Error != "" {
		t.Errorf("after installing again: %v", r)
	}
}

func TestStrangersComeFromTheirOwnTeam(t *testing.T) {
	w := newWorld(t)
	other := w.Workspace("T2")
	shared := w.team.Channel("shared", fakeslack.SharedWith(other))
	dee := w.team.User("dee", fakeslack.From(other))
	shared.Join(w.in.Bot, dee)
	w.bot.events = nil
	dee.React(w.card(shared), "hand")
	if e := w.bot.events[0]; e.Team != "T2" || e.Approved[0].Team != "T1" {
		t.Errorf("team %s, authorized %+v", e.Team, e.Approved)
	}
	u, err := w.api.GetUserInfo(dee.ID)
	w.want(err, "")
	if !u.IsStranger || u.TeamID != "T2" {
		t.Errorf("%+v", u)
	}
}

func TestLateAcknowledgementIsAFault(t *testing.T) {
	w := newWorld(t, fakeslack.AckWithin(30*time.Millisecond))
	card := w.card(w.general)
	release := make(chan struct{})
	w.bot.locked(func() { w.bot.onEvent = func(http.ResponseWriter, received) { <-release } })
	w.ana.React(card, "hand")
	close(release)
	w.blames("reaction_added: ack_timeout", "reaction_added: ack_timeout")
	w.Advance(time.Hour)
	if d := w.Deliveries("reaction_added"); len(d) != 3 || d[2].Status != 200 || d[1].Reason != "http_timeout" {
		t.Errorf("deliveries %+v", d)
	}
}

func TestHandshakes(t *testing.T) {
	w := newWorld(t)
	if err := w.app.Verify(); err != nil {
		t.Error(err)
	}
	if err := w.app.SSLCheck(); err != nil {
		t.Error(err)
	}
	if len(w.bot.slashes) != 0 {
		t.Error("ssl_check ran a command")
	}
	w.app.SetURLs(w.bot.url+"/nowhere", "", w.bot.url+"/nowhere")
	if w.app.Verify() == nil || w.app.SSLCheck() == nil {
		t.Error("a missing page passes for an answer")
	}
}
