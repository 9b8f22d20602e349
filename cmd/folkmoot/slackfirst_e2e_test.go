package main

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/scenario"
	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/storage"
)

// What somebody does first, in a channel where nothing was decided yet, cannot be done before Slack has said who they are and who else is
// there. The fake answers no such question before the acknowledgement; here it answers none at all, and the program is killed waiting.
func TestSlackKilledBetweenAcknowledgingAndBeingAnswered(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d := newSlack(t, sockets)
		d.Channel("orchard", "ana", "ben", "cy", "dee")
		d.slack.Fail("conversations.info", fakeslack.Timeout(), fakeslack.Times(10))
		for range 2 { // and she presses enter again, because nothing seems to happen
			if r := d.user("ana").Slash(d.at("orchard"), "/propose", "Meet on Tuesdays --by 20 minutes"); r.Error != "" || !r.Message.Zero() {
				t.Fatalf("answered %+v", r)
			}
		}
		d.process.until("Slack to be asked", func() bool { return len(d.slack.Calls("conversations.info")) > 0 })
		d.Kill()
		d.slack.Heal("conversations.info")
		d.Start()
		d.process.until("both proposals to be raised", func() bool {
			return strings.Count(strings.Join(ids(d.Posts("orchard")), " "), "P") == 2
		})
		told := func() string {
			said := ""
			for _, m := range d.user("ana").Ephemerals(d.at("orchard")) {
				said += m.Plain() + "\n"
			}
			return said
		}
		d.process.until("ana to be told", func() bool { return strings.Contains(told(), "P1") && strings.Contains(told(), "P2") })
		if r := d.Slash("ana", "orchard", "/moot proposals"); strings.Contains(r.Text, "P3") {
			t.Errorf("what was done was done again:\n%s", r.Text)
		}
		d.Stop()
		if left := d.parked(); left != 0 {
			t.Errorf("%d acts are kept still", left)
		}
	})
}

// parked counts what is kept in the database to be carried out. The program must have ended.
func (d *slackDriver) parked() int {
	d.t.Helper()
	register, err := assembly.NewRegister(bot.Practices()...)
	if err != nil {
		d.t.Fatal(err)
	}
	db, err := storage.Open(d.t.Context(), d.database, register)
	if err != nil {
		d.t.Fatal(err)
	}
	defer db.Close()
	left, err := db.Parked(d.t.Context(), "slack")
	if err != nil {
		d.t.Fatal(err)
	}
	return len(left)
}

// ids are the human ids of the cards among posts.
func ids(posts []scenario.Message) []string {
	var out []string
	for _, m := range posts {
		out = append(out, m.ID)
	}
	return out
}

// A form that is sent where Slack would have to be asked is taken, and what is wrong with it comes back with what was written.
func TestSlackFormSentToASlackThatMustBeAsked(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d := newSlack(t, sockets)
		d.Channel("orchard", "ana", "ben", "cy", "dee")
		r := d.Slash("ana", "orchard", "/propose")
		if r.Form == nil {
			t.Fatalf("no form was opened: %+v", r)
		}
		d.Stop() // what was read of the channel for the form is forgotten
		d.Start()
		r = d.Submit("ana", *r.Form, map[string]string{"Title": "Meet on Tuesdays", "Proposal": "Same *room*.", "Open until": "the day of the frogs"})
		if !strings.Contains(r.Text, "the day of the frogs") || !strings.Contains(r.Text, "Same *room*.") || !strings.Contains(r.Text, "Nothing was changed") {
			t.Errorf("ana reads %+v", r)
		}
		if posts := d.Posts("orchard"); len(posts) != 0 {
			t.Errorf("raised: %+v", posts)
		}
	})
}

// K1: the first form in a channel opens although Slack takes longer to say who is there than a form may wait.
func TestSlackFirstFormOfALargePlace(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d := newSlack(t, sockets)
		d.Channel("orchard", "ana", "ben", "cy", "dee")
		d.slack.Fail("conversations.members", fakeslack.RateLimited(4*time.Second, false))
		if r := d.user("ana").Slash(d.at("orchard"), "/propose", ""); r.Error != "" {
			t.Fatalf("answered %+v", r)
		}
		d.process.until("the form to be filled", func() bool { return d.user("ana").View().Title == "New proposal" })
		if sub := d.user("ana").Submit(d.user("ana").View(), map[string]any{"title": "Meet on Tuesdays"}); !sub.OK() {
			t.Fatalf("submitting answered %+v", sub)
		}
		d.card("P1", "Open", "0 of 3 responded")
	})
}
