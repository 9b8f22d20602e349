package bottest

import (
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// Lines writes a message as a transcript shows it.
func Lines(m bot.Message) []string {
	plain := func(t text.Text) string { return written(t, m.Contacts, m.Zone) }
	var out []string
	head := strings.TrimSpace(strings.Join(nonEmpty(m.Ref, plain(m.Title), m.Status), " · "))
	if head != "" {
		out = append(out, "["+head+"]")
	}
	for _, part := range m.Parts {
		switch v := part.(type) {
		case bot.Paragraph:
			out = append(out, strings.Split(plain(v.Text), "\n")...)
		case bot.Small:
			out = append(out, "("+plain(v.Text)+")")
		case bot.Heading:
			out = append(out, "## "+plain(v.Text))
		case bot.Said:
			out = append(out, strings.TrimSuffix("["+string(v.Tone)+"] ", "[] ")+plain(v.Text))
		case bot.Written:
			for _, line := range strings.Split(v.Markdown, "\n") {
				out = append(out, "> "+line)
			}
		case bot.Fields:
			for _, f := range v.Fields {
				out = append(out, strings.Split(f.Label+": "+plain(f.Value), "\n")...)
			}
		case bot.Progress:
			out = append(out, plain(v.Label))
		case bot.Divider:
			out = append(out, "---")
		case bot.Changes:
			for _, l := range v.Lines {
				line := l.Text
				if l.Words != nil {
					line = reworded(l.Words)
				}
				out = append(out, fmt.Sprintf("%c %s", l.Sign, line))
			}
		}
	}
	var labels []string
	for _, a := range m.Actions {
		labels = append(labels, "["+a.Label+"]")
	}
	if labels != nil {
		out = append(out, strings.Join(labels, " "))
	}
	return out
}

// reworded writes a line with what was taken from it and what was added.
func reworded(words []bot.Reworded) string {
	var b strings.Builder
	for _, w := range words {
		switch w.Sign {
		case '-':
			b.WriteString("[-" + w.Text + "-]")
		case '+':
			b.WriteString("{+" + w.Text + "+}")
		default:
			b.WriteString(w.Text)
		}
	}
	return b.String()
}

// written writes a text with its code in backticks, as people would type it.
func written(t text.Text, contacts map[governance.PersonID]bot.Contact, zone *time.Location) string {
	var b strings.Builder
	for _, p := range t.Pieces() {
		switch {
		case p.Kind == text.Someone:
			b.WriteString(contacts[p.Person].Name)
		case p.Kind == text.Moment:
			b.WriteString(text.FormatTime(p.At, zone))
		case p.Kind == text.Link:
			b.WriteString(withPage(p.Text, p.URL))
		case p.Code:
			b.WriteString("`" + p.Text + "`")
		default:
			b.WriteString(p.Text)
		}
	}
	return b.String()
}

func nonEmpty(all ...string) []string {
	var out []string
	for _, s := range all {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// formLines writes a form as a transcript shows it.
func formLines(f bot.Form) []string {
	out := []string{"form “" + f.Title + "”"}
	if f.Intro != "" {
		out = append(out, written(f.Intro, f.Contacts, f.Zone))
	}
	for _, field := range f.Fields {
		line := "  " + field.Name + ": " + field.Label
		if field.Optional {
			line += " (optional)"
		}
		if field.Value != "" {
			line += " = " + field.Value
		}
		out = append(out, line)
	}
	return out
}
