package consent

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Gone heeds that somebody was deactivated (D4, D27). Who had not answered leaves the count; what they object to lapses, and what
// they proposed is withdrawn, after the circle's time for it, unless another elector takes it over. Nothing changes for a proposal
// that has ended or does not know them.
func (p *Proposal) Gone(now time.Time, person governance.PersonID) ([]governance.Event, error) {
	now = moment(now)
	if p.Ended() {
		return nil, nil
	}
	e := &ElectorGone{Version: p.Version(), Person: person}
	until := p.shrunk(p.now().Policy.Gone, p.clock(now))
	b, _ := p.ballots.Get(person)
	news := b.Elector && !b.Gone
	if news {
		b.Gone = true
		p.put(person, b)
	}
	for _, n := range p.openBy(person) {
		if o := &p.s.Objections[n-1]; o.Gone.IsZero() {
			o.Gone, e.Until = until, until
			e.Objections = append(e.Objections, n)
		}
	}
	if person == p.s.Proposer && p.s.ProposerGone.IsZero() {
		p.s.ProposerGone, e.Until, e.Proposer = until, until, true
	}
	if !news && e.Until.IsZero() {
		return nil, nil
	}
	e.Counted = b.Elector && (b.Stance.Responds() || b.Stance == governance.Objecting || person == p.s.Proposer)
	events := append([]governance.Event{e}, p.refacilitate()...)
	return append(events, p.early(now)...), nil
}

// Back heeds that somebody gone is there again: they count, and nothing of theirs lapses (D27).
func (p *Proposal) Back(now time.Time, person governance.PersonID) ([]governance.Event, error) {
	if p.Ended() {
		return nil, nil
	}
	b, _ := p.ballots.Get(person)
	news := b.Gone
	if news {
		b.Gone = false
		p.put(person, b)
	}
	for _, n := range p.openBy(person) {
		if o := &p.s.Objections[n-1]; !o.Gone.IsZero() {
			o.Gone, news = time.Time{}, true
		}
	}
	if person == p.s.Proposer && !p.s.ProposerGone.IsZero() {
		p.s.ProposerGone, news = time.Time{}, true
	}
	if !news {
		return nil, nil
	}
	events := append([]governance.Event{&ElectorBack{Version: p.Version(), Person: person}}, p.refacilitate()...)
	return append(events, p.early(moment(now))...), nil
}

// Linked puts a person in the place of an elector who turned out to be the same (K8). Somebody who is an elector already has one place
// and not two. It answers Conflict when the elector has said something, or is proposer or facilitator: that is theirs until it ends.
func (p *Proposal) Linked(now time.Time, was, is governance.PersonID) ([]governance.Event, error) {
	b, _ := p.ballots.Get(was)
	own, _ := p.ballots.Get(is)
	switch {
	case p.Ended():
		return nil, nil
	case was == p.s.Proposer, was == p.s.Facilitator, len(p.openBy(was)) > 0, b.Stance != governance.NoStance:
		return nil, governance.Refuse(governance.Conflict, "link_busy", "id", p.s.Ref.String())
	case !b.Elector:
		return nil, nil
	}
	p.put(was, Ballot{})
	if !own.Elector {
		own.Elector, own.Willing = true, b.Willing
		p.put(is, own)
	}
	return append([]governance.Event{&ElectorLinked{Version: p.Version(), Was: was, Is: is}}, p.early(moment(now))...), nil
}

// TakeUp makes another elector the proposer of a proposal whose proposer is gone (D27). It answers Conflict while the proposer is
// there, and NotAllowed to whoever is not in the electorate.
func (p *Proposal) TakeUp(now time.Time, by governance.PersonID) ([]governance.Event, error) {
	if err := p.alive(); err != nil {
		return nil, err
	}
	next, err := p.elector(by)
	if err != nil {
		return nil, err
	}
	if p.s.ProposerGone.IsZero() || by == p.s.Proposer {
		return nil, governance.Refuse(governance.Conflict, "proposer_present", "id", p.s.Ref.String(), "person", p.s.Proposer)
	}
	from := p.s.Proposer
	was, _ := p.ballots.Get(from)
	p.s.Run.Tally.add(was, true, -1)
	p.s.Run.Tally.add(next, false, -1)
	p.s.Proposer, p.s.ProposerGone = by, time.Time{}
	was.Raised, next.Raised = false, true
	p.s.Run.Tally.add(was, false, 1)
	p.s.Run.Tally.add(next, true, 1)
	p.ballots.Put(from, was)
	p.ballots.Put(by, next)
	events := []governance.Event{&TakenUp{Version: p.Version(), From: from, By: by}}
	events = append(events, p.refacilitate()...)
	return append(events, p.early(moment(now))...), nil
}

// lapse ends an objection by time alone.
func (p *Proposal) lapse(now time.Time, number int, how Ending) []governance.Event {
	return p.end(now, &p.s.Objections[number-1], how, 0)
}

// abandon withdraws the proposal because its proposer is gone and nobody took it up (D27).
func (p *Proposal) abandon(now time.Time) []governance.Event {
	p.finish(Outcome{Status: StatusWithdrawn, At: now, Lapsed: true})
	return []governance.Event{&Withdrawn{Version: p.Version(), Lapsed: true}}
}

// Pause lets the proposal's time stand still because its place cannot be spoken in (D25).
func (p *Proposal) Pause(now time.Time) ([]governance.Event, error) {
	if p.Ended() || p.Paused() {
		return nil, nil
	}
	p.s.PausedAt = moment(now)
	return []governance.Event{&Paused{Version: p.Version()}}, nil
}

// Resume lets it run again: everything pending moves by the length of the pause (D25).
func (p *Proposal) Resume(now time.Time) ([]governance.Event, error) {
	now = moment(now)
	if p.Ended() || !p.Paused() {
		return nil, nil
	}
	by := max(now.Sub(p.s.PausedAt), 0)
	p.s.PausedAt = time.Time{}
	p.shift(by)
	e := &Resumed{Version: p.Version(), Until: p.s.Run.Until}
	events := []governance.Event{e}
	switch p.s.Phase {
	case held:
		if !e.Until.IsZero() {
			e.Plan = p.planIntegration(now)
		}
	default:
		was := p.Deadline()
		moved := p.move(now, was.Add(by), MovedPaused, 0)
		moved.Plan = p.planResponses(now, time.Time{})
		events = append(events, moved)
	}
	return append(events, p.early(now)...), nil
}

// shift moves everything pending but the deadline.
func (p *Proposal) shift(by time.Duration) {
	r := &p.s.Run
	pending := []*time.Time{&r.From, &r.Early, &r.LastConcern, &r.Until, &r.Retry, &p.s.ProposerGone}
	for i := range p.s.Objections {
		pending = append(pending, &p.s.Objections[i].Grace, &p.s.Objections[i].Gone)
	}
	for _, t := range pending {
		if !t.IsZero() {
			*t = t.Add(by)
		}
	}
}
