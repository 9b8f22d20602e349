package web

import (
	"cmp"
	"html"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/seal"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// Card is a message of the bot's, drawn, or a person's line.
type Card struct {
	HTML string `json:"html,omitempty"`
	// Plain is the same in one line, for screen readers.
	Plain  string `json:"plain,omitempty"`
	Ref    string `json:"ref,omitempty"`
	Status string `json:"status,omitempty"`
	Tone   string `json:"tone,omitempty"`
}

// sealedAction is what a button carries to the browser and back.
type sealedAction struct {
	Verb   string     `json:"v"`
	Target bot.Target `json:"t"`
}

// The purposes of what is sealed.
const (
	sealAction = "action"
	sealForm   = "form"
)

// artist draws what the bot says.
type artist struct {
	seal *seal.Sealer
	md   *markdown
	// home is the playground's own address: links to it stay in the page.
	home string
	// heading is the element that a card's title is; empty is the third-level one of a card among others.
	heading string
}

// page gathers HTML. Everything goes through its methods, which escape; raw takes only what is already safe.
type page struct{ strings.Builder }

func (b *page) raw(s string) { b.WriteString(s) }

func (b *page) text(s string) { b.WriteString(html.EscapeString(s)) }

// open writes a start tag; pairs are names and values of attributes, of which empty values are left out.
func (b *page) open(tag string, pairs ...string) {
	b.raw("<" + tag)
	for i := 0; i+1 < len(pairs); i += 2 {
		if pairs[i+1] != "" {
			b.raw(" " + pairs[i] + `="` + html.EscapeString(pairs[i+1]) + `"`)
		}
	}
	b.raw(">")
}

func (b *page) shut(tag string) { b.raw("</" + tag + ">") }

// Draw draws a message.
func (a *artist) Draw(m bot.Message) (Card, error) {
	b := &page{}
	v := voice{a, m.Contacts, m.Zone}
	class := "card"
	if m.Ref == "" && m.Status == "" && m.Title == "" {
		class = "card bare"
	}
	b.open("div", "class", class, "data-tone", toneName(m.Tone), "data-ref", m.Ref)
	v.head(b, m)
	for _, part := range m.Parts {
		if err := v.part(b, part); err != nil {
			return Card{}, err
		}
	}
	if err := v.actions(b, m.Actions); err != nil {
		return Card{}, err
	}
	b.shut("div")
	plain := m.Fallback
	if plain == "" {
		plain = v.plain(m)
	}
	return Card{HTML: b.String(), Plain: plain, Ref: m.Ref, Status: m.Status, Tone: toneName(m.Tone)}, nil
}

// Line draws what a person wrote.
func (a *artist) Line(markdown string) (Card, error) {
	h, err := a.md.HTML(markdown)
	if err != nil {
		return Card{}, err
	}
	return Card{HTML: `<div class="md">` + h + `</div>`, Plain: markdown}, nil
}

func toneName(t bot.Tone) string {
	switch t {
	case bot.Good, bot.Bad, bot.Attention, bot.Quiet:
		return string(t)
	}
	return ""
}

// voice draws with the names and the zone of one message.
type voice struct {
	*artist
	contacts map[governance.PersonID]bot.Contact
	zone     *time.Location
}

func (v voice) head(b *page, m bot.Message) {
	if m.Ref == "" && m.Title == "" && m.Status == "" {
		return
	}
	b.open("header", "class", "card-head")
	if m.Ref != "" {
		b.open("span", "class", "ref")
		b.text(m.Ref)
		b.shut("span")
	}
	if m.Title != "" {
		tag := cmp.Or(v.heading, "h3")
		b.open(tag, "class", "card-title")
		v.text(b, m.Title)
		b.shut(tag)
	}
	if m.Status != "" {
		b.open("span", "class", "badge")
		b.text(m.Status)
		b.shut("span")
	}
	b.shut("header")
}

func (v voice) part(b *page, part bot.Part) error {
	switch part := part.(type) {
	case bot.Paragraph:
		b.open("p")
		v.text(b, part.Text)
		b.shut("p")
	case bot.Small:
		b.open("p", "class", "small")
		v.text(b, part.Text)
		b.shut("p")
	case bot.Written:
		return v.written(b, part)
	case bot.Fields:
		v.fields(b, part)
	case bot.Progress:
		v.progress(b, part)
	case bot.Divider:
		b.raw("<hr>")
	case bot.Changes:
		changes(b, part)
	case bot.Heading:
		b.open("h2", "class", "section")
		v.text(b, part.Text)
		b.shut("h2")
	case bot.Said:
		b.open("p", "class", "said", "data-tone", toneName(part.Tone))
		v.text(b, part.Text)
		b.shut("p")
	}
	return nil
}

func (v voice) written(b *page, w bot.Written) error {
	h, err := v.md.HTML(w.Markdown)
	if err != nil {
		return err
	}
	b.open("figure", "class", "written")
	b.open("blockquote", "class", "md")
	b.raw(h)
	b.shut("blockquote")
	if w.By != 0 {
		b.open("figcaption")
		v.someone(b, w.By)
		b.shut("figcaption")
	}
	b.shut("figure")
	return nil
}

func (v voice) fields(b *page, f bot.Fields) {
	b.open("dl", "class", "fields")
	for _, field := range f.Fields {
		class := "field wide"
		if field.Short {
			class = "field"
		}
		b.open("div", "class", class)
		b.open("dt")
		b.text(field.Label)
		b.shut("dt")
		b.open("dd")
		v.text(b, field.Value)
		b.shut("dd")
		b.shut("div")
	}
	b.shut("dl")
}

// changes draws a diff. The signs are text, so that the colours say nothing that they do not.
func changes(b *page, c bot.Changes) {
	b.open("div", "class", "diff")
	for _, line := range c.Lines {
		tag, sign := "span", "\u00a0"
		switch line.Sign {
		case '+':
			tag, sign = "ins", "+"
		case '-':
			tag, sign = "del", "−"
		case '~':
			sign = "±"
		}
		b.open(tag, "class", "line")
		b.open("span", "class", "sign")
		b.text(sign)
		b.shut("span")
		b.open("span", "class", "was")
		if line.Words == nil {
			b.text(line.Text)
		}
		for _, w := range line.Words {
			word(b, w)
		}
		b.shut("span")
		b.shut(tag)
	}
	b.shut("div")
}

// word draws a stretch of a line that was reworded.
func word(b *page, w bot.Reworded) {
	tag := map[byte]string{'+': "ins", '-': "del"}[w.Sign]
	if tag == "" {
		b.text(w.Text)
		return
	}
	b.open(tag)
	b.text(w.Text)
	b.shut(tag)
}

// plain writes the whole message in one line.
func (v voice) plain(m bot.Message) string {
	var words []string
	say := func(t text.Text) {
		if t != "" {
			words = append(words, t.Plain(v.name, func(at time.Time) string { return text.FormatTime(at, v.zone) }))
		}
	}
	if m.Ref != "" {
		words = append(words, m.Ref)
	}
	say(m.Title)
	for _, part := range m.Parts {
		if p, ok := part.(bot.Paragraph); ok {
			say(p.Text)
		}
	}
	return strings.Join(words, " ")
}
