package consent

import (
	"encoding/json"
	"testing"

	"github.com/folkmoot/folkmoot/governance"
)

// BenchmarkVote is what one vote costs beside its storage: read the proposal back, take the stance, encode it again. It must not
// depend on how many people are asked.
func BenchmarkVote(b *testing.B) {
	members := make([]governance.PersonID, 1000)
	for i := range members {
		members[i] = governance.PersonID(i + 1)
	}
	p, _, err := Raise(monday, governance.Ref{Org: 1, Kind: Kind, N: 12}, circleOf(members...), ana, nil, Draft{Title: "Meet on Tuesdays"})
	if err != nil {
		b.Fatal(err)
	}
	data, err := json.Marshal(p)
	if err != nil {
		b.Fatal(err)
	}
	row, err := json.Marshal(Ballot{Elector: true})
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		p, err := DecodeProposal(data)
		if err != nil {
			b.Fatal(err)
		}
		if err := p.Rows().Fill([]governance.PersonID{ben}, map[governance.PersonID][]byte{ben: row}); err != nil {
			b.Fatal(err)
		}
		if _, err := p.Respond(monday, ben, governance.Consent, "", ByButton); err != nil {
			b.Fatal(err)
		}
		if _, err := json.Marshal(p); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(len(data)), "B/proposal")
}
