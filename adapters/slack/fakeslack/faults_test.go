package fakeslack_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

func (w *world) post(ch *fakeslack.Channel) error {
	_, _, err := w.api.PostMessage(ch.ID, text("hello"))
	return err
}

func TestStatusFailsThenHeals(t *testing.T) {
	w := newWorld(t)
	w.Fail("chat.postMessage", fakeslack.Times(2), fakeslack.Status(503))
	for range 2 {
		var status slack.StatusCodeError
		if err := w.post(w.general); !errors.As(err, &status) || status.Code != 503 {
			t.Errorf("got %v", err)
		}
	}
	w.want(w.post(w.general), "")
	if n := len(w.ana.Sees(w.general)); n != 1 {
		t.Errorf("%d messages", n)
	}
	if calls := w.Calls("chat.postMessage"); len(calls) != 3 || calls[0].Status != 503 || calls[2].Error != "" {
		t.Errorf("calls %+v", calls)
	}
}

func TestFaultsCanBeNarrow(t *testing.T) {
	w := newWorld(t)
	other := w.team.Channel("other")
	other.Join(w.in.Bot)
	w.Fail("chat.postMessage", fakeslack.Error("restricted_action_read_only_channel"), fakeslack.In(other), fakeslack.Times(9))
	w.want(w.post(w.general), "")
	w.want(w.post(other), "restricted_action_read_only_channel")
	w.Heal("chat.postMessage")
	w.want(w.post(other), "")
	w.Fail("*", fakeslack.After(1))
	w.want(w.post(other), "")
	if w.post(other) == nil {
		t.Error("the second call should have failed")
	}
	w.Fail("chat.postMessage", fakeslack.Error("no_such_error"))
	w.blames("documents no error")
	w.Fail("chat.post")
	w.blames("no method chat.post")
}

func TestRateLimitedWithAndWithoutHeader(t *testing.T) {
	w := newWorld(t)
	w.Fail("chat.postMessage", fakeslack.RateLimited(7*time.Second, false))
	var limited *slack.RateLimitedError
	if err := w.post(w.general); !errors.As(err, &limited) || limited.RetryAfter != 7*time.Second {
		t.Errorf("got %v", err)
	}
	w.Fail("chat.postMessage", fakeslack.RateLimited(7*time.Second, true))
	limited = nil
	if err := w.post(w.general); err == nil || errors.As(err, &limited) {
		t.Errorf("without a header: %v", err)
	}
}

func TestTimeout(t *testing.T) {
	w := newWorld(t)
	w.Fail("chat.postMessage", fakeslack.Timeout())
	ctx, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	if _, _, err := w.api.PostMessageContext(ctx, w.general.ID, text("x")); !errors.Is(err, context.DeadlineExceeded) {
		t.Errorf("got %v", err)
	}
	if len(w.ana.Sees(w.general)) != 0 {
		t.Error("something was posted")
	}
}

func TestDropAfterApplyHasDoneTheWork(t *testing.T) {
	w := newWorld(t)
	w.Fail("chat.postMessage", fakeslack.DropAfterApply())
	if err := w.post(w.general); err == nil {
		t.Error("the caller was told")
	}
	if len(w.ana.Sees(w.general)) != 1 {
		t.Error("nothing was posted")
	}
}

func TestResponseURLCanFail(t *testing.T) {
	w := newWorld(t)
	w.ana.Slash(w.general, "/moot", "")
	w.Fail("response_url", fakeslack.Status(500))
	w.want(w.post(w.general), "")
	hook := w.bot.slashes[0].Get("response_url")
	if got := answerTo(t, hook, `{"text":"x"}`); got != 500 {
		t.Errorf("status %d", got)
	}
	if got := answerTo(t, hook, `{"text":"x"}`); got != 200 {
		t.Errorf("status %d", got)
	}
}

func TestRateTiersHoldOnTheClock(t *testing.T) {
	w := newWorld(t, fakeslack.WithRateLimits())
	var limited *slack.RateLimitedError
	posted := 0
	for range 10 {
		if w.post(w.general) == nil {
			posted++
		}
	}
	if posted != 3 {
		t.Errorf("%d posts in one instant", posted)
	}
	other := w.team.Channel("other")
	other.Join(w.in.Bot)
	w.want(w.post(other), "") // another channel has its own allowance
	if err := w.post(w.general); !errors.As(err, &limited) || limited.RetryAfter != time.Second {
		t.Errorf("got %v", err)
	}
	w.Advance(time.Second)
	w.want(w.post(w.general), "")
	tier2 := 0
	for range 30 {
		if _, err := w.api.GetUserGroups(); err == nil {
			tier2++
		}
	}
	if tier2 != 20 {
		t.Errorf("%d calls of tier 2 in a minute", tier2)
	}
	w.LimitRates(false)
	w.want(w.post(w.general), "")
}

func TestUnreachableApp(t *testing.T) {
	w := newWorld(t)
	card := w.card(w.general)
	w.app.SetURLs("http://127.0.0.1:1/", "http://127.0.0.1:1/", "http://127.0.0.1:1/")
	if r := w.ana.Slash(w.general, "/moot", ""); r.Error != "dispatch_failed" {
		t.Errorf("%v", r)
	}
	w.ana.React(card, "hand")
	w.app.SetURLs(w.bot.url+"/commands", w.bot.url+"/interactions", w.bot.url+"/events")
	w.Advance(time.Hour)
	if got := w.bot.heard(); got != "reaction_added/2:connection_failed" {
		t.Errorf("heard %q", got)
	}
}

func TestTestsOwnClock(t *testing.T) {
	now := time.Date(2026, 5, 1, 12, 0, 0, 0, time.UTC)
	w := newWorld(t, fakeslack.WithNow(func() time.Time { return now }))
	failing := true
	w.bot.onEvent = func(rw http.ResponseWriter, _ received) {
		if failing {
			rw.WriteHeader(500)
		}
	}
	w.ana.React(w.card(w.general), "hand")
	failing = false
	w.Tick()
	if n := len(w.Deliveries("reaction_added")); n != 2 {
		t.Errorf("%d deliveries", n)
	}
	now = now.Add(time.Minute)
	w.Tick()
	if n := len(w.Deliveries("reaction_added")); n != 3 {
		t.Errorf("%d deliveries", n)
	}
	w.Advance(time.Second)
	w.blames("clock of the test's own")
}

func TestMisusesAreReported(t *testing.T) {
	w := newWorld(t)
	card := w.card(w.general)
	w.ben.Press(card, "Nothing")
	w.blames(`finds no "Nothing"`)
	w.ben.Unreact(card, "hand")
	w.blames("had not reacted")
	w.ben.React(w.ana.Say(w.back, "x"), "hand")
	w.blames("cannot react")
	w.App(fakeslack.AppConfig{Events: []string{"reaction_aded"}})
	w.blames("no event reaction_aded")
	w.ana.Authorize("https://slack.example/oauth/v2/authorize?"+url.Values{"client_id": {"9"}}.Encode(), true)
	w.blames("invalid_client_id")
}
