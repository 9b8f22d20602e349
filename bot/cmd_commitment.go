package bot

import (
	"regexp"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// commitmentCommands are those said to a commitment: /moot C41 ….
func commitmentCommands() []Command {
	on := func(verb, args, who, example string, run func(*Call) (Reply, error), also ...string) Command {
		return Command{Word: moot, On: commitment.Kind, Verb: verb, Args: args, Who: who, Example: example, Run: run, Also: also,
			Help: "help.commitment." + slug(verb)}
	}
	return []Command{
		on("", "", "who.reader", "/moot C41", (*Call).showCommitment, "show"),
		on("accept", "", "who.asked", "/moot C41 accept", (*Call).acceptCommitment, "yes", "agree"),
		on("decline", "[why…]", "who.asked", "/moot C41 decline I am away that week", (*Call).declineCommitment, "no"),
		asks(on("another date", "WHEN [because why…]", "who.asked", "/moot C41 another date monday", (*Call).anotherDate, "offer")),
		on("done", "[link]", "who.owner", "/moot C41 done", (*Call).doneCommitment, "complete", "finished"),
		asks(on("more time", "WHEN [because why…]", "who.owner", "/moot C41 more time fri 17:00 because the printer broke", (*Call).moreTime, "move to")),
		on("stuck", "[what would help…]", "who.owner", "/moot C41 stuck I need a key to the hall", (*Call).stuckCommitment, "help"),
		on("snooze", "[2 days]", "who.owner", "/moot C41 snooze 2 days", (*Call).snoozeCommitment),
		asks(on("drop", "why…", "who.owner", "/moot C41 drop somebody else did it", (*Call).dropCommitment, "cancel", "give up")),
		on("hand to", "@who", "who.owner", "/moot C41 hand to @ben", (*Call).handCommitment, "hand over to", "give to"),
		on("reword", "WHAT", "who.owner", "/moot C41 reword send the minutes and the photos", (*Call).rewordCommitment),
		on("reopen", "[WHEN] [because why…]", "who.promised", "/moot C41 reopen because a page is missing", (*Call).reopenCommitment),
		on("release", "[why…]", "who.promised", "/moot C41 release", (*Call).releaseCommitment),
	}
}

// deed is one act on a commitment: it is given the sitting, the commitment, and its circle with the rows of the actor and of others named,
// or nil when it has none.
type deed func(s *assembly.Sitting, cm *commitment.Commitment, in *governance.Circle) ([]governance.Event, error)

// onCommitment lets a deed be done to the commitment that the call names, and answers it as it then is.
func (c *Call) onCommitment(do deed, others ...governance.PersonID) (*commitment.Commitment, error) {
	var cm *commitment.Commitment
	err := c.sit(func(s *assembly.Sitting) error {
		var err error
		if cm, err = visible[*commitment.Commitment](c, s, c.ref(), assembly.People{}); err != nil {
			return err
		}
		var in *governance.Circle
		if cm.Circle != 0 {
			if in, err = s.Circle(c.org(), cm.Circle, assembly.Just(append(others, c.actor.Person)...)); err != nil {
				return err
			}
		}
		return s.On(cm).Did(do(s, cm, in))
	})
	return cm, err
}

// peekCommitment reads the commitment that the call names.
func (c *Call) peekCommitment() (*commitment.Commitment, error) {
	var cm *commitment.Commitment
	err := c.look(func(s *assembly.Sitting) (err error) {
		cm, err = visible[*commitment.Commitment](c, s, c.ref(), assembly.People{})
		return err
	})
	return cm, err
}

// tellCommitment is the reply after a deed.
func (c *Call) tellCommitment(cm *commitment.Commitment, err error, key string, more ...any) (Reply, error) {
	if err != nil {
		return Reply{}, err
	}
	m := c.say("commit.reply."+key, aboutCommitment(cm, more...)...)
	m.Zone = c.zone()
	return Reply{Message: c.dress(&m)}, nil
}

// acceptCommitment says yes to whatever was asked: to do it, to take it over, or to another date.
func (c *Call) acceptCommitment() (Reply, error) {
	key := "accepted"
	cm, err := c.onCommitment(func(s *assembly.Sitting, cm *commitment.Commitment, in *governance.Circle) ([]governance.Event, error) {
		switch who := c.actor.Person; {
		case cm.Handover != nil && cm.Handover.To == who:
			key = "accepted"
			return c.takeOver(s, cm)
		case cm.Counter != nil && who != cm.Owner:
			key = "agreed"
			return cm.AgreeDate(s.Now, who, in)
		}
		key = "accepted"
		return cm.Accept(s.Now, c.actor.Person)
	})
	return c.tellCommitment(cm, err, key)
}

// takeOver makes the actor, who was asked, the owner.
func (c *Call) takeOver(s *assembly.Sitting, cm *commitment.Commitment) ([]governance.Event, error) {
	person, err := s.Person(c.org(), c.actor.Person)
	if err != nil {
		return nil, err
	}
	return cm.AcceptHandover(s.Now, person.ID, person.Hours.Zone)
}

// declineCommitment says no to whatever was asked.
func (c *Call) declineCommitment() (Reply, error) {
	key, why := "declined", because(c.said())
	cm, err := c.onCommitment(func(s *assembly.Sitting, cm *commitment.Commitment, in *governance.Circle) ([]governance.Event, error) {
		switch who := c.actor.Person; {
		case cm.Handover != nil && cm.Handover.To == who:
			key = "kept"
			return cm.DeclineHandover(s.Now, who, why)
		case cm.Counter != nil && who != cm.Owner:
			key = "date_refused"
			return cm.RefuseDate(s.Now, who, in, why)
		}
		key = "declined"
		return cm.Decline(s.Now, c.actor.Person, why)
	})
	return c.tellCommitment(cm, err, key)
}

// because takes the word off a reason that begins with it.
func because(why string) string {
	if rest, ok := cutVerb(why, "because"); ok {
		return rest
	}
	return why
}

func (c *Call) anotherDate() (Reply, error) { return c.move("another_date") }

// moreTime gives it another date. Of what is not accepted yet, another date is offered.
func (c *Call) moreTime() (Reply, error) { return c.move("more_time") }

// move reads a date and a reason, or asks for them.
func (c *Call) move(form string) (Reply, error) {
	when, why := cutBecause(c.said())
	if when == "" {
		return c.dateForm(form, why)
	}
	return c.moveTo(when, why)
}

var becauseWord = regexp.MustCompile(`(?is)(?:^|\s+|,\s*)because\b[:,]?\s*`)

// cutBecause cuts "fri because the printer broke" in two.
func cutBecause(said string) (when, why string) {
	at := becauseWord.FindStringIndex(said)
	if at == nil {
		return strings.TrimSpace(said), ""
	}
	when, why = strings.TrimSpace(said[:at[0]]), strings.TrimSpace(said[at[1]:])
	if rest, ok := cutVerb(why, "of"); ok && rest != "" {
		why = "because " + why // "because of the rain" reads well only whole
	}
	return when, why
}

func (c *Call) moveTo(when, why string) (Reply, error) {
	due, err := c.laterDate(when)
	if err != nil {
		return Reply{}, inForm(c, "by", err)
	}
	key := "moved"
	cm, err := c.onCommitment(func(s *assembly.Sitting, cm *commitment.Commitment, _ *governance.Circle) ([]governance.Event, error) {
		if cm.Status == commitment.StatusOffered {
			key = "offered_date"
			return cm.OfferDate(s.Now, c.actor.Person, due, why)
		}
		key = "moved"
		return cm.MoreTime(s.Now, c.actor.Person, due, why)
	})
	return c.tellCommitment(cm, err, key, "date", due)
}

// laterDate reads another date for what the call names. A length of time alone, "2 days", is so much more than there was, if its date is
// still ahead; "in 2 days" is counted from now.
func (c *Call) laterDate(typed string) (time.Time, error) {
	span, ok := lengthOf(strings.Join(strings.Fields(moreWord.ReplaceAllString(typed, " ")), " "))
	if !ok {
		return c.myDate(typed)
	}
	cm, err := c.peekCommitment()
	if err != nil {
		return time.Time{}, err
	}
	hours, err := c.hours()
	from := c.bot.Now()
	if cm.Status == commitment.StatusAccepted && cm.Due.After(from) {
		from = cm.Due
	}
	return span.After(from, hours.Location(), hours.Days), err
}

// moreWord is what "two more days" has more than "two days".
var moreWord = regexp.MustCompile(`(?i)\bmore\b`)

// myDate reads a date in the zone of whoever typed it (K5).
func (c *Call) myDate(typed string) (time.Time, error) {
	hours, err := c.hours()
	if err != nil {
		return time.Time{}, err
	}
	when, err := schedule.ParseWhen(typed, c.bot.Now(), hours.Location(), schedule.Reading{Days: hours.Days})
	return when.At, err
}

// dateForm asks for another date, and why, as far as that was not said already.
func (c *Call) dateForm(name, why string) (Reply, error) {
	cm, err := c.peekCommitment()
	if err != nil {
		return Reply{}, err
	}
	if err := mineToMove(cm, c.actor.Person); err != nil {
		return Reply{}, err
	}
	p := c.print
	return Reply{Form: &Form{Name: name, Target: Target{On: c.ref()}, Channel: c.origin.Channel, Zone: c.zone(),
		Title: p.Line("form."+name+".heading", "id", cm.Ref().String()),
		Intro: p.Say("form."+name+".intro", "what", cm.What, "due", cm.Due),
		Fields: []FormField{
			{Name: "by", Label: p.Line("form.commit.by"), Hint: p.Line("form.more_time.by.hint"), Kind: Line, Max: 100},
			{Name: "why", Label: p.Line("form.more_time.why"), Hint: p.Line("form.more_time.why.hint"), Kind: Line, Max: 300, Optional: true, Value: cut(why, 300)},
		},
		Submit: p.Line("form." + name + ".submit")}}, nil
}

// mineToMove refuses to open a form that could not be sent.
func mineToMove(cm *commitment.Commitment, who governance.PersonID) error {
	switch {
	case who != cm.Owner:
		return governance.Refuse(governance.NotAllowed, "commit_not_owner", "id", cm.Ref().String(), "owner", cm.Owner)
	case !cm.Live():
		return governance.Refuse(governance.TooLate, "commit_over", "id", cm.Ref().String(), "status", string(cm.Status))
	}
	return nil
}

// submitDate gives, or offers, the date that the form says.
func submitDate(c *Call) (Reply, error) {
	when := strings.TrimSpace(c.values["by"])
	if when == "" {
		return Reply{}, inField("by", governance.Refuse(governance.Invalid, "commit_when_missing"))
	}
	return c.moveTo(when, c.values["why"])
}

func (c *Call) doneCommitment() (Reply, error) {
	link := c.said()
	repeats := false
	cm, err := c.onCommitment(func(s *assembly.Sitting, cm *commitment.Commitment, _ *governance.Circle) ([]governance.Event, error) {
		repeats = cm.Repeats() && cm.Status == commitment.StatusAccepted
		return cm.MarkDone(s.Now, c.actor.Person, link)
	})
	key := "done"
	if repeats && err == nil && cm.Live() {
		key = "round_done"
	}
	return c.tellCommitment(cm, err, key)
}

func (c *Call) stuckCommitment() (Reply, error) {
	why := because(c.said())
	cm, err := c.onCommitment(func(s *assembly.Sitting, cm *commitment.Commitment, _ *governance.Circle) ([]governance.Event, error) {
		return cm.AskHelp(s.Now, c.actor.Person, why)
	})
	return c.tellCommitment(cm, err, "stuck", "said", why != "", "command", c.bot.table.Word(moot)+" "+c.ref().String()+" stuck …")
}

// snoozeCommitment leaves its owner alone about it, for a day unless they say otherwise (C7).
func (c *Call) snoozeCommitment() (Reply, error) {
	typed := strings.TrimSpace(c.typed.Words)
	for _, word := range []string{"for", "until"} {
		if rest, ok := cutVerb(typed, word); ok {
			typed = rest
		}
	}
	if typed == "" {
		typed = "1 day"
	}
	hours, err := c.hours()
	if err != nil {
		return Reply{}, err
	}
	var until time.Time
	if span, err := governance.ParseSpan(typed); err == nil {
		until = span.After(c.bot.Now(), hours.Location(), hours.Days)
	} else if until, err = c.myDate(typed); err != nil {
		return Reply{}, err
	}
	cm, err := c.onCommitment(func(s *assembly.Sitting, cm *commitment.Commitment, _ *governance.Circle) ([]governance.Event, error) {
		return cm.Snooze(s.Now, c.actor.Person, until.Sub(s.Now))
	})
	return c.tellCommitment(cm, err, "snoozed", "until", until)
}

func (c *Call) dropCommitment() (Reply, error) {
	why := because(c.said())
	if why == "" && c.values == nil {
		return c.dropForm()
	}
	return c.dropFor(why)
}

func (c *Call) dropFor(why string) (Reply, error) {
	cm, err := c.onCommitment(func(s *assembly.Sitting, cm *commitment.Commitment, _ *governance.Circle) ([]governance.Event, error) {
		return cm.Drop(s.Now, c.actor.Person, why)
	})
	return c.tellCommitment(cm, err, "dropped")
}

// dropForm asks for the reason: dropping with one is honourable (C8).
func (c *Call) dropForm() (Reply, error) {
	cm, err := c.peekCommitment()
	if err != nil {
		return Reply{}, err
	}
	if err := mineToMove(cm, c.actor.Person); err != nil {
		return Reply{}, err
	}
	p := c.print
	return Reply{Form: &Form{Name: "drop", Target: Target{On: c.ref()}, Channel: c.origin.Channel, Title: p.Line("form.drop.heading", "id", cm.Ref().String()),
		Intro:  p.Say("form.drop.intro", "what", cm.What),
		Fields: []FormField{{Name: "why", Label: p.Line("form.drop.why"), Hint: p.Line("form.drop.why.hint"), Kind: Area, Max: governance.MaxReason, Optional: cm.Own()}},
		Submit: p.Line("form.drop.submit")}}, nil
}

func submitDrop(c *Call) (Reply, error) {
	reply, err := c.dropFor(strings.TrimSpace(c.values["why"]))
	if refusal := governance.AsError(err); refusal != nil && (refusal.Code == "commit_why_missing" || strings.HasPrefix(refusal.Code, "text_")) {
		err = inField("why", err)
	}
	return reply, err
}

func (c *Call) handCommitment() (Reply, error) {
	who, err := c.person(c.typed.Words)
	if err != nil {
		return Reply{}, err
	}
	key := "handing"
	cm, err := c.onCommitment(func(s *assembly.Sitting, cm *commitment.Commitment, in *governance.Circle) ([]governance.Event, error) {
		if _, err := reachable(s, c.org(), who); err != nil {
			return nil, err
		}
		key = "handing"
		if who == cm.Owner {
			key = "keeping"
		}
		events, err := cm.HandTo(s.Now, c.actor.Person, who, in)
		if err != nil || who != c.actor.Person || who == cm.Owner {
			return events, err
		}
		key = "accepted" // who takes it themselves from somebody gone has answered already
		more, err := c.takeOver(s, cm)
		return append(events, more...), err
	}, who)
	return c.tellCommitment(cm, err, key, "person", who)
}

func (c *Call) rewordCommitment() (Reply, error) {
	cm, err := c.onCommitment(func(s *assembly.Sitting, cm *commitment.Commitment, _ *governance.Circle) ([]governance.Event, error) {
		return cm.Reword(s.Now, c.actor.Person, c.said())
	})
	return c.tellCommitment(cm, err, "reworded")
}

// reopenCommitment says that it is not done after all, perhaps by another date.
func (c *Call) reopenCommitment() (Reply, error) {
	when, why := cutBecause(c.said())
	var due time.Time
	if when != "" {
		var err error
		if due, err = c.myDate(when); err != nil {
			return Reply{}, err
		}
	}
	cm, err := c.onCommitment(func(s *assembly.Sitting, cm *commitment.Commitment, in *governance.Circle) ([]governance.Event, error) {
		return cm.Reopen(s.Now, c.actor.Person, in, due, why)
	})
	return c.tellCommitment(cm, err, "reopened")
}

func (c *Call) releaseCommitment() (Reply, error) {
	cm, err := c.onCommitment(func(s *assembly.Sitting, cm *commitment.Commitment, in *governance.Circle) ([]governance.Event, error) {
		return cm.Release(s.Now, c.actor.Person, in, because(c.said()))
	})
	return c.tellCommitment(cm, err, "released", "gone", err == nil && cm.OwnerGone())
}
