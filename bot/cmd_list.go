package bot

import (
	"strings"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
)

// listCommands find things again.
func listCommands() []Command {
	return []Command{
		{Word: moot, Verb: "proposals", Args: "[mine | waiting | overdue | all | words…]", Options: []string{"in", "page"}, Help: "help.proposals",
			Who: "who.reader", Example: "/moot proposals mine", Run: list(consent.Kind)},
		{Word: moot, Verb: "agreements", Args: "[mine | words…]", Options: []string{"in", "page"}, Help: "help.agreements",
			Who: "who.reader", Example: "/moot agreements kitchen", Run: list(consent.KindAgreement)},
	}
}

// pageSize is how many lines one answer lists.
const pageSize = 10

// list answers what there is of a kind, as far as the actor may see it (K6): in this channel's circle when it has one, else in every
// circle they may read.
func list(kind governance.Kind) func(*Call) (Reply, error) {
	return func(c *Call) (Reply, error) {
		page, err := pageNumber(c.typed.Options["page"])
		if err != nil {
			return Reply{}, err
		}
		var m Message
		err = c.look(func(s *assembly.Sitting) error {
			f, waiting, err := c.filter(s, kind)
			if err != nil {
				return err
			}
			f.Most, f.Offset = pageSize, (page-1)*pageSize
			found, total, err := c.find(s, kind, f, waiting)
			if err != nil {
				return err
			}
			if last := max(1, (total+pageSize-1)/pageSize); page > last {
				page, f.Offset = last, (last-1)*pageSize
				if found, total, err = c.find(s, kind, f, waiting); err != nil {
					return err
				}
			}
			person, err := s.Person(c.org(), c.actor.Person)
			if err != nil {
				return err
			}
			m = c.listed(kind, found, total, page)
			m.Zone = person.Hours.Location() // one list for circles of several zones
			return nil
		})
		return Reply{Message: c.dress(&m)}, err
	}
}

func pageNumber(typed string) (int, error) {
	if typed == "" {
		return 1, nil
	}
	id, ok := governance.ParseID("P" + typed)
	if !ok || id.Part > 0 {
		return 0, governance.Refuse(governance.Invalid, "number_unreadable", "text", typed)
	}
	return int(id.N), nil
}

// filter reads which are meant: mine, those that wait for me, overdue ones, all, or those with certain words.
func (c *Call) filter(s *assembly.Sitting, kind governance.Kind) (f assembly.Filter, waiting bool, err error) {
	if f.Circles, err = c.readable(s); err != nil {
		return f, false, err
	}
	switch words := strings.ToLower(strings.TrimSpace(c.typed.Words)); words {
	case "", "open":
		f.Live = true
	case "all":
	case "mine", "my":
		f.Owner = c.actor.Person
	case "waiting", "for me":
		f.Live, waiting = true, true
	case "overdue":
		f.Live, f.Overdue = true, s.Now
	default:
		f.Words = strings.Fields(words)
	}
	return f, waiting, nil
}

// find lists, or where only what waits for the actor is wanted, goes by their own rows.
func (c *Call) find(s *assembly.Sitting, kind governance.Kind, f assembly.Filter, waiting bool) ([]assembly.Listed, int, error) {
	if !waiting {
		return s.List(c.org(), kind, f)
	}
	refs, err := s.LiveRows(c.org(), kind, c.actor.Person)
	if err != nil {
		return nil, 0, err
	}
	var out []assembly.Listed
	for _, ref := range refs {
		a, err := s.Load(ref, assembly.Just(c.actor.Person))
		if err != nil {
			return nil, 0, err
		}
		if p, ok := a.(*consent.Proposal); ok && !waitsFor(p, c.actor.Person) {
			continue
		}
		if index := a.Index(); index.Live && contains(f.Circles, index.Circle) {
			out = append(out, assembly.Listed{Ref: ref, Index: index})
		}
	}
	total := len(out)
	return out[min(f.Offset, total):min(f.Offset+f.Most, total)], total, nil
}

// waitsFor tells whether a proposal waits for the person: for their response, for their word on an objection of theirs, or, being
// blocked, for whoever raised or facilitates it. Their row must be loaded.
func waitsFor(p *consent.Proposal, who governance.PersonID) bool {
	if _, objects := openObjection(p, who); objects {
		return true
	}
	if who == p.Proposer() || who == p.Facilitator() && p.Status() == consent.StatusBlocked {
		return p.Status() == consent.StatusBlocked
	}
	b, _ := p.Ballot(who)
	return b.Elector && !b.Stance.Responds()
}

func contains(circles []governance.CircleID, id governance.CircleID) bool {
	for _, c := range circles {
		if c == id {
			return true
		}
	}
	return circles == nil
}

// readable answers the circles whose things the actor may be shown here (K6).
func (c *Call) readable(s *assembly.Sitting) ([]governance.CircleID, error) {
	if in := c.typed.Options["in"]; in != "" {
		id, err := c.circleNamed(s, in)
		return []governance.CircleID{id}, err
	}
	v, err := c.viewer(s)
	if err != nil || v.Here != 0 {
		return []governance.CircleID{v.Here}, err
	}
	all, _, err := s.List(c.org(), governance.KindCircle, assembly.Filter{Most: 1000})
	if err != nil {
		return nil, err
	}
	out := []governance.CircleID{}
	for _, listed := range all {
		circle, err := s.Circle(c.org(), governance.CircleID(listed.Ref.N), assembly.Just(c.actor.Person))
		if err != nil {
			return nil, err
		}
		audience, err := audienceOf(s, circle)
		if err != nil {
			return nil, err
		}
		if audience.Admits(v) {
			out = append(out, circle.ID)
		}
	}
	return out, nil
}

func (c *Call) listed(kind governance.Kind, found []assembly.Listed, total, page int) Message {
	p, name := c.print, "list."+strings.ToLower(string(kind))
	m := Message{Title: p.Say(name+".title", "count", total)}
	for _, l := range found {
		m.Parts = append(m.Parts, Paragraph{p.Say("list.line", "id", text.Text("**"+l.Ref.String()+"**"), "title", l.Title, "status", text.Text(l.Status),
			"owner", l.Owner, "due", l.Due, "live", l.Live && !l.Due.IsZero())})
	}
	if total == 0 {
		m.Parts = append(m.Parts, Paragraph{p.Say(name+".none", "propose", c.bot.table.Word(propose))})
	}
	if pages := (total + pageSize - 1) / pageSize; pages > 1 {
		m.Parts = append(m.Parts, Small{p.Say("list.page", "page", page, "pages", pages, "next", page+1, "more", page < pages)})
	}
	return m
}
