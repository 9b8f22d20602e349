package bot

import (
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/consent"
)

// A line is read as the command that people mean, however they write it.
func TestFind(t *testing.T) {
	table := NewTable(map[string]string{"/moot": "/gov"})
	for line, want := range map[string]struct{ verb, id, rest string }{
		"/moot":                           {"", "", ""},
		"/gov help":                       {"help", "", ""},
		"/GOV Help Objections":            {"help", "", "Objections"},
		"/propose Meet on Tuesdays":       {"", "", "Meet on Tuesdays"},
		"/moot P12":                       {"", "P12", ""},
		"/moot p12 CONSENT":               {"consent", "P12", ""},
		"/moot #P12 consent":              {"consent", "P12", ""},
		"/moot P12: consent":              {"consent", "P12", ""},
		"/moot P12. consent":              {"consent", "P12", ""},
		"/moot P12 agree":                 {"consent", "P12", ""},
		"/moot P12 need   time":           {"wait", "P12", ""},
		"/moot P12 concern: the hall":     {"concern", "P12", "the hall"},
		"/moot P12 object\nfurther lines": {"object", "P12", "\nfurther lines"},
		"/moot P12.1 set aside no harm":   {"set aside", "P12.1", "no harm"},
		"/moot P12.1 withdraw":            {"withdraw", "P12.1", ""},
		"/moot P12 withdraw":              {"withdraw", "P12", ""},
		"/moot\u00a0P12 undo":             {"undo", "P12", ""},
		"/moot circle":                    {"circle", "", ""},
		"/moot circle set quorum 60%":     {"circle set", "", "quorum 60%"},
		"/moot circle  set  quorum 60%":   {"circle set", "", "quorum 60%"},
		"/moot me set zone UTC":           {"me set", "", "zone UTC"},
		"/moot proposals mine":            {"proposals", "", "mine"},
	} {
		word, text, _ := strings.Cut(strings.Replace(line, "\u00a0", " ", 1), " ")
		c, id, rest, err := table.Find(word, text)
		if err != nil {
			t.Errorf("%q: %v", line, err)
			continue
		}
		got := ""
		if id.Kind != "" {
			got = id.String()
		}
		if c.Verb != want.verb || got != want.id || rest != want.rest {
			t.Errorf("%q is read as %q on %q with %q", line, c.Verb, got, rest)
		}
	}
}

// A slip is answered with the nearest command, by the names that this workspace uses.
func TestFindNamesTheNearest(t *testing.T) {
	table := NewTable(map[string]string{"/moot": "/gov"})
	for line, want := range map[string]struct{ code, nearest string }{
		"/gov halp":          {"verb_unknown", "/gov help"},
		"/gov P12 consnet":   {"verb_unknown", "/gov P12 consent"},
		"/gov P12.3 mett":    {"verb_unknown", "/gov P12.3 met"},
		"/gov P12 yodelling": {"verb_unknown_far", ""},
		"/gov X12":           {"kind_unknown", ""},
		"/mot help":          {"command_unknown", ""},
		"/moot P12.1 amend":  {"verb_unknown", ""},
	} {
		word, text, _ := strings.Cut(line, " ")
		_, _, _, err := table.Find(word, text)
		refusal := governance.AsError(err)
		if refusal == nil || !strings.HasPrefix(refusal.Code, want.code) {
			t.Errorf("%q is answered with %v", line, err)
			continue
		}
		if want.nearest != "" && refusal.Args["nearest"] != want.nearest {
			t.Errorf("%q is answered with %v", line, refusal.Args["nearest"])
		}
	}
}

// Every example of the table is read as the command it is an example of, and every usage begins with its word.
func TestExamples(t *testing.T) {
	table := NewTable(nil)
	for _, c := range table.Commands {
		if c.Example == "" || len(c.On) > 1 { // a kind without a letter has buttons and no words
			continue
		}
		first, _, _ := strings.Cut(c.Example, "\n")
		word, text, _ := strings.Cut(first, " ")
		got, _, rest, err := table.Find(word, text)
		if err != nil || got.Word != c.Word || got.Verb != c.Verb || got.On != c.On || got.Part != c.Part {
			t.Errorf("%q is read as %q %q (%v)", c.Example, got.Word, got.Verb, err)
			continue
		}
		if _, err := parseTyped(rest, got.Options, got.Flags); err != nil {
			t.Errorf("%q: %v", c.Example, err)
		}
		if usage := c.Usage(table.Word); !strings.HasPrefix(usage, c.Word) {
			t.Errorf("%q is used as %q", c.Example, usage)
		}
	}
}

// A button of a version's card never reaches an objection that has the version's number: only withdraw is both, and the button for a
// proposal's carries no number.
func TestButtonsReachWhatTheyAreAbout(t *testing.T) {
	table := NewTable(nil)
	proposal := governance.Ref{Org: 1, Kind: consent.Kind, N: 12}
	for _, verb := range []string{"consent", "abstain", "concern", "object", "wait", "amend"} {
		if c, ok := table.pressed(verb, Target{proposal, 1}); !ok || c.Part {
			t.Errorf("%s of version 1 reaches %+v", verb, c.Usage(table.Word))
		}
	}
	for _, verb := range []string{"because", "met", "withdraw", "second"} {
		if c, ok := table.pressed(verb, Target{proposal, 1}); !ok || !c.Part {
			t.Errorf("%s of objection 1 reaches %+v", verb, c.Usage(table.Word))
		}
	}
	if c, ok := table.pressed("withdraw", Target{proposal, 0}); !ok || c.Part {
		t.Errorf("withdraw of the proposal reaches %+v", c.Usage(table.Word))
	}
	if _, ok := table.pressed("drop tables", Target{proposal, 1}); ok {
		t.Error("a verb that nobody knows is found")
	}
}

func TestCutVerb(t *testing.T) {
	for _, c := range []struct {
		text, verb, rest string
		ok               bool
	}{
		{"set aside why", "set aside", "why", true}, {"SET  Aside: why", "set aside", "why", true}, {"set", "set aside", "", false},
		{"settle it", "set", "", false}, {"met", "met", "", true}, {"anything", "", "anything", true}, {"concern… why", "concern", "why", true},
	} {
		if rest, ok := cutVerb(c.text, c.verb); ok != c.ok || rest != c.rest {
			t.Errorf("cutVerb(%q, %q) = %q, %v", c.text, c.verb, rest, ok)
		}
	}
}
