package bot

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/rotation"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// rotationCommands are those said to a rotation about its turns: /moot R3 ….
func rotationCommands() []Command {
	return []Command{
		onRota("", "", "who.reader", "/moot R3", (*Call).showRotation, "show"),
		onRota("accept", "[DATE]", "who.keeper", "/moot R3 accept", (*Call).acceptTurn, "yes"),
		onRota("cannot", "[DATE] [because why…]", "who.keeper", "/moot R3 cannot because I am at a wedding", (*Call).cannotTurn, "can't", "decline", "no"),
		asks(onRota("swap", "[DATE] with @who [DATE]", "who.roster", "/moot R3 swap with @ben", (*Call).swapTurns)),
		onRota("swap accept", "", "who.asked", "/moot R3 swap accept", (*Call).acceptSwap, "swap yes"),
		onRota("swap decline", "[why…]", "who.asked", "/moot R3 swap decline I am away then", (*Call).declineSwap, "swap no"),
		onRota("swap withdraw", "", "who.roster", "/moot R3 swap withdraw", (*Call).withdrawSwap),
		onRota("skip", "[DATE]", "who.roster", "/moot R3 skip", (*Call).skipTurn),
		onRota("cancel", "[DATE] [because why…]", "who.roster", "/moot R3 cancel 24 dec because it is a holiday", (*Call).cancelTurn),
		onRota("cover", "@who [DATE]", "who.roster", "/moot R3 cover @ana", (*Call).coverTurn),
		onRota("volunteer", "[DATE]", "who.member", "/moot R3 volunteer", (*Call).volunteerTurn),
		asks(onRota("note", "WORDS", "who.keeper", "/moot R3 note The key hangs behind the door", (*Call).noteTurn)),
		onRota("undo", "", "who.roster", "/moot R3 undo", (*Call).undoRotation),
	}
}

func onRota(verb, args, who, example string, run func(*Call) (Reply, error), also ...string) Command {
	return Command{Word: moot, On: rotation.Kind, Verb: verb, Args: args, Who: who, Example: example, Run: run, Also: also, Help: "help.rotation." + slug(verb)}
}

// rotaDeed is one act on a rotation: it is given the rotation, and its circle with the rows of the actor and of others named.
type rotaDeed func(s *assembly.Sitting, r *rotation.Rotation, in *governance.Circle) ([]governance.Event, error)

// onRotation lets a deed be done to the rotation that the call names, and answers it as it then is, with what happened.
func (c *Call) onRotation(people assembly.People, do rotaDeed) (*rotation.Rotation, []governance.Event, error) {
	var r *rotation.Rotation
	var events []governance.Event
	err := c.sit(func(s *assembly.Sitting) error {
		var err error
		if r, err = visible[*rotation.Rotation](c, s, c.ref(), assembly.People{}); err != nil {
			return err
		}
		in, err := s.Circle(c.org(), r.Circle, people)
		if err != nil {
			return err
		}
		if events, err = do(s, r, in); err != nil {
			return err
		}
		return s.On(r).Did(events, nil)
	})
	return r, events, err
}

// turnDeed is onRotation for a deed that needs nobody's membership but the actor's, and answers what happened in the words in which
// everybody else is told it.
func (c *Call) turnDeed(do rotaDeed) (Reply, error) {
	r, events, err := c.onRotation(assembly.Just(c.actor.Person), do)
	return c.tellRotation(r, events, err)
}

// tellRotation is the reply after a deed: what follows from it, and that it can be undone.
func (c *Call) tellRotation(r *rotation.Rotation, events []governance.Event, err error) (Reply, error) {
	if err != nil {
		return Reply{}, err
	}
	m := Message{Zone: c.zone()}
	err = c.look(func(s *assembly.Sitting) error {
		m.Parts = c.scene(s).rotationEchoes(r, events)
		return nil
	})
	if err != nil {
		return Reply{}, err
	}
	if len(m.Parts) == 0 { // said already, or nothing that changes anything
		m.Parts = []Part{Paragraph{c.print.Say("rota.no_news", aboutRotation(r)...)}}
	}
	if d := r.Undoable(c.bot.Now()); d != nil && d.By == c.actor.Person && len(events) > 0 && d.At.Equal(c.bot.Now().UTC().Round(0)) {
		m.Parts = append(m.Parts, Small{c.print.Say("rota.undoable", "command", c.bot.table.Word(moot)+" "+r.Ref().String()+" undo")})
	}
	return Reply{Message: c.dress(&m)}, nil
}

