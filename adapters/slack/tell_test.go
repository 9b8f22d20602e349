package slack

import (
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack"
)

// A reply waits as long as Slack asks where that is short; otherwise it is said another way, instead of too early.
func TestAThrottledReplyWaitsOrIsSaidAnotherWay(t *testing.T) {
	for name, c := range map[string]struct {
		throttled fakeslack.Fault
		whispered int
	}{
		"for a second":      {fakeslack.RateLimited(time.Second, false), 0},
		"for a minute":      {fakeslack.RateLimited(time.Minute, false), 1},
		"nobody knows long": {fakeslack.RateLimited(0, true), 1},
	} {
		t.Run(name, func(t *testing.T) {
			w := newWorld(t, false, nil)
			posted := w.post(card())
			w.desk.answers(say("Noted."))
			w.Fail("response_url", c.throttled)
			begun := time.Now()
			w.ben.Press(posted, "Consent")
			w.quiet()
			if said := w.ben.Ephemerals(w.general); len(said) != 1 || !strings.Contains(said[0].Plain(), "Noted.") {
				t.Errorf("ben sees %v", said)
			}
			if n := len(w.Calls("chat.postEphemeral")); n != c.whispered {
				t.Errorf("%d whispers", n)
			}
			if took := time.Since(begun); c.whispered == 0 && took < time.Second {
				t.Errorf("said after %v", took)
			}
		})
	}
}
