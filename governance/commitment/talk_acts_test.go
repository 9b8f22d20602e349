package commitment

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// The acts, as people say them.

func (w *talk) accept(by person) deed {
	return func(c *Commitment) ([]governance.Event, error) { return c.Accept(w.now, by) }
}

func (w *talk) decline(by person, why string) deed {
	return func(c *Commitment) ([]governance.Event, error) { return c.Decline(w.now, by, why) }
}

func (w *talk) offerDate(by person, due string, why string) deed {
	at := w.on(due)
	return func(c *Commitment) ([]governance.Event, error) { return c.OfferDate(w.now, by, at, why) }
}

func (w *talk) agree(by person) deed {
	return func(c *Commitment) ([]governance.Event, error) { return c.AgreeDate(w.now, by, w.circle) }
}

func (w *talk) refuse(by person, why string) deed {
	return func(c *Commitment) ([]governance.Event, error) { return c.RefuseDate(w.now, by, w.circle, why) }
}

func (w *talk) done(by person, link string) deed {
	return func(c *Commitment) ([]governance.Event, error) { return c.MarkDone(w.now, by, link) }
}

func (w *talk) moreTime(by person, due, why string) deed {
	at := w.on(due)
	return func(c *Commitment) ([]governance.Event, error) { return c.MoreTime(w.now, by, at, why) }
}

func (w *talk) snooze(by person, d time.Duration) deed {
	return func(c *Commitment) ([]governance.Event, error) { return c.Snooze(w.now, by, d) }
}

func (w *talk) help(by person, why string) deed {
	return func(c *Commitment) ([]governance.Event, error) { return c.AskHelp(w.now, by, why) }
}

func (w *talk) drop(by person, why string) deed {
	return func(c *Commitment) ([]governance.Event, error) { return c.Drop(w.now, by, why) }
}

func (w *talk) release(by person, why string) deed {
	return func(c *Commitment) ([]governance.Event, error) { return c.Release(w.now, by, w.circle, why) }
}

func (w *talk) reopen(by person, due, why string) deed {
	var at time.Time
	if due != "" {
		at = w.on(due)
	}
	return func(c *Commitment) ([]governance.Event, error) { return c.Reopen(w.now, by, w.circle, at, why) }
}

func (w *talk) hand(by, to person) deed {
	return func(c *Commitment) ([]governance.Event, error) { return c.HandTo(w.now, by, to, w.circle) }
}

func (w *talk) take(by person) deed {
	return func(c *Commitment) ([]governance.Event, error) { return c.AcceptHandover(w.now, by, "UTC") }
}

func (w *talk) leave(by person, why string) deed {
	return func(c *Commitment) ([]governance.Event, error) { return c.DeclineHandover(w.now, by, why) }
}

func (w *talk) reword(by person, what string) deed {
	return func(c *Commitment) ([]governance.Event, error) { return c.Reword(w.now, by, what) }
}

func (w *talk) gone(who person) deed {
	return func(c *Commitment) ([]governance.Event, error) { return c.Gone(w.now, who) }
}

func (w *talk) back(who person) deed {
	return func(c *Commitment) ([]governance.Event, error) { return c.Back(w.now, who) }
}
