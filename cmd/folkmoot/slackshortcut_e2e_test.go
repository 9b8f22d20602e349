package main

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

// “Commit to this” in the menu of a message asks by when, and the commitment leads back to what was said (C2).
func TestSlackCommitToAMessage(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d, _ := whim(t, sockets)
		said := d.user("ben").Say(d.at("orchard"), "Somebody should oil the gate, says <@"+d.user("cy").ID+">.")
		r := d.reply("ana", func() error { d.user("ana").Shortcut(said, "commit_this"); return nil })
		if r.Form == nil || !strings.Contains(r.Form.Values["What"], "Somebody should oil the gate") || strings.Contains(r.Form.Values["What"], "<@") {
			t.Fatalf("the shortcut brought %+v", r)
		}
		if r := d.Submit("ana", *r.Form, map[string]string{"By when": "someday"}); !strings.Contains(r.Errors["By when"], "in 3 days") {
			t.Errorf("a date that cannot be read brought %+v", r)
		}
		if r := d.Submit("ana", *r.Form, map[string]string{"What": "Oil the gate", "By when": "in 3 days"}); !strings.Contains(r.Text, "C1") {
			t.Fatalf("the form brought %+v", r)
		}
		var card fakeslack.Message
		d.process.until("the card of C1", func() bool {
			for _, m := range d.Posts("orchard") {
				if m.ID == "C1" {
					card = m.Raw.(fakeslack.Message)
				}
			}
			return card.TS != ""
		})
		if words := slackWords(card); !strings.Contains(words, "Oil the gate") || !strings.Contains(words, "Go to the message") {
			t.Errorf("the card says\n%s", words)
		}
	})
}
