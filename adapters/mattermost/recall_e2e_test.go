package mattermost

import (
	"slices"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/mattermost/mmtest"
	"github.com/folkmoot/folkmoot/bot"
)

// A reaction changes its post, so the server tells of it among what changed in the channel: also on an old post, and not any more once it
// is taken off or its post deleted.
func TestE2ERecallsReactions(t *testing.T) {
	s := mmtest.Start(t)
	l := join(t, s)
	ana, ben := s.NewUser(t, "ana"), s.NewUser(t, "ben")
	channel := s.NewChannel(t, ana, "Kitchen", true, l.bot, ben)
	space := l.in(t, s.Team)
	old, other, gone := ana.Post(t, channel, "Who oils the gate?"), ana.Post(t, channel, "Who cooks?"), ana.Post(t, channel, "Who sings?")
	ben.React(t, other.Id, "pushpin")
	recall := func(since time.Time) []bot.Recalled {
		t.Helper()
		found, err := space.Recall(t.Context(), channel, "pushpin", since)
		if err != nil {
			t.Fatal(err)
		}
		return found
	}
	if got := recall(time.Now().Add(-time.Hour)); !slices.Equal(got, []bot.Recalled{{Post: other.Id, User: ben.ID}}) {
		t.Errorf("one pin was recalled as %v", got)
	}
	pinned, _, err := ben.Client.GetReactions(t.Context(), other.Id)
	if err != nil {
		t.Fatal(err)
	}
	after := time.UnixMilli(pinned[0].CreateAt + 1)
	for _, post := range []string{old.Id, gone.Id} {
		ben.React(t, post, "pushpin")
		ana.React(t, post, "eyes")
	}
	ana.React(t, old.Id, "pushpin")
	ana.Unreact(t, old.Id, "pushpin")
	s.Admin.DeletePost(t, gone.Id)
	if got := recall(after); !slices.Equal(got, []bot.Recalled{{Post: old.Id, User: ben.ID}}) {
		t.Errorf("since then, %v is recalled, want ben's on %s", got, old.Id)
	}
	if _, err := space.Recall(t.Context(), s.NewChannel(t, ana, "Cellar", false), "pushpin", after); class(err) != bot.NoChannel {
		t.Errorf("a channel that the bot is not in answers %v", err)
	}
}
