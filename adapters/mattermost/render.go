package mattermost

import (
	"cmp"
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// What a message may hold, in characters. Mattermost takes 16,383 in a post's text; an attachment may be longer, up to about 290,000
// bytes for the whole, but nobody reads that.
const (
	maxMessage  = 16_383
	maxText     = 15_000
	maxTitle    = 1_000 // all of the longest one, also where every character of it has to be escaped
	maxField    = 2_000
	maxFields   = 8_000 // all of them together
	maxFooter   = 300   // the web client cuts there
	maxFallback = 300
	maxLabel    = 60
	maxOptions  = 100
	maxActions  = 25
)

// colours of an attachment's edge.
func colour(t bot.Tone) string {
	switch t {
	case bot.Good:
		return "#2f9e62"
	case bot.Bad:
		return "#c4453c"
	case bot.Attention:
		return "#d99a1c"
	case bot.Quiet:
		return "#8b929c"
	}
	return "#4a6fd4"
}

// style tells a button's.
func style(s bot.ActionStyle) string {
	switch s {
	case bot.Primary:
		return "good"
	case bot.Danger:
		return "danger"
	}
	return "default"
}

// rendered is a message as Mattermost takes it: a text, or one attachment, never both.
type rendered struct {
	text       string
	attachment *model.MessageAttachment
}

// attachments is nil when there is none.
func (r rendered) attachments() []*model.MessageAttachment {
	if r.attachment == nil {
		return nil
	}
	return []*model.MessageAttachment{r.attachment}
}

// writer writes one message's texts.
type writer struct {
	contacts map[governance.PersonID]bot.Contact
	zone     *time.Location
	// ping tells whether a person who is named is pinged: in their own direct messages and in threads, but not by a card.
	ping bool
}

// inline writes a text as Markdown.
func (w writer) inline(t text.Text) string {
	var b strings.Builder
	for _, p := range t.Pieces() {
		switch p.Kind {
		case text.Quoted:
			b.WriteString(literal(p.Text))
		case text.Someone:
			b.WriteString(w.someone(p.Person))
		case text.Moment:
			b.WriteString(text.FormatTime(p.At, w.zone))
		case text.Link:
			b.WriteString(link(p.Text, p.URL))
		default:
			b.WriteString(words(p))
		}
	}
	return b.String()
}

// words writes the catalogue's own. An example such as "/commit @ben" must not ping a Ben; in code nothing does, and there it is copied.
func words(p text.Piece) string {
	switch {
	case p.Code:
		return code(p.Text)
	case p.Bold:
		return "**" + tame(p.Text) + "**"
	case p.Italic:
		return "*" + tame(p.Text) + "*"
	}
	return tame(p.Text)
}

func (w writer) someone(id governance.PersonID) string {
	c := w.contacts[id]
	switch {
	case c.User == "" || !handle.MatchString(c.Handle):
		return literal(cmp.Or(c.Name, c.Handle, "?"))
	case w.ping:
		return "@" + c.Handle
	}
	return "@" + joiner + c.Handle
}

// link writes a link of the bot's own making; what is no web address is only its label.
func link(label, to string) string {
	u, err := url.Parse(to)
	if err != nil || u.Scheme != "http" && u.Scheme != "https" {
		return literal(label)
	}
	to = strings.NewReplacer("(", "%28", ")", "%29", " ", "%20", "<", "%3C", ">", "%3E").Replace(u.String())
	return "[" + literal(cmp.Or(label, to)) + "](" + to + ")"
}

// plain writes a text for where no Markdown is read.
func (w writer) plain(t text.Text) string {
	return t.Plain(func(id governance.PersonID) string {
		c := w.contacts[id]
		if c.User != "" && c.Handle != "" {
			return "@" + c.Handle
		}
		return cmp.Or(c.Name, c.Handle, "?")
	}, func(at time.Time) string { return text.FormatTime(at, w.zone) })
}

// render writes a message. Something short without heading, colour, facts and buttons is just a text; anything else is one
// attachment. The error is the seal's.
func (s *space) render(m bot.Message, ping bool) (rendered, error) {
	w := writer{m.Contacts, m.Zone, ping}
	note := w.inline(m.Shortened(s.printer()))
	if plainEnough(m) {
		return rendered{text: cmp.Or(w.body(m.Parts, false).text(maxMessage, note, false), clip(literal(m.Fallback), maxFallback))}, nil
	}
	body := w.body(m.Parts, true)
	fields, short := body.fields()
	a := &model.MessageAttachment{
		Color:    colour(m.Tone),
		Title:    w.title(m, func(status string) string { return status }),
		Text:     body.text(maxText, note, short || w.titleClipped(m)),
		Fields:   fields,
		Footer:   body.footer,
		Fallback: clip(strings.Join(strings.Fields(m.Fallback), " "), maxFallback),
	}
	a.Fallback = cmp.Or(a.Fallback, clip(a.Title, maxFallback))
	var err error
	a.Actions, err = s.actions(m.Actions)
	return rendered{attachment: a}, err
}

func plainEnough(m bot.Message) bool {
	if m.Ref != "" || m.Title != "" || m.Status != "" || m.Tone != bot.Plain || len(m.Actions) > 0 {
		return false
	}
	return !slices.ContainsFunc(m.Parts, func(p bot.Part) bool {
		switch p.(type) {
		case bot.Paragraph, bot.Small, bot.Written:
			return false
		}
		return true
	})
}

// asText writes a message where only text is possible: as the answer to a pressed button. Its actions cannot be shown.
func (s *space) asText(m bot.Message, most int) string {
	w := writer{m.Contacts, m.Zone, false}
	body := w.body(m.Parts, false)
	title := w.title(m, func(status string) string { return "**" + status + "**" })
	said := body.text(most-len([]rune(title))-2, w.inline(m.Shortened(s.printer())), w.titleClipped(m))
	if title != "" && said != "" {
		title += "\n\n"
	}
	return cmp.Or(title+said, clip(literal(m.Fallback), maxFallback))
}

// title is "P12 · Meet on Tuesdays — Open". An attachment's heading takes no bold type.
func (w writer) title(m bot.Message, status func(string) string) string {
	var head []string
	if m.Ref != "" {
		head = append(head, literal(m.Ref))
	}
	if m.Title != "" {
		head = append(head, clip(w.inline(m.Title), maxTitle))
	}
	title := strings.Join(head, " · ")
	switch {
	case m.Status == "":
		return title
	case title == "":
		return status(literal(m.Status))
	}
	return title + " — " + status(literal(m.Status))
}

// titleClipped tells whether the heading shows only the beginning of the title.
func (w writer) titleClipped(m bot.Message) bool { return len([]rune(w.inline(m.Title))) > maxTitle }

// actions makes the buttons and menus. Their names on the platform follow from what they do, so that a press on a card that was
// redrawn a moment ago still finds its button.
func (s *space) actions(actions []bot.Action) ([]*model.PostAction, error) {
	var out []*model.PostAction
	taken := map[string]int{}
	for _, a := range actions[:min(len(actions), maxActions)] {
		sealed, err := s.sealAction(a)
		if err != nil {
			return nil, fmt.Errorf("button %s: %w", a.Verb, err)
		}
		id := actionID(a)
		if taken[id]++; taken[id] > 1 {
			id = fmt.Sprintf("%sx%d", id, taken[id])
		}
		action := &model.PostAction{
			Id:    id,
			Type:  model.PostActionTypeButton,
			Name:  clip(cmp.Or(a.Label, a.Verb, "…"), maxLabel),
			Style: style(a.Style),
			Integration: &model.PostActionIntegration{
				URL:     s.callback + pathAction,
				Context: map[string]any{contextSeal: sealed},
			},
		}
		if len(a.Options) > 0 {
			action.Type, action.Style = model.PostActionTypeSelect, ""
			action.Options = options(a.Options)
		}
		out = append(out, action)
	}
	return out, nil
}

// options leaves out what Mattermost would refuse.
func options(in []bot.Option) []*model.PostActionOptions {
	var out []*model.PostActionOptions
	for _, o := range in[:min(len(in), maxOptions)] {
		if o.Value != "" {
			out = append(out, &model.PostActionOptions{Text: clip(cmp.Or(o.Label, o.Value), maxLabel), Value: o.Value})
		}
	}
	return out
}
