package role

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// answering finds the row of somebody who may answer now: the nominee first (Conflict nominee_first, "person", "until"), then everybody
// else as well.
func (s *Selection) answering(by governance.PersonID) (Vote, error) {
	if err := s.in(Asking, Objecting); err != nil {
		return Vote{}, err
	}
	v, err := s.elector(by)
	if err == nil && s.Phase == Asking && by != s.Nominee {
		err = s.refuse(governance.Conflict, "nominee_first", "person", s.Nominee, "until", s.Until)
	}
	return v, err
}

// MayAnswer is MayNominate for Consent and Object.
func (s *Selection) MayAnswer(by governance.PersonID) error {
	_, err := s.answering(by)
	return err
}

// Consent says that somebody has no objection to the nominee. Who objects withdraws that first (selection_objects, Conflict). It answers
// NotAllowed, and Conflict as the phase has it.
func (s *Selection) Consent(now time.Time, by governance.PersonID) ([]governance.Event, error) {
	return s.consent(now, by, false)
}

// React is Consent by a reaction, which taking it off takes back.
func (s *Selection) React(now time.Time, by governance.PersonID) ([]governance.Event, error) {
	return s.consent(now, by, true)
}

// TakeBack heeds that somebody took their reaction off: they have not answered until they do, if it was the reaction that said they have
// no objection (D19). It answers NotAllowed, and Conflict as the phase has it.
func (s *Selection) TakeBack(now time.Time, by governance.PersonID) ([]governance.Event, error) {
	v, err := s.answering(by)
	if err != nil || s.answer(v) != NoObjection || !v.Reacted {
		return nil, err
	}
	s.put(by, v, NoAnswer, "")
	return []governance.Event{&AnswerTakenBack{Person: by}}, nil
}

func (s *Selection) consent(now time.Time, by governance.PersonID, reacted bool) ([]governance.Event, error) {
	v, err := s.answering(by)
	switch {
	case err != nil:
		return nil, err
	case s.answer(v) == HasObjection:
		return nil, s.refuse(governance.Conflict, "selection_objects")
	case s.answer(v) == NoObjection:
		if v.Reacted && !reacted { // said by word as well, so that no reaction takes it back
			s.put(by, v, NoObjection, "")
		}
		return nil, nil
	}
	v = s.put(by, v, NoObjection, "")
	v.Reacted = reacted
	s.votes.Put(by, v)
	return append([]governance.Event{&Answered{Person: by}}, s.advance(now)...), nil
}

// put notes how somebody stands to the present nominee.
func (s *Selection) put(by governance.PersonID, v Vote, a Answer, why string) Vote {
	v.Round, v.Answer, v.Objection, v.Gone, v.Reacted = s.Round, a, why, false, false
	s.votes.Put(by, v)
	return v
}

// Object says that somebody objects to the nominee, and why: a harm or a missed chance, and no opinion of the person. It answers Invalid
// selection_objection_missing, NotAllowed, and Conflict as the phase has it.
func (s *Selection) Object(now time.Time, by governance.PersonID, why string) ([]governance.Event, error) {
	v, err := s.answering(by)
	if err != nil {
		return nil, err
	}
	if why, err = s.required(why, "selection_objection_missing"); err != nil {
		return nil, err
	}
	if s.answer(v) == HasObjection && v.Objection == why {
		return nil, nil
	}
	s.put(by, v, HasObjection, why)
	return []governance.Event{&Objected{Person: by, Why: why, Own: by == s.Nominee,
		Notice: governance.Notice{Tell: tell(by, s.Nominee, s.Guide), ToCircle: true}}}, nil
}

// Met says that the objection of whoever says so is met, or withdrawn; they have not answered until they do. It answers Conflict
// selection_no_objection, NotAllowed, and Conflict as the phase has it.
func (s *Selection) Met(now time.Time, by governance.PersonID) ([]governance.Event, error) {
	v, err := s.answering(by)
	switch {
	case err != nil:
		return nil, err
	case s.answer(v) != HasObjection:
		return nil, s.refuse(governance.Conflict, "selection_no_objection")
	}
	s.put(by, v, NoAnswer, "")
	e := &ObjectionEnded{Person: by, Last: len(s.Objectors()) == 0, Notice: governance.Notice{ToCircle: true}}
	return append([]governance.Event{e}, s.advance(now)...), nil
}

// Accept says that the nominee accepts (R10); said before the others were asked, it counts as having no objection and is kept. It answers
// NotAllowed selection_not_nominee ("nominee"), Conflict selection_objects, and Conflict as the phase has it.
func (s *Selection) Accept(now time.Time, by governance.PersonID) ([]governance.Event, error) {
	if err := s.MayDecline(by); err != nil {
		return nil, err
	}
	if s.Phase == Accepting {
		return s.selected(now), nil
	}
	v, err := s.answering(by)
	switch {
	case err != nil:
		return nil, err
	case s.answer(v) == HasObjection:
		return nil, s.refuse(governance.Conflict, "selection_objects")
	case s.Ready:
		return nil, nil
	}
	s.Ready = true
	s.put(by, v, NoObjection, "")
	return append([]governance.Event{&Answered{Person: by, Accepts: true}}, s.advance(now)...), nil
}

