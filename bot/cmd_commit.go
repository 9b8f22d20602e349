package bot

import (
	"errors"
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
)

func commitCommands() []Command {
	return []Command{{
		Word: commit, Args: "[@WHO to] [WHAT by WHEN] [for @WHOM]", Options: []string{"by", "for", "in"}, Flags: []string{"everyone"},
		Help: "help.commit", Who: "who.member_or_channel", Example: "/commit send the minutes by friday", Asks: true, Run: (*Call).commit,
	}}
}

// commit makes a commitment of one's own, or asks others for one.
func (c *Call) commit() (Reply, error) {
	t := c.typed
	if asksForHelp(t) {
		return c.helpOn("commitments")
	}
	if t.Words == "" && t.More == "" {
		e := errand{by: t.Options["by"], in: t.Options["in"]}
		return c.commitForm(e, "")
	}
	e, err := c.errand(t)
	if err != nil {
		return Reply{}, err
	}
	err = c.readErrand(&e)
	refusal := governance.AsError(err)
	if refusal != nil && refusal.Code == "date_missing" && len(e.owners) == 1 {
		return c.commitForm(e, c.print.Say("form.commit.when")) // C3: asked for, not guessed
	}
	if refusal != nil && refusal.Code == "date_missing" {
		err = governance.Refuse(governance.Invalid, "commit_when_missing")
	}
	if err != nil {
		return Reply{}, err
	}
	return c.promise(e)
}

// promise makes the commitments, in the circle of this channel, which is made when there is none yet (K1).
func (c *Call) promise(e errand) (Reply, error) {
	if e.what == "" {
		return Reply{}, inForm(c, "what", governance.Refuse(governance.Invalid, "commit_what_missing"))
	}
	found, fresh, err := c.meantCircle(e.circle, e.in, e.everyone)
	if err != nil {
		return Reply{}, largeCircle(err)
	}
	var made []*commitment.Commitment
	err = c.sit(func(s *assembly.Sitting) error {
		made = nil
		circle, err := c.circleOrNew(s, found, fresh)
		if err != nil {
			return err
		}
		if circle.Shut {
			return governance.Refuse(governance.Conflict, "circle_shut", "circle", circle.Name)
		}
		for _, owner := range e.owners {
			one, err := c.promiseOne(s, circle, owner, e)
			if err != nil {
				return err
			}
			made = append(made, one)
		}
		return c.takePin(s, e.pin, made[0].Ref())
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: c.promised(made)}, nil
}

// largeCircle says of a commitment what freshCircle says of a proposal: that this is a channel of many people (K1).
func largeCircle(err error) error {
	var field *fieldError
	if errors.As(err, &field) && field.refusal.Code == "circle_large_form" {
		return inField(field.name, governance.Refuse(field.refusal.Kind, "commit_circle_large_form", "count", field.refusal.Args["count"], "channel", field.refusal.Args["channel"]))
	}
	if r := governance.AsError(err); r != nil && r.Code == "circle_large" {
		return governance.Refuse(r.Kind, "commit_circle_large", "count", r.Args["count"], "channel", r.Args["channel"])
	}
	return err
}

// promiseOne makes one of them within the sitting.
func (c *Call) promiseOne(s *assembly.Sitting, circle *governance.Circle, owner governance.PersonID, e errand) (*commitment.Commitment, error) {
	person, err := reachable(s, c.org(), owner)
	if err != nil {
		return nil, err
	}
	n, err := s.Next(c.org(), commitment.Kind)
	if err != nil {
		return nil, err
	}
	d := commitment.Draft{What: e.what, Owner: owner, To: e.to, Due: e.due, Cadence: e.cadence, OwnerZone: person.Hours.Zone, Place: c.standsIn(circle),
		Source: e.source}
	ref := governance.Ref{Org: c.org(), Kind: commitment.Kind, N: n}
	one, events, err := commitment.Make(s.Now, ref, circle, c.actor.Person, d)
	if err != nil {
		return nil, err
	}
	s.Add(one)
	return one, s.On(one).Did(events, nil)
}

// reachable answers the person, or refuses somebody who could never answer: a bot, or somebody deactivated.
func reachable(s *assembly.Sitting, org governance.OrgID, who governance.PersonID) (*governance.Person, error) {
	accounts, err := s.AccountsOf(who)
	if err != nil {
		return nil, err
	}
	if !slices.ContainsFunc(accounts, func(a governance.Account) bool { return !a.Bot && !a.Gone }) {
		return nil, governance.Refuse(governance.Invalid, "commit_unreachable", "person", who)
	}
	return s.Person(org, who)
}

// takePin notes that a pinned message became a commitment.
func (c *Call) takePin(s *assembly.Sitting, ref, became governance.Ref) error {
	if ref.IsZero() {
		return nil
	}
	pin, err := assembly.Get[*commitment.Pin](s, ref, assembly.People{})
	if err != nil {
		return err
	}
	if err := pin.Take(became); err != nil {
		return err
	}
	s.Add(pin)
	return nil
}

// promised echoes what was understood: who, what, for whom, and the date in full with the zone of whoever typed it (C3, K5).
func (c *Call) promised(made []*commitment.Commitment) *Message {
	m := &Message{Zone: c.zone()}
	for _, one := range made {
		m.Parts = append(m.Parts, Paragraph{c.print.Say("commit.made", aboutCommitment(one, "own", one.Status == commitment.StatusAccepted)...)})
	}
	if one := made[0]; one.Repeats() {
		m.Parts = append(m.Parts, Small{c.print.Say("commit.next_dates", "dates", c.moments(one.Cadence.NextN(c.bot.Now(), 3)), "rhythm", one.Cadence.String())})
	}
	return c.dress(m)
}

func (c *Call) moments(times []time.Time) text.Text {
	var all []text.Text
	for _, t := range times {
		all = append(all, text.At(t))
	}
	return c.print.List(all)
}

// askedBy is who asked for it: somebody, or the circle by a proposal that it adopted.
func askedBy(c *commitment.Commitment) text.Text {
	if c.Asker == 0 {
		return text.Quote(c.CircleName)
	}
	return text.Mention(c.Asker)
}

// adoptedIn is the proposal whose adoption made it; empty for any other.
func adoptedIn(c *commitment.Commitment) text.Text {
	if c.Source.By != commitment.ByProposal {
		return ""
	}
	return text.Text("**" + c.Source.On.String() + "**")
}

// aboutCommitment are the values that a sentence about a commitment may use.
func aboutCommitment(c *commitment.Commitment, more ...any) []any {
	return append([]any{"id", text.Text("**" + c.Ref().String() + "**"), "what", c.What, "owner", c.Owner, "asker", askedBy(c), "due", c.Due,
		"to", c.To, "to_circle", c.To == 0, "circle", c.CircleName, "self", c.Own(), "repeats", c.Repeats(), "rhythm", c.Cadence.String(), "adopted", adoptedIn(c)}, more...)
}
