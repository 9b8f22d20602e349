package main

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/scenario"
	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

// What only Slack does to an app, told with the real program: events that come twice, in the wrong order, late or not at all, calls that
// fail or are done without an answer, and tokens that end. Each begins with an open proposal of ana's in a channel of four.

// whim begins a test with an open card, P1.
func whim(t *testing.T, sockets bool) (*slackDriver, fakeslack.Message) {
	d := newSlack(t, sockets)
	d.Channel("orchard", "ana", "ben", "cy", "dee")
	if r := d.Slash("ana", "orchard", "/propose Meet on Tuesdays --by 20 minutes"); !strings.Contains(r.Text, "P1") {
		t.Fatalf("the proposal was not raised: %+v", r)
	}
	m := d.card("P1", "Open", "0 of 3 responded")
	// Nobody reacts within milliseconds: by then the bot has noted its card, and looked for what it had not heard of.
	d.process.until("the bot to look at its card", func() bool {
		return slices.ContainsFunc(d.slack.Calls("reactions.get"), func(c fakeslack.Call) bool { return c.Args["timestamp"] == m.TS })
	})
	return d, m
}

// card waits for the one card of an id to have a status and words.
func (d *slackDriver) card(id, status string, words ...string) fakeslack.Message {
	d.t.Helper()
	var cards []scenario.Message
	d.process.until(id+" to be "+status+" and to say "+strings.Join(words, ", "), func() bool {
		cards = slices.DeleteFunc(d.Posts("orchard"), func(m scenario.Message) bool { return m.ID != id || strings.Contains(m.Text, "Record no.") })
		return len(cards) > 0 && cards[0].Status == status && !slices.ContainsFunc(words, func(w string) bool { return !strings.Contains(cards[0].Text, w) })
	})
	if len(cards) != 1 {
		d.t.Fatalf("%s has %d cards", id, len(cards))
	}
	return cards[0].Raw.(fakeslack.Message)
}

func bothWays(t *testing.T, test func(t *testing.T, sockets bool)) {
	t.Parallel()
	t.Run("HTTP", func(t *testing.T) { t.Parallel(); test(t, false) })
	t.Run("Socket Mode", func(t *testing.T) { t.Parallel(); test(t, true) })
}

// The same event delivered twice at the same time counts once, on and off.
func TestSlackEventsTwiceAtOnce(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d, m := whim(t, sockets)
		d.slack.DuplicateEvents(4)
		for _, who := range []string{"ben", "cy"} {
			d.user(who).React(m, "white_check_mark")
		}
		d.card("P1", "Open", "2 of 3 responded")
		d.user("ben").Unreact(m, "white_check_mark")
		d.user("dee").React(m, "hand")
		d.card("P1", "Blocked", "1 of 3 responded", "P1.1")
		if m := d.card("P1", "Blocked"); strings.Contains(slackWords(m), "P1.2") {
			t.Errorf("an objection was made twice:\n%s", slackWords(m))
		}
	})
}

// A removal that arrives before its addition leaves nothing behind.
func TestSlackRemovalBeforeAddition(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d, m := whim(t, sockets)
		d.slack.ReorderEvents()
		d.user("ben").React(m, "white_check_mark")
		d.user("ben").Unreact(m, "white_check_mark")
		d.slack.ReleaseEvents()
		d.user("cy").React(m, "white_check_mark") // what comes after shows that it was heard
		d.card("P1", "Open", "1 of 3 responded", "@cy")
	})
}

// An event that is lost is found at the next start.
func TestSlackLostEvents(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d, m := whim(t, sockets)
		d.slack.LoseEvents(2)
		d.user("ben").React(m, "white_check_mark")
		d.user("cy").React(m, "white_circle")
		d.Stop()
		d.Start()
		d.card("P1", "Open", "2 of 3 responded")
	})
}

