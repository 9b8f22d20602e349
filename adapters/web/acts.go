package web

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/seal"
	"github.com/folkmoot/folkmoot/governance"
)

// Said is a line that somebody typed. Key is the browser's own, so that a request sent twice is heard once.
type Said struct {
	As      string `json:"as"`
	Channel string `json:"channel"`
	Thread  string `json:"thread"`
	Text    string `json:"text"`
	Key     string `json:"key"`
}

// Pressed is a button that somebody pressed. Act is what the button carried.
type Pressed struct {
	As     string `json:"as"`
	Post   string `json:"post"`
	Act    string `json:"act"`
	Choice string `json:"choice"`
	Key    string `json:"key"`
}

// Submitted is a form that somebody sent. State is what the form carried.
type Submitted struct {
	As     string            `json:"as"`
	State  string            `json:"state"`
	Values map[string]string `json:"values"`
	Key    string            `json:"key"`
}

// Reacted is an emoji put on a message or taken off it.
type Reacted struct {
	As    string `json:"as"`
	Post  string `json:"post"`
	Emoji string `json:"emoji"`
	On    bool   `json:"on"`
}

// OnPost is something done to a message.
type OnPost struct {
	As   string `json:"as"`
	Post string `json:"post"`
	Key  string `json:"key"`
	// Name is the shortcut that was chosen; empty for the first.
	Name string `json:"name,omitempty"`
}

// Outcome is the answer to an act: perhaps a form to fill in, or errors in one that was.
type Outcome struct {
	Form   *FormView         `json:"form,omitempty"`
	Errors map[string]string `json:"errors,omitempty"`
}

// say hears a line: a slash command goes to the bot, anything else is said in the channel.
func (p *Playground) say(ctx context.Context, in Said) (any, error) {
	if strings.TrimSpace(in.Text) == "" {
		return nil, refuse(400, "There is nothing to say.")
	}
	if strings.HasPrefix(in.Text, "/") && !strings.HasPrefix(in.Text, "//") {
		return p.slash(ctx, in)
	}
	line, err := governance.CheckText("message", in.Text, governance.MaxText, false)
	if err != nil {
		return nil, refuse(400, "A message has at most %d characters, and no control characters.", governance.MaxText)
	}
	card, err := p.artist.Line(line)
	if err != nil {
		return nil, err
	}
	_, err = p.chat.Line(in.As, in.Channel, in.Thread, line, card, keyed("say", in.As, in.Key))
	return nil, err
}

func keyed(what, as, key string) string {
	if key == "" {
		return ""
	}
	return what + "/" + as + "/" + key
}

func (p *Playground) slash(ctx context.Context, in Said) (any, error) {
	if err := p.chat.May(in.As, in.Channel, true); err != nil {
		return nil, err
	}
	end := strings.IndexAny(in.Text, " \t\n\u00a0")
	if end < 0 {
		end = len(in.Text)
	}
	p.chat.Acts(in.As)
	reply := p.cfg.Desk.Slash(ctx, bot.Slash{Origin: p.origin(in.As, in.Channel, in.Key), Command: in.Text[:end],
		Text: strings.TrimLeft(in.Text[end:], " \t\u00a0"), Thread: in.Thread})
	if err := p.chat.Heard(in.As, "", in.Text); err != nil {
		return nil, err
	}
	shown, _, _ := strings.Cut(in.Text, "\n")
	return p.reply(in.As, in.Channel, in.Thread, shown, reply)
}

// reply shows somebody the bot's answer to their act.
func (p *Playground) reply(as, channel, thread, answers string, reply bot.Reply) (any, error) {
	out := Outcome{}
	if reply.Message != nil {
		card, err := p.artist.Draw(*reply.Message)
		if err != nil {
			return nil, err
		}
		if err := p.chat.Whisper(as, channel, thread, answers, card); err != nil {
			return nil, err
		}
	}
	if reply.Form != nil {
		form, err := p.artist.Form(*reply.Form, as, channel, thread, p.cfg.Now())
		if err != nil {
			return nil, err
		}
		out.Form = &form
	}
	return out, nil
}

// press hears a button.
func (p *Playground) press(ctx context.Context, in Pressed) (any, error) {
	post, err := p.chat.Seen(in.As, in.Post)
	if err != nil {
		return nil, err
	}
	var action sealedAction
	if err := p.cfg.Sealer.Open(sealAction, in.Act, p.cfg.Now(), &action); err != nil {
		return nil, refuse(400, "That button is not one of Folkmoot’s.")
	}
	p.chat.Acts(in.As)
	reply := p.cfg.Desk.Press(ctx, bot.Press{Origin: p.origin(in.As, post.Channel, in.Key), Post: post.ID, Verb: action.Verb,
		Target: action.Target, Choice: in.Choice})
	if err := p.chat.Heard(in.As, post.Ref, action.Verb); err != nil {
		return nil, err
	}
	return p.reply(in.As, post.Channel, post.Thread, "", reply)
}

