package web

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
	"github.com/folkmoot/folkmoot/bot/seal"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

func newArtist(t testing.TB) *artist {
	t.Helper()
	sealer, err := seal.New([]byte("a secret of the test's own"))
	if err != nil {
		t.Fatal(err)
	}
	return &artist{seal: sealer, md: newMarkdown(), home: "http://127.0.0.1:8090"}
}

func madrid(t testing.TB) *time.Location {
	t.Helper()
	zone, err := time.LoadLocation("Europe/Madrid")
	if err != nil {
		t.Fatal(err)
	}
	return zone
}

// gallery is one message of each sort.
func gallery(t testing.TB) map[string]bot.Message {
	p1 := bot.Target{On: governance.Ref{Org: 1, Kind: "P", N: 1}, Part: 2}
	contacts := map[governance.PersonID]bot.Contact{
		1: {User: "ana", Handle: "ana", Name: "Ana"}, 2: {User: "ben", Handle: "ben"}, 3: {Name: "Zoe <b>"},
	}
	return map[string]bot.Message{
		"card": {
			Ref: "P1", Title: text.Quote("Meet on *Tuesdays* <script>alert(1)</script>"), Status: "Blocked", Tone: bot.Attention,
			Parts: []bot.Part{
				bot.Written{Markdown: "We meet on **Tuesdays**.\n\n- same room\n- [map](https://example.org/?a=1&b=2)", By: 1},
				bot.Fields{Fields: []bot.Field{
					{Label: "Raised by", Value: text.Mention(1), Short: true}, {Label: "Open until", Value: text.At(friday), Short: true},
					{Label: "Awaited", Value: text.Mention(2) + " and " + text.Mention(3) + " and " + text.Mention(99)},
				}},
				bot.Progress{Label: "1 of 4 responded; 2 needed.", Done: 1, Want: 2, Of: 4},
				bot.Divider{},
				bot.Small{Text: ":white_check_mark: consent · :thinking: concern · 10:30:00 · :nonsense:"},
			},
			Actions: []bot.Action{
				{Verb: "consent", Target: p1, Label: "Consent", Style: bot.Primary}, {Verb: "object", Target: p1, Label: "Object", Style: bot.Danger},
				{Verb: "more", Target: p1, Label: "More", Options: []bot.Option{{Value: "extend", Label: "Extend <it>"}, {Value: "withdraw", Label: "Withdraw"}}},
			},
			Fallback: "P1 Meet on Tuesdays is blocked", Zone: madrid(t), Contacts: contacts,
		},
		"plain": {
			Parts: []bot.Part{bot.Paragraph{Text: text.Text("It is **met**, says ") + text.Mention(2) + ".\nSee `/moot P1`, _please_, or " +
				text.LinkTo("the card", "http://127.0.0.1:8090/#garden/m2") + ", " + text.LinkTo("the guide", "https://example.org/guide") + ", " +
				text.LinkTo("not this", "javascript:alert(1)")}},
			Contacts: contacts,
		},
		"changes": {
			Title: "What changed", Tone: bot.Good,
			Parts: []bot.Part{bot.Changes{Lines: []bot.Change{{Sign: ' ', Text: "We meet"}, {Sign: '-', Text: "on Mondays <i>"}, {Sign: '+', Text: "on Tuesdays"}}},
				bot.Progress{Label: "40 of 100", Done: 40, Want: 50, Of: 100}},
		},
		"bent": {
			Ref: `P1" onclick="x`, Title: "<img src=x>", Status: "<b>", Tone: bot.Tone(`" onload="x`), Fallback: "<b>",
			Parts: []bot.Part{bot.Fields{Fields: []bot.Field{{Label: "<i>", Value: "a & b"}}}},
			Actions: []bot.Action{{Verb: `"><script>`, Label: "</button><script>", Style: bot.ActionStyle(`x" onclick="y`), Target: p1,
				Options: []bot.Option{{Value: `"><script>`, Label: "<script>"}}}},
		},
	}
}

