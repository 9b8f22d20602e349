package commitment

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/governance"
)

// T1: whatever people wrote can be erased, because the event says where it stands. Names of events are their own and stay.
func TestT1EventsSayWhatPeopleWrote(t *testing.T) {
	seen := map[string]bool{}
	for _, make := range Events() {
		e := make()
		if name := e.EventName(); seen[name] || !strings.HasPrefix(name, "commitment.") {
			t.Errorf("%s is not a name of its own", name)
		}
		seen[e.EventName()] = true
		// Was is the words before for Reworded, and a date or status elsewhere.
		written := `{"what": "w", "why": "w", "link": "w"}`
		if _, ok := e.(*Reworded); ok {
			written = `{"what": "w", "was": "w"}`
		}
		if err := json.Unmarshal([]byte(written), e); err != nil {
			t.Fatal(err)
		}
		if worded, ok := e.(governance.Worded); ok {
			for _, text := range worded.Texts() {
				*text = ""
			}
		}
		if left, err := json.Marshal(e); err != nil || strings.Contains(string(left), `"w"`) {
			t.Errorf("%s keeps what people wrote: %s, %v", e.EventName(), left, err)
		}
	}
}
