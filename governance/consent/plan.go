package consent

import (
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// What a nudge asks for; the names of its texts.
const (
	nudgeHalf        = "respond_half"
	nudgeLast        = "respond_last"
	nudgeExtended    = "respond_extended"
	nudgeReason      = "reason"
	nudgeConfirm     = "confirm"
	nudgeAmended     = "respond_amended"
	nudgeObjector    = "integrate_objector"
	nudgeProposer    = "integrate_proposer"
	nudgeFacilitator = "integrate_facilitator"
)

// nudge makes one, urgent in a window under a day (D0). Its part is the version; that of a nudge about an objection is the
// objection's number.
func (p *Proposal) nudge(what, key string, due, until time.Time, to ...governance.PersonID) governance.Nudge {
	return governance.Nudge{To: to, Key: p.key(key), What: what, On: p.s.Ref, Part: p.Version(), Due: due, Until: until,
		Urgent: p.s.Run.Window < 24*time.Hour}
}

// halfway is when those who have not responded are nudged first (D10), for a window that ends at deadline. Zero is never.
func (p *Proposal) halfway(deadline time.Time) time.Time {
	share := p.now().Policy.NudgeAt
	if share == 0 {
		return time.Time{}
	}
	return p.s.Run.From.Add(deadline.Sub(p.s.Run.From) / 100 * time.Duration(share))
}

// lastCall is when they are nudged again (D10): shrunk, it comes at half the window and makes the first one needless (D0).
func (p *Proposal) lastCall(deadline time.Time) time.Time {
	window := deadline.Sub(p.s.Run.From)
	before := p.calendar().Shrink(p.now().Policy.NudgeLast, p.s.Run.From, window).Sub(p.s.Run.From)
	return deadline.Add(-min(before, window/2))
}

// planResponses plans the nudges to those who have not responded. Was is the deadline before it moved: what was due by it is not
// said twice. Without every row loaded it plans nothing, which is when a deadline moves by an hour at most (D18).
func (p *Proposal) planResponses(now, was time.Time) []governance.Nudge {
	if !p.ballots.Whole() {
		return nil
	}
	return p.planFor(now, was, p.unanswered())
}

// planFor plans the nudges for these people.
func (p *Proposal) planFor(now, was time.Time, to []governance.PersonID) []governance.Nudge {
	deadline := p.Deadline()
	if len(to) == 0 || !deadline.After(now) {
		return nil
	}
	last := p.lastCall(deadline)
	if last.Before(now) {
		last = now
	}
	var plan []governance.Nudge
	half := p.halfway(deadline)
	said := !was.IsZero() && !p.halfway(was).After(now)
	if !half.IsZero() && !said && half.After(now) && half.Before(last) {
		plan = append(plan, p.nudge(nudgeHalf, "half", half, deadline, to...))
	}
	return append(plan, p.nudge(nudgeLast, "last", last, deadline, to...))
}

// planExtended asks the missing directly, at once (D16).
func (p *Proposal) planExtended(now time.Time) []governance.Nudge {
	to := p.Awaited()
	if len(to) == 0 {
		return nil
	}
	return []governance.Nudge{p.nudge(nudgeExtended, "extended", now, p.Deadline(), to...)}
}

// planAmended shows those who had responded what an amendment changed, and asks the authors of open objections whether it meets them:
// at once, and them again at half the window (D13, D14).
func (p *Proposal) planAmended(responded []governance.PersonID) []governance.Nudge {
	var plan []governance.Nudge
	opened, half := p.s.Run.From, p.s.Run.From.Add(p.Deadline().Sub(p.s.Run.From)/2)
	for _, o := range p.s.Objections {
		if o.Open() {
			plan = append(plan, p.about(o, nudgeConfirm, "amended", opened, half), p.about(o, nudgeConfirm, "confirm", half, p.Deadline()))
		}
	}
	others := slices.DeleteFunc(slices.Clone(responded), func(person governance.PersonID) bool { return len(p.openBy(person)) > 0 })
	if len(others) > 0 {
		plan = append(plan, p.nudge(nudgeAmended, "amended", opened, p.Deadline(), others...))
	}
	return plan
}

// planReason asks for the reasons of objections in their grace (D11).
func (p *Proposal) planReason(now time.Time, numbers []int) []governance.Nudge {
	var plan []governance.Nudge
	for _, n := range numbers {
		o := p.s.Objections[n-1]
		plan = append(plan, p.about(o, nudgeReason, "reason", now, o.Grace))
	}
	return plan
}

// planIntegration nudges objectors, proposer and facilitator (D16): at once, and again at half of the time there is.
func (p *Proposal) planIntegration(now time.Time) []governance.Nudge {
	until := p.s.Run.Until
	half := now.Add(until.Sub(now) / 2)
	var plan []governance.Nudge
	for _, o := range p.s.Objections {
		if o.Open() {
			plan = append(plan, p.about(o, nudgeObjector, "integrate", now, half), p.about(o, nudgeObjector, "integrate/half", half, until))
		}
	}
	ask := func(what string, who governance.PersonID) {
		if who != 0 {
			plan = append(plan, p.nudge(what, what, now, half, who), p.nudge(what, what+"/half", half, until, who))
		}
	}
	ask(nudgeProposer, p.s.Proposer)
	ask(nudgeFacilitator, p.s.Facilitator)
	return plan
}

// about is a nudge to the author of one objection.
func (p *Proposal) about(o Objection, what, key string, due, until time.Time) governance.Nudge {
	n := p.nudge(what, "o"+strconv.Itoa(o.Number)+"/"+key, due, until, o.Author)
	n.Part = o.Number
	return n
}
