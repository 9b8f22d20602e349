package mattermost

import (
	"strings"
	"testing"
	"unicode"

	"github.com/mattermost/mattermost/server/public/shared/markdown"
	"pgregory.net/rapid"
)

// seen answers what the server takes for text in Markdown, passage by passage: it looks for mentions there and nowhere else.
func seen(md string) []string {
	var out []string
	buf := ""
	flush := func() {
		if buf != "" {
			out = append(out, buf)
		}
		buf = ""
	}
	markdown.Inspect(md, func(node any) bool {
		text, ok := node.(*markdown.Text)
		if !ok {
			flush()
			return true
		}
		buf += text.Text
		return false
	})
	flush()
	return out
}

// pings answers the mentions that the server would find. It cuts as the server does, and is stricter in one thing: it knows no users, so
// every name counts.
func pings(md string) []string {
	var found []string
	mention := func(word string) bool { return len(word) > 1 && word[0] == '@' && word[1] != '@' }
	for _, passage := range seen(md) {
		words := strings.FieldsFunc(passage, func(c rune) bool {
			return !strings.ContainsRune(":.-_@", c) && !unicode.IsLetter(c) && !unicode.IsNumber(c)
		})
		for _, word := range words {
			candidates := []string{strings.TrimLeft(word, ":.-_")}
			candidates = append(candidates, strings.FieldsFunc(word, func(c rune) bool { return strings.ContainsRune(".-:", c) })...)
			for _, c := range candidates {
				if mention(c) {
					found = append(found, c)
				}
			}
		}
	}
	return found
}

func TestPingsIsNoLaxerThanTheServer(t *testing.T) {
	for md, want := range map[string]bool{
		"hi @channel": true, `hi \@channel`: true, "hi `@channel`": false, "hi @" + joiner + "channel": false, "mail ana@example.org": false,
		"_@here": true, "https://x.org/@ana": false, "[@ana](https://x.org)": true, "[x](https://x.org/@ana)": false, "x.@all": true,
	} {
		if got := len(pings(md)) > 0; got != want {
			t.Errorf("%q: pings = %v, want %v", md, got, want)
		}
	}
}

func TestTame(t *testing.T) {
	for in, want := range map[string]string{
		"ask @channel":    "ask @" + joiner + "channel",
		"ana@example.org": "ana@example.org",
		"see https://mastodon.social/@ana please": "see https://mastodon.social/%40ana please",
		"[Ana](https://x.org/@ana)":               "[Ana](https://x.org/%40ana)",
		"&#64;here and &commat;all":               "@" + joiner + "here and @" + joiner + "all",
		"_@here":                                  "_@" + joiner + "here",
		"**bold** and `code`":                     "**bold** and `code`",
	} {
		if got := tame(in); got != want {
			t.Errorf("tame(%q) = %q, want %q", in, got, want)
		}
	}
}

// hostile makes texts out of what breaks other texts.
func hostile() *rapid.Generator[string] {
	piece := rapid.OneOf(
		rapid.SampledFrom([]string{"@channel", "@all", "@here", "@ana", "\\", "`", "```", "~~~", "*", "**", "_", "[", "](", ")", "<", ">", "> ",
			"<!channel>", "<@U1>", "#", "~town-square", "- ", "1. ", "---", "===", "&#64;", "&commat;", "&#x40;", "https://x.org/@ana", "www.x.org",
			"![", "|", "\n", "\n\n", "    ", "\t", ":", ":smile:", "://", "!", ".", "a", "é", "漢", "<https://x.org|y>", "$", "a@b", joiner, "\v", "\x00"}),
		rapid.StringN(0, 6, -1),
	)
	return rapid.Custom(func(t *rapid.T) string { return strings.Join(rapid.SliceOfN(piece, 0, 20).Draw(t, "pieces"), "") })
}

func TestTamePingsNobody(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := hostile().Draw(t, "text")
		if got := pings(tame(s)); got != nil {
			t.Errorf("%q still pings %q", s, got)
		}
		if got := pings(strings.Join(quoted(s), "\n")); got != nil {
			t.Errorf("%q, quoted, still pings %q", s, got)
		}
	})
}

// A quote holds everything: as the server reads the document, nothing stands beside it.
func TestQuotedDoesNotBreakOut(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := hostile().Draw(t, "text")
		document, _ := markdown.Parse(strings.Join(quoted(s), "\n") + "\n\nafter")
		if n := len(document.Children); n != 2 {
			t.Fatalf("%q makes %d blocks, want the quote and what comes after it", s, n)
		}
		if _, ok := document.Children[0].(*markdown.BlockQuote); !ok {
			t.Errorf("%q: the first block is %T", s, document.Children[0])
		}
		if _, ok := document.Children[1].(*markdown.Paragraph); !ok {
			t.Errorf("%q: what comes after is %T", s, document.Children[1])
		}
	})
}

func TestLiteralIsShownLetterByLetter(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := hostile().Draw(t, "text")
		plain := strings.ReplaceAll(strings.Join(strings.Fields(withoutControls(s)), " "), joiner, "")
		md := literal(s)
		shown := strings.ReplaceAll(strings.Join(seen(md), ""), joiner, "")
		if strings.TrimSpace(shown) != strings.TrimSpace(plain) {
			t.Errorf("%q is written %q and shown %q", s, md, shown)
		}
		if got := pings(md); got != nil {
			t.Errorf("%q still pings %q", s, got)
		}
		markdown.Inspect(md, func(node any) bool {
			switch node.(type) {
			case nil, *markdown.Document, *markdown.Paragraph, *markdown.Text, *markdown.SoftLineBreak:
			default:
				t.Errorf("%q becomes a %T", s, node)
			}
			return true
		})
	})
}

func TestLiteralKeepsTheClientsFromReadingMore(t *testing.T) {
	for in, want := range map[string]string{
		"Meet on Tuesdays, 18:00": "Meet on Tuesdays, 18:00",
		":smile: at http://x.org": ":" + joiner + "smile: at http:" + joiner + "//x.org",
		"WWW.x.org":               "WWW" + joiner + ".x.org",
		"#tag in ~channel":        `\#` + joiner + `tag in \~` + joiner + "channel",
		"1. not a list":           joiner + "1. not a list",
		"a &lt; b & c":            "a &amp;lt; b & c",
	} {
		if got := literal(in); got != want {
			t.Errorf("literal(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestCodeAndFence(t *testing.T) {
	for in, want := range map[string]string{"/moot help": "`/moot help`", "a`b": "``a`b``", "`x": "`` `x ``"} {
		if got := code(in); got != want {
			t.Errorf("code(%q) = %q, want %q", in, got, want)
		}
	}
	if got := fence("a ```` b", 3); got != "`````" {
		t.Errorf("the fence is %q", got)
	}
}

func TestClip(t *testing.T) {
	for _, c := range []struct {
		in   string
		most int
		want string
	}{{"abc", 3, "abc"}, {"abcd", 3, "ab…"}, {`ab\*cd`, 4, "ab…"}, {`a\\bcd`, 4, `a\\…`}, {"a", 0, ""}} {
		if got := clip(c.in, c.most); got != c.want {
			t.Errorf("clip(%q, %d) = %q, want %q", c.in, c.most, got, c.want)
		}
	}
	if got := clipBytes("Für und wider Überlegungen", 24); len(got) > 24 || !strings.HasSuffix(got, "…") {
		t.Errorf("got %q, %d bytes", got, len(got))
	}
}
