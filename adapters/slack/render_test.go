package slack

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/slack-go/slack"
	"pgregory.net/rapid"

	"github.com/folkmoot/folkmoot/adapters/slack/fakeslack/blockkit"
	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

func testRenderer(t testing.TB) renderer {
	t.Helper()
	return renderer{sealer: testSealer(t), words: words{testCatalogue(t).Printer()}}
}

// asPosted is a message as chat.postMessage takes it.
func asPosted(t testing.TB, r renderer, m bot.Message) []byte {
	t.Helper()
	is, err := r.message(m)
	if err != nil {
		t.Fatal(err)
	}
	return mustJSON(map[string]any{"channel": "C1", "text": is.text, "blocks": slack.Blocks{BlockSet: is.blocks}})
}

// golden compares with a file, or writes it with -update. Seals differ with every key and are left out.
func golden(t *testing.T, name string, data []byte) {
	t.Helper()
	var out bytes.Buffer
	if err := json.Indent(&out, data, "", "  "); err != nil {
		t.Fatal(err)
	}
	out.WriteByte('\n')
	readable := strings.NewReplacer(`\u003c`, "<", `\u003e`, ">", `\u0026`, "&").Replace(out.String())
	file := filepath.Join("testdata", name+".json")
	if bottest.Updating() {
		if err := os.WriteFile(file, []byte(readable), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != readable {
		t.Errorf("%s is otherwise (go test -update writes it anew):\n%s", file, readable)
	}
}

func fullCard() bot.Message {
	madrid, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		panic(err)
	}
	at := time.Date(2026, 11, 27, 16, 0, 0, 0, time.UTC)
	m := card()
	m.Tone, m.Zone = bot.Attention, madrid
	m.Parts = []bot.Part{
		bot.Paragraph{Text: "Raised by " + text.Mention(7) + ", until " + text.At(at) + ". **Bold**, _italic_, `code`, " + text.LinkTo("a link", "https://example.org/?a=1&b=2")},
		bot.Written{By: 7, Markdown: "# Why\n\nMondays *clash* with the **kitchen** rota; see <https://example.org>, `a<b` & ~~never~~.\n\n1. first\n2. second\n   - inner\n\n> quoted\n> twice\n\n```go\nif a < b { *p = `x` }\n```\n\n<script>alert(1)</script>\n\n![a picture](https://example.org/p.png) [bad](javascript:alert(1)) snake_case 2*3*4 <!here>"},
		bot.Fields{Fields: []bot.Field{
			{Label: "Deadline", Value: text.At(at), Short: true}, {Label: "By", Value: text.Mention(7), Short: true},
			{Label: "Because", Value: text.Quote("*stars*, _lines_ & :smile: at 10:30:15 <!channel>")},
		}},
		bot.Progress{Label: "2 of 3 have responded", Done: 2, Want: 3, Of: 5}, bot.Divider{},
		bot.Changes{Lines: []bot.Change{{Sign: ' ', Text: "We meet"}, {Sign: '-', Text: "on Mondays"}, {Sign: '+', Text: "on Tuesdays ``` <@U1>"}}},
		bot.Small{Text: "React with :white_check_mark: or " + text.Mention(8)},
	}
	m.Contacts[8] = bot.Contact{Name: "Zoë from elsewhere"}
	for i := range m.Actions {
		m.Actions[i].Target.Part = 2
	}
	return m
}

// withoutSeals replaces what is sealed by its meaning.
func withoutSeals(t *testing.T, r renderer, data []byte) []byte {
	t.Helper()
	var v any
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatal(err)
	}
	var walk func(any)
	walk = func(v any) {
		switch v := v.(type) {
		case []any:
			for _, item := range v {
				walk(item)
			}
		case map[string]any:
			id, _ := v["action_id"].(string)
			value, _ := v["value"].(string)
			if a, ok := r.openAction(id, value, time.Time{}); ok {
				if value != "" {
					v["value"] = "sealed " + string(mustJSON(a))
				} else {
					v["action_id"] = "sealed " + string(mustJSON(a))
				}
			}
			if metadata, ok := v["private_metadata"].(string); ok {
				var state formState
				if err := r.sealer.Open("form", metadata, time.Time{}, &state); err != nil {
					t.Error(err)
				}
				v["private_metadata"] = "sealed " + string(mustJSON(state))
			}
			for _, item := range v {
				walk(item)
			}
		}
	}
	walk(v)
	return mustJSON(v)
}

