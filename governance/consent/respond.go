package consent

import (
	"slices"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Respond takes a person's stance (D2). The latest deliberate act wins, but an open objection is not replaced: its author is asked
// whether to withdraw it (D3). The proposer consents already (D6). The same stance again changes nothing, except that a button or a
// word makes firm what a reaction said (D19), and that a reason may be given anew. It answers NotAllowed to whoever is not in the
// electorate (D5), TooLate once the proposal has ended, Invalid for an unknown stance or a reason too long.
func (p *Proposal) Respond(now time.Time, by governance.PersonID, stance governance.Stance, why string, via Via) ([]governance.Event, error) {
	now = moment(now)
	if err := p.alive(); err != nil {
		return nil, err
	}
	b, err := p.elector(by)
	if err != nil {
		return nil, err
	}
	if why, err = governance.CheckText("why", why, governance.MaxReason, false); err != nil {
		return nil, err
	}
	switch {
	case !slices.Contains(governance.Stances(), stance):
		return nil, governance.Refuse(governance.Invalid, "stance_unknown", "text", string(stance))
	case stance == governance.Objecting:
		return p.object(now, by, b, why, via), nil
	case len(p.openBy(by)) > 0:
		return p.offerWithdrawal(by), nil // D3
	case by == p.s.Proposer && stance == governance.Abstain:
		return nil, governance.Refuse(governance.Conflict, "proposer_consents", "id", p.s.Ref.String())
	case by == p.s.Proposer && stance == governance.Consent && b.Stance == governance.NoStance:
		return nil, nil // D6
	}
	return p.take(now, by, b, stance, why, via), nil
}

// take notes a stance other than objection.
func (p *Proposal) take(now time.Time, by governance.PersonID, b Ballot, stance governance.Stance, why string, via Via) []governance.Event {
	was := b.Stance
	if was == stance {
		firmer := b.Via == ByReaction && via != ByReaction
		if !firmer && (why == "" || why == b.Why) {
			return nil
		}
		if !firmer {
			via = b.Via
		}
		if why == "" {
			why = b.Why
		}
	}
	reworded := was != stance || why != b.Why
	b.Stance, b.Why, b.Via, b.At = stance, why, via, p.clock(now)
	p.put(by, b)
	events := []governance.Event{&StanceTaken{Version: p.Version(), Person: by, Stance: stance, Was: was, Why: why, Via: via}}
	if stance == governance.Concern && reworded {
		p.s.Run.LastConcern = p.clock(now)
	}
	if stance == governance.NeedsTime && was != stance {
		events = append(events, p.moreTime(now, by)...)
	}
	events = append(events, p.early(now)...)
	return append(events, p.lateQuorum(now)...)
}

// moreTime extends the deadline for everybody, once a version; a second one is told so (D9). While closing it counts from now, for
// the bot may have been away for longer than it gives. While the proposal is held it counts when a window runs again.
func (p *Proposal) moreTime(now time.Time, by governance.PersonID) []governance.Event {
	r := &p.s.Run
	if r.MoreTime || r.TimeAsked {
		return []governance.Event{&MoreTimeRefused{Version: p.Version(), Person: by}}
	}
	if p.s.Phase == held {
		r.TimeAsked = true
		return nil
	}
	r.MoreTime = true
	p.reopen()
	from := later(p.Deadline(), p.clock(now))
	return []governance.Event{p.move(now, p.shrunk(p.now().Policy.NeedsTime, from), MovedNeedsTime, by)}
}

// lateQuorum leaves time for others when a response reaches quorum for the first time in the last minutes (D18).
func (p *Proposal) lateQuorum(now time.Time) []governance.Event {
	r := &p.s.Run
	if p.Ended() || r.QuorumReached || p.needed() == 0 || !p.quorate() {
		return nil
	}
	r.QuorumReached = true
	left := p.Deadline().Sub(p.clock(now))
	enough := governance.ShrinkToTenth(p.now().Policy.LateQuorum, r.Window)
	if p.s.Phase != running || left <= 0 || left >= enough || r.Tally.responded() == r.Tally.Others {
		return nil
	}
	return []governance.Event{p.move(now, p.clock(now).Add(enough), MovedLateQuorum, 0)}
}

// TakeBack takes a stance back (D19). For a reaction that was removed, stance is what it stood for, and it takes back only what that
// reaction made; for the word "undo" stance is empty, and it takes back whatever there is. An objection with a reason is not taken
// back but its author asked whether to withdraw it. It answers Conflict when there is nothing to undo, NotAllowed to whoever is not
// in the electorate and says "undo", and TooLate once the proposal has ended.
func (p *Proposal) TakeBack(now time.Time, by governance.PersonID, stance governance.Stance, _ Via) ([]governance.Event, error) {
	now = moment(now)
	undo := stance == governance.NoStance
	if err := p.alive(); err != nil {
		return nil, err
	}
	if open := p.openBy(by); len(open) > 0 && (undo || stance == governance.Objecting) {
		return p.takeBackObjections(now, by, open, undo), nil
	}
	b, err := p.elector(by)
	switch {
	case err != nil && undo:
		return nil, err
	case err != nil, !undo && (b.Stance != stance || b.Via != ByReaction):
		return nil, nil
	case b.Stance == governance.NoStance:
		return nil, governance.Refuse(governance.Conflict, "nothing_to_undo", "id", p.s.Ref.String())
	}
	was := b.Stance
	b.Stance, b.Why, b.Via, b.At = governance.NoStance, "", "", p.clock(now)
	p.put(by, b)
	return append([]governance.Event{&StanceTakenBack{Version: p.Version(), Person: by, Was: was}}, p.early(now)...), nil
}

// early adopts the proposal when everybody has responded and nobody objects: at once if all consent or abstain, otherwise a tenth of
// the window, at most an hour, after the last concern (D8). It keeps the instant of that, and takes it back when it is true no
// longer. A deadline that has come is Wake's to heed.
func (p *Proposal) early(now time.Time) []governance.Event {
	r := &p.s.Run
	if p.s.Phase != running || p.Paused() || !now.Before(p.Deadline()) {
		return nil
	}
	at := time.Time{}
	if t := r.Tally; p.now().Policy.Early && t.Others > 0 && t.responded() == t.Others && !p.blocked() && p.quorate() {
		at = now
		if t.Worried > 0 {
			at = r.LastConcern.Add(min(time.Hour, r.Window/10))
		}
	}
	switch {
	case !at.IsZero() && !at.After(now):
		return p.adopt(now)
	case !at.Before(p.Deadline()):
		at = time.Time{}
	}
	if at.Equal(r.Early) {
		return nil
	}
	r.Early = at
	return []governance.Event{&EarlySet{Version: p.Version(), At: at}}
}

// move makes the deadline another, and plans the nudges for it.
func (p *Proposal) move(now, until time.Time, why Moved, by governance.PersonID) *DeadlineMoved {
	was := p.Deadline()
	p.now().Deadline = until
	e := &DeadlineMoved{Version: p.Version(), Was: was, Until: until, Why: why, By: by}
	if e.Plan = p.planResponses(p.clock(now), was); why == MovedQuorum {
		e.Plan = p.planExtended(now)
	}
	return e
}

// reopen lets the window run again after closing or being held.
func (p *Proposal) reopen() {
	p.s.Phase = running
	r := &p.s.Run
	r.Attempt, r.Retry, r.ReadFailed = 0, time.Time{}, false
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
