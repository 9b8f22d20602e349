package bot

import (
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/bot/seal"
)

// A link to a page opens exactly as it was made: of all tokens only those that were sealed as pages' lead anywhere, to the letter.
func FuzzWholeToken(f *testing.F) {
	sealer, err := seal.New([]byte("a secret of the test's own"))
	if err != nil {
		f.Fatal(err)
	}
	b := &Bot{Config: Config{Sealer: sealer, PublicURL: "https://moot.example/"}}
	var made []string
	for _, l := range []wholeLink{{Org: 1, Kind: "P", N: 12, Person: 2}, {Org: 1, Kind: "P", N: 12, Workspace: 3, Channel: "C024BE91L"},
		{Org: 1, Kind: "circle", N: 1, Workspace: 3, Channel: "4yghbn3ntbyhm8fjfkr8pnobxe", Links: 2}} {
		link, err := b.wholeURL(l)
		again, _ := b.wholeURL(l)
		token, ok := strings.CutPrefix(link, "https://moot.example/whole/")
		if err != nil || !ok || link != again || len(token) > 200 {
			f.Fatalf("the link is %q, %v", link, err)
		}
		if got, ok := opened[wholeLink](b, sealWhole, token); !ok || got != l {
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
	}{{sealCalendar, calendarLink{Org: 1, Person: 2, Number: 1}}, {sealWhole, map[string]any{"o": 1, "k": "P", "n": 12, "more": true}},
		{sealWhole, map[string]any{"n": "1"}}, {"action", wholeLink{Org: 1, Kind: "P", N: 12, Person: 2}}} {
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
		if l, ok := opened[wholeLink](b, sealWhole, token); ok != slices.Contains(made, token) {
			t.Errorf("%q opens %t: %+v", token, ok, l)
		}
	})
}