func TestMessagesAndFormsLookLikeThis(t *testing.T) {
	r := testRenderer(t)
	for name, m := range map[string]bot.Message{
		"card": fullCard(), "reply": *say("Understood: **P12**.").Message, "empty": {},
		"long title": {Ref: "P1", Title: text.Quote(strings.Repeat("a long title ", 15)), Status: "Adopted", Tone: bot.Good},
	} {
		t.Run(name, func(t *testing.T) {
			data := asPosted(t, r, m)
			if err := blockkit.CheckMessage(data); err != nil {
				t.Error(err)
			}
			golden(t, strings.ReplaceAll(name, " ", "_"), withoutSeals(t, r, data))
		})
	}
	form := proposeForm()
	form.Intro = "Everybody in " + text.Quote("kitchen & *co*") + " will be asked until " + text.At(time.Unix(1795795200, 0))
	form.Fields[1].Hint, form.Fields[2].Value = "Markdown is understood.", "U024BE7LH"
	view, err := r.modal(*form, "UANA", "once", time.Unix(0, 0))
	if err != nil {
		t.Fatal(err)
	}
	data := mustJSON(view)
	if err := blockkit.CheckView(data); err != nil {
		t.Error(err)
	}
	golden(t, "form", withoutSeals(t, r, data))
}

// anyText draws text as nasty as people and long as programs write it.
func anyText(most int) *rapid.Generator[string] {
	return rapid.Custom(func(t *rapid.T) string {
		pieces := rapid.SliceOfN(rapid.OneOf(
			rapid.SampledFrom([]string{"<!channel>", "<@U123>", "*", "_", "`", "```", "~", "&", "<", ">", "|", "\n", "\n\n", "- a\n", "> q\n", "    code\n", "[x](https://e.org/", ")", ":smile:", "𝔘𝔫𝔦", "👩‍👩‍👧", "&amp;", "<https://e.org|x>", "https://e.org/?a=b&c=d", "# h\n"}),
			rapid.StringN(0, 40, -1), rapid.Just(strings.Repeat("word ", 60)), rapid.Just(strings.Repeat("x", 700)), rapid.Just(strings.Repeat("<&>", 300)),
		), 0, 12).Draw(t, "pieces")
		s := strings.Join(pieces, "")
		if !utf8.ValidString(s) {
			s = strings.ToValidUTF8(s, "")
		}
		for len([]rune(s)) > most {
			s = string([]rune(s)[:most])
		}
		return s
	})
}

func anyPassage(t *rapid.T) text.Text {
	var out text.Text
	for range rapid.IntRange(0, 6).Draw(t, "n") {
		switch rapid.IntRange(0, 4).Draw(t, "kind") {
		case 0:
			out += text.Text(strings.NewReplacer("\x02", "", "\x03", "").Replace(anyText(800).Draw(t, "words")))
		case 1:
			out += text.Quote(anyText(3000).Draw(t, "quote"))
		case 2:
			out += text.Mention(governance.PersonID(rapid.IntRange(0, 30).Draw(t, "person")))
		case 3:
			out += text.At(time.Unix(int64(rapid.IntRange(0, 4e9).Draw(t, "at")), 0))
		case 4:
			out += text.LinkTo(anyText(300).Draw(t, "label"), "https://example.org/"+anyText(3000).Draw(t, "address"))
		}
	}
	return out
}

func anyMessage(t *rapid.T) bot.Message {
	m := bot.Message{
		Ref: rapid.SampledFrom([]string{"", "P12", "A7"}).Draw(t, "ref"), Title: anyPassage(t), Fallback: anyText(5000).Draw(t, "fallback"),
		Status: rapid.SampledFrom([]string{"", "Open", "Not adopted"}).Draw(t, "status"), Contacts: map[governance.PersonID]bot.Contact{},
	}
	for i := range governance.PersonID(20) {
		m.Contacts[i] = bot.Contact{User: rapid.SampledFrom([]string{"", "U123ABC", "<!channel>"}).Draw(t, "user"), Name: anyText(90).Draw(t, "name")}
	}
	for range rapid.IntRange(0, 8).Draw(t, "parts") {
		m.Parts = append(m.Parts, anyPart(t))
	}
	for range rapid.IntRange(0, 30).Draw(t, "actions") {
		a := bot.Action{Verb: rapid.SampledFrom([]string{"consent", "more time", "x"}).Draw(t, "verb"), Label: anyText(200).Draw(t, "label"), Style: bot.Danger}
		a.Target = bot.Target{On: governance.Ref{Org: 1 << 40, Kind: "P", N: 999999999}, Part: 7}
		if rapid.IntRange(0, 5).Draw(t, "menu") == 0 {
			a.Options = anyOptions(t)
		}
		m.Actions = append(m.Actions, a)
	}
	return m
}

func anyOptions(t *rapid.T) []bot.Option {
	out := []bot.Option{}
	for i := range rapid.SampledFrom([]int{0, 1, 5, 100, 101, 250}).Draw(t, "options") {
		label := ""
		if i < 3 {
			label = anyText(200).Draw(t, "option")
		}
		out = append(out, bot.Option{Value: "v" + label + strings.Repeat("i", i%30) + string(rune('a'+i%26)), Label: label})
	}
	return out
}

