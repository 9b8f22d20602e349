package bot

import (
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
)

// proposalCommands are those said to a proposal: /moot P12 ….
func proposalCommands() []Command {
	on := func(verb, args, who, example string, run func(*Call) (Reply, error), also ...string) Command {
		return Command{Word: moot, On: consent.Kind, Verb: verb, Args: args, Who: who, Example: example, Run: run, Also: also,
			Help: "help.proposal." + slug(verb)}
	}
	return []Command{
		on("", "", "who.reader", "/moot P12", (*Call).showProposal, "show"),
		on("consent", "", "who.elector", "/moot P12 consent", stance(governance.Consent), "yes", "agree"),
		on("abstain", "", "who.elector", "/moot P12 abstain", stance(governance.Abstain)),
		asks(on("concern", "[why…]", "who.elector", "/moot P12 concern the room may be full", (*Call).concern)),
		asks(on("object", "[why…]", "who.elector", "/moot P12 object the hall is taken on Tuesdays; I would consent to Wednesdays", (*Call).object, "objection", "block")),
		on("wait", "", "who.elector", "/moot P12 wait", stance(governance.NeedsTime), "need time", "needs time", "more time"),
		on("undo", "", "who.elector", "/moot P12 undo", (*Call).undo, "take back"),
		{Word: moot, On: consent.Kind, Verb: "amend", Args: "[TITLE, and the text on further lines]", Options: []string{"by"}, Many: []string{"then"}, Help: "help.proposal.amend",
			Who: "who.amend", Example: "/moot P12 amend Meet on Wednesdays", Asks: true, Run: (*Call).amend},
		on("extend", "WHEN", "who.amend", "/moot P12 extend monday 17:00", (*Call).extend),
		on("withdraw", "[why…]", "who.proposer", "/moot P12 withdraw", (*Call).withdraw),
		on("facilitate", "@who", "who.amend", "/moot P12 facilitate @ben", (*Call).facilitate, "facilitator"),
		on("refresh", "", "who.facilitator", "/moot P12 refresh", (*Call).refresh),
		on("take up", "", "who.elector", "/moot P12 take up", (*Call).takeUp),
	}
}

func slug(verb string) string {
	if verb == "" {
		return "show"
	}
	return strings.ReplaceAll(verb, " ", "_")
}

// present refuses what was done on the card, or in the form, of a version that is not the present one.
func (c *Call) present(p *consent.Proposal) error {
	if c.version == 0 {
		return nil
	}
	return p.Present(c.version)
}

// proposal lets act do something to the proposal that the call names, in one transaction, and answers it as it then is.
func (c *Call) proposal(people assembly.People, act func(*assembly.Sitting, *consent.Proposal) error) (*consent.Proposal, error) {
	var p *consent.Proposal
	err := c.sit(func(s *assembly.Sitting) error {
		var err error
		if p, err = visible[*consent.Proposal](c, s, c.ref(), people); err != nil {
			return err
		}
		if err := c.present(p); err != nil {
			return err
		}
		return act(s, p)
	})
	return p, err
}

// peek reads the proposal that the call names.
func (c *Call) peek(people assembly.People, read func(*assembly.Sitting, *consent.Proposal) error) error {
	return c.look(func(s *assembly.Sitting) error {
		p, err := visible[*consent.Proposal](c, s, c.ref(), people)
		if err != nil {
			return err
		}
		return read(s, p)
	})
}

// stance takes a stance that needs no words.
func stance(st governance.Stance) func(*Call) (Reply, error) {
	return func(c *Call) (Reply, error) { return c.respond(st, c.typed.Words) }
}

// respond takes a stance. A vote loads its own row only; what may move a deadline loads everybody's.
func (c *Call) respond(st governance.Stance, why string) (Reply, error) {
	people := assembly.Just(c.actor.Person)
	if st == governance.NeedsTime || st == governance.Objecting {
		people = assembly.Everybody
	}
	var was time.Time
	p, err := c.proposal(people, func(s *assembly.Sitting, p *consent.Proposal) error {
		was = p.Deadline()
		return s.On(p).Did(p.Respond(s.Now, c.actor.Person, st, why, c.via))
	})
	if err != nil {
		return Reply{}, err
	}
	return c.stood(p, st, was)
}

