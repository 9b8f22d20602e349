package slack

import (
	"context"
	"strings"

	"github.com/folkmoot/folkmoot/bot"
)

// interactionIn is a button, a submitted form or a message shortcut. A form is acknowledged when it is done, because that closes it, and
// what is wrong with it can be said in its place only before; Slack lets people send it once more when that took too long. One that Slack
// has to be asked about first is closed all the same, and what is wrong with it is then said in a message, with what was filled in.
func (a *Adapter) interactionIn(body []byte, key string) (inbound, error) {
	in, err := decodeInteraction(body)
	if err != nil {
		return inbound{}, err
	}
	out := inbound{kind: inInteraction, key: key, body: func() []byte { return body }, who: in.User.ID}
	var do func(context.Context, *workspace, interaction, string) answer
	switch in.Type {
	case "block_actions":
		do, out.hurry = a.onPress, true
	case "message_action":
		do, out.hurry = a.onShortcut, true
	case "view_submission":
		do, out.once = a.onSubmission, a.onceOf(in.View)
	default: // view_closed, and what the app does not offer.
		return inbound{kind: inInteraction, do: func(context.Context, string) answer { return acknowledged() }}, nil
	}
	out.do = func(ctx context.Context, key string) answer {
		ws := a.workspaceFor(ctx, in.enterprise(), in.teams()...)
		if ws == nil {
			return a.notHere(in.ResponseURL)
		}
		return do(ctx, ws, in, key)
	}
	out.at, out.wrote = somewhere{in.ResponseURL, in.channel(), in.User.ID, in.enterprise(), in.teams()}, in.View.written
	out.trigger, out.asks = in.TriggerID, func() bool { return a.interactionAsks(in) }
	if in.Type == "view_submission" {
		out.unkept = func() answer { return a.keepOpen(in.View, out.at) }
	}
	return out, nil
}

// interactionAsks tells whether a button or a shortcut will open a form. Every shortcut does.
func (a *Adapter) interactionAsks(in interaction) bool {
	if in.Type == "message_action" {
		return in.Message != nil
	}
	f, ok := a.cfg.Desk.(foreseer)
	if !ok || in.Type != "block_actions" || len(in.Actions) == 0 || in.Actions[0].Type != "button" {
		return false
	}
	what, ok := renderer{sealer: a.cfg.Sealer, words: a.words}.openAction(in.Actions[0].ActionID, in.Actions[0].Value, a.cfg.Now())
	return ok && f.PressAsks(bot.Press{Verb: what.Verb, Target: what.Target})
}

func (a *Adapter) onPress(ctx context.Context, ws *workspace, in interaction, key string) answer {
	if len(in.Actions) == 0 {
		return acknowledged()
	}
	act := in.Actions[0]
	if act.Type == "users_select" {
		return a.chosen(ws, act.User)
	}
	if act.Type != "button" && act.Type != "static_select" {
		return acknowledged()
	}
	what, ok := ws.render.openAction(act.ActionID, act.Value, a.cfg.Now())
	if !ok {
		foreign := ws.render.words.note("slack.button_foreign")
		return a.afterwards(ws, &foreign, in)
	}
	press := bot.Press{
		Origin: bot.Origin{Workspace: ws.id, Channel: in.channel(), User: in.User.ID, Key: key},
		Verb:   what.Verb, Target: what.Target,
	}
	if !in.Container.IsEphemeral {
		press.Post = in.Container.MessageTS
	}
	if act.Selected != nil {
		press.Choice = act.Selected.Value
	}
	message := a.open(ctx, ws, a.cfg.Desk.Press(ctx, press), in.TriggerID, in.User.ID)
	out := a.afterwards(ws, message, in)
	if in.View != nil && in.View.Type == "home" {
		out.later = both(out.later, a.home(ws, in.User.ID))
	}
	return out
}

// chosen reads, after the acknowledgement, whom somebody chose in a form that they have yet to submit.
func (a *Adapter) chosen(ws *workspace, user string) answer {
	out := acknowledged()
	if user != "" {
		out.later = func(ctx context.Context) {
			if _, err := ws.readUser(ctx, user); err != nil {
				a.cfg.Log.Warn("whom somebody chose in a form could not be read", "user", user, "err", err)
			}
		}
	}
	return out
}

// afterwards is an answer that is said after the acknowledgement, which for buttons and shortcuts carries nothing. There may be none.
func (a *Adapter) afterwards(ws *workspace, m *bot.Message, in interaction) answer {
	out := acknowledged()
	if m != nil {
		out.later = a.tell(ws, *m, in.ResponseURL, in.channel(), in.User.ID)
	}
	return out
}

// both does one thing after another; either may be nil.
func both(first, second func(context.Context)) func(context.Context) {
	switch {
	case first == nil:
		return second
	case second == nil:
		return first
	}
	return func(ctx context.Context) {
		first(ctx)
		second(ctx)
	}
}

func (a *Adapter) onShortcut(ctx context.Context, ws *workspace, in interaction, key string) answer {
	if in.Message == nil {
		return acknowledged()
	}
	said := wordsOf(in.Message.Text, in.Message.Attachments)
	reply := a.cfg.Desk.Shortcut(ctx, bot.Shortcut{
		Origin: bot.Origin{Workspace: ws.id, Channel: in.channel(), User: in.User.ID, Key: key},
		Name:   in.CallbackID, Post: in.Message.TS, Text: saidText(said, ws.people.handleOf), Link: ws.linkTo(in),
	})
	return a.afterwards(ws, a.open(ctx, ws, reply, in.TriggerID, in.User.ID), in)
}

// linkTo makes the address of the message that a shortcut was used on. chat.getPermalink would answer the same, after the
// acknowledgement is due.
func (ws *workspace) linkTo(in interaction) string {
	base := ws.url
	if base == "" && in.Team != nil && in.Team.Domain != "" {
		base = "https://" + in.Team.Domain + ".slack.com/"
	}
	if base == "" || in.channel() == "" {
		return ""
	}
	address := base + "archives/" + in.channel() + "/p" + strings.ReplaceAll(in.Message.TS, ".", "")
	if thread := in.Message.ThreadTS; thread != "" && thread != in.Message.TS {
		address += "?thread_ts=" + thread + "&cid=" + in.channel()
	}
	return address
}
