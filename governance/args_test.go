package governance

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// A refusal that is kept, as of an act that hinders an adoption (D22), names the same people and moments when it is read back.
func TestArgsAreReadBackAsTheyWere(t *testing.T) {
	args := Args{"person": PersonID(4), "nobody": PersonID(0), "people": []PersonID{4, 7}, "when": time.Date(2026, 12, 3, 17, 0, 0, 0, time.UTC),
		"name": "garden", "count": int64(3), "few": 3, "share": 0.5, "on": true, "names": []string{"a", "b"}, "numbers": []int{1, 2}, "for": 90 * time.Second,
		"circle": CircleID(7), "ref": Ref{1, KindCircle, 7}, "span": Span{WorkingDays: 3}, "quorum": Quorum{Percent: 60}, "stance": Consent,
		"place": Place{Workspace: 1, Channel: "c"}}
	data, err := json.Marshal(args)
	if err != nil {
		t.Fatal(err)
	}
	var back Args
	if err := json.Unmarshal(data, &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(args, back); diff != "" {
		t.Errorf("read back from %s:\n%s", data, diff)
	}
	if err := json.Unmarshal([]byte(`{"n": 12, "person": {"t": "person", "v": 4}}`), &back); err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]int64{"n": 12, "person": 4} {
		if n, ok := back.Number(name); !ok || n != want {
			t.Errorf("%s is %d, %t", name, n, ok)
		}
	}
	var none Args
	if err := json.Unmarshal([]byte("null"), &none); err != nil || none != nil {
		t.Errorf("nothing is %v, %v", none, err)
	}
	if err := json.Unmarshal([]byte(`{"person": {"t": "person", "v": "ana"}}`), &none); err == nil {
		t.Error("a person who is no number was read")
	}
}
