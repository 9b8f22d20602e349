package slack

import (
	"context"
	"errors"
	"maps"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
)

// answer is what an envelope is answered with, over HTTP or over a socket.
type answer struct {
	// status is the HTTP status; a socket acknowledges only those below 300.
	status int
	// payload goes with the acknowledgement; nil for none.
	payload any
	// instead says the same where the acknowledgement carries no payload. It may be nil.
	instead func(context.Context)
	// later is done after the acknowledgement. It may be nil.
	later func(context.Context)
}

// acknowledged is an acknowledgement and nothing more.
func acknowledged() answer { return answer{status: http.StatusOK} }

// ephemeral is a reply in the body of an acknowledgement, or to a response_url: for the actor's eyes only.
type ephemeral struct {
	ResponseType    string        `json:"response_type"`
	ReplaceOriginal bool          `json:"replace_original"`
	Text            string        `json:"text"`
	Blocks          []slack.Block `json:"blocks,omitempty"`
	UnfurlLinks     bool          `json:"unfurl_links"`
	UnfurlMedia     bool          `json:"unfurl_media"`
}

// ephemeralOf is a message for one person's eyes.
func ephemeralOf(is rendered) ephemeral {
	return ephemeral{ResponseType: "ephemeral", Text: is.text, Blocks: is.blocks}
}

// onSlash carries out a slash command. Key is what its repetition would bring again; over HTTP there is none.
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

// open opens the form of a reply, which has to happen while the trigger lives and therefore before the acknowledgement, and answers
// what is left to be said.
func (a *Adapter) open(ctx context.Context, ws *workspace, reply bot.Reply, trigger, user string) *bot.Message {
	if reply.Form == nil {
		return reply.Message
	}
	ctx, cancel := context.WithTimeout(ctx, triggerLife)
	defer cancel()
	view, err := ws.render.modal(*reply.Form, user, randomText(), a.cfg.Now())
	if err == nil {
		_, err = ws.call(ctx, "views.open", args{"trigger_id": trigger, "view": jsonArg(view)}, nil)
	}
	if err == nil {
		return reply.Message
	}
	a.cfg.Log.Warn("a form could not be opened", "form", reply.Form.Name, "err", err)
	message := ws.render.words.note("slack.form_failed")
	if code := faultCode(err); code == "expired_trigger_id" || code == "exchanged_trigger_id" || errors.Is(err, context.DeadlineExceeded) {
		message = ws.render.words.note("slack.form_late")
	}
	return &message
}

// triggerLife is how long views.open may take: the trigger lives three seconds, and some of them are gone.
const triggerLife = 2500 * time.Millisecond

// onInteraction carries out a button, a submitted form or a message shortcut. A form is not acknowledged before it is done: that would
// close it, and what is wrong with it could not be said any more. Slack lets people send it once more when it took too long.
func (a *Adapter) onInteraction(in interaction, key string) answer {
	var do func(context.Context, *workspace, interaction, string) answer
	switch in.Type {
	case "block_actions":
		do = a.onPress
	case "message_action":
		do = a.onShortcut
	case "view_submission":
		ctx, end := a.working(context.Background())
		defer end()
		return a.inWorkspace(ctx, in, key, a.onSubmission)
	default:
		return acknowledged() // view_closed, and what the app does not offer.
	}
	return a.promptly(func(ctx context.Context) answer { return a.inWorkspace(ctx, in, key, do) })
}

// inWorkspace lets an interaction be carried out in the workspace that it belongs to.
func (a *Adapter) inWorkspace(ctx context.Context, in interaction, key string, do func(context.Context, *workspace, interaction, string) answer) answer {
	if ws := a.workspaceFor(ctx, in.enterprise(), in.teams()...); ws != nil {
		return do(ctx, ws, in, key)
	}
	return a.notHere(in.ResponseURL)
}

func (a *Adapter) onPress(ctx context.Context, ws *workspace, in interaction, key string) answer {
	if len(in.Actions) == 0 {
		return acknowledged()
	}
	act := in.Actions[0]
	if act.Type != "button" && act.Type != "static_select" {
		return acknowledged()
	}
	what, ok := ws.render.openAction(act.ActionID, act.Value, a.cfg.Now())
	if !ok {
		return a.afterwards(ws, ws.render.words.note("slack.button_foreign"), in)
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
	out := acknowledged()
	if message != nil {
		out = a.afterwards(ws, *message, in)
	}
	if in.View != nil && in.View.Type == "home" {
		out.later = both(out.later, a.home(ws, in.User.ID))
	}
	return out
}

// afterwards is an answer that is said after the acknowledgement, which for buttons and shortcuts carries nothing.
func (a *Adapter) afterwards(ws *workspace, m bot.Message, in interaction) answer {
	out := acknowledged()
	out.later = a.tell(ws, m, in.ResponseURL, in.channel(), in.User.ID)
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

// onSubmission checks that the form is ours, this person's, and not too old, and hands it on. Whatever is wrong keeps the form open.
func (a *Adapter) onSubmission(ctx context.Context, ws *workspace, in interaction, _ string) answer {
	if in.View == nil {
		return acknowledged()
	}
	order, values := in.View.inputs()
	var state formState
	err := ws.render.sealer.Open("form", in.View.PrivateMetadata, a.cfg.Now(), &state)
	if err != nil || state.User != in.User.ID {
		return a.refuseForm(ws, order, map[string]string{"": ws.render.words.line("slack.form_old")}, in)
	}
	key := ""
	if state.Once != "" {
		key = "form/" + state.Once
	}
	reply := a.cfg.Desk.Submit(ctx, bot.Submission{
		Origin: bot.Origin{Workspace: ws.id, Channel: state.Channel, User: in.User.ID, Key: key},
		Form:   state.Form, Target: state.Target, Values: gather(order, values),
	})
	if len(reply.Errors) > 0 {
		return a.refuseForm(ws, order, reply.Errors, in)
	}
	out := acknowledged()
	if reply.Message != nil {
		out.later = a.tell(ws, *reply.Message, "", state.Channel, in.User.ID)
	}
	return out
}

// refuseForm keeps the form open and says why. A form without inputs has no place for that; then it is said in a message.
func (a *Adapter) refuseForm(ws *workspace, order []string, problems map[string]string, in interaction) answer {
	m := bot.Message{Tone: bot.Attention}
	for _, field := range slices.Sorted(maps.Keys(problems)) {
		m.Parts = append(m.Parts, bot.Paragraph{Text: text.Quote(problems[field])})
	}
	inWords := a.tell(ws, m, "", "", in.User.ID)
	out := acknowledged()
	if errs := errorsFor(order, problems); len(errs) > 0 {
		out.payload, out.instead = slack.NewErrorsViewSubmissionResponse(errs), inWords
		return out
	}
	out.later = inWords
	return out
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
	message := a.open(ctx, ws, reply, in.TriggerID, in.User.ID)
	if message == nil {
		return acknowledged()
	}
	return a.afterwards(ws, *message, in)
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

// notHere answers somebody in a workspace that is not, or not yet, connected: nothing was done.
func (a *Adapter) notHere(responseURL string) answer {
	is, err := renderer{sealer: a.cfg.Sealer, words: a.words}.message(a.words.note("slack.not_connected"))
	out := acknowledged()
	if err != nil {
		return out
	}
	body := ephemeralOf(is)
	out.payload = body
	out.instead = func(ctx context.Context) { _ = a.respond(ctx, responseURL, body) }
	return out
}