// Decline says that the nominee does not accept; the next strongest case comes forward. It answers NotAllowed, Invalid text_…, and
// Conflict as the phase has it.
func (s *Selection) Decline(now time.Time, by governance.PersonID, why string) ([]governance.Event, error) {
	if err := s.MayDecline(by); err != nil {
		return nil, err
	}
	why, err := governance.CheckText("reason", why, governance.MaxReason, false)
	if err != nil {
		return nil, err
	}
	return append([]governance.Event{s.pass(PassedDeclined, why, by)}, s.choose(now)...), nil
}

// MayDecline is MayNominate for Accept and Decline.
func (s *Selection) MayDecline(by governance.PersonID) error {
	if err := s.in(Asking, Objecting, Accepting); err != nil {
		return err
	}
	if by == 0 || by != s.Nominee {
		return s.refuse(governance.NotAllowed, "selection_not_nominee", "nominee", s.Nominee)
	}
	return nil
}

// quorate tells whether enough of the others have answered (D7).
func (s *Selection) quorate() bool {
	answered, _, needed := s.Answers()
	return answered >= needed
}

// askAcceptance asks the nominee, or heeds that they said so already.
func (s *Selection) askAcceptance(now time.Time) []governance.Event {
	if s.Ready {
		return s.selected(now)
	}
	s.enter(now, Accepting, s.Spans.Accept)
	return []governance.Event{&AcceptanceAsked{Nominee: s.Nominee, Until: s.Until,
		Notice: governance.Notice{Tell: tell(0, s.Nominee), ToCircle: true, Plan: s.planHalf(now, NudgeAccept, "accept", s.Nominee)}}}
}

// selected is the one way to select somebody: nobody objects, enough have answered, and they accept.
func (s *Selection) selected(now time.Time) []governance.Event {
	if len(s.Objectors()) > 0 || !s.quorate() || s.Nominee == 0 {
		panic("role: " + s.Ref().String() + " cannot select anybody")
	}
	now = moment(now)
	until := moment(s.Term.After(now, governance.LoadZone(s.Zone), s.Days))
	s.finish(now, SelectionDone)
	return []governance.Event{&Selected{Role: s.Role, Person: s.Nominee, Until: until,
		Notice: governance.Notice{Tell: tell(0, s.Nominee), ToCircle: true,
			Carries: []governance.Act{{Kind: ActSeat, Args: governance.Args{"role": s.Role.N, "person": int64(s.Nominee), "how": string(BySelection),
				"until": until.Format(time.RFC3339Nano)}}, s.endedAct()}}}}
}

// fail ends it without anybody; whoever keeps the role serves on.
func (s *Selection) fail(now time.Time, why Failure) []governance.Event {
	s.Nominee, s.Why = 0, why
	s.finish(now, SelectionFailed)
	return []governance.Event{&NotSelected{Role: s.Role, Why: why, Keeper: s.Keeper,
		Notice: governance.Notice{ToCircle: true, Carries: []governance.Act{s.endedAct()}}}}
}

// CallOff ends it: whoever called it may, and the facilitator; one that the end of a term called, its keeper too. It answers NotAllowed
// selection_not_caller ("by", "facilitator"), TooLate selection_over, and Invalid text_….
func (s *Selection) CallOff(now time.Time, by governance.PersonID, why string) ([]governance.Event, error) {
	if err := s.MayCallOff(by); err != nil {
		return nil, err
	}
	why, err := governance.CheckText("reason", why, governance.MaxReason, false)
	if err != nil {
		return nil, err
	}
	s.Nominee, s.EndedBy, s.Words = 0, by, why
	s.finish(now, SelectionOff)
	return []governance.Event{&CalledOff{Role: s.Role, By: by, Why: why,
		Notice: governance.Notice{ToCircle: true, Carries: []governance.Act{s.endedAct()}}}}, nil
}

// MayCallOff is MayNominate for CallOff.
func (s *Selection) MayCallOff(by governance.PersonID) error {
	if s.Phase == Over {
		return s.refuse(governance.TooLate, "selection_over", "status", string(s.Outcome))
	}
	if by == 0 || by != s.By && by != s.Guide && (s.By != 0 || by != s.Keeper) {
		return s.refuse(governance.NotAllowed, "selection_not_caller", "by", s.By, "facilitator", s.Guide)
	}
	return nil
}

// finish gives it its one outcome. A selection with no reveal shows none afterwards either.
func (s *Selection) finish(now time.Time, outcome SelectionStatus) {
	s.Revealing = s.Revealed()
	s.Phase, s.Outcome, s.Ended, s.Until, s.PausedAt = Over, outcome, moment(now), time.Time{}, time.Time{}
}

// endedAct tells the role that its selection is over.
func (s *Selection) endedAct() governance.Act {
	return governance.Act{Kind: ActEnded, Args: governance.Args{"role": s.Role.N, "selection": s.Number, "outcome": string(s.Outcome)}}
}

// Hinder implements governance.Hinderable: the role cannot be filled any more, so that nobody is selected (D22).
func (s *Selection) Hinder(now time.Time, _ governance.Act, _ *governance.Error) ([]governance.Event, error) {
	if s.Phase == Over {
		return nil, nil
	}
	return s.fail(now, SeatImpossible), nil
}

// RoleDropped heeds that the role is no more, so that nobody is to be selected.
func (s *Selection) RoleDropped(now time.Time) ([]governance.Event, error) {
	if s.Phase == Over {
		return nil, nil
	}
	return s.fail(now, RoleGone), nil
}
