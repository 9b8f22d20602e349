package bot

import (
	"fmt"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
)

// circleCommands are about the circle of this channel, or the one named by --in.
func circleCommands() []Command {
	on := func(verb, args, who, example string, run func(*Call) (Reply, error), also ...string) Command {
		return Command{Word: moot, Verb: verb, Args: args, Options: []string{"in"}, Who: who, Example: example, Run: run, Also: also,
			Help: "help." + strings.ReplaceAll(verb, " ", ".")}
	}
	return []Command{
		on("circle", "", "who.reader", "/moot circle", (*Call).showCircle, "circle show"),
		on("circle members", "", "who.reader", "/moot circle members", (*Call).showMembers),
		on("circle join", "", "who.anyone", "/moot circle join", (*Call).joinCircle),
		on("circle leave", "", "who.member", "/moot circle leave", (*Call).leaveCircle),
		on("circle add", "@who…", "who.member", "/moot circle add @ben", (*Call).addToCircle),
		on("circle rename", "NAME", "who.member", "/moot circle rename Kitchen", (*Call).renameCircle),
		on("circle set", "[NAME VALUE]", "who.member", "/moot circle set quorum 60%", (*Call).setCircle),
		on("circle bind", "", "who.member", "/moot circle bind --in Kitchen", (*Call).bindCircle),
	}
}

// circleHere answers which circle is meant, or says how there comes to be one.
func (c *Call) circleHere() (governance.CircleID, error) {
	id, err := c.findCircle(c.typed.Options["in"])
	if err == nil && id == 0 {
		err = c.noCircleHere(c.bot.table.Word(propose))
	}
	return id, err
}

// atCircle lets act do something to the circle that is meant.
func (c *Call) atCircle(people assembly.People, act func(*assembly.Sitting, *governance.Circle) error) (*governance.Circle, error) {
	id, err := c.circleHere()
	if err != nil {
		return nil, err
	}
	var circle *governance.Circle
	err = c.sit(func(s *assembly.Sitting) error {
		if circle, err = visible[*governance.Circle](c, s, governance.CircleRef(c.org(), id), people); err != nil {
			return err
		}
		return act(s, circle)
	})
	return circle, err
}

// lookAtCircle reads the circle that is meant.
func (c *Call) lookAtCircle(read func(*assembly.Sitting, *governance.Circle) error) error {
	id, err := c.circleHere()
	if err != nil {
		return err
	}
	return c.look(func(s *assembly.Sitting) error {
		circle, err := visible[*governance.Circle](c, s, governance.CircleRef(c.org(), id), assembly.Everybody)
		if err != nil {
			return err
		}
		return read(s, circle)
	})
}

func (c *Call) showCircle() (Reply, error) {
	var m Message
	err := c.lookAtCircle(func(s *assembly.Sitting, circle *governance.Circle) error {
		p := c.print
		_, open, err := s.List(c.org(), consent.Kind, assembly.Filter{Circles: []governance.CircleID{circle.ID}, Live: true, Most: 1})
		if err != nil {
			return err
		}
		fields := []Field{
			{p.Line("circle.members"), p.Show(len(circle.Members())), true},
			{p.Line("circle.open"), p.Show(open), true},
		}
		for _, setting := range governance.Settings() {
			fields = append(fields, Field{p.Line("setting." + slug(setting.Name)), text.Quote(setting.Get(circle)), true})
		}
		m = Message{Title: p.Say("circle.title", "name", circle.Name), Zone: circle.Location(), Parts: []Part{Fields{fields},
			Small{p.Say("circle.footer", "alone", circle.MaySetAlone(c.actor.Person), "set", c.bot.table.Word(moot)+" circle set")}}}
		return nil
	})
	return Reply{Message: c.dress(&m)}, err
}

func (c *Call) showMembers() (Reply, error) {
	var m Message
	err := c.lookAtCircle(func(_ *assembly.Sitting, circle *governance.Circle) error {
		members := circle.Members()
		m = c.say("circle.members_are", "count", len(members), "people", members, "name", circle.Name, "list", circle.ByList)
		return nil
	})
	return Reply{Message: c.dress(&m)}, err
}

