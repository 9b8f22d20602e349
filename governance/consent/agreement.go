package consent

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// The acts that every adoption carries out after the proposal's own (D22, D23, K4).
const (
	ActMakeAgreement = "agreement.make"
	ActCircleAdopted = "circle.adopted"
)

// AgreementStatus is the one word that tells where an agreement is.
type AgreementStatus string

// InForce: the agreement holds. The other words come with its review (D23).
const InForce AgreementStatus = "In force"

// Agreement is an adopted proposal: what the circle holds to until it is reviewed (D23).
type Agreement struct {
	ID       governance.Ref      `json:"ref"`
	Circle   governance.CircleID `json:"circle"`
	Title    string              `json:"title"`
	Because  string              `json:"because,omitempty"`
	Text     string              `json:"text,omitempty"`
	Proposal governance.Ref      `json:"proposal"`
	Proposer governance.PersonID `json:"proposer,omitempty"`
	Made     time.Time           `json:"made"`
	// Review is when it is looked at again; zero for never.
	Review time.Time           `json:"review,omitzero"`
	Status AgreementStatus     `json:"status"`
	Seen   governance.Audience `json:"audience"`
}

// Acts implements governance.Acting: the proposal's own acts first, then those that make the agreement and let the circle know.
func (e *Adopted) Acts() []governance.Act {
	return append(append([]governance.Act(nil), e.Carries...), e.Follow...)
}

// following makes the acts that every adoption has.
func (p *Proposal) following(now time.Time) []governance.Act {
	return []governance.Act{
		{Kind: ActMakeAgreement, Args: p.refArgs(governance.Args{"title": p.Title(), "text": p.Text(), "because": p.s.Because,
			"proposer": int64(p.s.Proposer), "review": p.reviewFrom(now)})},
		{Kind: ActCircleAdopted, Args: p.refArgs(governance.Args{})},
	}
}

// refArgs adds the parts of the proposal's ref to the args: "org", "kind" and "n". RefOf reads them.
func (p *Proposal) refArgs(args governance.Args) governance.Args {
	args["org"], args["kind"], args["n"] = int64(p.s.Ref.Org), string(p.s.Ref.Kind), p.s.Ref.N
	return args
}

// reviewFrom is the review date of an agreement made at now, as RFC 3339, empty for never (D23).
func (p *Proposal) reviewFrom(now time.Time) string {
	at := p.s.Review.At
	switch {
	case p.s.Review.Never:
		return ""
	case !at.After(now):
		at = p.after(p.now().Policy.Review, now)
	}
	return at.Format(time.RFC3339Nano)
}

// RefOf reads the proposal that an act came from.
func RefOf(act governance.Act) (governance.Ref, error) {
	org, okOrg := act.Args.Number("org")
	n, okN := act.Args.Number("n")
	kind, okKind := act.Args["kind"].(string)
	if !okOrg || !okN || !okKind {
		return governance.Ref{}, fmt.Errorf("act %s does not say which proposal it is of", act.Kind)
	}
	return governance.Ref{Org: governance.OrgID(org), Kind: governance.Kind(kind), N: n}, nil
}

// MakeAgreement makes the agreement that an act of kind ActMakeAgreement asks for (D23). The act may have been through JSON.
func MakeAgreement(now time.Time, ref governance.Ref, circle *governance.Circle, act governance.Act) (*Agreement, []governance.Event, error) {
	proposal, err := RefOf(act)
	if err != nil {
		return nil, nil, err
	}
	word := act.Args.Word
	a := &Agreement{ID: ref, Circle: circle.ID, Title: word("title"), Because: word("because"), Text: word("text"), Proposal: proposal,
		Made: moment(now), Status: InForce, Seen: circle.Audience()}
	proposer, _ := act.Args.Number("proposer")
	a.Proposer = governance.PersonID(proposer)
	if text := word("review"); text != "" {
		at, err := time.Parse(time.RFC3339Nano, text)
		if err != nil {
			return nil, nil, fmt.Errorf("review date of the agreement from %s: %w", proposal, err)
		}
		a.Review = moment(at)
	}
	return a, []governance.Event{&AgreementMade{Title: a.Title, Proposal: proposal, Review: a.Review}}, nil
}

// DecodeAgreement reads what json.Marshal made of an agreement.
func DecodeAgreement(data []byte) (*Agreement, error) {
	a := &Agreement{}
	if err := json.Unmarshal(data, a); err != nil {
		return nil, fmt.Errorf("decode an agreement: %w", err)
	}
	return a, nil
}

// Ref implements governance.Aggregate.
func (a *Agreement) Ref() governance.Ref { return a.ID }

// Index implements governance.Aggregate.
func (a *Agreement) Index() governance.Index {
	return governance.Index{Circle: a.Circle, Status: string(a.Status), Live: true, Owner: a.Proposer, Title: a.Title,
		Words: a.Because + "\n" + a.Text, Due: a.Review}
}

// Audience implements governance.Aggregate: whoever could see the proposal (K6).
func (a *Agreement) Audience() governance.Audience { return a.Seen }

// NextWake implements governance.Aggregate: reviews come with D23.
func (a *Agreement) NextWake() time.Time { return time.Time{} }

// Wake implements governance.Aggregate.
func (a *Agreement) Wake(time.Time) ([]governance.Event, error) { return nil, nil }
