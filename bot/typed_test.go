package bot

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/governance"
)

// What people type after a command, on whatever keyboard, is taken apart as they mean it, or refused with what would be right.
func TestParseTyped(t *testing.T) {
	options, flags := []string{"because", "by", "in"}, []string{"everyone"}
	for name, c := range map[string]struct {
		text    string
		want    typed
		refused string
	}{
		"nothing":                    {"", typed{}, ""},
		"blanks":                     {" \t \n ", typed{}, ""},
		"words":                      {"Meet on Tuesdays", typed{Words: "Meet on Tuesdays"}, ""},
		"an option":                  {"Meet --by fri 17:00", typed{Words: "Meet", Options: map[string]string{"by": "fri 17:00"}}, ""},
		"two options":                {"Meet --because we like to --by fri", typed{Words: "Meet", Options: map[string]string{"because": "we like to", "by": "fri"}}, ""},
		"options only":               {"--by fri", typed{Options: map[string]string{"by": "fri"}}, ""},
		"a flag":                     {"Meet --everyone", typed{Words: "Meet", Options: map[string]string{"everyone": ""}}, ""},
		"a flag before an option":    {"Meet --everyone --by fri", typed{Words: "Meet", Options: map[string]string{"everyone": "", "by": "fri"}}, ""},
		"in capitals":                {"Meet --BY Fri", typed{Words: "Meet", Options: map[string]string{"by": "Fri"}}, ""},
		"long dashes of phones":      {"Meet —because tea –by fri", typed{Words: "Meet", Options: map[string]string{"because": "tea", "by": "fri"}}, ""},
		"a dash that is just a dash": {"Meet — then –eat", typed{Words: "Meet — then –eat"}, ""},
		"within a word":              {"Use well--known things", typed{Words: "Use well--known things"}, ""},
		"no letter follows":          {"Meet -- or not --3", typed{Words: "Meet -- or not --3"}, ""},
		"one hyphen":                 {"Meet -by fri", typed{Words: "Meet -by fri"}, ""},
		"straight quotes":            {`Meet --because "tea" --by 'fri'`, typed{Words: "Meet", Options: map[string]string{"because": "tea", "by": "fri"}}, ""},
		"curly quotes":               {"Meet --because “tea and cake” --by ‘fri’", typed{Words: "Meet", Options: map[string]string{"because": "tea and cake", "by": "fri"}}, ""},
		"German and French quotes":   {"Meet --because „tea“ --in « Kitchen »", typed{Words: "Meet", Options: map[string]string{"because": "tea", "in": "Kitchen"}}, ""},
		"quotes within":              {`Meet --because the "big" pot`, typed{Words: "Meet", Options: map[string]string{"because": `the "big" pot`}}, ""},
		"one quote":                  {`Meet --because "tea`, typed{Words: "Meet", Options: map[string]string{"because": `"tea`}}, ""},
		"quoted title stays":         {`"Meet" on Tuesdays`, typed{Words: `"Meet" on Tuesdays`}, ""},
		"further lines":              {"Meet --by fri\nFirst.\n\n--by is no option here\n", typed{Words: "Meet", Options: map[string]string{"by": "fri"}, More: "First.\n\n--by is no option here"}, ""},
		"Windows lines":              {"Meet\r\nThere.\r\n", typed{Words: "Meet", More: "There."}, ""},
		"hard blanks":                {"Meet\u00a0--by\u00a0fri", typed{Words: "Meet", Options: map[string]string{"by": "fri"}}, ""},
		"unknown":                    {"Meet --becuase tea", typed{}, "option_unknown"},
		"twice":                      {"Meet --by fri --by sat", typed{}, "option_twice"},
		"long and short twice":       {"Meet --by fri —by sat", typed{}, "option_twice"},
		"without its value":          {"Meet --by", typed{}, "option_empty"},
		"followed by another":        {"Meet --by --because tea", typed{}, "option_empty"},
		"quotes around nothing":      {`Meet --by ""`, typed{}, "option_empty"},
		"several times": {"Paint --then @ben to buy it by fri —then @cy to bring “rollers” --by wed", typed{Words: "Paint", Options: map[string]string{"by": "wed"},
			Many: map[string][]string{"then": {"@ben to buy it by fri", "@cy to bring “rollers”"}}}, ""},
		"once of several":    {`Paint --then "rest"`, typed{Words: "Paint", Many: map[string][]string{"then": {"rest"}}}, ""},
		"several, one empty": {"Paint --then --then rest", typed{}, "option_empty"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := parseTyped(c.text, options, flags, "then")
			if refusal := governance.AsError(err); refusal != nil || c.refused != "" {
				if refusal == nil || refusal.Code != c.refused {
					t.Fatalf("refused with %v, want %q", err, c.refused)
				}
				return
			}
			if c.want.Options == nil {
				c.want.Options = map[string]string{}
			}
			if diff := cmp.Diff(c.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// An unknown option is answered with the nearest one.
func TestParseTypedNamesTheNearest(t *testing.T) {
	_, err := parseTyped("Meet --becuase tea", []string{"because", "by"}, nil)
	if refusal := governance.AsError(err); refusal == nil || refusal.Args["nearest"] != "because" {
		t.Errorf("refused with %v", err)
	}
	_, err = parseTyped("Meet --flavour mint", []string{"because", "by"}, nil)
	if refusal := governance.AsError(err); refusal == nil || refusal.Args["nearest"] != "" {
		t.Errorf("refused with %v", err)
	}
}

// What was typed without any dash comes back as it was, whatever it is; nothing that is typed breaks the parser.
func FuzzParseTyped(f *testing.F) {
	for _, s := range []string{"Meet --by fri", "—because “x” –by", "--", "a\n--b", "\u00a0--by\u00a0", "--everyone\x00"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got, err := parseTyped(s, []string{"because", "by"}, []string{"everyone"})
		if err != nil && governance.AsError(err) == nil {
			t.Errorf("%q is answered with %v", s, err)
		}
		for name := range got.Options {
			if name != "because" && name != "by" && name != "everyone" {
				t.Errorf("%q gives an option %q", s, name)
			}
		}
	})
}

func TestDistance(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"abc", "", 3}, {"consent", "consent", 0}, {"Consent", "cONSENT", 0}, {"consnt", "consent", 1}, {"conssent", "consent", 1},
		{"comsent", "consent", 1}, {"cnosent", "consent", 1}, {"becuase", "because", 1}, {"met", "mett", 1}, {"grün", "grun", 1}, {"kitten", "sitting", 3},
	} {
		if got := distance(c.a, c.b); got != c.want {
			t.Errorf("distance(%q, %q) = %d, want %d", c.a, c.b, got, c.want)
		}
	}
}

// A distance is the same in both directions, nothing between equals, and never more than the longer word.
func TestDistanceIsADistance(t *testing.T) {
	word := rapid.StringMatching(`[a-cä]{0,6}`)
	rapid.Check(t, func(t *rapid.T) {
		a, b := word.Draw(t, "a"), word.Draw(t, "b")
		d := distance(a, b)
		switch {
		case d != distance(b, a):
			t.Errorf("%q and %q: not the same both ways", a, b)
		case (d == 0) != (a == b):
			t.Errorf("%q and %q are %d apart", a, b, d)
		case d > max(len([]rune(a)), len([]rune(b))):
			t.Errorf("%q and %q are %d apart, which is too far", a, b, d)
		}
	})
}

func TestNearest(t *testing.T) {
	list := []string{"consent", "concern", "object", "met", "in"}
	for word, want := range map[string]string{"consnet": "consent", "concerns": "concern", "objct": "object", "mett": "met", "xyzzy": "", "inn": "in", "": ""} {
		if got := nearest(word, list); got != want && word != "" {
			t.Errorf("nearest(%q) = %q, want %q", word, got, want)
		}
	}
}