// peekRotation reads the rotation that the call names.
func (c *Call) peekRotation() (*rotation.Rotation, error) {
	var r *rotation.Rotation
	err := c.look(func(s *assembly.Sitting) (err error) {
		r, err = visible[*rotation.Rotation](c, s, c.ref(), assembly.People{})
		return err
	})
	return r, err
}

// turnWord takes the words off that lead to a turn's date: "the turn of 8 dec", "#14".
var turnWord = regexp.MustCompile(`(?i)^(?:(?:on|of|for|the|turn|my|their|his|her)\b\s*)*#?`)

// turnNamed finds which turn is meant by a date or a number; zero when nothing is named, and whatever a pressed button is about. A date on
// which no turn begins means the turn that runs then. It answers Invalid for what cannot be read, and NotFound turn_unplanned ("when").
func (c *Call) turnNamed(r *rotation.Rotation, words string) (int, error) {
	words = strings.TrimSpace(turnWord.ReplaceAllString(strings.TrimSpace(words), ""))
	if words == "" {
		return c.version, nil
	}
	if n, err := strconv.Atoi(words); err == nil && n > 0 && n < 1e9 {
		return n, nil
	}
	when, err := c.turnDate(words, r.Zone())
	if err != nil {
		return 0, err
	}
	turns := r.Arranged()
	for _, fits := range []func(rotation.Turn) bool{
		func(t rotation.Turn) bool { return t.Start.Equal(when.At) },
		func(t rotation.Turn) bool { return sameDay(t.Start, when.At, r.Zone()) },
		func(t rotation.Turn) bool { return !when.At.Before(t.Start) && when.At.Before(t.End) },
	} {
		if i := slices.IndexFunc(turns, fits); i >= 0 {
			return turns[i].Number, nil
		}
	}
	if p := r.Present; p != nil { // "24 nov", said on the 25th of the turn that began the day before
		then, err := schedule.ParseWhen(words, p.Start.Add(-time.Second), r.Zone(), schedule.Reading{})
		if err == nil && sameDay(p.Start, then.At, r.Zone()) {
			return p.Number, nil
		}
	}
	return 0, governance.Refuse(governance.NotFound, "turn_unplanned", "when", words, "id", r.Ref().String(), "title", r.Title)
}

// turnDate reads the date of a turn. Today is no date that is past, however late it is.
func (c *Call) turnDate(words string, zone *time.Location) (schedule.When, error) {
	when, err := schedule.ParseWhen(words, c.bot.Now(), zone, schedule.Reading{})
	if refusal := governance.AsError(err); refusal == nil || refusal.Code != "date_past" {
		return when, err
	}
	late, lateErr := schedule.ParseWhen(words, c.bot.Now(), zone, schedule.Reading{DefaultHour: 24})
	if lateErr != nil {
		return when, err
	}
	late.At = late.At.Add(-time.Second) // the day that this midnight ends
	return late, nil
}

// acceptTurn takes a turn on, or says yes to whatever else was asked.
func (c *Call) acceptTurn() (Reply, error) {
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		n, err := c.turnNamed(r, c.said())
		if err != nil {
			return nil, err
		}
		return r.Accept(s.Now, c.actor.Person, n)
	})
}

// cannotTurn gives a turn back: it is offered to the next who can.
func (c *Call) cannotTurn() (Reply, error) {
	date, why := c.dateAndWhy()
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		n, err := c.turnNamed(r, date)
		if err != nil {
			return nil, err
		}
		return r.CannotDo(s.Now, c.actor.Person, n, why)
	})
}

