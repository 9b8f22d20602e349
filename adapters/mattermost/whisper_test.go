package mattermost

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/bot"
)

// Whoever cannot be written to alone is told in the channel, where the bot may do that and they are in it to see it.
func TestAWhisperIsForWhoeverCanSeeIt(t *testing.T) {
	m := newAPI(t)
	s := spaceOn(t, m)
	whisper := func() bot.FaultClass {
		err := s.Whisper(t.Context(), "c1", "u1", bot.Message{Parts: []bot.Part{bot.Written{Markdown: "psst"}}})
		if err == nil {
			return ""
		}
		return bot.FaultOf(err).Class
	}
	m.on("POST /posts/ephemeral", 201, `{"id":"e"}`)
	m.on("GET /channels/c1/members/u1", 200, `{"channel_id":"c1","user_id":"u1"}`)
	if got := whisper(); got != bot.NoSuch || m.sent("POST /posts/ephemeral") != "" {
		t.Errorf("without the permission: %q", got)
	}
	s.whispers = true
	if got := whisper(); got != "" {
		t.Errorf("to somebody in the channel: %q", got)
	}
	if sent := m.sent("POST /posts/ephemeral"); !strings.Contains(sent, `"user_id":"u1"`) || !strings.Contains(sent, "psst") {
		t.Errorf("the ephemeral post is %s", sent)
	}
	m.on("GET /channels/c1/members/u1", 404, `{"id":"app.channel.get_member.missing.app_error"}`)
	if got := whisper(); got != bot.NoSuch {
		t.Errorf("to somebody who is not there: %q", got)
	}
}
