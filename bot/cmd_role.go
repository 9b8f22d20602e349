package bot

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
)

// roleCommands are about the roles of this channel's circle, or of the one named by --in; those further on are said to one role: /moot S2 ….
func roleCommands() []Command {
	on := func(verb, args, who, example string, run func(*Call) (Reply, error), options ...string) Command {
		return Command{Word: moot, On: role.Kind, Verb: verb, Args: args, Options: options, Who: who, Example: example, Run: run,
			Help: "help.role.one." + slug(verb)}
	}
	return []Command{
		{Word: moot, Verb: "role", Args: "[NAME]", Options: []string{"in", "page"}, Help: "help.role", Who: "who.reader",
			Example: "/moot role facilitator", Run: (*Call).role, Also: []string{"roles", "role show"}},
		{Word: moot, Verb: "role create", Args: "[NAME, and what it answers for on further lines]", Options: []string{"purpose", "domain", "term", "in"},
			Help: "help.role.create", Who: "who.member", Example: "/moot role create Treasurer --purpose Money is no secret --term 1 year",
			Asks: true, Run: (*Call).createRole, Also: []string{"role new", "role add"}},
		{Word: moot, Verb: "role select", Args: "NAME [and on further lines who is looked for]", Options: []string{"by", "term", "in"},
			Help: "help.role.select", Who: "who.member", Example: "/moot role select Treasurer --by fri 17:00", Run: (*Call).selectNamed},
		on("", "", "who.reader", "/moot S2", (*Call).showRole),
		asks(on("change", "[NEW NAME, and what it answers for on further lines]", "who.member", "/moot S2 change --purpose Money is everybody's",
			(*Call).changeRole, "purpose", "domain", "term")),
		on("seat", "@who [until WHEN] [because why…]", "who.member", "/moot S2 seat @ben until end of year", (*Call).seatRole),
		on("unseat", "[because why…]", "who.member", "/moot S2 unseat", (*Call).unseatRole),
		on("drop", "[because why…]", "who.member", "/moot S2 drop because nobody needs it any more", (*Call).dropRole),
		on("resign", "[why…]", "who.keeps", "/moot S2 resign it is too much beside the garden", (*Call).resignRole),
		asks(on("select", "[who is looked for…]", "who.member", "/moot S2 select --by fri 17:00", (*Call).selectRole, "by", "term")),
	}
}

