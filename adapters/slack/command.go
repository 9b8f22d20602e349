package slack

import (
	"context"
	"net/url"

	"github.com/folkmoot/folkmoot/bot"
)

// commandIn is a slash command as a socket brings it, with the key that its repetition would bring again.
func (a *Adapter) commandIn(body []byte, key string) (inbound, error) {
	in, err := decodeSlashJSON(body)
	if err != nil {
		return inbound{}, err
	}
	return a.command(in, key, func() []byte { return body }), nil
}

// commandInForm is a slash command as it comes over HTTP, where it is brought only once.
func (a *Adapter) commandInForm(form url.Values) (inbound, error) {
	in, err := decodeSlash(form)
	if err != nil {
		return inbound{}, err
	}
	return a.command(in, "", func() []byte { return slashJSON(form) }), nil
}

func (a *Adapter) command(in slash, key string, body func() []byte) inbound {
	return inbound{
		kind: inCommand, key: key, body: body, who: in.User, hurry: true,
		do:      func(ctx context.Context, key string) answer { return a.onSlash(ctx, in, key) },
		trigger: in.TriggerID, asks: func() bool {
			f, ok := a.cfg.Desk.(foreseer)
			return ok && f.SlashAsks(bot.Slash{Command: in.Command, Text: in.Text})
		},
		at: somewhere{in.ResponseURL, in.Channel, in.User, in.Enterprise, []string{in.Team}},
		wrote: func() string {
			return in.Command + " " + saidText(in.Text, func(user string) string { return user })
		},
	}
}

// onSlash carries out a slash command.
func (a *Adapter) onSlash(ctx context.Context, in slash, key string) answer {
	ws := a.workspaceFor(ctx, in.Enterprise, in.Team)
	if ws == nil {
		return a.notHere(in.ResponseURL)
	}
	reply := a.cfg.Desk.Slash(ctx, bot.Slash{
		Origin:  bot.Origin{Workspace: ws.id, Channel: in.Channel, User: in.User, Key: key},
		Command: in.Command, Text: typedText(in.Text, ws.people.groupHandle),
	})
	message := a.open(ctx, ws, reply, in.TriggerID, in.User)
	if message == nil {
		return acknowledged()
	}
	return a.saying(ws, *message, in.ResponseURL, in.Channel, in.User)
}

// saying is an answer that carries a message in the acknowledgement itself, and otherwise sends it on. What takes several messages is all
// sent on, for else the second might be there before the first.
func (a *Adapter) saying(ws *workspace, m bot.Message, responseURL, channel, user string) answer {
	all, err := ws.render.answer(m)
	if err != nil {
		a.cfg.Log.Error("a reply could not be rendered", "err", err)
		return acknowledged()
	}
	out, say := acknowledged(), a.say(ws, all, responseURL, channel, user)
	if len(all) > 1 {
		out.later = say
	} else {
		out.payload, out.instead = ephemeralOf(all[0]), say
	}
	return out
}