// joinCircle makes the actor a member. Into a circle at home in a private channel come only those who can read that channel.
func (c *Call) joinCircle() (Reply, error) {
	circle, err := c.atCircle(assembly.Just(c.actor.Person), func(s *assembly.Sitting, circle *governance.Circle) error {
		account, _, err := s.Account(c.origin.Workspace, c.actor.User)
		if err != nil {
			return err
		}
		if !account.Counts() {
			return governance.Refuse(governance.NotAllowed, "guest_cannot_join", "circle", circle.Name)
		}
		if circle.Home == c.place() {
			return s.On(circle).Did(circle.JoinAgain(s.Now, c.actor.Person))
		}
		return s.On(circle).Did(circle.Join(s.Now, c.actor.Person))
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: c.dress(ptr(c.say("circle.joined", "name", circle.Name)))}, nil
}

func (c *Call) leaveCircle() (Reply, error) {
	circle, err := c.atCircle(assembly.Just(c.actor.Person), func(s *assembly.Sitting, circle *governance.Circle) error {
		return s.On(circle).Did(circle.Leave(c.actor.Person))
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: c.dress(ptr(c.say("circle.left", "name", circle.Name)))}, nil
}

// addToCircle adds people by name: the way in for guests and for people outside the channel (K2). A user group of the platform stands
// for the people in it. Those who are members already are passed over, unless nobody is left.
func (c *Call) addToCircle() (Reply, error) {
	who, err := c.persons(c.typed.Words)
	if err != nil {
		return Reply{}, err
	}
	present, err := c.presentForPrivate()
	if err != nil {
		return Reply{}, err
	}
	var added []governance.PersonID
	circle, err := c.atCircle(assembly.Just(append([]governance.PersonID{c.actor.Person}, who...)...), func(s *assembly.Sitting, circle *governance.Circle) error {
		if !circle.Has(c.actor.Person) {
			return circle.NotMember()
		}
		added = nil
		for _, person := range who {
			if len(who) > 1 && circle.Has(person) {
				continue
			}
			if err := canBeMember(s, person); err != nil {
				return err
			}
			if circle.Private && !slices.Contains(present, person) {
				return governance.Refuse(governance.Conflict, "add_private", "circle", circle.Name, "person", person)
			}
			if err := s.On(circle).Did(circle.Join(s.Now, person)); err != nil {
				return err
			}
			added = append(added, person)
		}
		if added == nil {
			return governance.Refuse(governance.Conflict, "already_member", "circle", circle.Name)
		}
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: c.dress(ptr(c.say("circle.added", "name", circle.Name, "people", added, "count", len(added))))}, nil
}

// presentForPrivate answers who is in the channel of the private circle that is meant: only they can be added to it, for a member may
// read all of it (K6). For other circles it answers nobody.
func (c *Call) presentForPrivate() ([]governance.PersonID, error) {
	var channel governance.Place
	err := c.lookAtCircle(func(_ *assembly.Sitting, circle *governance.Circle) error {
		switch {
		case !circle.Private:
			channel = governance.Place{}
		case circle.Bound(c.place()):
			channel = c.place()
		default:
			channel = circle.Home
		}
		return nil
	})
	if err != nil || channel.Channel == "" {
		return nil, err
	}
	p, ws := c.bot.platform(channel.Workspace)
	if p == nil {
		return nil, fmt.Errorf("workspace %d: %w", channel.Workspace, errNotConnected)
	}
	users, err := p.Members(c.ctx, channel.Channel)
	if err != nil {
		return nil, fmt.Errorf("read the members of %s: %w", channel.Channel, err)
	}
	var people []governance.PersonID
	for _, u := range users {
		person, err := c.bot.personOf(c.ctx, p, ws, u.ID)
		if err != nil && u.Unread {
			continue
		}
		if err != nil {
			return nil, err
		}
		people = append(people, person)
	}
	return people, nil
}

// canBeMember refuses bots and people who are deactivated.
func canBeMember(s *assembly.Sitting, person governance.PersonID) error {
	accounts, err := s.AccountsOf(person)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if a.Bot || a.Gone {
			return governance.Refuse(governance.Invalid, "person_cannot_be_member", "person", person)
		}
	}
	return nil
}

func (c *Call) renameCircle() (Reply, error) {
	circle, err := c.atCircle(assembly.Just(c.actor.Person), func(s *assembly.Sitting, circle *governance.Circle) error {
		return s.On(circle).Did(circle.Rename(c.actor.Person, c.typed.Words))
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: c.dress(ptr(c.say("circle.renamed", "name", circle.Name)))}, nil
}

// bindCircle lets a circle speak in this channel as well (K2).
func (c *Call) bindCircle() (Reply, error) {
	if c.typed.Options["in"] == "" {
		return Reply{}, governance.Refuse(governance.Invalid, "bind_which")
	}
	p, _ := c.platform()
	m, err := c.bot.readChannel(c.ctx, p, c.origin.Channel)
	if err != nil {
		return Reply{}, err
	}
	circle, err := c.atCircle(assembly.Everybody, func(s *assembly.Sitting, circle *governance.Circle) error {
		other, err := s.CircleAt(c.place())
		if err != nil {
			return err
		}
		if other != 0 && other != circle.ID {
			return governance.Refuse(governance.Conflict, "channel_taken", "channel", m.channel.Name)
		}
		switch { // K6
		case circle.Private && !m.channel.Private:
			return governance.Refuse(governance.Conflict, "bind_leaks", "circle", circle.Name)
		case !circle.Private && m.channel.Private:
			return governance.Refuse(governance.Conflict, "bind_opens", "circle", circle.Name)
		}
		if err := s.On(circle).Did(circle.Bind(c.actor.Person, c.place())); err != nil {
			return err
		}
		there, err := c.bot.noteAll(s, c.actor.Workspace, m.users)
		if err != nil {
			return err
		}
		if err := s.On(circle).Did(circle.PlaceRead(c.place(), there.all)); err != nil {
			return err
		}
		return s.Bind(c.place(), c.org(), circle.ID)
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: c.dress(ptr(c.say("circle.bound", "name", circle.Name, "channel", m.channel.Name)))}, nil
}

// setCircle changes a circle's policy: its creator alone until the circle has agreed on something, by a proposal after (K4).
func (c *Call) setCircle() (Reply, error) {
	if c.typed.Words == "" {
		return c.showCircle()
	}
	setting, value, ok := governance.FindSetting(c.typed.Words)
	if !ok {
		return Reply{}, c.unknownSetting()
	}
	if value == "" {
		return Reply{}, governance.Refuse(governance.Invalid, "setting_value_missing", "name", setting.Name)
	}
	var shown, was string
	var raised *consent.Proposal
	circle, err := c.atCircle(assembly.Everybody, func(s *assembly.Sitting, circle *governance.Circle) error {
		raised, was = nil, setting.Get(circle)
		if !circle.Has(c.actor.Person) {
			return circle.NotMember()
		}
		var err error
		if _, shown, err = circle.Check(setting.Name, value); err != nil {
			return err
		}
		if shown == was {
			return governance.Refuse(governance.Conflict, "setting_same", "name", setting.Name, "value", shown)
		}
		if circle.MaySetAlone(c.actor.Person) {
			return s.On(circle).Did(circle.Set(c.actor.Person, setting.Name, value))
		}
		d := consent.Draft{Title: c.print.Line("setting.proposal", "name", text.Text(setting.Name), "value", text.Text(shown), "was", text.Text(was)),
			Place: c.standsIn(circle), Acts: []governance.Act{consent.SetPolicyAct(setting.Name, shown)}}
		raised, err = c.raiseIn(s, circle, d)
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	if raised != nil {
		m := c.say("circle.set_proposed", "name", text.Text(setting.Name), "value", shown, "id", c.refText(raised.Ref()), "deadline", raised.Deadline())
		m.Zone = circle.Location()
		return Reply{Message: c.dress(&m)}, nil
	}
	return Reply{Message: c.dress(ptr(c.say("circle.set", "name", text.Text(setting.Name), "value", shown, "was", was)))}, nil
}

func (c *Call) unknownSetting() error {
	var names []string
	for _, s := range governance.Settings() {
		names = append(names, s.Name)
	}
	word, _ := cutWord(c.typed.Words)
	return governance.Refuse(governance.Invalid, "setting_unknown", "name", word, "nearest", nearest(word, names), "names", strings.Join(names, ", "))
}

func ptr[T any](v T) *T { return &v }

// carryCircleSet sets a policy because a proposal was adopted (D22).
func carryCircleSet(s *assembly.Sitting, cause *governance.Entry, act governance.Act) error {
	name, _ := act.Args["name"].(string)
	value, _ := act.Args["value"].(string)
	circle, err := s.Circle(cause.Org, cause.Circle, assembly.Everybody)
	if err != nil {
		return err
	}
	return s.On(circle).Did(circle.SetByConsent(name, value, cause.On))
}

// carryCircleAdopted notes a circle's first agreement (K4).
func carryCircleAdopted(s *assembly.Sitting, cause *governance.Entry, _ governance.Act) error {
	circle, err := s.Circle(cause.Org, cause.Circle, assembly.Everybody)
	if err != nil {
		return fmt.Errorf("the circle of %s: %w", cause.On, err)
	}
	return s.On(circle).Did(circle.Adopted(cause.On))
}