// A call that fails and then succeeds says everything once; so does one that was done although no answer came.
func TestSlackCallsThatFail(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d := newSlack(t, sockets)
		d.Channel("orchard", "ana", "ben", "cy", "dee")
		d.slack.Fail("chat.postMessage", fakeslack.Status(500))
		d.slack.Fail("chat.postMessage", fakeslack.After(1), fakeslack.DropAfterApply())
		d.slack.Fail("chat.postMessage", fakeslack.After(2), fakeslack.RateLimited(time.Second, false))
		d.Slash("ana", "orchard", "/propose Meet on Tuesdays --by 20 minutes")
		m := d.card("P1", "Open", "0 of 3 responded")
		d.slack.Fail("chat.update", fakeslack.Status(503), fakeslack.Times(2))
		d.user("ben").React(m, "white_check_mark")
		d.card("P1", "Open", "1 of 3 responded")
		d.once("orchard", "is a circle now")
	})
}

// once holds a channel to one message with these words.
func (d *slackDriver) once(channel, words string) {
	d.t.Helper()
	n := 0
	for _, m := range d.Posts(channel) {
		if strings.Contains(m.Text, words) {
			n++
		}
	}
	if n != 1 {
		d.t.Errorf("%q is said %d times", words, n)
	}
}

// The program is killed after Slack took its message and before it could note that: after the next start the message is there once, and
// is the card.
func TestSlackKilledBetweenSendingAndMarking(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d := newSlack(t, sockets)
		d.Channel("orchard", "ana", "ben", "cy", "dee")
		d.slack.Fail("chat.postMessage", fakeslack.After(1), fakeslack.MuteAfterApply())
		d.Slash("ana", "orchard", "/propose Meet on Tuesdays --by 20 minutes")
		d.card("P1", "Open")
		d.Kill()
		d.Start()
		m := d.card("P1", "Open", "0 of 3 responded")
		d.user("ben").React(m, "white_check_mark")
		d.card("P1", "Open", "1 of 3 responded")
		d.once("orchard", "is a circle now")
	})
}

// Slack tells nobody that a message was deleted. A card that was is found missing when reactions are read, at the next start for example,
// and posted again from the record, with every stance (D25).
func TestSlackCardDeletedWhileAway(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d, m := whim(t, sockets)
		d.user("ben").React(m, "white_check_mark")
		d.card("P1", "Open", "1 of 3 responded")
		d.Stop()
		d.Delete(scenario.Message{Raw: m})
		d.Start()
		again := d.card("P1", "Open", "1 of 3 responded")
		if again.TS == m.TS {
			t.Fatal("the deleted card is taken for one that is there")
		}
		d.user("cy").React(again, "white_check_mark")
		d.card("P1", "Open", "2 of 3 responded")
	})
}

// People are named by the handle of a user group, and a title says of somebody what was typed and not their id (K2).
func TestSlackNames(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d, _ := whim(t, sockets)
		d.team.Group("cooks", d.user("fay"), d.user("gil"))
		r := d.Slash("ana", "orchard", "/moot circle add @cooks")
		if !strings.Contains(r.Text, "@fay and @gil are members") {
			t.Errorf("the cooks were not added: %+v", r)
		}
		d.process.until("fay to be told", func() bool { return len(d.Direct("fay")) == 1 })
		d.Slash("ana", "orchard", "/propose Thank @ben and @cooks")
		if m := d.card("P2", "Open"); !strings.Contains(m.Plain(), "Thank @ben and @cooks") {
			t.Errorf("the card says %s", m.Plain())
		}
	})
}

// Somebody who only previews the channel reacts: told once, never counted.
func TestSlackPreviewer(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d, m := whim(t, sockets)
		d.slack.OmitItemUser()
		d.user("zoe").React(m, "white_check_mark")
		d.user("zoe").React(m, "hand")
		d.user("ben").React(m, "white_check_mark")
		d.card("P1", "Open", "1 of 3 responded")
		// What one person does is done in its order, and what one is told is said in its order: once zoe is asked about her pin, all that is to
		// be said of her reactions has been.
		d.user("zoe").React(d.user("ben").Say(d.at("orchard"), "I could bring apples"), "pushpin")
		told := func(words string) (n int) {
			for _, m := range d.Direct("zoe") {
				n += strings.Count(m.Text, words)
			}
			return n
		}
		d.process.until("zoe to be asked about her pin", func() bool { return told("I could bring apples") > 0 })
		if n := told("not counted"); n != 1 {
			t.Errorf("zoe is told %d times that she is not counted: %+v", n, d.Direct("zoe"))
		}
	})
}

