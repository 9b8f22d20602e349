package governance

import (
	"testing"
	"time"
)

// K6: who leaves any channel of a private circle takes no link along that leads anywhere still, and nothing else changes the links.
func TestLinksAreRenewedForWhoeverLeaves(t *testing.T) {
	home, annex, moved, square := Place{1, "home"}, Place{2, "annex"}, Place{1, "moved"}, Place{1, "square"}
	circle := func(private bool) *Circle {
		c := NewCircle(1, 1, "purse", home, private, "UTC", 1)
		c.Also = []Place{annex}
		if _, err := c.Begin(time.Time{}, []PersonID{1, 2}); err != nil {
			t.Fatal(err)
		}
		for _, at := range c.Also {
			if events, err := c.PlaceRead(at, []PersonID{1, 3}); len(events) > 0 || err != nil {
				t.Fatal(events, err)
			}
		}
		if events, err := c.PlaceRead(home, []PersonID{1, 2, 9}); len(events) > 0 || err != nil { // 9 is a guest
			t.Fatal(events, err)
		}
		return c
	}
	type step = func(c *Circle) ([]Event, error)
	for name, s := range map[string]struct {
		do   step
		want int
	}{
		"a member leaves":                    {func(c *Circle) ([]Event, error) { return c.Went(home, 2) }, 1},
		"a guest leaves":                     {func(c *Circle) ([]Event, error) { return c.Went(home, 9) }, 1},
		"somebody who was never seen leaves": {func(c *Circle) ([]Event, error) { return c.Went(home, 77) }, 1},
		"somebody leaves a further channel":  {func(c *Circle) ([]Event, error) { return c.Went(annex, 3) }, 1},
		"somebody leaves another channel":    {func(c *Circle) ([]Event, error) { return c.Went(square, 2) }, 0},
		"many left, as is read":              {func(c *Circle) ([]Event, error) { return c.PlaceRead(home, []PersonID{1}) }, 1},
		"nobody is left, as is read":         {func(c *Circle) ([]Event, error) { return c.PlaceRead(home, nil) }, 1},
		"somebody came, as is read":          {func(c *Circle) ([]Event, error) { return c.PlaceRead(home, []PersonID{1, 2, 4, 9}) }, 0},
		"a channel has another id": {func(c *Circle) ([]Event, error) {
			if _, err := c.Moved(home, moved); err != nil {
				return nil, err
			}
			return c.PlaceRead(moved, []PersonID{1, 2, 9})
		}, 0},
		"a guest's account is gone": {func(c *Circle) ([]Event, error) { return c.AccountGone(9, 1) }, 1},
		"who left by their own word is gone": {func(c *Circle) ([]Event, error) {
			if _, err := c.Leave(2); err != nil {
				return nil, err
			}
			return c.AccountGone(2, 1)
		}, 1},
		"an account elsewhere is gone": {func(c *Circle) ([]Event, error) { return c.AccountGone(9, 5) }, 0},
		"a stranger's account is gone": {func(c *Circle) ([]Event, error) { return c.AccountGone(77, 1) }, 0},
		"they are somebody else": {func(c *Circle) ([]Event, error) {
			if _, err := c.Replace(time.Time{}, 2, 4); err != nil {
				return nil, err
			}
			return c.AccountGone(4, 1)
		}, 1},
	} {
		c := circle(true)
		events, err := s.do(c)
		if err != nil || c.Links != s.want || len(events) != s.want {
			t.Errorf("%s: renewed %d times: %v, %v", name, c.Links, events, err)
		}
		if c = circle(false); true {
			if _, err := s.do(c); err != nil || c.Links != 0 {
				t.Errorf("%s of a public circle: renewed %d times, %v", name, c.Links, err)
			}
		}
	}
	c := circle(false)
	events, err := c.Hide()
	if err != nil || c.Links != 1 || len(events) != 2 {
		t.Errorf("a circle that became private: renewed %d times: %v, %v", c.Links, events, err)
	}
}