// role lists the roles of a circle, or shows one. A well-known one is there as soon as any member asks for it (R1).
func (c *Call) role() (Reply, error) {
	name := strings.TrimSpace(c.typed.Words)
	if name == "" {
		return c.listRoles()
	}
	if id, ok := governance.ParseID(name); ok && id.Kind == role.Kind {
		c.id = id
		return c.showRole()
	}
	found, made := governance.Ref{}, false
	circle, err := c.atCircle(assembly.Everybody, func(s *assembly.Sitting, circle *governance.Circle) error {
		found, made = governance.Ref{}, false
		r, err := roleNamed(s, circle.Org, circle.ID, name)
		if r == nil && err == nil {
			r, err = c.wellKnownRole(s, circle, name)
			made = r != nil
		}
		if r != nil {
			found = r.Ref()
		}
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	c.id = governance.ID{Kind: role.Kind, N: found.N}
	if !made {
		return c.showRole()
	}
	known, _ := role.WellKnown(name)
	return Reply{Message: c.dress(ptr(c.say("role.reply.made", "id", c.refText(found), "name", known, "circle", circle.Name,
		"select", c.bot.table.Word(moot)+" "+found.String()+" select")))}, nil
}

// wellKnownRole makes the well-known role of that name. Any other name is refused, NotFound role_unknown, with the nearest there is.
func (c *Call) wellKnownRole(s *assembly.Sitting, circle *governance.Circle, name string) (*role.Role, error) {
	known, ok := role.WellKnown(name)
	if !ok {
		return nil, c.unknownRole(s, circle, name)
	}
	if err := role.MayAlone(circle, c.actor.Person, known); err != nil {
		return nil, err
	}
	if circle.Shut {
		return nil, governance.Refuse(governance.Conflict, "circle_shut", "circle", circle.Name)
	}
	return makeRole(s, circle, c.actor.Person, c.bot.withCustom(role.Draft{Name: known, Place: c.standsIn(circle)}), governance.Ref{})
}

// unknownRole says which role, or which command, may have been meant.
func (c *Call) unknownRole(s *assembly.Sitting, circle *governance.Circle, name string) error {
	names := []string{role.Facilitator, role.Secretary}
	found, _, err := s.List(circle.Org, role.Kind, assembly.Filter{Circles: []governance.CircleID{circle.ID}, Live: true, Most: mostRoles})
	if err != nil {
		return err
	}
	for _, l := range found {
		names = append(names, l.Title)
	}
	near := nearest(name, names)
	first, rest := cutWord(name)
	if verb := nearest(first, []string{"create", "select"}); near == "" && verb != "" && distance(first, verb) <= 2 {
		near = strings.TrimSpace(verb + " " + rest)
	}
	if near != "" {
		near = c.bot.table.Word(moot) + " role " + near
	}
	return governance.Refuse(governance.NotFound, "role_unknown", "name", name, "nearest", near)
}

// withCustom gives a well-known role what it is usually for, as far as its draft does not say.
func (b *Bot) withCustom(d role.Draft) role.Draft {
	known, ok := role.WellKnown(d.Name)
	if !ok {
		return d
	}
	p := b.printer()
	if d.Purpose == "" {
		d.Purpose = p.Line("role.known." + known + ".purpose")
	}
	if len(d.Accountabilities) == 0 {
		d.Accountabilities = strings.Split(p.Line("role.known."+known+".accountabilities"), "\n")
	}
	return d
}

// roleWish is a role, or what is to be different about one, as somebody typed it or filled it in.
type roleWish struct{ name, purpose, accountabilities, domain, term string }

func typedRole(t typed) roleWish {
	return roleWish{t.Words, t.Options["purpose"], t.More, t.Options["domain"], t.Options["term"]}
}

func filledRole(v map[string]string) roleWish {
	return roleWish{v["name"], v["purpose"], v["accountabilities"], v["domain"], v["term"]}
}

// list reads accountabilities, one a line, with or without a mark before each.
func (w roleWish) list() []string {
	var out []string
	for _, line := range strings.Split(w.accountabilities, "\n") {
		line = strings.TrimSpace(line)
		for _, mark := range []string{"- ", "* ", "• "} {
			line = strings.TrimSpace(strings.TrimPrefix(line, mark))
		}
		if line != "" {
			out = append(out, line)
		}
	}
	return out
}

// draft checks what needs no circle. Errors name the form's field.
func (c *Call) roleDraft(w roleWish) (role.Draft, error) {
	d := role.Draft{Name: w.name, Purpose: w.purpose, Accountabilities: w.list(), Domain: w.domain}
	if w.term != "" {
		var err error
		if d.Term, err = governance.ParseSpan(w.term); err != nil {
			return d, inForm(c, "term", err)
		}
	}
	d = c.bot.withCustom(d)
	if err := d.Clean(); err != nil {
		return d, inForm(c, roleField(err), err)
	}
	return d, nil
}

// roleField is the field of a role's form that a refusal is about; empty for the form as a whole.
func roleField(err error) string {
	refusal := governance.AsError(err)
	switch {
	case refusal == nil:
	case refusal.Code == "role_name_missing", refusal.Code == "role_exists":
		return "name"
	case refusal.Code == "role_too_much", refusal.Args["what"] == "accountability":
		return "accountabilities"
	case strings.HasPrefix(refusal.Code, "text_"):
		return refusal.Args.Word("what")
	}
	return ""
}

func (c *Call) createRole() (Reply, error) {
	t := c.typed
	if t.Words == "" && t.More == "" && (len(t.Options) == 0 || len(t.Options) == 1 && t.Options["in"] != "") {
		return c.createRoleForm()
	}
	return c.bringRole(typedRole(t))
}

// bringRole makes the role, where the actor may do so alone, or proposes it (R1, D22).
func (c *Call) bringRole(w roleWish) (Reply, error) {
	d, err := c.roleDraft(w)
	if err != nil {
		return Reply{}, err
	}
	var made *role.Role
	var raised *consent.Proposal
	circle, err := c.atCircle(assembly.Everybody, func(s *assembly.Sitting, circle *governance.Circle) error {
		made, raised = nil, nil
		if circle.Shut {
			return governance.Refuse(governance.Conflict, "circle_shut", "circle", circle.Name)
		}
		if err := nameIsFree(s, circle, d.Name); err != nil {
			return inForm(c, "name", err)
		}
		d := d
		d.Place = c.standsIn(circle)
		alone, err := c.aloneOr(circle, d.Name)
		switch {
		case err != nil:
		case alone:
			made, err = makeRole(s, circle, c.actor.Person, d, governance.Ref{})
		default:
			raised, err = c.proposeActs(s, circle, c.print.Line("role.proposal.create", "name", d.Name), "", consent.Review{}, role.CreateAct(d))
		}
		return err
	})
	if err != nil {
		return Reply{}, err
	}
	if raised != nil {
		return c.tellRaised(circle, raised)
	}
	return Reply{Message: c.dress(ptr(c.say("role.reply.made", "id", c.refText(made.Ref()), "name", made.Name, "circle", circle.Name,
		"select", c.bot.table.Word(moot)+" "+made.Ref().String()+" select")))}, nil
}

// aloneOr tells whether the actor may do without a proposal what they want with the role of that name, or is refused altogether.
func (c *Call) aloneOr(circle *governance.Circle, name string) (alone bool, err error) {
	err = role.MayAlone(circle, c.actor.Person, name)
	if refusal := governance.AsError(err); refusal != nil && refusal.Code == "role_by_consent" {
		return false, nil
	}
	return err == nil, err
}

// proposeActs raises a proposal whose adoption carries these acts out, because they are for the circle to decide (K4, D22).
func (c *Call) proposeActs(s *assembly.Sitting, circle *governance.Circle, title, because string, review consent.Review, acts ...governance.Act) (
	*consent.Proposal, error) {
	return c.raiseIn(s, circle, consent.Draft{Title: cut(title, governance.MaxTitle), Because: because, Review: review, Place: c.standsIn(circle), Acts: acts})
}

// tellRaised says that what somebody wanted is for the circle to decide, and by when.
func (c *Call) tellRaised(circle *governance.Circle, p *consent.Proposal) (Reply, error) {
	m := c.say("role.reply.proposed", "id", c.refText(p.Ref()), "title", p.Title(), "deadline", p.Deadline())
	m.Zone = circle.Location()
	return Reply{Message: c.dress(&m)}, nil
}

// listRoles answers the roles of a circle: who keeps each, until when, and which are looked for.
func (c *Call) listRoles() (Reply, error) {
	page, err := pageNumber(c.typed.Options["page"])
	if err != nil {
		return Reply{}, err
	}
	var m Message
	err = c.lookAtCircle(func(s *assembly.Sitting, circle *governance.Circle) error {
		f := assembly.Filter{Circles: []governance.CircleID{circle.ID}, Live: true, Most: mostRoles}
		found, total, err := s.List(c.org(), role.Kind, f)
		if err != nil {
			return err
		}
		pages := max(1, (len(found)+pageSize-1)/pageSize)
		page = min(page, pages)
		m = Message{Title: c.print.Say("role.list.title", "count", total, "some", total > 0, "circle", circle.Name), Zone: circle.Location()}
		slices.Reverse(found) // the oldest first, as they have been there longest
		for _, l := range found[(page-1)*pageSize : min(page*pageSize, len(found))] {
			r, err := assembly.Get[*role.Role](s, l.Ref, assembly.People{})
			if err != nil {
				return err
			}
			m.Parts = append(m.Parts, Paragraph{c.print.Say("role.list.line", aboutRole(r)...)})
		}
		if pages > 1 {
			m.Parts = append(m.Parts, Small{c.print.Say("list.page", "page", page, "pages", pages, "next", page+1, "more", page < pages)})
		}
		return c.offerKnown(s, circle, &m)
	})
	return Reply{Message: c.dress(&m)}, err
}

// offerKnown says which well-known roles do not exist yet, and how others come to be.
func (c *Call) offerKnown(s *assembly.Sitting, circle *governance.Circle, m *Message) error {
	word := c.bot.table.Word(moot) + " role "
	for _, known := range []string{role.Facilitator, role.Secretary} {
		r, err := roleNamed(s, circle.Org, circle.ID, known)
		if err != nil {
			return err
		}
		if r == nil {
			m.Parts = append(m.Parts, Small{c.print.Say("role.list.known", "name", known, "command", word+known)})
		}
	}
	m.Parts = append(m.Parts, Small{c.print.Say("role.list.footer", "create", word+"create")})
	return nil
}

// aboutRole are the values that a sentence about a role may use.
func aboutRole(r *role.Role, more ...any) []any {
	return append([]any{"id", text.Text("**" + r.Ref().String() + "**"), "name", r.Name, "circle", r.CircleName, "keeper", r.Keeper, "kept", r.Keeper != 0,
		"until", r.Until, "ends", !r.Until.IsZero() && !r.Over, "over", r.Over, "rotates", r.How == role.ByRotation,
		"selection", text.Text("**" + r.Selection.String() + "**"), "selecting", !r.Selection.IsZero()}, more...)
}