// The token is revoked in the middle: readiness says so, nothing is lost, and everything goes on once the app is installed again.
func TestSlackTokenRevoked(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d, m := whim(t, sockets)
		d.slack.Expect("token_revoked", "account_inactive", "invalid_auth", "not_authed")
		d.user("ben").React(m, "white_check_mark")
		d.card("P1", "Open", "1 of 3 responded")
		d.app.Revoke(d.in.Token)
		d.user("cy").React(m, "white_check_mark") // nobody is told: the app has no token here
		d.process.until("readiness to say so", func() bool {
			said := asked(t.Context(), d.target()+"/readyz")
			return strings.HasPrefix(said, "503 ") && strings.Contains(said, "slack")
		})
		d.Stop()
		d.in = d.app.Install(d.team)
		d.at("orchard").Join(d.in.Bot)
		for i, v := range d.env {
			if strings.HasPrefix(v, "FOLKMOOT_SLACK_BOT_TOKEN=") {
				d.env[i] = "FOLKMOOT_SLACK_BOT_TOKEN=" + d.in.Token
			}
		}
		d.Start()
		d.card("P1", "Open", "2 of 3 responded")
		d.user("dee").React(m.Now(), "white_check_mark")
		d.card("P1", "Adopted", "3 of 3 responded")
	})
}

// target is where the program listens now.
func (d *slackDriver) target() string {
	d.front.mu.Lock()
	defer d.front.mu.Unlock()
	return d.front.target
}

// The signature: wrong, old, future or missing is 401 and nothing happens; a payload in the query string is ignored.
func TestSlackSignatures(t *testing.T) {
	t.Parallel()
	d, _ := whim(t, false)
	body := []byte("command=%2Fmoot&text=P1+consent&team_id=T1&channel_id=" + d.at("orchard").ID + "&user_id=" + d.user("ben").ID)
	send := func(path string, secret string, at time.Time, body []byte) int {
		header := map[string][]string{"Content-Type": {"application/x-www-form-urlencoded"}}
		if secret != "" {
			fakeslack.Sign(header, secret, at, body)
		}
		status, _, _ := d.front.send("POST", errand{path, header, body})
		return status
	}
	now := time.Now()
	for what, got := range map[string]int{
		"wrong":   send("/slack/commands", "another secret", now, body),
		"old":     send("/slack/commands", signingSecret, now.Add(-6*time.Minute), body),
		"future":  send("/slack/commands", signingSecret, now.Add(6*time.Minute), body),
		"missing": send("/slack/commands", "", now, body),
	} {
		if got != 401 {
			t.Errorf("a %s signature is answered with %d", what, got)
		}
	}
	// Signed, but what it asks for stands in the query string.
	if got := send("/slack/commands?"+string(body), signingSecret, now, []byte("x=1")); got == 200 {
		t.Errorf("a command in the query string is answered with %d", got)
	}
	if got := send("/slack/interactions?payload=%7B%7D", signingSecret, now, nil); got == 200 {
		t.Errorf("a payload in the query string is answered with %d", got)
	}
	if got := send("/slack/commands", signingSecret, now, body); got != 200 {
		t.Errorf("a signed command is answered with %d", got)
	}
	d.card("P1", "Open", "1 of 3 responded")
}

// The program is killed after Slack took an edit and before it could note that, and what the edit showed is not so any more: the card
// comes right, although it had shown just that before.
func TestSlackKilledBetweenEditingAndMarking(t *testing.T) {
	bothWays(t, func(t *testing.T, sockets bool) {
		d, _ := whim(t, sockets)
		d.slack.Fail("chat.update", fakeslack.MuteAfterApply())
		d.Slash("ben", "orchard", "/moot P1 consent")
		d.card("P1", "Open", "1 of 3 responded")
		d.Slash("ben", "orchard", "/moot P1 undo")
		d.Kill()
		d.Start()
		d.card("P1", "Open", "0 of 3 responded")
	})
}
