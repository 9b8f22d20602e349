package bot_test

import (
	"slices"
	"strings"
	"testing"
)

// The box of the playground goes on with what somebody types, and each way to go on is one that the bot then understands.
func TestComplete(t *testing.T) {
	w := garden(t)
	inserts := func(line string) []string {
		var out []string
		for _, c := range w.Bot.Complete(line) {
			out = append(out, c.Insert)
			if c.Help == "" || !strings.HasPrefix(c.Show, "/") || strings.Contains(c.Help, "«") {
				t.Errorf("%q is shown as %q, %q", c.Insert, c.Show, c.Help)
			}
		}
		return out
	}
	for line, want := range map[string][]string{
		"/moot P1 co":     {"/moot P1 consent", "/moot P1 concern "},
		"/MOOT p1 CONS":   {"/moot P1 consent"},
		"/moot P1.2 me":   {"/moot P1.2 met"},
		"/moot P1.2 set":  {"/moot P1.2 set aside "},
		"/moot circle se": {"/moot circle set "},
		"/prop":           {"/propose "},
		"/moot xyzzy":     nil,
		"hello":           nil,
	} {
		got := inserts(line)
		for _, one := range want {
			if !slices.Contains(got, one) {
				t.Errorf("%q goes on with %q, without %q", line, got, one)
			}
		}
		if want == nil && got != nil {
			t.Errorf("%q goes on with %q", line, got)
		}
	}
	if all := inserts("/"); len(all) < 20 {
		t.Errorf("from nothing one can go on in %d ways", len(all))
	}
	for _, trigger := range w.Bot.Triggers() {
		if !strings.HasPrefix(trigger.Word, "/") || trigger.Description == "" || trigger.Hint == "" {
			t.Errorf("%+v", trigger)
		}
	}
}
