package mattermost

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"github.com/mattermost/mattermost/server/public/model"
	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
	"github.com/folkmoot/folkmoot/bot/seal"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// noon is when these tests take place.
func noon() time.Time { return time.Date(2026, 11, 24, 12, 0, 0, 0, time.UTC) }

// testSpace is a team on a server that nobody can reach.
func testSpace(t interface{ Fatal(...any) }) *space {
	s := newServer("http://127.0.0.1:1", "token")
	sealer, err := seal.New([]byte("a secret of these tests"))
	if err != nil {
		t.Fatal(err)
	}
	catalogue, err := text.Load()
	if err != nil {
		t.Fatal(err)
	}
	s.callback, s.now, s.sealer, s.catalogue = "https://moot.example.org", noon, sealer, catalogue
	s.me, s.site = "botuser", "https://chat.example.org"
	return &space{server: s, team: &model.Team{Id: "team1", Name: "kitchen"}, id: 1}
}

func people() map[governance.PersonID]bot.Contact {
	return map[governance.PersonID]bot.Contact{
		1: {User: "u1", Handle: "ana", Name: "Ana"},
		2: {User: "u2", Handle: "ben.b", Name: "Ben"},
		3: {Name: "Cy *from Slack* @all"},
	}
}

func madrid(t interface{ Fatal(...any) }) *time.Location {
	zone, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

func p12() governance.Ref { return governance.Ref{Org: 1, Kind: "P", N: 12} }

// messages are what the goldens are drawn from.
func messages(t interface{ Fatal(...any) }) map[string]bot.Message {
	button := func(verb, label string, style bot.ActionStyle) bot.Action {
		return bot.Action{Verb: verb, Target: bot.Target{On: p12(), Part: 1}, Label: label, Style: style}
	}
	return map[string]bot.Message{
		"card": {
			Ref: "P12", Title: text.Quote("Meet on *Tuesdays* @channel"), Status: "Open", Fallback: "P12 Meet on Tuesdays: Open",
			Parts: []bot.Part{
				bot.Paragraph{Text: text.Mention(1) + " proposes, because " + text.Quote("mondays [clash](http://x.org)")},
				bot.Written{Markdown: "We meet on **Tuesdays** at 18:00.\n\n- same room\n- ask @ben.b or @here\n"},
				bot.Progress{Label: "Responses", Done: 2, Want: 3, Of: 5},
				bot.Fields{Fields: []bot.Field{
					{Label: "Decided by", Value: text.At(time.Date(2026, 11, 27, 16, 0, 0, 0, time.UTC)), Short: true},
					{Label: "Awaited", Value: text.Mention(2) + " and " + text.Mention(3), Short: true},
					{Label: "Facilitator", Value: "", Short: true},
				}},
				bot.Small{Text: "Say `/moot P12` to see what you can do."},
			},
			Actions: []bot.Action{button("consent", "Consent", bot.Primary), button("abstain", "Abstain", bot.Ordinary),
				button("concern", "Concern", bot.Ordinary), button("object", "Object", bot.Danger), button("wait", "Need time", bot.Ordinary)},
		},
		"amended": {
			Ref: "P12", Title: text.Quote("Meet on Tuesdays"), Status: "Open", Tone: bot.Attention,
			Parts: []bot.Part{
				bot.Paragraph{Text: "What changed:"},
				bot.Changes{Lines: []bot.Change{{Sign: ' ', Text: "Same room"}, {Sign: '-', Text: "At 18:00, ask @all"}, {Sign: '+', Text: "At 19:00\n```\nstill inside"}}},
				bot.Divider{},
				bot.Small{Text: "Version 2."},
			},
		},
		"adopted": {
			Ref: "P12", Title: text.Quote("Meet on Tuesdays"), Status: "Adopted", Tone: bot.Good, Fallback: "P12 was adopted",
			Parts: []bot.Part{
				bot.Paragraph{Text: "**Adopted** as " + text.LinkTo("A7", "https://chat.example.org/kitchen/pl/a(1)") + "."},
				bot.Written{Markdown: "I worry about *noise*.", By: 2},
				bot.Progress{Done: 41, Want: 30, Of: 60},
			},
		},
		"notice": {
			Parts: []bot.Part{bot.Paragraph{Text: text.Mention(1) + " withdrew " + text.Quote("P12") + "."}, bot.Small{Text: "Type `/commit @ben to book` for _yours_, @here is no ping."}},
		},
		"menu": {
			Title: "Which circle?", Tone: bot.Attention,
			Actions: []bot.Action{{Verb: "choose", Target: bot.Target{On: p12()}, Label: "Circle", Options: []bot.Option{
				{Value: "1", Label: "Kitchen"}, {Value: "2"}, {Label: "nothing"}}}},
		},
	}
}

func golden(t *testing.T, name string, got any) {
	t.Helper()
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(got); err != nil {
		t.Fatal(err)
	}
	// The joiner cannot be seen, and should be in a golden file.
	out := bytes.ReplaceAll(buf.Bytes(), []byte(joiner), []byte(`\u2060`))
	file := filepath.Join("testdata", "golden", name+".json")
	if bottest.Updating() {
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, out, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), string(out)); diff != "" {
		t.Errorf("%s (-want +got, write it anew with -update):\n%s", file, diff)
	}
}