func anyPart(t *rapid.T) bot.Part {
	switch rapid.IntRange(0, 6).Draw(t, "part") {
	case 0:
		return bot.Small{Text: anyPassage(t)}
	case 1:
		return bot.Written{Markdown: anyText(8000).Draw(t, "markdown"), By: governance.PersonID(rapid.IntRange(0, 9).Draw(t, "by"))}
	case 2:
		var f bot.Fields
		for range rapid.IntRange(0, 25).Draw(t, "fields") {
			f.Fields = append(f.Fields, bot.Field{Label: anyText(100).Draw(t, "label"), Value: anyPassage(t), Short: rapid.Bool().Draw(t, "short")})
		}
		return f
	case 3:
		return bot.Progress{Label: anyPassage(t), Done: rapid.IntRange(-1, 99).Draw(t, "done"), Want: rapid.IntRange(-1, 99).Draw(t, "want"), Of: rapid.IntRange(-1, 99).Draw(t, "of")}
	case 4:
		return bot.Divider{}
	case 5:
		var c bot.Changes
		for range rapid.IntRange(0, 30).Draw(t, "lines") {
			c.Lines = append(c.Lines, bot.Change{Sign: '+', Text: anyText(2000).Draw(t, "line")})
		}
		return c
	}
	return bot.Paragraph{Text: anyPassage(t)}
}

func TestEveryMessageKeepsSlacksLimitsAndCallsNobody(t *testing.T) {
	r := testRenderer(t)
	rapid.Check(t, func(rt *rapid.T) {
		m := anyMessage(rt)
		data := asPosted(t, r, m)
		if err := blockkit.CheckMessage(data); err != nil {
			rt.Fatalf("%v\n%s", err, data)
		}
		if pings := blockkit.Pings(data); len(pings) > 0 {
			rt.Fatalf("calls %v\n%s", pings, data)
		}
		answers, err := r.answer(m)
		if err != nil || len(answers) == 0 || len(answers) > mostAnswers {
			rt.Fatalf("the answer has %d messages, %v", len(answers), err)
		}
		for _, is := range answers {
			if err := blockkit.CheckMessage(mustJSON(ephemeralOf(is))); err != nil || len(is.blocks) == 0 {
				rt.Fatalf("an answer of %d blocks: %v", len(is.blocks), err)
			}
		}
		is, _ := r.message(m)
		if is.text == "" || width(is.text) > mostFallback {
			rt.Fatalf("the line for notifications has %d characters", width(is.text))
		}
		for _, b := range is.blocks {
			if s, ok := b.(*slack.SectionBlock); ok && s.Text != nil && strings.Contains(s.Text.Text, "<@") && peopleIn(m) > mostMentions {
				rt.Fatalf("a crowd is called: %s", s.Text.Text)
			}
		}
	})
}

func TestEveryFormKeepsSlacksLimitsAndLosesNothing(t *testing.T) {
	r := testRenderer(t)
	rapid.Check(t, func(rt *rapid.T) {
		f := bot.Form{Name: "amend", Title: anyText(100).Draw(rt, "title"), Submit: anyText(60).Draw(rt, "submit"), Intro: anyPassage(rt), Channel: "C024BE91L"}
		for i := range rapid.IntRange(0, 8).Draw(rt, "fields") {
			kind := rapid.SampledFrom([]bot.FieldKind{bot.Line, bot.Area, bot.Choice, bot.PersonField}).Draw(rt, "kind")
			field := bot.FormField{Name: string(rune('a' + i)), Label: anyText(100).Draw(rt, "label"), Hint: anyText(300).Draw(rt, "hint"), Kind: kind, Optional: rapid.Bool().Draw(rt, "optional"), Max: rapid.SampledFrom([]int{0, 200, 8000}).Draw(rt, "max")}
			switch kind {
			case bot.Choice:
				field.Options = anyOptions(rt)
			case bot.Area:
				field.Value = anyText(8000).Draw(rt, "value")
			}
			f.Fields = append(f.Fields, field)
		}
		view, err := r.modal(f, "U024BE7LH", "once", time.Unix(1e9, 0))
		if err != nil {
			rt.Fatal(err)
		}
		data := mustJSON(view)
		if err := blockkit.CheckView(data); err != nil {
			rt.Fatalf("%v\n%s", err, data)
		}
		// What stands in the form, sent back unchanged, is what it was opened with.
		var order []string
		values := map[string]string{}
		for _, b := range view.Blocks.BlockSet {
			in, ok := b.(*slack.InputBlock)
			if !ok {
				continue
			}
			order = append(order, in.BlockID)
			if e, ok := in.Element.(*slack.PlainTextInputBlockElement); ok {
				values[in.BlockID] = e.InitialValue
			}
		}
		got := gather(order, values)
		for _, field := range f.Fields {
			if field.Kind == bot.Area && got[field.Name] != field.Value {
				rt.Fatalf("%s came back as %q", field.Name, got[field.Name])
			}
		}
	})
}

