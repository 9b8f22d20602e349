package commitment

import (
	"fmt"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// Draft is what somebody wants to be committed to (C1).
type Draft struct {
	// What is to be done, in one line.
	What  string
	Owner governance.PersonID
	// To is whom it is promised to; zero for the circle, or without one for the asker.
	To governance.PersonID
	// Due is the date. A repeating commitment has a Cadence instead, and the first round's date from it (C9).
	Due     time.Time
	Cadence schedule.Cadence
	// OwnerZone is the IANA zone of the owner, for what the due day is; empty for the circle's.
	OwnerZone string
	Place     governance.Place
	Source    Source
}

// longestAhead is how far ahead a date may lie, in years, as for dates that people type.
const longestAhead = 5

// Make makes a commitment. One's own is accepted at once; what is asked of somebody else is a request until they accept (C1). In is the
// circle, with the rows of asker, owner and To loaded, or nil without one. It answers NotAllowed to an asker who is no member, unless the
// circle itself decided it, or when owner or To may not read what is asked of them (K6), and Invalid for a draft without words, owner or
// date, or with a date that is past or more than five years ahead.
func Make(now time.Time, ref governance.Ref, in *governance.Circle, asker governance.PersonID, d Draft) (*Commitment, []governance.Event, error) {
	now = moment(now)
	if err := d.clean(now, in, asker); err != nil {
		return nil, nil, err
	}
	c := &Commitment{Org: ref.Org, Number: ref.N, Zone: d.OwnerZone, OwnerZone: d.OwnerZone, Place: d.Place, Source: d.Source, What: d.What,
		Owner: d.Owner, Asker: asker, To: d.To, Status: StatusOffered, Made: now, Due: d.Due, Cadence: d.Cadence}
	if in != nil {
		c.Circle, c.CircleName, c.Zone, c.Readers = in.ID, in.Name, in.Zone, in.Audience()
	}
	c.concern(c.Owner, c.Asker, c.To)
	c.noteParts(nil)
	if c.Repeats() {
		c.Round = Round{Number: 1, Base: d.Due, Due: d.Due, Next: moment(d.Cadence.Next(d.Due))}
	}
	c.climb(now, true)
	e := &Made{What: c.What, Owner: c.Owner, Asker: asker, To: c.To, Due: c.Due, Cadence: c.Cadence.String(), Source: c.Source, Place: c.Place}
	by := asker
	if d.Source.By == ByProposal {
		by = 0 // it is news to who raised the proposal as well
	}
	e.Notice = c.notice(by, c.Owner, c.To)
	if c.Owner == asker {
		c.Status = StatusAccepted
		e.Plan = c.planDates(now)
	} else {
		e.Plan = c.planOffer(now)
	}
	e.Status = c.Status
	return c, []governance.Event{e}, nil
}

// clean makes the draft fit to be kept, or refuses it.
func (d *Draft) clean(now time.Time, in *governance.Circle, asker governance.PersonID) (err error) {
	if d.What, err = cleanWhat(d.What); err != nil {
		return err
	}
	if d.Owner == 0 {
		return governance.Refuse(governance.Invalid, "commit_owner_missing")
	}
	if !d.Cadence.IsZero() {
		d.Due = d.Cadence.Next(now)
	}
	if d.Due, err = cleanDate(now, d.Due); err != nil {
		return err
	}
	if in == nil {
		if d.To == 0 {
			d.To = asker
		}
		if d.OwnerZone == "" {
			d.OwnerZone = "UTC"
		}
		return nil
	}
	if d.OwnerZone == "" {
		d.OwnerZone = in.Zone
	}
	if d.Source.By != ByProposal && !in.Has(asker) { // what was adopted, the circle wants, whoever has left it since
		return in.NotMember()
	}
	return mayRead(in, d.Owner, d.To)
}

// cleanWhat makes the words fit to be kept, or refuses them.
func cleanWhat(what string) (string, error) {
	what, err := governance.CheckText("what", what, governance.MaxTitle, true)
	if err == nil && what == "" {
		err = governance.Refuse(governance.Invalid, "commit_what_missing")
	}
	return what, err
}

// cleanDate refuses a time that is missing, past, or too far ahead (C3).
func cleanDate(now, due time.Time) (time.Time, error) {
	switch due = moment(due); {
	case due.IsZero():
		return due, governance.Refuse(governance.Invalid, "date_missing")
	case !due.After(now):
		return due, governance.Refuse(governance.Invalid, "date_past", "when", due)
	case due.After(now.AddDate(longestAhead, 0, 0)):
		return due, governance.Refuse(governance.Invalid, "date_too_far", "when", due)
	}
	return due, nil
}

// mayRead refuses people who are not let into the private circle that they would read about (K6).
func mayRead(in *governance.Circle, people ...governance.PersonID) error {
	for _, p := range people {
		if p != 0 && in != nil && in.Private && !in.Has(p) {
			return governance.Refuse(governance.NotAllowed, "commit_not_a_member", "person", p, "circle", in.Name)
		}
	}
	return nil
}

// ActMake is the kind of act that makes a commitment because a proposal was adopted (D22).
const ActMake = "commitment.make"

// MakeAct is the act that makes this commitment once a proposal is adopted (D22). Its asker is the proposer. Without a date it has to
// say after, how long after the adoption it is due, as schedule.When tells it.
func MakeAct(d Draft, after string) governance.Act {
	args := governance.Args{"owner": int64(d.Owner), "to": int64(d.To)}
	switch {
	case !d.Cadence.IsZero():
		args["cadence"] = d.Cadence.String()
	case !d.Due.IsZero():
		args["due"] = moment(d.Due).Format(time.RFC3339Nano)
	case after != "":
		args["after"] = after
	}
	return governance.Act{Kind: ActMake, Args: args, Text: d.What}
}

// ReadAct reads the draft that an act of kind ActMake asks for, and how long after the adoption it is due where it has no date of its own.
// The act may have been through JSON. Place, zone and source are the caller's to fill in.
func ReadAct(act governance.Act) (d Draft, after string, err error) {
	word := func(name string) string { text, _ := act.Args[name].(string); return text }
	owner, okOwner := number(act.Args["owner"])
	to, okTo := number(act.Args["to"])
	if act.Kind != ActMake || !okOwner || !okTo {
		return d, "", fmt.Errorf("act %q does not say whose commitment it makes", act.Kind)
	}
	d = Draft{What: act.Text, Owner: governance.PersonID(owner), To: governance.PersonID(to)}
	switch {
	case word("cadence") != "":
		err = d.Cadence.UnmarshalText([]byte(word("cadence")))
	case word("due") != "":
		d.Due, err = time.Parse(time.RFC3339Nano, word("due"))
	}
	if err != nil {
		return d, "", fmt.Errorf("act %q: %w", act.Kind, err)
	}
	return d, word("after"), nil
}

// DraftOf is ReadAct at the moment of the adoption, from which its date may be counted. A date that has passed meanwhile is refused by Make,
// which hinders the adoption (D22).
func DraftOf(now time.Time, act governance.Act, in *governance.Circle) (Draft, error) {
	d, after, err := ReadAct(act)
	if err != nil || after == "" {
		return d, err
	}
	when, err := schedule.ParseWhen(after, now, in.Location(), schedule.Reading{Days: in.Days})
	if err != nil {
		return d, fmt.Errorf("act %q: %w", act.Kind, err)
	}
	d.Due = when.At
	return d, nil
}

// number reads a whole number of whatever type JSON, or nobody, has made of it.
func number(v any) (int64, bool) {
	switch n := v.(type) {
	case int64:
		return n, true
	case int:
		return int64(n), true
	case governance.PersonID:
		return int64(n), true
	case float64:
		return int64(n), n == float64(int64(n))
	case fmt.Stringer: // json.Number
		i, err := strconv.ParseInt(n.String(), 10, 64)
		return i, err == nil
	case nil:
		return 0, true
	}
	return 0, false
}
