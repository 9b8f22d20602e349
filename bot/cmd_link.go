package bot

import (
	"crypto/rand"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// linkWithin is how long a code, and then the question whether it was oneself, can be answered.
const linkWithin = 15 * time.Minute

// links are the codes and questions on their way from one account of a person to another (K8). They live as short as a cup of tea, so a
// restart forgets them and people are told to begin anew.
type links struct {
	mu    sync.Mutex
	codes map[string]linking
	asked map[[2]governance.PersonID]time.Time
}

type linking struct {
	person governance.PersonID
	until  time.Time
}

// forget drops what can be answered no more.
func (l *links) forget(now time.Time) {
	maps.DeleteFunc(l.codes, func(_ string, code linking) bool { return now.After(code.until) })
	maps.DeleteFunc(l.asked, func(_ [2]governance.PersonID, until time.Time) bool { return now.After(until) })
}

func linkCommands() []Command {
	return []Command{
		{Word: moot, Verb: "me link", Args: "[CODE]", Help: "help.me.link", Who: "who.anyone", Example: "/moot me link", Run: (*Call).link},
		// The two buttons of the question; nobody types these.
		{Word: moot, On: governance.KindPerson, Verb: "link", Help: "help.me.link", Run: (*Call).linkYes},
		{Word: moot, On: governance.KindPerson, Verb: "no link", Help: "help.me.link", Run: (*Call).linkNo},
	}
}

// link begins to link two accounts of one person, or goes on with the code typed on the other side. Only when the first account then
// says yes are they linked: confirmed from both, never guessed (K8).
func (c *Call) link() (Reply, error) {
	b, code := c.bot, strings.ToUpper(strings.TrimSpace(c.typed.Words))
	now := b.Now()
	b.links.mu.Lock()
	defer b.links.mu.Unlock()
	if code == "" {
		code = rand.Text()[:8]
		if b.links.codes == nil {
			b.links.codes, b.links.asked = map[string]linking{}, map[[2]governance.PersonID]time.Time{}
		}
		b.links.forget(now)
		b.links.codes[code] = linking{c.actor.Person, now.Add(linkWithin)}
		return Reply{Message: ptr(c.say("link.code", "command", c.bot.table.Word(moot)+" me link "+code, "within", linkWithin))}, nil
	}
	from, ok := b.links.codes[code]
	delete(b.links.codes, code)
	switch {
	case !ok || now.After(from.until):
		return Reply{}, governance.Refuse(governance.NotFound, "link_code_unknown")
	case from.person == c.actor.Person:
		return Reply{}, governance.Refuse(governance.Conflict, "link_same")
	}
	err := c.sit(func(s *assembly.Sitting) error {
		if err := sameOrg(s, c.org(), from.person); err != nil {
			return err
		}
		return c.askLink(s, from.person)
	})
	if err != nil {
		return Reply{}, err
	}
	b.links.asked[[2]governance.PersonID{from.person, c.actor.Person}] = now.Add(linkWithin)
	return Reply{Message: ptr(c.say("link.asked"))}, nil
}

// sameOrg refuses to link accounts of workspaces that are not one organisation: their ids are counted apart.
func sameOrg(s *assembly.Sitting, org governance.OrgID, person governance.PersonID) error {
	_, err := s.Person(org, person)
	if governance.IsKind(err, governance.NotFound) {
		return governance.Refuse(governance.Conflict, "link_other_house")
	}
	return err
}

// askLink asks the first account whether the second is theirs too.
func (c *Call) askLink(s *assembly.Sitting, first governance.PersonID) error {
	l, ok, err := directLetter(s, first, 0)
	if err != nil || !ok {
		return err
	}
	account, _, err := s.Account(c.origin.Workspace, c.actor.User)
	if err != nil {
		return err
	}
	l.Key = fmt.Sprintf("%d/link/%d/%d/%d", c.org(), first, c.actor.Person, s.Now.Unix())
	l.Org, l.Template, l.On = c.org(), "link_ask", governance.PersonRef(c.org(), c.actor.Person)
	l.Args = governance.Args{"name": account.Name, "handle": account.Handle, "workspace": c.actor.Workspace.Name, "platform": c.actor.Workspace.Platform}
	l.Due, l.QueuedAt = s.Now, s.Now
	return s.Queue(l)
}

// linkAsk renders that question.
func (sc *scene) linkAsk(l assembly.Letter) (*Message, error) {
	pairs := []any{}
	for name, value := range l.Args {
		pairs = append(pairs, name, value)
	}
	m := &Message{Tone: Attention, Parts: []Part{Paragraph{sc.p.Say("link.ask", pairs...)}}}
	m.Actions = []Action{{Verb: "link", Target: Target{On: l.On}, Label: sc.p.Line("button.link"), Style: Primary},
		{Verb: "no link", Target: Target{On: l.On}, Label: sc.p.Line("button.no_link")}}
	return m, sc.dress(m)
}

func (c *Call) linkNo() (Reply, error) {
	c.bot.links.mu.Lock()
	delete(c.bot.links.asked, [2]governance.PersonID{c.actor.Person, governance.PersonID(c.id.N)})
	c.bot.links.mu.Unlock()
	return Reply{Message: ptr(c.say("link.declined"))}, nil
}

func (c *Call) linkYes() (Reply, error) {
	b, other := c.bot, governance.PersonID(c.id.N)
	b.links.mu.Lock()
	until, ok := b.links.asked[[2]governance.PersonID{c.actor.Person, other}]
	delete(b.links.asked, [2]governance.PersonID{c.actor.Person, other})
	b.links.mu.Unlock()
	if !ok || b.Now().After(until) {
		return Reply{}, governance.Refuse(governance.TooLate, "link_code_unknown")
	}
	var moved []governance.Account
	err := c.sit(func(s *assembly.Sitting) (err error) {
		moved, err = c.join(s, other)
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	b.mu.Lock()
	for _, a := range moved {
		b.people[accountKey{a.Workspace, a.User}] = c.actor.Person // and not deleted, for somebody may be about to note who they were
	}
	b.mu.Unlock()
	return Reply{Message: ptr(c.say("link.done"))}, nil
}

// join makes two people one: the other's accounts and circles become the actor's. It is refused while the other has a say in something
// that is still open, because there each person counts once and what was said must not be lost.
func (c *Call) join(s *assembly.Sitting, other governance.PersonID) ([]governance.Account, error) {
	if err := c.leaveProposals(s, other); err != nil {
		return nil, err
	}
	if err := c.takeRoles(s, other); err != nil { // before the circles, which the other leaves
		return nil, err
	}
	circles, err := s.LiveRows(c.org(), governance.KindCircle, other)
	if err != nil {
		return nil, err
	}
	for _, ref := range circles {
		circle, err := assembly.Get[*governance.Circle](s, ref, assembly.Just(c.actor.Person, other))
		if err != nil {
			return nil, err
		}
		s.Add(circle) // also where nothing happened but that its creator is called otherwise now
		if err := s.On(circle).Did(circle.Replace(s.Now, other, c.actor.Person)); err != nil {
			return nil, err
		}
	}
	accounts, err := s.AccountsOf(other)
	if err != nil {
		return nil, err
	}
	for _, a := range accounts {
		a.Person = c.actor.Person
		if err := s.PutAccount(a); err != nil {
			return nil, err
		}
	}
	was, err := s.Person(c.org(), other)
	if err != nil {
		return nil, err
	}
	return accounts, s.On(was).Did(was.JoinWith(c.actor.Person))
}

// leaveProposals gives the actor the other's place in every open proposal.
func (c *Call) leaveProposals(s *assembly.Sitting, other governance.PersonID) error {
	refs, err := s.LiveRows(c.org(), consent.Kind, other)
	if err != nil {
		return err
	}
	for _, ref := range refs {
		p, err := assembly.Get[*consent.Proposal](s, ref, assembly.Everybody)
		if err != nil {
			return err
		}
		if err := s.On(p).Did(p.Linked(s.Now, other, c.actor.Person)); err != nil {
			return err
		}
	}
	return c.leaveCommitments(s, other)
}

// leaveCommitments refuses while the other is to do something, or is promised it.
func (c *Call) leaveCommitments(s *assembly.Sitting, other governance.PersonID) error {
	live, _, err := s.List(c.org(), commitment.Kind, assembly.Filter{Live: true})
	if err != nil {
		return err
	}
	for _, l := range live {
		cm, err := assembly.Get[*commitment.Commitment](s, l.Ref, assembly.People{})
		if err != nil {
			return err
		}
		if slices.Contains(cm.Parties, other) {
			return governance.Refuse(governance.Conflict, "link_busy", "id", l.Ref.String())
		}
	}
	return nil
}

// takeRoles gives the actor the other's turns, the roles they keep, and what they said in selections (K8).
func (c *Call) takeRoles(s *assembly.Sitting, other governance.PersonID) error {
	me := c.actor.Person
	err := eachOf(s, c.org(), rotation.Kind, other, func(r *rotation.Rotation) error {
		s.Add(r) // nothing happened but that somebody is called otherwise now
		return s.On(r).Did(r.Replace(s.Now, other, me))
	})
	if err != nil {
		return err
	}
	err = eachOf(s, c.org(), role.Kind, other, func(r *role.Role) error { return s.On(r).Did(r.Replace(s.Now, other, me)) })
	if err != nil {
		return err
	}
	return eachOf(s, c.org(), role.KindSelection, other, func(sel *role.Selection) error {
		s.Add(sel)
		return s.On(sel).Did(sel.Replace(s.Now, other, me))
	})
}

// organisation answers the organisation that a new workspace belongs to: its own, or the one that all share.
func (b *Bot) organisation(s *assembly.Sitting) (governance.OrgID, error) {
	if !b.Together {
		return 0, nil
	}
	all, err := s.Workspaces()
	if err != nil || len(all) == 0 {
		return 0, err
	}
	return all[0].Org, nil
}