func TestALargeCircleIsNamedWithoutBeingCalled(t *testing.T) {
	m := bot.Message{Contacts: map[governance.PersonID]bot.Contact{}}
	var all text.Text
	for i := governance.PersonID(1); i <= mostMentions+1; i++ {
		m.Contacts[i] = bot.Contact{User: "U" + string(rune('A'+i)), Name: "Person " + string(rune('A'+i))}
		all += text.Mention(i) + " "
	}
	m.Parts = []bot.Part{bot.Paragraph{Text: all}}
	if data := string(asPosted(t, testRenderer(t), m)); strings.Contains(data, `\u003c@`) || !strings.Contains(data, "Person B") {
		t.Errorf("%s", data)
	}
	m.Parts = []bot.Part{bot.Paragraph{Text: text.Mention(1)}}
	if data := string(asPosted(t, testRenderer(t), m)); !strings.Contains(data, `\u003c@UB\u003e`) {
		t.Errorf("%s", data)
	}
}

func TestWhatIsCutSaysSoAndLinks(t *testing.T) {
	m := bot.Message{Ref: "P3", Parts: []bot.Part{bot.Written{Markdown: strings.Repeat("many words ", 4000)}}}
	r := testRenderer(t)
	if data := string(asPosted(t, r, m)); !strings.Contains(data, "shortened, because no more") {
		t.Error("nothing says that something is missing")
	}
	m.Whole = "https://moot.example/whole/t0ken"
	if data := string(asPosted(t, r, m)); !strings.Contains(data, "https://moot.example/whole/t0ken|read all of it") {
		t.Error("nothing leads to the whole of it")
	}
	m.Parts = append(m.Parts, bot.Small{Text: "There is more: " + text.LinkTo("read all of it", m.Whole)})
	if data := string(asPosted(t, r, m)); strings.Contains(data, "shortened") || strings.Count(data, m.Whole) != 1 {
		t.Error("it says twice where all of it is")
	}
	m.Parts = []bot.Part{bot.Written{Markdown: "a few words"}}
	if data := string(asPosted(t, r, m)); strings.Contains(data, "shortened") || strings.Contains(data, "moot.example") {
		t.Errorf("what is not cut says that it is: %s", data)
	}
}

// What is cut is cut where it is long: what is short stands whole, such as how a proposal stands, after whatever was changed in it.
func TestWhatIsCutIsCutFairly(t *testing.T) {
	m := fullCard()
	var lines []bot.Change
	for range 60 {
		lines = append(lines, bot.Change{Sign: '+', Text: strings.Repeat("a line ", 57)})
	}
	m.Parts = append([]bot.Part{bot.Written{Markdown: strings.Repeat("many words ", 900)}, bot.Changes{Lines: lines}}, m.Parts...)
	data := string(asPosted(t, testRenderer(t), m))
	for _, want := range []string{"many words", "a line", "2 of 3 have responded", "React with", "shortened", "`/moot P12`"} {
		if !strings.Contains(data, want) {
			t.Errorf("there is no %q in %s", want, data)
		}
	}
	if n := strings.Count(data, "a line"); n < 500 {
		t.Errorf("of the changes stand only %d words, although there is room", n)
	}
}

// An answer comes as a whole, in as many messages as it takes, and its buttons stand under the last.
func TestALongAnswerComesInSeveralMessages(t *testing.T) {
	bothWays(t, func(t *testing.T, w *world) {
		m := card()
		for n := range 5 {
			m.Parts = append(m.Parts, bot.Written{Markdown: strings.Repeat("many words ", 700) + "part " + strconv.Itoa(n)})
		}
		w.desk.answers(bot.Reply{Message: &m})
		w.ana.Slash(w.general, "/moot", "P12")
		w.quiet()
		said := w.ana.Ephemerals(w.general)
		if len(said) != 3 || len(said[0].Buttons()) != 0 || len(said[2].Buttons()) == 0 {
			t.Fatalf("ana sees %d messages", len(said))
		}
		all := said[0].Plain() + said[1].Plain() + said[2].Plain()
		for n := range 5 {
			if !strings.Contains(all, "part "+strconv.Itoa(n)) {
				t.Errorf("part %d is missing", n)
			}
		}
		if strings.Contains(all, "shortened") {
			t.Error("it says that something is missing")
		}
	})
}
