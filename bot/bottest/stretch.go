package bottest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// crowdSize is how many people stand in a stretched message wherever it names one.
const crowdSize = 300

// Hostile are words that people might write in order to be in the way: what has to be escaped, and so takes more room than it seems to; what
// cannot be broken; and markup, mentions and emoji of many parts, in lines.
func Hostile() []string {
	return []string{"& < > ` ", "unbreakable", "<!channel> @all <@U1> *_~`| 👩‍👩‍👧 𝔘𝔫𝔦\n> - # ```\n"}
}

// Stretch answers a message as it would be if people had written as much as they may wherever words of theirs stand in it, over and over
// the words given, and if a crowd stood wherever somebody is named.
func Stretch(m bot.Message, words string) bot.Message {
	s := stretcher{words: words}
	m.Title = s.text(m.Title, governance.MaxTitle)
	m.Fallback = s.after(m.Fallback, governance.MaxReason)
	m.Contacts = s.crowd()
	var parts []bot.Part
	for _, p := range m.Parts {
		parts = append(parts, s.part(p))
	}
	m.Parts = parts
	m.Actions = append([]bot.Action(nil), m.Actions...)
	for i, a := range m.Actions {
		m.Actions[i].Label, m.Actions[i].Options = s.after(a.Label, governance.MaxTitle), s.options(a.Options)
	}
	return m
}

// StretchForm is Stretch for a form.
func StretchForm(f bot.Form, words string) bot.Form {
	s := stretcher{words: words}
	f.Title, f.Intro, f.Contacts = s.after(f.Title, governance.MaxTitle), s.text(f.Intro, governance.MaxReason), s.crowd()
	f.Fields = append([]bot.FormField(nil), f.Fields...)
	for i, field := range f.Fields {
		f.Fields[i].Label, f.Fields[i].Hint = s.after(field.Label, governance.MaxTitle), s.after(field.Hint, governance.MaxTitle)
		f.Fields[i].Options = s.options(field.Options)
		switch most := max(field.Max, governance.MaxTitle); field.Kind {
		case bot.Area:
			f.Fields[i].Value = s.long(max(most, governance.MaxText))
		case bot.Line:
			f.Fields[i].Value = strings.ReplaceAll(s.long(most), "\n", " ")
		}
	}
	return f
}

type stretcher struct{ words string }

// long repeats the words until there is room for no more.
func (s stretcher) long(most int) string {
	r := []rune(strings.Repeat(s.words, most/len([]rune(s.words))+1))
	return string(r[:most])
}

// after lets a label or a line end in words of people's.
func (s stretcher) after(label string, most int) string {
	if label == "" {
		return ""
	}
	return label + " " + s.long(most)
}

// inner finds the pieces of a text that are not words of the catalogue, in the form in which text.Text keeps them.
var inner = regexp.MustCompile("\x02([qpl])([^\x02\x03]*)\x03")

func (s stretcher) text(t text.Text, most int) text.Text {
	crowd := crowdSize // stands where somebody is named first
	return text.Text(inner.ReplaceAllStringFunc(string(t), func(piece string) string {
		switch m := inner.FindStringSubmatch(piece); m[1] {
		case "q":
			return string(text.Quote(m[2] + s.long(most)))
		case "l":
			label, address, _ := strings.Cut(m[2], "\n")
			return string(text.LinkTo(label+s.long(governance.MaxName), address+"/"+s.long(governance.MaxReason)))
		}
		var all []string
		for p := range governance.PersonID(crowd) {
			all = append(all, string(text.Mention(p+1)))
		}
		crowd = 1
		return strings.Join(all, ", ")
	}))
}

func (s stretcher) crowd() map[governance.PersonID]bot.Contact {
	out := map[governance.PersonID]bot.Contact{}
	for p := range governance.PersonID(crowdSize) {
		n := strconv.Itoa(int(p) + 1)
		out[p+1] = bot.Contact{User: "U" + n, Handle: "p" + n, Name: strings.ReplaceAll(s.long(governance.MaxName-len(n)), "\n", " ") + n}
	}
	return out
}

func (s stretcher) part(part bot.Part) bot.Part {
	switch p := part.(type) {
	case bot.Paragraph:
		return bot.Paragraph{Text: s.text(p.Text, governance.MaxReason)}
	case bot.Small:
		return bot.Small{Text: s.text(p.Text, governance.MaxReason)}
	case bot.Written:
		return bot.Written{Markdown: s.long(governance.MaxText), By: p.By}
	case bot.Progress:
		p.Label = s.text(p.Label, governance.MaxReason)
		p.Done, p.Want, p.Of = p.Done*crowdSize, p.Want*crowdSize, p.Of*crowdSize
		return p
	case bot.Fields:
		var all []bot.Field
		for _, f := range p.Fields {
			f.Value = s.text(f.Value, governance.MaxReason)
			all = append(all, f)
		}
		return bot.Fields{Fields: all}
	case bot.Changes:
		var all []bot.Change
		for _, c := range p.Lines {
			c.Text = s.long(governance.MaxReason)
			all = append(all, c)
		}
		return bot.Changes{Lines: all}
	}
	return part
}

// options lets a menu offer a crowd, as one of people would.
func (s stretcher) options(all []bot.Option) []bot.Option {
	var out []bot.Option
	for _, o := range all {
		out = append(out, bot.Option{Value: o.Value, Label: s.after(o.Label, governance.MaxTitle)})
	}
	for n := len(all); n > 1 && n < crowdSize; n++ {
		out = append(out, bot.Option{Value: fmt.Sprintf("%s%d", all[0].Value, n), Label: s.after(all[0].Label, governance.MaxTitle)})
	}
	return out
}