// stood tells somebody how they now stand; was is the deadline before. Over their own open objection consent changes nothing, and they
// are asked (D3).
func (c *Call) stood(p *consent.Proposal, st governance.Stance, was time.Time) (Reply, error) {
	now, _ := p.Ballot(c.actor.Person)
	if st != governance.Objecting && now.Stance == governance.Objecting {
		return Reply{Message: c.dress(ptr(c.say("stance.objection_stands", "id", c.refText(p.Ref()))))}, nil
	}
	if o, ok := openObjection(p, c.actor.Person); st == governance.Objecting && ok {
		m := c.say("stance.objected", "id", c.refText(p.Ref()), "number", objectionText(p, o.Number))
		return Reply{Message: c.dress(&m)}, nil
	}
	m := c.say("stance.taken."+slug(string(st)), "id", c.refText(p.Ref()), "title", p.Title(), "undo", c.bot.table.Word(moot)+" "+p.Ref().String()+" undo",
		"proposer", p.Proposer() == c.actor.Person, "deadline", p.Deadline(), "moved", p.Deadline().After(was), "held", p.Deadline().Before(c.bot.Now()))
	m.Zone = proposalZone(p)
	return Reply{Message: c.dress(&m)}, nil
}

// openObjection answers the person's open objection.
func openObjection(p *consent.Proposal, who governance.PersonID) (consent.Objection, bool) {
	for _, o := range p.Objections() {
		if o.Open() && o.Author == who {
			return o, true
		}
	}
	return consent.Objection{}, false
}

func (c *Call) concern() (Reply, error) {
	if why := c.said(); why != "" || c.values != nil {
		return c.respond(governance.Concern, why)
	}
	return c.wordsForm("concern", 0, true)
}

func (c *Call) object() (Reply, error) {
	if why := c.said(); why != "" {
		return c.respond(governance.Objecting, why)
	}
	return c.wordsForm("object", 0, false)
}

// said is everything that follows the verb, further lines too.
func (c *Call) said() string {
	return strings.TrimSpace(strings.TrimSpace(c.typed.Words) + "\n" + c.typed.More)
}

// wordsForm opens a form that asks for a reason. It tells beforehand where the words will stand (D11).
func (c *Call) wordsForm(name string, part int, optional bool) (Reply, error) {
	var form *Form
	err := c.peek(assembly.Just(c.actor.Person), func(_ *assembly.Sitting, p *consent.Proposal) error {
		if p.Ended() {
			return governance.Refuse(governance.TooLate, "proposal_ended", "id", p.Ref().String(), "status", string(p.Status()))
		}
		if b, ok := p.Ballot(c.actor.Person); !ok || !b.Elector {
			return governance.Refuse(governance.NotAllowed, "not_in_electorate", "id", p.Ref().String(), "circle", p.CircleName())
		}
		if err := c.present(p); err != nil {
			return err
		}
		version, already := p.Version(), ""
		if part > 0 {
			version = part
			if all := p.Objections(); part <= len(all) && all[part-1].Author == c.actor.Person {
				already = all[part-1].Why
			}
		}
		pr := c.print
		form = &Form{Name: name, Target: Target{c.ref(), version}, Channel: c.origin.Channel,
			Title: pr.Line("form."+name+".heading", "id", p.Ref().String()),
			Intro: pr.Say("form."+name+".intro", "title", p.Title()),
			Fields: []FormField{{Name: "why", Label: pr.Line("form." + name + ".why"), Hint: pr.Line("form." + name + ".why.hint"), Kind: Area, Max: governance.MaxReason,
				Optional: optional, Value: already}},
			Submit: pr.Line("form." + name + ".submit")}
		return nil
	})
	return Reply{Form: form}, err
}

