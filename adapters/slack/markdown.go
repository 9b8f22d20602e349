package slack

import (
	"fmt"
	"strings"

	"github.com/yuin/goldmark"
	"github.com/yuin/goldmark/ast"
	"github.com/yuin/goldmark/extension"
	east "github.com/yuin/goldmark/extension/ast"
	gmtext "github.com/yuin/goldmark/text"
	"github.com/yuin/goldmark/util"
)

// written turns Markdown that somebody wrote into Slack's markup, one string for each block of it. People's words can ask for emphasis,
// lists, quotes, code and links, and for nothing else: every < is escaped, so that no mention survives, and HTML is shown as typed.
func written(markdown string) []passage {
	source := []byte(markdown)
	doc := goldmark.New(goldmark.WithExtensions(extension.Linkify, extension.Strikethrough)).Parser().Parse(gmtext.NewReader(source))
	w := mdWriter{source: source}
	var out []passage
	for n := doc.FirstChild(); n != nil; n = n.NextSibling() {
		if s := strings.TrimRight(w.block(n), "\n "); strings.TrimSpace(s) != "" {
			out = append(out, passage{s, isCode(n)})
		}
	}
	return out
}

// passage is one block of a text in Slack's markup. Code has its fences yet to come, because they are needed again wherever it is cut.
type passage struct {
	text string
	code bool
}

func isCode(n ast.Node) bool {
	return n.Kind() == ast.KindFencedCodeBlock || n.Kind() == ast.KindCodeBlock
}

type mdWriter struct{ source []byte }

func (w mdWriter) block(n ast.Node) string {
	switch n := n.(type) {
	case *ast.Heading:
		if s := w.inlines(n); strings.TrimSpace(s) != "" {
			return "*" + strings.ReplaceAll(s, "*", "") + "*"
		}
		return ""
	case *ast.Blockquote:
		return "> " + strings.ReplaceAll(strings.TrimRight(w.blocks(n), "\n"), "\n", "\n> ")
	case *ast.List:
		return w.list(n)
	case *ast.FencedCodeBlock, *ast.CodeBlock:
		return codeText(w.lines(n))
	case *ast.HTMLBlock:
		raw := w.lines(n)
		if n.HasClosure() {
			raw += string(n.ClosureLine.Value(w.source))
		}
		return literalLines(raw)
	case *ast.ThematicBreak:
		return "———"
	}
	return w.inlines(n)
}

func (w mdWriter) blocks(n ast.Node) string {
	var parts []string
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		s := w.block(c)
		if isCode(c) {
			s = fence(s)
		}
		if s != "" {
			parts = append(parts, s)
		}
	}
	return strings.Join(parts, "\n")
}

func (w mdWriter) list(l *ast.List) string {
	var items []string
	number := l.Start
	for c := l.FirstChild(); c != nil; c = c.NextSibling() {
		mark := "• "
		if l.IsOrdered() {
			mark = fmt.Sprintf("%d. ", number)
			number++
		}
		items = append(items, mark+strings.ReplaceAll(w.blocks(c), "\n", "\n    "))
	}
	return strings.Join(items, "\n")
}

func (w mdWriter) lines(n ast.Node) string {
	var b strings.Builder
	for i := range n.Lines().Len() {
		line := n.Lines().At(i)
		b.Write(line.Value(w.source))
	}
	return b.String()
}

func (w mdWriter) inlines(n ast.Node) string {
	var b, words strings.Builder
	say := func() {
		b.WriteString(literal(words.String()))
		words.Reset()
	}
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		t, ok := c.(*ast.Text)
		if !ok {
			say()
			b.WriteString(w.inline(c))
			continue
		}
		// The parser breaks words at every mark that might have meant something; whether it does to Slack shows in the whole word.
		words.WriteString(w.words(t))
		if t.SoftLineBreak() || t.HardLineBreak() {
			say()
			b.WriteByte('\n')
		}
	}
	say()
	return b.String()
}

// words answers what a text node says, its escapes and entities resolved.
func (w mdWriter) words(t *ast.Text) string {
	value := t.Segment.Value(w.source)
	if !t.IsRaw() {
		value = util.UnescapePunctuations(util.ResolveEntityNames(util.ResolveNumericReferences(value)))
	}
	return string(value)
}

func (w mdWriter) inline(n ast.Node) string {
	switch n := n.(type) {
	case *ast.String:
		return literal(string(n.Value))
	case *ast.CodeSpan:
		return marked("`", escape(strings.ReplaceAll(w.raw(n), "`", "ˋ")))
	case *ast.Emphasis:
		if n.Level == 2 {
			return marked("*", w.inlines(n))
		}
		return marked("_", w.inlines(n))
	case *east.Strikethrough:
		return marked("~", w.inlines(n))
	case *ast.Link:
		return link(string(n.Destination), w.raw(n))
	case *ast.Image:
		return link(string(n.Destination), w.raw(n))
	case *ast.AutoLink:
		address := string(n.URL(w.source))
		if n.AutoLinkType == ast.AutoLinkEmail && !strings.HasPrefix(address, "mailto:") {
			address = "mailto:" + address
		}
		return link(address, string(n.Label(w.source)))
	case *ast.RawHTML:
		var b strings.Builder
		for i := range n.Segments.Len() {
			segment := n.Segments.At(i)
			b.Write(segment.Value(w.source))
		}
		return literal(b.String())
	}
	return w.inlines(n)
}

// raw answers the words of a node without any markup.
func (w mdWriter) raw(n ast.Node) string {
	var b strings.Builder
	for c := n.FirstChild(); c != nil; c = c.NextSibling() {
		switch c := c.(type) {
		case *ast.Text:
			b.WriteString(w.words(c))
			if c.SoftLineBreak() || c.HardLineBreak() {
				b.WriteByte(' ')
			}
		case *ast.String:
			b.Write(c.Value)
		default:
			b.WriteString(w.raw(c))
		}
	}
	return b.String()
}

func marked(mark, s string) string {
	if strings.TrimSpace(s) == "" {
		return s
	}
	return mark + s + mark
}

func literalLines(s string) string {
	lines := strings.Split(strings.TrimRight(s, "\n"), "\n")
	for i, line := range lines {
		lines[i] = literal(line)
	}
	return strings.Join(lines, "\n")
}

// codeText escapes what is to stand between fences and lets nothing in it close them.
func codeText(s string) string {
	return escape(strings.ReplaceAll(strings.Trim(s, "\n"), "```", "`"+joiner+"`"+joiner+"`"))
}

func fence(s string) string { return "```\n" + s + "\n```" }
