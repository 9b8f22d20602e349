package governance

import (
	"time"
	"unicode"
	"unicode/utf8"
)

// Person is somebody in an organisation. Their accounts on platforms are kept by the directory (Account).
type Person struct {
	ID   PersonID `json:"id"`
	Org  OrgID    `json:"org"`
	Name string   `json:"name"`
	// Hours are when they may be nudged (K5, C5).
	Hours Hours `json:"hours"`
	// OwnZone is true once they chose their zone; until then it follows their platform.
	OwnZone  bool   `json:"own_zone,omitempty"`
	Language string `json:"language,omitempty"`
	// Digest is the time of day, "08:30", at which they get their daily digest; empty for none.
	Digest string `json:"digest,omitempty"`
	// Feeds are the calendars that they asked for (T5).
	Feeds []Feed `json:"feeds,omitempty"`
	// Gone is true when every account of theirs is deactivated (D4, D27).
	Gone bool `json:"gone,omitempty"`
}

// Account is one person's account in one workspace, as its platform describes it.
type Account struct {
	Workspace WorkspaceID
	// User is the platform's own id of the account.
	User   string
	Person PersonID
	// Handle is what people type after @.
	Handle string
	Name   string
	Zone   string
	Bot    bool
	Guest  bool
	Gone   bool
}

// Counts tells whether the account makes its owner a member of a circle without being named: bots, deactivated accounts and
// guests do not (K2).
func (a Account) Counts() bool { return !a.Bot && !a.Guest && !a.Gone }

// Workspace is one Slack team, one Mattermost team or one playground, within an organisation.
type Workspace struct {
	ID       WorkspaceID
	Org      OrgID
	Platform string
	// Team is the platform's own id of it.
	Team string
	Name string
}

// Place is one channel of one workspace.
type Place struct {
	Workspace WorkspaceID `json:"workspace"`
	Channel   string      `json:"channel"`
}

// Ref implements Aggregate.
func (p *Person) Ref() Ref { return PersonRef(p.Org, p.ID) }

// Index implements Aggregate.
func (p *Person) Index() Index { return Index{Title: p.Name, Owner: p.ID, Live: !p.Gone} }

// Audience implements Aggregate: a person's settings are their own.
func (p *Person) Audience() Audience { return Audience{People: []PersonID{p.ID}} }

// NextWake implements Aggregate: time alone changes nothing about a person.
func (p *Person) NextWake() time.Time { return time.Time{} }

// Wake implements Aggregate.
func (p *Person) Wake(time.Time) ([]Event, error) { return nil, nil }

// PersonSet is a setting that a person changed for themselves, by its name and its new value.
type PersonSet struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// EventName implements Event.
func (*PersonSet) EventName() string { return "person.set" }

// PersonLinked is said of somebody who turned out to be the same person as another, confirmed from both accounts (K8).
type PersonLinked struct {
	With PersonID `json:"with"`
}

// EventName implements Event.
func (*PersonLinked) EventName() string { return "person.linked" }

// JoinWith notes that this is the same person as another, who has their accounts from now on (K8).
func (p *Person) JoinWith(other PersonID) ([]Event, error) {
	if other == p.ID {
		return nil, Refuse(Conflict, "link_same")
	}
	p.Gone = true
	return []Event{&PersonLinked{With: other}}, nil
}

// Set changes one of the person's own settings: zone, quiet (hours), days (working days) or digest. It answers Invalid with what can be
// set when the name is unknown, and Invalid from the value's own reader.
func (p *Person) Set(name, value string) ([]Event, error) {
	switch name {
	case "zone", "timezone", "time zone":
		zone, err := ParseZone(value)
		if err != nil {
			return nil, err
		}
		p.Hours.Zone, p.OwnZone = zone, true
		return []Event{&PersonSet{"zone", zone}}, nil
	case "hours", "quiet", "quiet hours":
		from, to, err := ParseQuiet(value)
		if err != nil {
			return nil, err
		}
		p.Hours.QuietFrom, p.Hours.QuietTo = from, to
		return []Event{&PersonSet{"quiet", value}}, nil
	case "days", "working days":
		days, err := ParseWeekdays(value)
		if err != nil {
			return nil, err
		}
		p.Hours.Days = days
		return []Event{&PersonSet{"days", days.String()}}, nil
	case "digest", "daily digest":
		at, err := ParseDigest(value)
		if err != nil {
			return nil, err
		}
		p.Digest = at
		return []Event{&PersonSet{"digest", value}}, nil
	}
	return nil, Refuse(Invalid, "me_setting_unknown", "name", name)
}

// The longest texts that people may write, in characters (not bytes).
const (
	MaxTitle  = 200
	MaxReason = 2000
	MaxText   = 8000
	MaxName   = 80
)

// CheckText answers the text with line ends made plain and the outer white space gone, or refuses it: Invalid when it is longer
// than most characters, is not UTF-8, or holds control characters. What names the field in the refusal. One line means that line
// ends are refused too.
func CheckText(what, text string, most int, oneLine bool) (string, error) {
	if !utf8.ValidString(text) {
		return "", Refuse(Invalid, "text_garbled", "what", what)
	}
	out := make([]rune, 0, len(text))
	for _, r := range text {
		switch {
		case r == '\r':
			continue
		case r == '\n' && !oneLine, r == '\t':
		case unicode.IsControl(r), isBidiControl(r):
			return "", Refuse(Invalid, "text_control", "what", what)
		}
		out = append(out, r)
	}
	trimmed := trimSpace(out)
	if len(trimmed) > most {
		return "", Refuse(Invalid, "text_too_long", "what", what, "most", most, "length", len(trimmed))
	}
	return string(trimmed), nil
}

// isBidiControl finds the marks that turn the direction of the text around them, with which a title could be made to read as
// something else.
func isBidiControl(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069
}

func trimSpace(r []rune) []rune {
	for len(r) > 0 && unicode.IsSpace(r[0]) {
		r = r[1:]
	}
	for len(r) > 0 && unicode.IsSpace(r[len(r)-1]) {
		r = r[:len(r)-1]
	}
	return r
}