// submitWords takes the stance that a form gave the words for.
func submitWords(st governance.Stance) func(*Call) (Reply, error) {
	return func(c *Call) (Reply, error) {
		c.version, c.id.Part = c.id.Part, 0
		why := strings.TrimSpace(c.values["why"])
		if st == governance.Objecting && why == "" {
			return Reply{}, inField("why", governance.Refuse(governance.Invalid, "reason_missing"))
		}
		c.via = consent.ByButton
		reply, err := c.respond(st, why)
		if refusal := governance.AsError(err); refusal != nil && strings.HasPrefix(refusal.Code, "text_") {
			err = inField("why", err)
		}
		return reply, err
	}
}

func (c *Call) undo() (Reply, error) {
	p, err := c.proposal(assembly.Everybody, func(s *assembly.Sitting, p *consent.Proposal) error {
		return s.On(p).Did(p.TakeBack(s.Now, c.actor.Person, governance.NoStance, c.via))
	})
	if err != nil {
		return Reply{}, err
	}
	m := c.say("stance.undone", "id", c.refText(p.Ref()), "title", p.Title())
	if _, open := openObjection(p, c.actor.Person); open {
		m = c.say("stance.objection_stands", "id", c.refText(p.Ref()))
	}
	return Reply{Message: c.dress(&m)}, nil
}

func (c *Call) amend() (Reply, error) {
	thens := c.typed.Many["then"]
	if c.typed.Words == "" && c.typed.More == "" && thens == nil {
		return c.amendForm()
	}
	a := consent.Amendment{Title: c.typed.Words, Text: c.typed.More, HasText: c.typed.More != ""}
	if by := c.typed.Options["by"]; by != "" {
		var err error
		if a.Deadline, err = c.when(by); err != nil {
			return Reply{}, err
		}
	}
	if thens != nil {
		if err := c.amendThens(&a, thens); err != nil {
			return Reply{}, err
		}
	}
	return c.amendTo(a)
}

func (c *Call) amendTo(a consent.Amendment) (Reply, error) {
	var was int
	var circle *governance.Circle
	p, err := c.proposal(assembly.Everybody, func(s *assembly.Sitting, p *consent.Proposal) (err error) {
		was = p.Version()
		if circle, err = s.Circle(c.org(), p.Circle(), assembly.Everybody); err != nil {
			return err
		}
		if err := s.On(p).Did(p.Amend(s.Now, c.actor.Person, a, circle, gone(s, c.org()))); err != nil {
			return err
		}
		return checkThens(s, circle, p)
	})
	if err != nil {
		return Reply{}, inForm(c, fieldOf(err), err)
	}
	key := "amended"
	if p.Version() == was {
		key = "amended.typo"
	}
	m := c.say(key, "id", c.refText(p.Ref()), "version", p.Version(), "deadline", p.Deadline())
	m.Zone = proposalZone(p)
	if a.HasActs {
		m.Parts = append(m.Parts, c.saidBack(p, circle)...)
	}
	return Reply{Message: c.dress(&m)}, nil
}

func (c *Call) amendForm() (Reply, error) {
	var p *consent.Proposal
	err := c.peek(assembly.Just(c.actor.Person), func(_ *assembly.Sitting, found *consent.Proposal) error {
		p = found
		return p.MayAmend(c.actor.Person)
	})
	if err != nil {
		return Reply{}, err
	}
	pr := c.print
	return Reply{Form: &Form{Name: "amend", Target: Target{c.ref(), p.Version()}, Channel: c.origin.Channel,
		Title: pr.Line("form.amend.heading", "id", p.Ref().String()),
		Intro: pr.Say("form.amend.intro", "open", len(openNumbers(p)) > 0),
		Fields: []FormField{
			{Name: "title", Label: pr.Line("form.propose.title"), Kind: Line, Max: governance.MaxTitle, Value: p.Title()},
			{Name: "text", Label: pr.Line("form.propose.text"), Hint: pr.Line("form.propose.text.hint"), Kind: Area, Max: 3000, Optional: true, Value: p.Text()},
			c.thenField(c.typedActs(p.Acts(), proposalZone(p))),
			{Name: "by", Label: pr.Line("form.amend.by"), Hint: pr.Line("form.amend.by.hint"), Kind: Line, Max: 100, Optional: true},
		},
		Submit: pr.Line("form.amend.submit")}}, nil
}