func TestRenderGolden(t *testing.T) {
	s := testSpace(t)
	for name, m := range messages(t) {
		m.Contacts, m.Zone = people(), madrid(t)
		t.Run(name, func(t *testing.T) {
			r, err := s.render(m, name == "notice")
			if err != nil {
				t.Fatal(err)
			}
			post := &model.Post{Message: r.text}
			post.SetProps(s.props(r))
			golden(t, name, map[string]any{"message": r.text, "props": post.GetProps()})
			golden(t, name+".text", s.asText(m, maxMessage))
		})
	}
}

func TestAButtonKeepsItsNameWhenTheCardIsRedrawn(t *testing.T) {
	s := testSpace(t)
	m := messages(t)["card"]
	first, err := s.render(m, false)
	if err != nil {
		t.Fatal(err)
	}
	m.Parts, m.Actions = nil, slices.Clone(m.Actions[2:])
	m.Actions[0].Label = "Another label"
	second, err := s.render(m, false)
	if err != nil {
		t.Fatal(err)
	}
	if got, want := second.attachment.Actions[0].Id, first.attachment.Actions[2].Id; got != want {
		t.Errorf("the button is called %q after the edit and was %q", got, want)
	}
	m.Actions[0].Target.Part++
	third, err := s.render(m, false)
	if err != nil {
		t.Fatal(err)
	}
	if third.attachment.Actions[0].Id == first.attachment.Actions[2].Id {
		t.Error("buttons of two versions have one name")
	}
}

func TestOnlyDirectMessagesAndThreadsPing(t *testing.T) {
	s := testSpace(t)
	m := bot.Message{Contacts: people(), Parts: []bot.Part{bot.Paragraph{Text: text.Mention(1) + ", it is your turn."}}}
	for _, ping := range []bool{true, false} {
		r, err := s.render(m, ping)
		if err != nil {
			t.Fatal(err)
		}
		if got := len(pings(r.text)) > 0; got != ping {
			t.Errorf("pings = %v, want %v: %q", got, ping, r.text)
		}
	}
}

