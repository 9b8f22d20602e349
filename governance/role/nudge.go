package role

import (
	"slices"
	"strconv"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// What a nudge asks for; the names of its texts. Their Part is the round: how many were proposed when it was planned.
const (
	// NudgeNominate asks for a nomination, half-way and before the end; NudgeChange whether one keeps theirs.
	NudgeNominate = "select_nominate"
	NudgeChange   = "select_change"
	// NudgeChoose asks the facilitator who has the strongest case.
	NudgeChoose = "select_choose"
	// NudgeAsked asks the nominee whether they object, NudgeObject everybody else, NudgeAccept the nominee whether they accept.
	NudgeAsked  = "select_asked"
	NudgeObject = "select_object"
	NudgeAccept = "select_accept"
)

func (s *Selection) nudge(what, key string, due, until time.Time, to ...governance.PersonID) governance.Nudge {
	return governance.Nudge{To: to, Key: s.Ref().String() + "/" + strconv.Itoa(s.Round) + "/" + key, What: what, On: s.Ref(), Part: s.Round,
		Due: due, Until: until, Urgent: s.Window < 24*time.Hour}
}

// planHalf asks those people half-way through the present phase.
func (s *Selection) planHalf(now time.Time, what, key string, to ...governance.PersonID) []governance.Nudge {
	if len(to) == 0 || !s.Until.After(now) {
		return nil
	}
	return []governance.Nudge{s.nudge(what, key, now.Add(s.Until.Sub(now)/2), s.Until, to...)}
}

// planNominate asks everybody half-way and a day before the end; once only, half-way, in a time so short that the two meet (D0).
func (s *Selection) planNominate(now time.Time) []governance.Nudge {
	to := s.Electors()
	plan := s.planHalf(now, NudgeNominate, "nominate", to...)
	if last := s.Until.Add(-24 * time.Hour); len(to) > 0 && last.After(now.Add(s.Window/2)) {
		plan = append(plan, s.nudge(NudgeNominate, "nominate/last", last, s.Until, to...))
	}
	return plan
}

// Awaits tells whether a nudge that was planned is still true: whether this person has still to hear that. Part is the nudge's.
func (s *Selection) Awaits(person governance.PersonID, what string, part int) bool {
	phase, ok := map[string]Phase{NudgeNominate: Nominating, NudgeChange: Changing, NudgeChoose: Choosing, NudgeAsked: Asking,
		NudgeObject: Objecting, NudgeAccept: Accepting}[what]
	return ok && s.PausedAt.IsZero() && s.Phase == phase && s.Round == part && slices.Contains(s.Awaited(), person)
}
