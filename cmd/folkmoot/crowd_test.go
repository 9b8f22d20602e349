package main

import (
	"net/url"
	"strings"
	"sync"
	"testing"
)

// TestFiftyPressAtOnce has fifty people press a button of one card in the same moment, over HTTP and through everything that lies behind
// it. All of them are counted and none is shown an error; the card is drawn a few times and is right in the end.
func TestFiftyPressAtOnce(t *testing.T) {
	for name, begin := range map[string]func(*testing.T) *moot{
		"mattermost": func(t *testing.T) *moot { return mattermostMoot(t) },
		"slack":      func(t *testing.T) *moot { m, press, _ := slackMoot(t); m.request = press; return m },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := begin(t)
			const crowd = 50
			_, head := m.proposal(t)
			requests, edits := m.requests(), m.stub.edits.Load()
			begun := make(chan struct{})
			var wait sync.WaitGroup
			for voter := firstVoter; voter < firstVoter+crowd; voter++ {
				c := m.caller(t)
				m.turns[voter]++
				wait.Go(func() {
					<-begun
					answer, err := c.call(requests[voter][0])
					if err != nil || strings.Contains(string(answer), "wrong") {
						t.Errorf("voter %d: %s, %v", voter, answer, err)
					}
				})
			}
			close(begun)
			wait.Wait()
			m.counted(t, head, crowd)
			awaitTrue(t, "the card tells of all fifty", func() bool {
				card, _ := m.stub.card.Load().(string)
				plain, err := url.QueryUnescape(card)
				return err == nil && strings.Contains(plain, "50 of 255 responded")
			})
			if n := m.stub.edits.Load() - edits; n > 3 {
				t.Errorf("the card was drawn %d times", n)
			}
		})
	}
}