// anyMessage draws messages of every shape out of hostile texts.
func anyMessage() *rapid.Generator[bot.Message] {
	return rapid.Custom(func(t *rapid.T) bot.Message {
		words := hostile()
		quote := func(label string) text.Text { return text.Quote(words.Draw(t, label)) }
		long := func(label string) string {
			return strings.Repeat(words.Draw(t, label), rapid.SampledFrom([]int{1, 1, 1, 40, 2000}).Draw(t, "times"))
		}
		m := bot.Message{Contacts: people(), Zone: time.UTC, Fallback: long("fallback"), Tone: rapid.SampledFrom([]bot.Tone{bot.Plain, bot.Good, bot.Bad}).Draw(t, "tone")}
		if rapid.Bool().Draw(t, "titled") {
			m.Ref, m.Title, m.Status = "P12", text.Quote(long("title")), "Open"
		}
		for range rapid.IntRange(0, 8).Draw(t, "parts") {
			m.Parts = append(m.Parts, rapid.SampledFrom([]bot.Part{
				bot.Paragraph{Text: "Raised by " + text.Mention(governance.PersonID(rapid.IntRange(0, 4).Draw(t, "who"))) + ": " + text.Quote(long("said"))},
				bot.Small{Text: quote("aside") + text.LinkTo(words.Draw(t, "label"), "https://x.org/"+words.Draw(t, "path"))},
				bot.Written{Markdown: long("written"), By: 3},
				bot.Fields{Fields: []bot.Field{{Label: words.Draw(t, "name"), Value: text.Quote(long("value"))}, {Label: "b", Value: quote("value")}}},
				bot.Progress{Label: quote("progress"), Done: rapid.IntRange(-1, 70).Draw(t, "done"), Want: rapid.IntRange(0, 70).Draw(t, "want"), Of: rapid.IntRange(0, 70).Draw(t, "of")},
				bot.Divider{},
				bot.Changes{Lines: []bot.Change{{Sign: '+', Text: long("added")}, {Sign: 'x', Text: words.Draw(t, "kept")}}},
			}).Draw(t, "part"))
		}
		for range rapid.IntRange(0, 30).Draw(t, "buttons") {
			m.Actions = append(m.Actions, bot.Action{Verb: words.Draw(t, "verb"), Label: words.Draw(t, "button")})
		}
		return m
	})
}

// No message exceeds what Mattermost takes, and none pings by what somebody wrote.
func TestEveryMessageFitsAndPingsNobody(t *testing.T) {
	s := testSpace(t)
	rapid.Check(t, func(t *rapid.T) {
		m := anyMessage().Draw(t, "message")
		r, err := s.render(m, false)
		if err != nil {
			t.Fatal(err)
		}
		texts := []string{r.text, s.asText(m, maxMessage)}
		if a := r.attachment; a != nil {
			texts = append(texts, a.Text, a.Pretext)
			if err := a.IsValid(); err != nil {
				t.Errorf("the attachment is not valid: %v", err)
			}
			if a.Text != "" && utf8.RuneCountInString(a.Text) > maxText || utf8.RuneCountInString(a.Footer) > maxFooter {
				t.Errorf("the text has %d characters, the footer %d", utf8.RuneCountInString(a.Text), utf8.RuneCountInString(a.Footer))
			}
		}
		for _, md := range texts {
			if n := utf8.RuneCountInString(md); n > maxMessage {
				t.Errorf("%d characters", n)
			}
			if found := pings(md); found != nil {
				t.Errorf("pings %q", found)
			}
		}
		post := &model.Post{Message: r.text}
		post.SetProps(s.props(r))
		if data, err := json.Marshal(post); err != nil || len(data) > 280_000 {
			t.Errorf("the post has %d bytes, %v", len(data), err)
		}
	})
}

func TestWhatIsCutIsCutFairly(t *testing.T) {
	long := strings.Repeat("a line of some words\n", 800)
	var lines []bot.Change
	for range 900 {
		lines = append(lines, bot.Change{Sign: '+', Text: "a line of some words"})
	}
	m := bot.Message{Ref: "P1", Parts: []bot.Part{bot.Written{Markdown: long}, bot.Changes{Lines: lines}, bot.Paragraph{Text: "the last word"}}}
	r, err := testSpace(t).render(m, false)
	if err != nil {
		t.Fatal(err)
	}
	got := r.attachment.Text
	if n := utf8.RuneCountInString(got); n > maxText || n < maxText*9/10 {
		t.Errorf("%d characters of %d", n, maxText)
	}
	for _, want := range []string{"\n> …\n\n```diff\n", "\n …\n```\n\nthe last word"} {
		if !strings.Contains(got, want) {
			t.Errorf("there is no %q", want)
		}
	}
}

