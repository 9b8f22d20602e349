package web

import (
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// text draws a passage.
func (v voice) text(b *page, t text.Text) {
	for _, p := range t.Pieces() {
		switch p.Kind {
		case text.Quoted:
			b.open("bdi")
			b.text(p.Text)
			b.shut("bdi")
		case text.Someone:
			v.someone(b, p.Person)
		case text.Moment:
			v.moment(b, p.At)
		case text.Link:
			v.link(b, p.Text, p.URL)
		default:
			words(b, p)
		}
	}
}

func words(b *page, p text.Piece) {
	tag := ""
	switch {
	case p.Bold:
		tag = "strong"
	case p.Italic:
		tag = "em"
	case p.Code:
		tag = "code"
	}
	if tag != "" {
		b.open(tag)
		defer b.shut(tag)
	}
	for i, line := range strings.Split(p.Text, "\n") {
		if i > 0 {
			b.raw("<br>")
		}
		if !p.Code { // what people are to type is shown as they type it
			line = glyphs(line)
		}
		b.text(line)
	}
}

// glyphs puts the characters of the emoji that the bot's words name.
func glyphs(words string) string {
	parts := strings.Split(words, ":")
	var b strings.Builder
	for i := 0; i < len(parts); i++ {
		if i > 0 && i+1 < len(parts) && emojiName(parts[i]) {
			if g := glyph(parts[i]); !strings.HasPrefix(g, ":") {
				b.WriteString(g + parts[i+1])
				i++
				continue
			}
		}
		if i > 0 {
			b.WriteByte(':')
		}
		b.WriteString(parts[i])
	}
	return b.String()
}

// name answers how a person is called here.
func (v voice) name(p governance.PersonID) string {
	c := v.contacts[p]
	switch {
	case c.Name != "":
		return c.Name
	case c.Handle != "":
		return "@" + c.Handle
	}
	return "somebody"
}

func (v voice) someone(b *page, p governance.PersonID) {
	b.open("span", "class", "who", "data-user", v.contacts[p].User)
	b.text(v.name(p))
	b.shut("span")
}

// moment draws an instant in the message's zone; the page's script tells it in the reader's.
func (v voice) moment(b *page, at time.Time) {
	full := text.FormatTime(at, v.zone)
	b.open("time", "datetime", at.UTC().Format(time.RFC3339), "title", full)
	b.text(full)
	b.shut("time")
}

// link draws a link of the bot's own making. One into the playground stays in the page; anything but HTTP is shown as text.
func (v voice) link(b *page, label, to string) {
	u, err := url.Parse(to)
	if inside, ok := strings.CutPrefix(to, v.home+"/#"); ok && v.home != "" {
		b.open("a", "href", "#"+inside, "class", "inside")
	} else if err == nil && (u.Scheme == "https" || u.Scheme == "http") && u.Host != "" {
		b.open("a", "href", to, "rel", "noopener noreferrer nofollow", "target", "_blank")
	} else {
		b.text(label)
		return
	}
	b.text(label)
	b.shut("a")
}

// mostPips is up to how many people a progress shows one by one.
const mostPips = 16

// progress draws how many of how many. What it shows stands in the label too, so the picture is hidden from screen readers.
func (v voice) progress(b *page, p bot.Progress) {
	b.open("div", "class", "progress")
	if p.Of > 0 && p.Of <= mostPips {
		b.open("span", "class", "pips", "aria-hidden", "true")
		for i := range p.Of {
			class := "pip"
			if i < p.Done {
				class += " on"
			}
			if i+1 == p.Want {
				class += " want"
			}
			b.open("span", "class", class)
			b.shut("span")
		}
		b.shut("span")
	} else if p.Of > 0 {
		percent := func(n int) string { return strconv.Itoa(min(100, max(0, n)*100/p.Of)) + "%" }
		b.open("svg", "class", "bar", "aria-hidden", "true", "width", "100%", "height", "8")
		b.raw(`<rect class="all" width="100%" height="8" rx="4"/>`)
		b.open("rect", "class", "on", "width", percent(p.Done), "height", "8", "rx", "4")
		b.shut("rect")
		b.open("rect", "class", "want", "x", percent(p.Want), "width", "2", "height", "8")
		b.shut("rect")
		b.shut("svg")
	}
	b.open("span", "class", "progress-label")
	v.text(b, p.Label)
	b.shut("span")
	b.shut("div")
}

// actions draws buttons, and menus as a disclosure with buttons in it.
func (v voice) actions(b *page, actions []bot.Action) error {
	if len(actions) == 0 {
		return nil
	}
	b.open("div", "class", "actions", "role", "group")
	for _, action := range actions {
		sealed, err := v.seal.Seal(sealAction, sealedAction{action.Verb, action.Target}, time.Time{})
		if err != nil {
			return err
		}
		if len(action.Options) == 0 {
			v.button(b, action.Label, "act "+styleName(action.Style), sealed, action.Verb, "")
			continue
		}
		b.raw(`<details class="menu"><summary class="act">`)
		b.text(action.Label)
		b.raw(`</summary><div class="menu-items">`)
		for _, o := range action.Options {
			v.button(b, o.Label, "item", sealed, action.Verb, o.Value)
		}
		b.raw(`</div></details>`)
	}
	b.shut("div")
	return nil
}

func (v voice) button(b *page, label, class, sealed, verb, choice string) {
	b.open("button", "type", "button", "class", strings.TrimSpace(class), "data-act", sealed, "data-verb", verb, "data-choice", choice)
	b.text(label)
	b.shut("button")
}

func styleName(s bot.ActionStyle) string {
	switch s {
	case bot.Primary, bot.Danger:
		return string(s)
	}
	return ""
}
