package bot

import (
	"encoding/json"
	"fmt"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/inbox"
	"github.com/folkmoot/folkmoot/governance/role"
)

// Practices answers every practice of the house: the one list that storage, assembly and the record are made from.
func Practices() []assembly.Practice {
	return append([]assembly.Practice{
		{Kind: governance.KindPerson, Table: "people", Decode: decode[governance.Person], Events: personEvents()},
		{Kind: governance.KindCircle, Table: "circles", RowsTable: "circle_people", Decode: decode[governance.Circle], Events: circleEvents(),
			Acts: map[string]assembly.Carry{consent.ActSetPolicy: carryCircleSet, consent.ActCircleAdopted: carryCircleAdopted,
				role.ActCircleFacilitator: carryFacilitator}},
		{Kind: consent.Kind, Table: "proposals", RowsTable: "proposal_people", Decode: decode[consent.Proposal], Events: consent.Events()},
		{Kind: consent.KindAgreement, Table: "agreements", Decode: decode[consent.Agreement],
			Acts: map[string]assembly.Carry{consent.ActMakeAgreement: carryAgreement}},
		{Kind: commitment.Kind, Table: "commitments", RowsTable: "commitment_people", Decode: decode[commitment.Commitment], Events: commitment.Events(),
			Acts: map[string]assembly.Carry{commitment.ActMake: carryCommitment}},
		{Kind: commitment.KindPin, Table: "pins", Decode: decode[commitment.Pin], Events: commitment.PinEvents()},
		{Kind: inbox.Kind, Table: "inboxes", Decode: decode[inbox.Inbox], Events: []func() governance.Event{func() governance.Event { return &inbox.Delivered{} },
			func() governance.Event { return &inbox.DigestDue{} }}},
		rotationPractice(),
	}, rolePractices()...)
}

func decode[T any, P interface {
	*T
	governance.Aggregate
}](data []byte) (governance.Aggregate, error) {
	a := P(new(T))
	read := func() error { return json.Unmarshal(data, a) }
	if own, ok := any(a).(json.Unmarshaler); ok {
		read = func() error { return own.UnmarshalJSON(data) } // which checks the data itself, once
	}
	if err := read(); err != nil {
		return nil, fmt.Errorf("decode a %T: %w", a, err)
	}
	return a, nil
}

func personEvents() []func() governance.Event {
	return []func() governance.Event{
		func() governance.Event { return &governance.PersonSet{} },
		func() governance.Event { return &governance.PersonLinked{} },
		func() governance.Event { return &governance.FeedOpened{} },
		func() governance.Event { return &governance.FeedClosed{} },
	}
}

func circleEvents() []func() governance.Event {
	return []func() governance.Event{
		func() governance.Event { return &governance.CircleMade{} },
		func() governance.Event { return &governance.CircleRenamed{} },
		func() governance.Event { return &governance.CircleSet{} },
		func() governance.Event { return &governance.MemberJoined{} },
		func() governance.Event { return &governance.MemberLeft{} },
		func() governance.Event { return &governance.CircleBound{} },
		func() governance.Event { return &governance.CircleShut{} },
		func() governance.Event { return &governance.CircleOpened{} },
		func() governance.Event { return &governance.CircleHid{} },
		func() governance.Event { return &governance.LinksRenewed{} },
		func() governance.Event { return &governance.FirstAgreement{} },
		func() governance.Event { return &governance.FacilitatorSeated{} },
	}
}

// carryAgreement makes the agreement that an adopted proposal becomes (D23).
func carryAgreement(s *assembly.Sitting, cause *governance.Entry, act governance.Act) error {
	circle, err := s.Circle(cause.Org, cause.Circle, assembly.Everybody)
	if err != nil {
		return err
	}
	n, err := s.Next(cause.Org, consent.KindAgreement)
	if err != nil {
		return err
	}
	a, events, err := consent.MakeAgreement(s.Now, governance.Ref{Org: cause.Org, Kind: consent.KindAgreement, N: n}, circle, act)
	if err != nil {
		return err
	}
	s.Add(a)
	return s.On(a).Did(events, nil)
}
