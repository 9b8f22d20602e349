package slack

import (
	"context"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
	"github.com/folkmoot/folkmoot/bot"
)

// two is a world whose app is installed in T1 and T2, by ana and by zoe.
func two(t *testing.T) (w *world, other *fakeslack.Workspace, zoe *fakeslack.User) {
	t.Helper()
	w = many(t, newTokens())
	other = w.Workspace("T2")
	zoe = other.User("zoe")
	for _, u := range []*fakeslack.User{w.ana, zoe} {
		c := browser(t)
		w.get(c, u.Authorize(w.begin(c), true))
		w.synced()
	}
	return w, other, zoe
}

// event sends an event and holds it to a status.
func (w *world) event(status int, team, authorized, id string, shared bool, inner string) {
	w.t.Helper()
	body := fmt.Sprintf(`{"type":"event_callback","team_id":%q,"context_team_id":%q,"event_id":%q,"is_ext_shared_channel":%v,`+
		`"authorizations":[{"team_id":%q,"enterprise_id":null}],"event":%s}`, team, authorized, id, shared, authorized, inner)
	if got, _ := w.send("/slack/events", "application/json", body, nil); got != status {
		w.t.Errorf("%s is answered with %d, want %d", id, got, status)
	}
}

// heardBy are the teams that the desk got reactions for since it was last asked: with a mark for those that only overheard them.
func (w *world) heardBy() string {
	var out []string
	w.desk.note(func() {
		for _, r := range w.desk.reactions {
			team := map[string]string{fmt.Sprint(workspaceID("T1")): "T1", fmt.Sprint(workspaceID("T2")): "T2"}[fmt.Sprint(r.Workspace)]
			if r.Overheard {
				team += "?"
			}
			out = append(out, team)
		}
		w.desk.reactions = nil
	})
	return strings.Join(out, " ")
}

// Slack brings an event of a shared channel once, and names one installation at most: not always the one whose card it is. Everybody who
// shares the channel hears of it; one of them is addressed, and begins what begins with it.
func TestInASharedChannelEverybodyHears(t *testing.T) {
	w, _, _ := two(t)
	reaction := `{"type":"reaction_added","user":"UZOE","reaction":"+1","item":{"type":"message","channel":"C1","ts":"1.2"}}`
	for i, c := range []struct {
		why, team, authorized string
		shared                bool
		want                  string
	}{
		{"one team is named, which is the authorized one", "T1", "T1", true, "T1 T2?"},
		{"the other way round", "T2", "T2", true, "T2 T1?"},
		{"both are named", "T2", "T1", true, "T1 T2?"},
		{"somebody of a third workspace acted", "T7", "T2", true, "T2 T1?"},
		{"nothing says that it is shared, but two teams are named", "T2", "T1", false, "T1 T2?"},
		{"nothing says that it is shared", "T1", "T1", false, "T1"},
	} {
		w.event(200, c.team, c.authorized, fmt.Sprint("Ev", i), c.shared, reaction)
		if got := w.heardBy(); got != c.want {
			t.Errorf("%s: heard by %q, want %q", c.why, got, c.want)
		}
	}
	w.adapter.exactly("T2").note("C1", func(seen *channelSeen) { seen.info.ID = "C1" })
	w.event(200, "T1", "T1", "Ev8", false, reaction)
	if got := w.heardBy(); got != "T1 T2?" {
		t.Errorf("a channel that T2 is known to have: heard by %q", got)
	}
}

// What an event does in a workspace it does once, however often it comes, whomever it is addressed to by then, and although it failed in
// another.
func TestInASharedChannelEachHearsOnce(t *testing.T) {
	w, _, _ := two(t)
	reaction := `{"type":"reaction_added","user":"UZOE","reaction":"+1","item":{"type":"message","channel":"C1","ts":"1.2"}}`
	w.desk.fails(1)
	w.event(http.StatusInternalServerError, "T1", "T1", "Ev1", true, reaction)
	if got := w.heardBy(); got != "T2?" {
		t.Errorf("T1 could not take it in: heard by %q", got)
	}
	w.event(200, "T1", "T1", "Ev1", true, reaction)
	if got := w.heardBy(); got != "T1" {
		t.Errorf("brought again: heard by %q", got)
	}
	w.event(200, "T2", "T2", "Ev1", true, reaction)
	if got := w.heardBy(); got != "" {
		t.Errorf("brought again for another: heard by %q", got)
	}
	w.event(http.StatusServiceUnavailable, "T7", "T7", "Ev2", true, reaction)
	if got := w.heardBy(); got != "T1? T2?" {
		t.Errorf("addressed to one who is not connected yet: heard by %q", got)
	}
}

// Who comes into a shared channel came for all who share it. What became of the channel on one side is read on the other.
func TestWhatHappensInASharedChannelConcernsAll(t *testing.T) {
	w, other, zoe := two(t)
	ctx := context.Background()
	kitchen := other.Channel("kitchen")
	kitchen.Join(zoe)
	if _, err := w.adapter.exactly("T2").Channel(ctx, kitchen.ID); err != nil {
		t.Fatal(err)
	}
	w.event(200, "T1", "T1", "Ev1", true, `{"type":"member_joined_channel","user":"UANA","channel":"`+kitchen.ID+`"}`)
	w.event(200, "T1", "T1", "Ev2", true, `{"type":"member_left_channel","user":"UANA","channel":"`+kitchen.ID+`"}`)
	if len(w.desk.joined) != 3 || len(w.desk.left) != 2 { // zoe came before
		t.Errorf("joined %v, left %v", w.desk.joined, w.desk.left)
	}
	w.event(200, "T1", "T1", "Ev3", true, `{"type":"channel_rename","channel":{"id":"`+kitchen.ID+`","name":"theirs"}}`)
	w.quiet()
	var names []string
	for _, c := range w.desk.channels {
		names = append(names, c.Name)
	}
	if slices.Sort(names); !slices.Equal(names, []string{"kitchen", "theirs"}) {
		t.Errorf("the channel is called %v", names)
	}
	asked := len(w.Calls("conversations.info"))
	w.event(200, "T1", "T1", "Ev4", true, `{"type":"channel_archive","channel":"C9"}`)
	w.quiet()
	if n := len(w.Calls("conversations.info")); n != asked || len(w.desk.channels) != 3 {
		t.Errorf("of a channel that T2 does not know it asked %d times", n-asked)
	}
}

// The same with the events as Slack makes them: the card is T2's, and the reaction comes from T1.
func TestAReactionFromTheOtherSideOfASharedChannel(t *testing.T) {
	w, other, zoe := two(t)
	joint := w.team.Channel("joint", fakeslack.SharedWith(other))
	joint.Join(w.ana, zoe, w.app.Install(w.team).Bot, w.app.Install(other).Bot)
	ts, err := w.desk.platforms["slack/T2"].Post(context.Background(), bot.Outgoing{Channel: joint.ID, Key: "P1/v1/opened", Attempt: 1, Message: card()})
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range joint.Messages() {
		if m.TS == ts {
			w.ana.React(m, "+1")
		}
	}
	w.quiet()
	if got := w.heardBy(); !strings.Contains(got, "T2") {
		t.Errorf("heard by %q", got)
	}
}