func TestDraw(t *testing.T) {
	a := newArtist(t)
	for name, m := range gallery(t) {
		t.Run(name, func(t *testing.T) {
			c, err := a.Draw(m)
			if err != nil {
				t.Fatal(err)
			}
			got := c.Plain + "\n" + strings.ReplaceAll(c.HTML, "><", ">\n<") + "\n"
			got = regexp.MustCompile(`data-act="[^"]+"`).ReplaceAllString(got, `data-act="…"`)
			file := filepath.Join("testdata", name+".html")
			if bottest.Updating() {
				if err := os.WriteFile(file, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("drawn otherwise than %s says (-update writes it anew):\n%s", file, got)
			}
			if problem := harmful(c.HTML); problem != "" {
				t.Errorf("harmful: %s in %s", problem, c.HTML)
			}
		})
	}
}

// harmful parses HTML as a browser would and tells of the first thing in it that this package never means to write.
func harmful(fragment string) string {
	z := html.NewTokenizer(strings.NewReader(fragment))
	allowed := " div header span h3 p bdi strong em code br time a figure blockquote figcaption dl dt dd hr ins del svg rect details summary button ul ol li pre "
	for {
		switch z.Next() {
		case html.ErrorToken:
			return ""
		case html.StartTagToken, html.SelfClosingTagToken:
			token := z.Token()
			if !strings.Contains(allowed, " "+token.Data+" ") {
				return "the element " + token.Data
			}
			for _, at := range token.Attr {
				scheme, _, _ := strings.Cut(strings.ToLower(at.Val), ":")
				switch {
				case strings.HasPrefix(at.Key, "on"), at.Key == "style", at.Key == "src", at.Key == "srcdoc", at.Key == "id":
					return "the attribute " + at.Key
				case at.Key == "href" && !strings.HasPrefix(at.Val, "#") && scheme != "http" && scheme != "https" && scheme != "mailto":
					return "the link " + at.Val
				}
			}
		case html.CommentToken, html.DoctypeToken:
			return "a comment"
		}
	}
}

func TestWhatPeopleWriteIsHarmless(t *testing.T) {
	m := newMarkdown()
	tests := []struct{ written, want, never string }{
		{"<script>alert(1)</script>", "&lt;script&gt;", "<script"},
		{`<img src=x onerror=alert(1)>`, "&lt;img", "<img"},
		{"![cat](https://example.org/cat.png)", "cat", "<img"},
		{"[click](javascript:alert(1))", "click", "javascript:"},
		{"[click](JaVaScRiPt:alert(1))", "click", "<a"},
		{"[click](data:text/html;base64,PHNjcmlwdD4=)", "click", "<a"},
		{"[click](vbscript:x)", "click", "<a"},
		{"[here](/api/state)", "here", "<a"},
		{`[x](https://example.org "title\" onmouseover=alert(1)")`, "x", " onmouseover"},
		{"<javascript:alert(1)>", "javascript", "<a"},
		{"https://example.org/", `rel="nofollow noreferrer noopener"`, "<script"},
		{"# Big\n\ntext", "<p><strong>Big</strong></p>", "<h1"},
		{"@channel @here <!channel>", "@channel @here &lt;!channel&gt;", "<!"},
		{"```\n</code></pre><script>\n```", "&lt;/code&gt;", "<script"},
		{"~~no~~ **yes** _perhaps_ `code`", "<del>no</del> <strong>yes</strong> <em>perhaps</em> <code>code</code>", "~~"},
		{"a\nb", "a<br>\nb", "<p>b"},
		{"<b>not bold</b>", "&lt;b&gt;not bold&lt;/b&gt;", "<b>"},
	}
	for _, test := range tests {
		got, err := m.HTML(test.written)
		if err != nil {
			t.Fatal(err)
		}
		if !strings.Contains(strings.ReplaceAll(got, "<br/>", "<br>"), test.want) || strings.Contains(strings.ToLower(got), test.never) {
			t.Errorf("%q is drawn as %q; want %q in it and never %q", test.written, got, test.want, test.never)
		}
		if problem := harmful(got); problem != "" {
			t.Errorf("%q: %s", test.written, problem)
		}
	}
}

func FuzzMarkdown(f *testing.F) {
	for _, seed := range []string{"<a href=javascript:x>", "[a](b)", "![a](<b>)", "> - # `x", "&#60;script&#62;", "<<b>script>", "[x]: javascript:1\n[x]"} {
		f.Add(seed)
	}
	m := newMarkdown()
	f.Fuzz(func(t *testing.T, written string) {
		got, err := m.HTML(written)
		if err != nil {
			t.Fatal(err)
		}
		if problem := harmful(got); problem != "" {
			t.Errorf("%q becomes %q: %s", written, got, problem)
		}
	})
}

func TestEveryEmojiIsKnownByItsName(t *testing.T) {
	seen := map[string]bool{}
	for _, e := range emojis() {
		if seen[e.Name] || !emojiName(e.Name) || e.Char == "" || glyph(e.Name) != e.Char {
			t.Errorf("%+v is drawn as %q", e, glyph(e.Name))
		}
		seen[e.Name] = true
	}
	for name, want := range map[string]string{"thinking": "🤔", "raised_hand": "✋", "thumbsup::skin-tone-6": "👍🏿", "tada::skin-tone-2": "🎉", "partyparrot": ":partyparrot:"} {
		if got := glyph(name); got != want {
			t.Errorf("%s is drawn as %q, want %q", name, got, want)
		}
	}
}
