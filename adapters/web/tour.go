package web

import (
	"slices"
	"strings"
)

// Tour is how far the visitor has come on the guided path. Each step is ticked off by what the chat has seen happen, whoever made it
// happen and however.
type Tour struct {
	// Ref and Post are the proposal that the path follows, and its latest card; By is who raised it.
	Ref  string `json:"ref,omitempty"`
	Post string `json:"post,omitempty"`
	By   string `json:"by,omitempty"`
	// Raised: there is a proposal.
	Raised bool `json:"raised,omitempty"`
	// Consented: somebody other than its proposer consented.
	Consented bool `json:"consented,omitempty"`
	// Objected: it was blocked; Objector is by whom.
	Objected bool   `json:"objected,omitempty"`
	Objector string `json:"objector,omitempty"`
	// Settled: it was blocked and is no longer.
	Settled bool `json:"settled,omitempty"`
	// Moved: the clock was moved after that.
	Moved bool `json:"moved,omitempty"`
	// Decided: its outcome has fallen; Outcome is the status word.
	Decided bool   `json:"decided,omitempty"`
	Outcome string `json:"outcome,omitempty"`
	// Dismissed: the visitor put the card away.
	Dismissed bool `json:"dismissed,omitempty"`

	// LastActor is who last did something that the bot heard: what changes next is their doing.
	LastActor string `json:"last_actor,omitempty"`
	Version   int    `json:"version,omitempty"`
}

// drawn heeds that the bot drew a card.
func (t *Tour) drawn(seq int, p *Post) {
	if t.Ref == "" && strings.HasPrefix(p.Ref, "P") && (p.Status == "Open" || p.Status == "Blocked") {
		t.Ref, t.By, t.Raised = p.Ref, t.LastActor, true
	}
	if t.Ref == "" || p.Ref != t.Ref || p.Only != "" {
		return
	}
	t.Post, t.Version = p.ID, seq
	switch p.Status {
	case "Blocked":
		if !t.Objected {
			t.Objected, t.Objector = true, t.LastActor
		}
	case "Open", "Closing":
		t.Settled = t.Settled || t.Objected
	case "Adopted", "Not adopted", "Withdrawn", "Escalated":
		t.Settled = t.Settled || t.Objected
		t.Decided, t.Outcome = true, p.Status
	}
}

// heard heeds that somebody consented to something about which a post is; verb is a button's verb, an emoji's name or a command line.
func (t *Tour) heard(seq int, by, ref, what string) {
	if t.Ref == "" || ref != "" && ref != t.Ref || by == t.By {
		return
	}
	words := strings.Fields(strings.ToLower(what))
	base, _, _ := strings.Cut(what, "::")
	if slices.Contains([]string{"white_check_mark", "heavy_check_mark", "+1"}, base) || slices.Contains(words, "consent") {
		t.Consented, t.Version = true, seq
	}
}

func (t *Tour) moved(seq int) {
	if t.Raised {
		t.Moved, t.Version = true, seq
	}
}

// Heard tells the guided path who did what about which card.
func (c *Chat) Heard(by, ref, what string) error {
	return c.change(func(seq int) error {
		c.state.Tour.heard(seq, by, ref, what)
		return nil
	})
}

// Acts tells the guided path who is about to act.
func (c *Chat) Acts(by string) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.state.Tour.LastActor = by
}

// Guide puts the guided path away, brings it back, or with again starts it anew.
func (c *Chat) Guide(dismissed, again bool) error {
	return c.change(func(seq int) error {
		if again {
			c.state.Tour = Tour{}
		}
		c.state.Tour.Dismissed, c.state.Tour.Version = dismissed, seq
		return nil
	})
}