// What is cut says so, in every form in which a message is shown, and leads to all of it: to its page, or where there is none to a command.
func TestWhatIsCutSaysSoAndLinks(t *testing.T) {
	s := testSpace(t)
	const page, command = "… shortened: [read all of it](https://moot.example/whole/t0ken.x-_)", "`/moot P3` shows all of it"
	long := strings.Repeat("many words ", 4000)
	for name, m := range map[string]bot.Message{
		"a long text":    {Ref: "P3", Parts: []bot.Part{bot.Written{Markdown: long}, bot.Small{Text: "the last word"}}},
		"a long fact":    {Ref: "P3", Parts: []bot.Part{bot.Fields{Fields: []bot.Field{{Label: "because", Value: text.Quote(long)}}}}},
		"many facts":     {Ref: "P3", Parts: []bot.Part{bot.Fields{Fields: slices.Repeat([]bot.Field{{Label: "because", Value: text.Quote(long[:1900])}}, 20)}}},
		"a long heading": {Ref: "P3", Title: text.Quote(strings.Repeat("<*", 200)), Parts: []bot.Part{bot.Written{Markdown: long}}},
	} {
		for whole, want := range map[string]string{"https://moot.example/whole/t0ken.x-_": page, "": command} {
			m.Whole = whole
			r, err := s.render(m, false)
			if err != nil {
				t.Fatal(err)
			}
			for _, got := range []string{r.attachment.Text, s.asText(m, maxMessage)} {
				if n := strings.Count(got, "shortened"); n != 1 || !strings.Contains(got, want) || utf8.RuneCountInString(got) > maxMessage {
					t.Errorf("%s says %d times that it is cut, and not %q: …%.300s", name, n, want, got[max(0, len(got)-300):])
				}
			}
		}
	}
	asked := bot.Message{Ref: "P3", All: true, Parts: []bot.Part{bot.Written{Markdown: long}}}
	if got := s.commandReply(t.Context(), &asked).Attachments[0].Text; strings.Contains(got, "`/moot P3`") || !strings.Contains(got, "no more of it fits into one answer") {
		t.Errorf("whoever asked for all of it is told: …%.300s", got[len(got)-300:])
	}
	short := bot.Message{Ref: "P3", Whole: "https://moot.example/whole/t0ken", Parts: []bot.Part{bot.Written{Markdown: "a few words"}}}
	r, err := s.render(short, false)
	if err != nil || strings.Contains(r.attachment.Text+s.asText(short, maxMessage), "moot.example") {
		t.Errorf("what is not cut says that it is: %s, %v", r.attachment.Text, err)
	}
}

// A title is never clipped, whatever stands in it: a message with few words besides leads to no page.
func TestATitleOfMarksStandsWhole(t *testing.T) {
	s := testSpace(t)
	for _, mark := range []string{"<", "_", "#", "&", "@", "`", "&amp;", ":a:"} {
		title := strings.Repeat(mark, governance.MaxTitle)[:governance.MaxTitle]
		r, err := s.render(bot.Message{Ref: "P3", Title: text.Quote(title), Status: "Open", Parts: []bot.Part{bot.Paragraph{Text: "few"}}}, false)
		if err != nil || r.attachment.Text != "few" || strings.Contains(r.attachment.Title, "…") {
			t.Errorf("200 characters of %q: %s, %q, %v", mark, r.attachment.Title, r.attachment.Text, err)
		}
	}
}

func TestProgress(t *testing.T) {
	for want, p := range map[string]bot.Progress{
		"▰▰▱┊▱▱ 2/3": {Done: 2, Want: 3, Of: 5},
		"▱ 0/0":      {},
		"▰▰▰▰ 4/4":   {Done: 4, Of: 4},
		"▰▰▰┊▰ 4/3":  {Done: 4, Want: 3, Of: 4},
		"▰▰▰▰▰▰▰▰▰▰┊▰▰▰▰▰▰▰▰▰▱ 99/50": {Done: 99, Want: 50, Of: 100},
	} {
		if got := progress(p); got != want {
			t.Errorf("%+v is drawn %q, want %q", p, got, want)
		}
	}
}
