package bot

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/consent"
)

// Shortcut opens a form on what somebody said in a message.
func (b *Bot) Shortcut(ctx context.Context, in Shortcut) Reply {
	c, p, err := b.call(ctx, in.Origin, consent.ByCommand)
	if err != nil {
		return b.answer(ctx, c, p, in.Name, Reply{}, err)
	}
	c.typed.Options = map[string]string{}
	switch in.Name {
	case "propose_this":
		title, _, _ := strings.Cut(strings.TrimSpace(in.Text), "\n")
		reply, err := c.proposeForm(cut(title, governance.MaxTitle), quoted(in.Text, in.Link))
		return b.answer(ctx, c, p, in.Name, reply, err)
	case "commit_this":
		reply, err := c.commitThis(in)
		return b.answer(ctx, c, p, in.Name, reply, err)
	}
	return b.answer(ctx, c, p, in.Name, Reply{}, notBuilt(in.Name))
}

// quoted writes what somebody said as a Markdown quote with its link.
func quoted(said, link string) string {
	said = cut(strings.TrimSpace(said), 2000)
	out := "> " + strings.ReplaceAll(said, "\n", "\n> ")
	if link != "" {
		out += "\n\n" + link
	}
	return out
}

// cut shortens a text to so many characters, the last of them an ellipsis.
func cut(s string, most int) string {
	r := []rune(s)
	if len(r) <= most {
		return s
	}
	return string(r[:most-1]) + "…"
}