// submit hears a form. It must have been opened for whom it is sent by.
func (p *Playground) submit(ctx context.Context, in Submitted) (any, error) {
	var form sealedForm
	err := p.cfg.Sealer.Open(sealForm, in.State, p.cfg.Now(), &form)
	switch {
	case errors.Is(err, seal.ErrExpired):
		return nil, refuse(410, "This form has been open for too long. Please open it again.")
	case err != nil:
		return nil, refuse(400, "That form is not one of Folkmoot’s.")
	case form.User != in.As:
		return nil, refuse(403, "This form was opened for somebody else.")
	}
	if err := p.chat.May(in.As, form.Channel, false); err != nil {
		return nil, err
	}
	p.chat.Acts(in.As)
	reply := p.cfg.Desk.Submit(ctx, bot.Submission{Origin: p.origin(in.As, form.Channel, in.Key), Form: form.Form, Target: form.Target,
		Values: in.Values})
	if len(reply.Errors) > 0 {
		return Outcome{Errors: reply.Errors}, nil
	}
	return p.reply(in.As, form.Channel, form.Thread, "", bot.Reply{Message: reply.Message})
}

// shortcut hears "propose this", or "make this a commitment", on what somebody said.
func (p *Playground) shortcut(ctx context.Context, in OnPost) (any, error) {
	name := "propose_this"
	if in.Name == "commit_this" {
		name = in.Name
	}
	post, err := p.chat.Seen(in.As, in.Post)
	if err != nil {
		return nil, err
	}
	if post.Raw == "" {
		return nil, refuse(409, "Only what a person said can be proposed.")
	}
	link, err := p.platform.Permalink(ctx, post.Channel, post.ID)
	if err != nil {
		return nil, err
	}
	p.chat.Acts(in.As)
	reply := p.cfg.Desk.Shortcut(ctx, bot.Shortcut{Origin: p.origin(in.As, post.Channel, in.Key), Name: name, Post: post.ID,
		Text: post.Raw, Link: link})
	return p.reply(in.As, post.Channel, post.Thread, "", reply)
}

// react hears a reaction, and tells the bot about it unless nothing changed.
func (p *Playground) react(ctx context.Context, in Reacted) (any, error) {
	changed, post, err := p.chat.React(in.As, in.Post, in.Emoji, in.On)
	if err != nil || !changed {
		return nil, err
	}
	if info, ok := p.chat.infoOf(post.Channel); !ok || info.Absent {
		return nil, nil
	}
	p.chat.Acts(in.As)
	heard := bot.Reaction{Origin: p.origin(in.As, post.Channel, ""), Post: post.ID, Emoji: in.Emoji, On: in.On, At: p.cfg.Now()}
	p.again(ctx, "a reaction", func() error { return p.cfg.Desk.React(ctx, heard) })
	if in.On {
		return nil, p.chat.Heard(in.As, post.Ref, in.Emoji)
	}
	return nil, nil
}

// again tells the bot something until it has heard it, a few times with longer and longer waits. What it never hears is logged; the
// bot finds it when it next reads the chat (design: reactions are reconciled by their differences).
func (p *Playground) again(ctx context.Context, what string, tell func() error) {
	wait := 50 * time.Millisecond
	for tries := 1; ; tries++ {
		err := tell()
		if err == nil {
			return
		}
		if tries == 4 || ctx.Err() != nil {
			p.cfg.Log.ErrorContext(ctx, "the bot did not take what happened in the playground", "what", what, "err", err)
			return
		}
		timer := time.NewTimer(wait)
		select {
		case <-ctx.Done():
		case <-timer.C:
		}
		timer.Stop()
		wait *= 4
	}
}

// delete hears that somebody deleted a message; the bot is told when it was one of its own (D25).
func (p *Playground) delete(ctx context.Context, in OnPost) (any, error) {
	post, err := p.chat.Delete(in.As, in.Post)
	if err != nil {
		return nil, err
	}
	if post.By == BotUser && post.Only == "" {
		p.again(ctx, "a deleted message", func() error { return p.cfg.Desk.PostGone(ctx, p.workspace(), post.Channel, post.ID) })
	}
	return nil, nil
}