// dateAndWhy reads "24 dec because it is a holiday". What is no date is a reason, so that nobody has to say "because".
func (c *Call) dateAndWhy() (date, why string) {
	said := c.said()
	if date, why = cutBecause(said); why != "" || date == "" {
		return date, why
	}
	if _, err := strconv.Atoi(strings.TrimPrefix(date, "#")); err == nil {
		return date, ""
	}
	_, err := schedule.ParseWhen(turnWord.ReplaceAllString(date, ""), c.bot.Now(), c.zone(), schedule.Reading{})
	if refusal := governance.AsError(err); refusal != nil && refusal.Code == "date_unreadable" {
		return "", said
	}
	return date, ""
}

func (c *Call) skipTurn() (Reply, error) {
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		n, err := c.turnNamed(r, c.said())
		if err != nil {
			return nil, err
		}
		return r.Skip(s.Now, c.actor.Person, n)
	})
}

func (c *Call) cancelTurn() (Reply, error) {
	date, why := c.dateAndWhy()
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		n, err := c.turnNamed(r, date)
		if err != nil {
			return nil, err
		}
		return r.Cancel(s.Now, c.actor.Person, n, why)
	})
}

func (c *Call) volunteerTurn() (Reply, error) {
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, in *governance.Circle) ([]governance.Event, error) {
		n, err := c.turnNamed(r, c.said())
		if err != nil {
			return nil, err
		}
		return r.Volunteer(s.Now, c.actor.Person, in, n)
	})
}

// coverTurn stands in for somebody this once.
func (c *Call) coverTurn() (Reply, error) {
	named, date := c.whoAndRest(c.said())
	if named == "" {
		return Reply{}, governance.Refuse(governance.Invalid, "cover_whom")
	}
	whom, err := c.person(named)
	if err != nil {
		return Reply{}, err
	}
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		n, err := c.turnNamed(r, date)
		if err != nil {
			return nil, err
		}
		return r.Cover(s.Now, c.actor.Person, whom, n)
	})
}

// whoAndRest takes the one person whom the words name out of them.
func (c *Call) whoAndRest(words string) (who, rest string) {
	at := mention.FindStringIndex(words)
	if at == nil {
		return "", words
	}
	return words[at[0]:at[1]], strings.TrimSpace(words[:at[0]] + " " + words[at[1]:])
}

// noteTurn leaves a handover note (R4), or opens the form for one.
func (c *Call) noteTurn() (Reply, error) {
	words := c.said()
	if words == "" && c.values == nil {
		r, err := c.peekRotation()
		if err != nil {
			return Reply{}, err
		}
		p := c.print
		return Reply{Form: &Form{Name: "rota_note", Target: Target{On: c.ref()}, Channel: c.origin.Channel, Title: p.Line("form.rota_note.heading", "id", r.Ref().String()),
			Intro:  p.Say("form.rota_note.intro", aboutRotation(r)...),
			Fields: []FormField{{Name: "words", Label: p.Line("form.rota_note.words"), Hint: p.Line("form.rota_note.words.hint"), Kind: Area, Max: 3000}},
			Submit: p.Line("form.rota_note.submit")}}, nil
	}
	return c.leaveNote(words)
}

func (c *Call) leaveNote(words string) (Reply, error) {
	r, events, err := c.onRotation(assembly.Just(c.actor.Person), func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		return r.Note(s.Now, c.actor.Person, words)
	})
	if err != nil {
		return Reply{}, err
	}
	to := governance.PersonID(0)
	for _, e := range events {
		if left, ok := e.(*rotation.NoteLeft); ok {
			to = left.To
		}
	}
	m := c.say("rota.reply.note", aboutRotation(r, "person", to, "known", to != 0)...)
	return Reply{Message: c.dress(&m)}, nil
}

func submitRotaNote(c *Call) (Reply, error) {
	reply, err := c.leaveNote(c.values["words"])
	return reply, inField("words", err)
}

// undoRotation takes back what somebody on the roster did within a day (K7).
func (c *Call) undoRotation() (Reply, error) {
	return c.turnDeed(func(s *assembly.Sitting, r *rotation.Rotation, _ *governance.Circle) ([]governance.Event, error) {
		return r.Undo(s.Now, c.actor.Person)
	})
}

// aboutRotation are the values that a sentence about a rotation may use.
func aboutRotation(r *rotation.Rotation, more ...any) []any {
	return append([]any{"id", text.Text("**" + r.Ref().String() + "**"), "title", r.Title, "circle", r.CircleName}, more...)
}
