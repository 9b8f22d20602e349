package bot

import (
	"context"
	"slices"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// homeLines is how many things each part of somebody's own page lists.
const homeLines = 10

// Home is somebody's own page, where a platform has a place for one: what waits for them, with buttons, and what else is open in their
// circles.
func (b *Bot) Home(ctx context.Context, ws governance.WorkspaceID, user string) Message {
	c, p, err := b.call(ctx, Origin{Workspace: ws, User: user}, consent.ByButton)
	if err != nil {
		return *b.answer(ctx, c, p, "home", Reply{}, err).Message
	}
	var m Message
	err = c.look(func(s *assembly.Sitting) error {
		m, err = c.home(s)
		return err
	})
	if err != nil {
		return *b.answer(ctx, c, p, "home", Reply{}, err).Message
	}
	return m
}

func (c *Call) home(s *assembly.Sitting) (Message, error) {
	pr := c.print
	v, err := c.viewer(s)
	if err != nil {
		return Message{}, err
	}
	waiting, total, err := c.find(s, consent.Kind, assembly.Filter{Live: true, Circles: notNil(v.Circles), Most: homeLines}, true)
	if err != nil {
		return Message{}, err
	}
	person, err := s.Person(c.org(), c.actor.Person)
	if err != nil {
		return Message{}, err
	}
	sc := c.scene(s)
	selecting, err := selectionsAwaiting(s, c.org(), c.actor.Person)
	if err != nil {
		return Message{}, err
	}
	m := Message{Zone: person.Hours.Location(), Title: pr.Say("home.title")}
	if total > 0 || len(selecting) == 0 {
		m.Parts = []Part{Paragraph{pr.Say("home.waiting", "count", total, "some", total > 0)}}
	}
	seen := map[governance.Ref]bool{}
	for i, l := range waiting {
		seen[l.Ref] = true
		p, err := assembly.Get[*consent.Proposal](s, l.Ref, assembly.Just(c.actor.Person))
		if err != nil {
			return m, err
		}
		m.Parts = append(m.Parts, Paragraph{c.homeLine(l)})
		if i == 0 {
			m.Actions = stanceActions(pr, p)
			m.Parts = append(m.Parts, Small{pr.Say("home.buttons", "id", text.Text("**"+l.Ref.String()+"**"))})
		}
	}
	c.homeSelections(sc, &m, selecting)
	if err := c.homePromises(s, &m); err != nil {
		return m, err
	}
	if err := c.homeTurns(s, &m); err != nil {
		return m, err
	}
	if err := c.homeRoles(sc, &m); err != nil {
		return m, err
	}
	open, _, err := s.List(c.org(), consent.Kind, assembly.Filter{Live: true, Circles: notNil(v.Circles), Most: homeLines})
	if err != nil {
		return m, err
	}
	var others []Part
	for _, l := range open {
		if !seen[l.Ref] {
			others = append(others, Paragraph{c.homeLine(l)})
		}
	}
	if others != nil {
		m.Parts = append(append(m.Parts, Divider{}, Paragraph{pr.Say("home.open")}), others...)
	}
	m.Parts = append(m.Parts, Divider{}, Small{pr.Say("home.footer", "propose", c.bot.table.Word(propose), "help", c.bot.table.Word(moot)+" help")})
	return m, sc.dress(&m)
}

// homePromises adds what its reader has promised, the most urgent with a button.
func (c *Call) homePromises(s *assembly.Sitting, m *Message) error {
	mine, _, err := s.List(c.org(), commitment.Kind, assembly.Filter{Live: true, Owner: c.actor.Person, Most: homeLines})
	if err != nil || len(mine) == 0 {
		return err
	}
	slices.SortStableFunc(mine, func(a, b assembly.Listed) int { return a.Due.Compare(b.Due) })
	m.Parts = append(m.Parts, Divider{}, Paragraph{c.print.Say("home.promised")})
	for _, l := range mine {
		m.Parts = append(m.Parts, Paragraph{c.homeLine(l)})
	}
	cm, err := assembly.Get[*commitment.Commitment](s, mine[0].Ref, assembly.People{})
	if err != nil || cm.Status != commitment.StatusAccepted {
		return err
	}
	m.Actions = append(m.Actions, Action{Verb: "done", Target: Target{On: cm.Ref()}, Label: c.print.Line("button.commit.done") + " " + cm.Ref().String()})
	return nil
}

// homeTurns adds its reader's turns, with a button for the first that they are asked to take.
func (c *Call) homeTurns(s *assembly.Sitting, m *Message) error {
	mine, err := c.myRotations(s)
	if err != nil {
		return err
	}
	lines := c.turnLines(s, mine)
	if len(lines) == 0 {
		return nil
	}
	m.Parts = append(m.Parts, Divider{}, Paragraph{c.print.Say("home.turns")})
	for _, line := range lines[:min(len(lines), homeLines)] {
		m.Parts = append(m.Parts, Paragraph{line})
	}
	sc := c.scene(s)
	for _, r := range mine {
		turns := r.Arranged()
		i := slices.IndexFunc(turns, func(t rotation.Turn) bool {
			return t.Keeper == c.actor.Person && t.State == rotation.Asked && s.Now.Before(t.Start)
		})
		if i >= 0 {
			t := turns[i]
			accept := sc.onTurn(r, t.Number, "accept", Ordinary)
			accept.Label += " " + r.Ref().String()
			m.Actions = append(m.Actions, accept)
			return nil
		}
	}
	return nil
}

func (c *Call) homeLine(l assembly.Listed) text.Text {
	return c.print.Say("list.line", "id", text.Text("**"+l.Ref.String()+"**"), "title", l.Title, "status", text.Text(l.Status), "owner", l.Owner,
		"due", l.Due, "live", !l.Due.IsZero())
}

// notNil makes no circles mean none, where nil would mean all.
func notNil(circles []governance.CircleID) []governance.CircleID {
	if circles == nil {
		return []governance.CircleID{}
	}
	return circles
}
