package slack

import (
	"context"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
	"github.com/folkmoot/folkmoot/bot"
)

func TestReactionsReachTheDeskAndOwnOnesDoNot(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		posted := w.post(card())
		w.OmitItemUser()
		w.ben.React(posted, "+1::skin-tone-3")
		w.ben.Unreact(posted, "+1::skin-tone-3")
		w.quiet()
		if len(w.desk.reactions) != 2 {
			t.Fatalf("the desk got %+v", w.desk.reactions)
		}
		on, off := w.desk.reactions[0], w.desk.reactions[1]
		if !on.On || off.On || on.Emoji != "+1::skin-tone-3" || on.Post != posted.TS || on.Channel != w.general.ID || on.User != w.ben.ID {
			t.Errorf("the desk got %+v and %+v", on, off)
		}
		if on.Key == "" || on.Key == off.Key || on.At.IsZero() || on.At.After(w.Now().Add(time.Second)) {
			t.Errorf("keys %q and %q, at %v", on.Key, off.Key, on.At)
		}
		body := map[string]any{"user": w.in.Bot.ID, "reaction": "+1", "item": map[string]any{"type": "message", "channel": w.general.ID, "ts": posted.TS}}
		w.app.Event(w.team, "reaction_added", body)
		body["user"], body["item"] = w.ben.ID, map[string]any{"type": "file", "file": "F1"}
		w.app.Event(w.team, "reaction_added", body)
		w.quiet()
		if len(w.desk.reactions) != 2 {
			t.Errorf("the bot's own reaction, or one on a file, reached the desk: %+v", w.desk.reactions[2:])
		}
	})
}

func TestAnEventThatCannotBeTakenInComesAgainAndCountsOnce(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		w.Expect("ack_timeout") // Over a socket, silence is how one asks for a thing again.
		posted := w.post(card())
		w.desk.fails(1)
		w.ben.React(posted, "+1")
		w.quiet()
		w.Advance(10 * time.Minute)
		w.quiet()
		if len(w.desk.reactions) != 1 {
			t.Fatalf("the desk got %+v", w.desk.reactions)
		}
		all := w.Deliveries("reaction_added")
		if len(all) < 2 || all[0].Status == 200 || all[len(all)-1].Status != 200 { // more than two where an acknowledgement took long
			t.Errorf("deliveries %+v", all)
		}
		w.Redeliver(all[0])
		w.quiet()
		if len(w.desk.reactions) != 1 {
			t.Error("a repeated event counted twice")
		}
	}, fakeslack.AckWithin(2*time.Second))
}

func TestComingsAndGoings(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		dan := w.team.User("dan")
		w.general.Join(dan)
		w.cy.Leave(w.general)
		w.quiet()
		if got := w.desk.joined; len(got) != 1 || got[0] != w.general.ID+" "+dan.ID {
			t.Errorf("joined %v", got)
		}
		if got := w.desk.left; len(got) != 1 || got[0] != w.general.ID+" "+w.cy.ID {
			t.Errorf("left %v", got)
		}
		dan.MoveTo("Asia/Tokyo")
		dan.Deactivate()
		w.quiet()
		if n := len(w.desk.users); n != 2 || w.desk.users[0].Zone != "Asia/Tokyo" || !w.desk.users[1].Gone {
			t.Errorf("users %+v", w.desk.users)
		}
	})
}

func TestWhatBecomesOfAChannel(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		w.general.Rename("kitchen")
		w.general.Archive()
		w.general.Unarchive()
		w.quiet()
		got := w.desk.channels
		if len(got) != 3 {
			t.Fatalf("the desk got %+v", got)
		}
		if got[0].Name != "kitchen" || got[0].Archived || !got[1].Archived || got[1].Name != "kitchen" || got[2].Archived || got[2].Absent || got[2].Name != "kitchen" {
			t.Errorf("the desk got %+v", got)
		}
		w.general.Remove(w.in.Bot)
		w.quiet()
		if last := w.desk.channels[len(w.desk.channels)-1]; !last.Absent || last.ID != w.general.ID {
			t.Errorf("put out: %+v", last)
		}
		w.general.Join(w.in.Bot)
		w.quiet()
		if last := w.desk.channels[len(w.desk.channels)-1]; last.Absent || last.Name != "kitchen" {
			t.Errorf("let in: %+v", last)
		}
		w.general.Delete()
		w.quiet()
		if last := w.desk.channels[len(w.desk.channels)-1]; !last.Absent || !last.Archived {
			t.Errorf("deleted: %+v", last)
		}
		if len(w.desk.joined)+len(w.desk.left) != 0 {
			t.Errorf("the bot itself was counted: %v %v", w.desk.joined, w.desk.left)
		}
	})
}