func submitAmend(c *Call) (Reply, error) {
	c.version, c.id.Part = c.id.Part, 0
	a := consent.Amendment{Title: c.values["title"], Text: c.values["text"], HasText: true}
	if c.values["by"] != "" {
		var err error
		if a.Deadline, err = c.when(c.values["by"]); err != nil {
			return Reply{}, inField("by", err)
		}
	}
	if then, asked := c.values["then"]; asked {
		if err := c.amendThens(&a, textLines(then)); err != nil {
			return Reply{}, inField("then", err)
		}
	}
	return c.amendTo(a)
}

func (c *Call) extend() (Reply, error) {
	if c.typed.Words == "" {
		return Reply{}, governance.Refuse(governance.Invalid, "date_missing")
	}
	until, err := c.when(c.typed.Words)
	if err != nil {
		return Reply{}, err
	}
	p, err := c.proposal(assembly.Everybody, func(s *assembly.Sitting, p *consent.Proposal) error {
		return s.On(p).Did(p.Extend(s.Now, c.actor.Person, until))
	})
	if err != nil {
		return Reply{}, err
	}
	m := c.say("extended", "id", c.refText(p.Ref()), "deadline", p.Deadline())
	m.Zone = proposalZone(p)
	return Reply{Message: c.dress(&m)}, nil
}

func (c *Call) withdraw() (Reply, error) {
	p, err := c.proposal(assembly.Everybody, func(s *assembly.Sitting, p *consent.Proposal) error {
		return s.On(p).Did(p.Withdraw(s.Now, c.actor.Person, c.said()))
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: c.dress(ptr(c.say("withdrawn", "id", c.refText(p.Ref()))))}, nil
}

func (c *Call) facilitate() (Reply, error) {
	who, err := c.person(c.typed.Words)
	if err != nil {
		return Reply{}, err
	}
	p, err := c.proposal(assembly.Everybody, func(s *assembly.Sitting, p *consent.Proposal) error {
		return s.On(p).Did(p.Facilitate(s.Now, c.actor.Person, who))
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: c.dress(ptr(c.say("facilitates", "id", c.refText(p.Ref()), "person", who)))}, nil
}

func (c *Call) refresh() (Reply, error) {
	before, changed := 0, false
	p, err := c.proposal(assembly.Everybody, func(s *assembly.Sitting, p *consent.Proposal) error {
		before = p.Tally().Electors
		circle, err := s.Circle(c.org(), p.Circle(), assembly.Everybody)
		if err != nil {
			return err
		}
		events, err := p.Refresh(s.Now, c.actor.Person, circle)
		changed = len(events) > 0
		return s.On(p).Did(events, err)
	})
	if err != nil {
		return Reply{}, err
	}
	if !changed {
		return Reply{Message: c.dress(ptr(c.say("refreshed.same", "id", c.refText(p.Ref()))))}, nil
	}
	return Reply{Message: c.dress(ptr(c.say("refreshed", "id", c.refText(p.Ref()), "before", before, "count", p.Tally().Electors)))}, nil
}

func (c *Call) takeUp() (Reply, error) {
	p, err := c.proposal(assembly.Everybody, func(s *assembly.Sitting, p *consent.Proposal) error {
		return s.On(p).Did(p.TakeUp(s.Now, c.actor.Person))
	})
	if err != nil {
		return Reply{}, err
	}
	return Reply{Message: c.dress(ptr(c.say("taken_up", "id", c.refText(p.Ref()), "title", p.Title())))}, nil
}
