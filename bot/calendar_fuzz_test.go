package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/bot/seal"
)

// A link opens exactly as it was made: of all tokens only those that were sealed as calendars' lead anywhere, to the letter.
func FuzzCalendarToken(f *testing.F) {
	sealer, err := seal.New([]byte("a secret of the test's own"))
	if err != nil {
		f.Fatal(err)
	}
	b := &Bot{Config: Config{Sealer: sealer, PublicURL: "https://moot.example/"}}
	var made []string
	for _, l := range []calendarLink{{Org: 1, Person: 2, Number: 1}, {Org: 1, Person: 2, Rotation: 3, Number: 7}} {
		link, err := b.calendarURL(l)
		token, ok := strings.CutPrefix(link, "https://moot.example/calendar/")
		token, isFile := strings.CutSuffix(token, ".ics")
		if err != nil || !ok || !isFile {
			f.Fatalf("the link is %q, %v", link, err)
		}
		if got, ok := b.openCalendar(token); !ok || got != l {
			f.Fatalf("%+v is read back as %+v, %v", l, got, ok)
		}
		made = append(made, token)
		f.Add(token, 0, byte('A'))
		f.Add(token, len(token)-1, token[len(token)-1]+1) // the bits that base64 leaves over
		f.Add(token, strings.IndexByte(token, '.'), byte('\n'))
	}
	for _, other := range []struct {
		purpose string
		value   any
	}{{"web form", calendarLink{Org: 1, Person: 2, Number: 1}}, {sealCalendar, calendarLink{Org: 1, Person: 2}},
		{sealCalendar, map[string]any{"o": 1, "p": 2, "n": 1, "more": true}}, {sealCalendar, map[string]any{"n": "1"}}, {sealCalendar, nil}} {
		token, err := sealer.Seal(other.purpose, other.value, time.Time{})
		if err != nil {
			f.Fatal(err)
		}
		f.Add(token, -1, byte(0))
	}
	f.Fuzz(func(t *testing.T, token string, at int, to byte) {
		if at >= 0 && at < len(token) {
			token = token[:at] + string([]byte{to}) + token[at+1:]
		}
		if l, ok := b.openCalendar(token); ok != slices.Contains(made, token) {
			t.Errorf("%q opens %t: %+v", token, ok, l)
		}
	})
}