func TestAChannelWithANewIDIsGoneAndThere(t *testing.T) {
	w := newWorld(t, false, nil)
	old := w.general.ID
	w.general.ChangeID()
	w.quiet()
	got := w.desk.channels
	if len(got) != 2 || got[0].ID != old || !got[0].Absent || got[1].ID != w.general.ID || got[1].Absent {
		t.Errorf("the desk got %+v", got)
	}
}

func TestARevokedTokenIsHeededAndSaid(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		w.quiet() // No call may find out before the event.
		w.app.Uninstall(w.team)
		w.quiet()
		if len(w.desk.gone) != 1 || w.desk.gone[0] != workspaceID("T1") {
			t.Errorf("disconnected %v", w.desk.gone)
		}
		if ok, why := w.adapter.Ready(); ok || !strings.Contains(why, "install the app again") {
			t.Errorf("ready %v: %q", ok, why)
		}
	})
}

func TestWhatSlackTellsTwiceIsHeardOnce(t *testing.T) {
	w := newWorld(t, false, nil)
	late := w.team.User("late")
	w.DuplicateEvents(3)
	w.general.Join(late)
	late.Leave(w.general)
	late.Deactivate()
	w.quiet()
	if len(w.desk.joined) != 1 || len(w.desk.left) != 1 || len(w.desk.users) != 1 {
		t.Errorf("the desk got %v, %v and %v", w.desk.joined, w.desk.left, w.desk.users)
	}
}

func TestAUserGroupsNameStandsForItsPeople(t *testing.T) {
	w := newWorld(t, false, nil)
	cooks := w.team.Group("cooks", w.ana, w.cy)
	w.quiet()
	w.ana.Slash(w.general, "/moot", "circle add <!subteam^"+cooks.ID+"|@cooks> <!subteam^"+cooks.ID+"> <!subteam^S404|@others> <!subteam^S405>")
	if got, want := w.desk.slashes[0].Text, "circle add @cooks @cooks @others @S405"; got != want {
		t.Errorf("text %q, want %q", got, want)
	}
	groups, ctx := w.platform().(bot.Grouper), context.Background()
	for _, c := range []struct {
		named string
		want  []string
	}{{"cooks", []string{w.ana.ID, w.cy.ID}}, {"@Cooks", []string{w.ana.ID, w.cy.ID}}, {cooks.ID, []string{w.ana.ID, w.cy.ID}}, {"others", nil}} {
		users, ok, err := groups.GroupNamed(ctx, c.named)
		var got []string
		for _, u := range users {
			got = append(got, u.ID)
		}
		if err != nil || ok != (c.want != nil) || !slices.Equal(got, c.want) {
			t.Errorf("%s is %v, %v, %v; want %v", c.named, got, ok, err, c.want)
		}
	}
	cooks.Set(w.ben)
	w.quiet()
	if users, ok, err := groups.GroupNamed(ctx, "cooks"); err != nil || !ok || len(users) != 1 || users[0].ID != w.ben.ID {
		t.Errorf("the cooks are %v, %v, %v", users, ok, err)
	}
	// A group made a while after the groups were read is found by asking again, and without the scope there are none.
	w.Advance(2 * relist)
	w.app.Drop(w.in.Token, "usergroups:read")
	w.Expect("missing_scope")
	if users, ok, err := groups.GroupNamed(ctx, "bakers"); err != nil || ok {
		t.Errorf("without the scope: %v, %v, %v", users, ok, err)
	}
}

// A group is made and named before the event that tells of it came: Slack names no group that there is not, so it is asked.
func TestAGroupThatSlackNamesIsKnownBeforeItsEvent(t *testing.T) {
	for _, label := range []string{"|@cooks", ""} {
		w := newWorld(t, false, nil)
		w.quiet() // the groups were read at the start, a moment ago
		w.LoseEvents(1)
		cooks := w.team.Group("cooks", w.ana)
		groups, ctx := w.platform().(bot.Grouper), context.Background()
		if _, ok, err := groups.GroupNamed(ctx, "cooks"); ok || err != nil {
			t.Fatalf("the cooks are known without the event: %v, %v", ok, err)
		}
		w.ana.Slash(w.general, "/moot", "circle add <!subteam^"+cooks.ID+label+">")
		named := strings.Fields(w.desk.slashes[0].Text)[2]
		if users, ok, err := groups.GroupNamed(ctx, named); err != nil || !ok || len(users) != 1 || users[0].ID != w.ana.ID {
			t.Errorf("%s, named as %q, is %v, %v, %v", named, label, users, ok, err)
		}
	}
}

func TestDroppedEventsAreReadInstead(t *testing.T) {
	w := newWorld(t, false, nil)
	if status, _ := w.send("/slack/events", "application/json", `{"type":"app_rate_limited","team_id":"T1","minute_rate_limited":1518467820}`, nil); status != 200 {
		t.Fatalf("status %d", status)
	}
	w.synced()
}
