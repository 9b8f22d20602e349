package governance

import (
	"strconv"
	"strings"
	"time"
)

// Quorum is how many of the others (everybody in the electorate but the proposer, D6) must have responded: a share in per cent,
// rounded up, or a number of people. The zero Quorum asks for nobody: adoption by silence (D7).
type Quorum struct {
	Percent int `json:"percent,omitempty"`
	People  int `json:"people,omitempty"`
}

// Of answers how many of that many others must respond; never more than there are.
func (q Quorum) Of(others int) int {
	need := q.People
	if q.Percent > 0 {
		need = (others*q.Percent + 99) / 100
	}
	return min(need, others)
}

// Silent tells whether nobody has to respond ("lazy consensus", D7).
func (q Quorum) Silent() bool { return q.Percent == 0 && q.People == 0 }

// String writes the quorum so that ParseQuorum reads it back.
func (q Quorum) String() string {
	switch {
	case q.Silent():
		return "silence"
	case q.Percent > 0:
		return strconv.Itoa(q.Percent) + "%"
	}
	return strconv.Itoa(q.People)
}

// ParseQuorum reads "60%", "half", "all", "silence" or a number of people. It answers Invalid.
func ParseQuorum(text string) (Quorum, error) {
	switch t := strings.ToLower(strings.TrimSpace(text)); t {
	case "half":
		return Quorum{Percent: 50}, nil
	case "all", "everybody", "everyone":
		return Quorum{Percent: 100}, nil
	case "silence", "nobody", "none", "lazy":
		return Quorum{}, nil
	default:
		number, percent := strings.CutSuffix(t, "%")
		n, err := strconv.Atoi(strings.TrimSpace(number))
		switch {
		case err != nil, n < 0, percent && n > 100, n > 10000:
			return Quorum{}, Refuse(Invalid, "quorum_unreadable", "text", text)
		case percent:
			return Quorum{Percent: n}, nil
		}
		return Quorum{People: n}, nil
	}
}

// Unresolved says where a proposal goes whose objections nobody resolved in time (D17).
type Unresolved string

const (
	// ToNotAdopted ends it as not adopted.
	ToNotAdopted Unresolved = "not adopted"
	// ToParent escalates it to the parent circle.
	ToParent Unresolved = "parent"
	// ToMeeting ends it in chat as not adopted and asks the facilitator to call a meeting about it.
	ToMeeting Unresolved = "meeting"
)

// Policy is how a circle decides (K4). A version of a proposal keeps the policy it opened with.
type Policy struct {
	// Window is how long a version is open (D8).
	Window Span `json:"window"`
	// Shortest is the shortest window in which quorum is enough; a shorter one is for what is urgent (D8).
	Shortest Span   `json:"shortest"`
	Quorum   Quorum `json:"quorum"`
	// Early adopts as soon as everybody has responded (D8).
	Early bool `json:"early"`
	// NeedsTime is by how much ⏳ extends (D9).
	NeedsTime Span `json:"needs_time"`
	// NudgeAt is the per cent of the window after which those who have not responded are nudged; 0 is never (D10).
	NudgeAt int `json:"nudge_at"`
	// NudgeLast is how long before the end they are nudged again (D10).
	NudgeLast Span `json:"nudge_last"`
	// Grace is how long an objection may stand without its reason (D11).
	Grace Span `json:"grace"`
	// Remain is what must remain of the window after an amendment or the end of the last objection (D14, D16).
	Remain Span `json:"remain"`
	// Typo is how long after opening a slip may be mended without a new version (D14).
	Typo Span `json:"typo"`
	// TalkAfter is the number of the version whose blocking makes the bot suggest a conversation (D15).
	TalkAfter int `json:"talk_after"`
	// Integration is how long a blocked version has after its deadline (D16).
	Integration Span `json:"integration"`
	// Extension is by how much a missed quorum extends, once a version (D16).
	Extension Span `json:"extension"`
	// Unresolved is where it goes after that (D17).
	Unresolved Unresolved `json:"unresolved"`
	// LateQuorum is what is left for others when quorum is first reached in the last minutes (D18).
	LateQuorum Span `json:"late_quorum"`
	// Review is when an agreement is looked at again, unless its proposal says otherwise (D23).
	Review Span `json:"review"`
	// Gone is how long somebody gone still counts as objector or proposer after notice (D27).
	Gone Span `json:"gone"`
}

// AskAbove is the number of people in a channel above which a circle is made only after asking (K1).
const AskAbove = 50

const (
	day  = 24 * time.Hour
	hour = time.Hour
)

// DefaultPolicy is the policy of a new circle: every default of the rules.
func DefaultPolicy() Policy {
	return Policy{
		Window:      Span{WorkingDays: 3},         // D8
		Shortest:    Span{WorkingDays: 1},         // D8
		Quorum:      Quorum{Percent: 50},          // D7
		Early:       true,                         // D8
		NeedsTime:   Span{Exact: day},             // D9
		NudgeAt:     50,                           // D10
		NudgeLast:   Span{Exact: day},             // D10
		Grace:       Span{WorkingDays: 1},         // D11
		Remain:      Span{Exact: day},             // D14, D16
		Typo:        Span{Exact: 5 * time.Minute}, // D14
		TalkAfter:   3,                            // D15
		Integration: Span{Days: 7},                // D16
		Extension:   Span{Exact: day},             // D16
		Unresolved:  ToNotAdopted,                 // D17
		LateQuorum:  Span{Exact: hour},            // D18
		Review:      Span{Months: 6},              // D23
		Gone:        Span{WorkingDays: 3},         // D27
	}
}

// Calendar is what a Span is counted in: a zone and its working days.
type Calendar struct {
	Zone *time.Location
	Days Weekdays
}

// Shrink answers when s, counted from t, is over, for a version whose window is that long. A span of a day or longer shrinks to at
// most half the window (D0); a shorter one stays as it is. A working day counts as 24 hours in the comparison, so that a weekend
// in between does not make it look long.
func (c Calendar) Shrink(s Span, t time.Time, window time.Duration) time.Time {
	if n := s.nominal(); n >= day && n > window/2 {
		return t.Add(window / 2)
	}
	return s.After(t, c.Zone, c.Days)
}

// ShrinkToTenth is Shrink for D18's hour and last minutes: at most a tenth of the window.
func ShrinkToTenth(s Span, window time.Duration) time.Duration {
	return min(s.nominal(), window/10)
}

// nominal is the span's length when every day has 24 hours, every month 30 days, and every day is worked.
func (s Span) nominal() time.Duration {
	return time.Duration(s.WorkingDays+s.Days+30*s.Months)*day + s.Exact
}
