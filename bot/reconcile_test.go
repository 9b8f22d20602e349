package bot_test

import (
	"context"
	"flag"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/bot/bottest"
)

// meanings are the emoji of this test and what they mean; the empty meaning is none.
func meanings() map[string]string {
	return map[string]string{"+1": "Consent", "+1::skin-tone-2": "Consent", "white_check_mark": "Consent", "white_circle": "Abstain",
		"thinking": "Concern", "hourglass": "Need time", "hand": "Objection", "octagonal_sign": "Objection", "tada": ""}
}

// stands reads from what /moot P1 shows how everybody stands.
func stands(t testing.TB, w *bottest.World, ref string) map[string]string {
	t.Helper()
	reply := w.Slash("ana", "#garden", "/moot "+ref)
	w.Chat.TakeSaid()
	if reply.Message == nil {
		t.Fatalf("%s is not shown", ref)
	}
	out := map[string]string{}
	for _, line := range bottest.Lines(*reply.Message) {
		label, people, isField := strings.Cut(line, ": ")
		switch {
		case isField && slices.Contains([]string{"Consent", "Abstain", "Need time"}, label):
			for _, name := range strings.FieldsFunc(strings.ReplaceAll(people, " and ", ", "), func(r rune) bool { return r == ',' || r == ' ' }) {
				out[name] += label
			}
		case strings.HasPrefix(line, "Concern by "):
			out[strings.TrimPrefix(line, "Concern by ")] += "Concern"
		case strings.HasPrefix(line, "Objection ") && strings.HasSuffix(line, "the reason is still to come"):
			out[strings.Fields(line)[3]] += "Objection"
		}
	}
	return out
}

// Whatever becomes of the events on their way – lost, repeated, late, in another order, with the platform's times or without –, once the
// reactions on a card have been read everybody stands as the platform shows, and a stance by button stands as it was taken (D3, D16, D19).
func TestReconcile(t *testing.T) {
	w := bottest.New(t)
	for _, name := range []string{"ana", "ben", "cy", "dee", "eve"} {
		w.Chat.AddUser(name, nil)
	}
	w.Chat.AddChannel("#garden", false, "ana", "ben", "cy", "dee", "eve")
	w.Slash("ana", "#garden", "/propose Begin")
	w.Slash("ana", "#garden", "/moot circle set early off")
	w.Settle()
	n := 1
	fewer(t, "25")
	rapid.Check(t, func(r *rapid.T) {
		n++
		ref := fmt.Sprintf("P%d", n)
		w.Slash("ana", "#garden", "/propose Try anything")
		w.Settle()
		defer w.Slash("ana", "#garden", "/moot "+ref+" withdraw")
		button := shake(r, w, w.Chat.Latest(ref))
		if err := w.Bot.Sync(context.Background(), w.WS); err != nil {
			r.Fatal(err)
		}
		got := stands(t, w, ref)
		for _, who := range []string{"Ben", "Cy"} {
			shown := shownBy(w.Chat.Latest(ref), who)
			is := got[who]
			switch {
			case slices.Contains(shown, "Objection") && is != "Objection":
				r.Errorf("%s has ✋ on the card and stands at %q", who, is)
			case len(shown) == 0 && is != "", len(shown) > 0 && !slices.Contains(shown, is):
				r.Errorf("%s has %v on the card and stands at %q", who, shown, is)
			}
		}
		if button != "" && got["Dee"] != button {
			r.Errorf("Dee pressed %s and stands at %q", button, got["Dee"])
		}
		if err := w.Bot.Sync(context.Background(), w.WS); err != nil {
			r.Fatal(err)
		}
		if diff := cmp.Diff(got, stands(t, w, ref)); diff != "" {
			r.Errorf("reading again changes something: %s", diff)
		}
	})
}

// fewer lets a property be tried on so many examples, because each is a whole conversation; unless more were asked for.
func fewer(t *testing.T, checks string) {
	t.Helper()
	f := flag.Lookup("rapid.checks")
	if was := f.Value.String(); was == f.DefValue {
		if err := f.Value.Set(checks); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = f.Value.Set(was) })
	}
}

// shake lets Ben and Cy react as they like, with a platform that tells of it badly, and Dee press buttons. It answers Dee's last one.
func shake(r *rapid.T, w *bottest.World, card *bottest.Post) (button string) {
	names := make([]string, 0, len(meanings()))
	for name := range meanings() {
		names = append(names, name)
	}
	slices.Sort(names)
	timed := rapid.Bool().Draw(r, "timed")
	var late []func()
	for i := range rapid.IntRange(1, 14).Draw(r, "acts") {
		who := rapid.SampledFrom([]string{"ben", "cy", "dee"}).Draw(r, "who")
		if who == "dee" {
			button = rapid.SampledFrom([]string{"Consent", "Abstain", "Need time"}).Draw(r, "button")
			w.Press("dee", card, button)
			continue
		}
		emoji := rapid.SampledFrom(names).Draw(r, "emoji")
		on := !has(card, who, emoji)
		card.Put(who, emoji, on)
		at := time.Time{}
		if timed {
			at = w.Clock.Add(time.Duration(i) * time.Millisecond)
		}
		hear := func() { w.Hear(who, card, emoji, on, at) }
		switch rapid.SampledFrom([]string{"heard", "heard", "lost", "late", "twice"}).Draw(r, "fate") {
		case "heard":
			hear()
		case "late":
			late = append(late, hear)
		case "twice":
			hear()
			late = append(late, hear)
		}
	}
	for _, hear := range rapid.Permutation(late).Draw(r, "late") {
		hear()
	}
	return button
}

func has(card *bottest.Post, who, emoji string) bool {
	for _, r := range card.Reactions {
		if r.User == "U_"+who && r.Emoji == emoji {
			return true
		}
	}
	return false
}

// shownBy answers what somebody's reactions on the card mean.
func shownBy(card *bottest.Post, who string) []string {
	var out []string
	for _, r := range card.Reactions {
		if m := meanings()[r.Emoji]; r.User == "U_"+strings.ToLower(who) && m != "" && !slices.Contains(out, m) {
			out = append(out, m)
		}
	}
	return out
}
