package slack

import (
	"context"
	"errors"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/bot"
)

// triggerLife is how long views.open may take: the trigger lives three seconds, and some of them are gone.
const triggerLife = 2500 * time.Millisecond

type (
	// leftKey marks the context of what an earlier run of the program left: its trigger is dead, or was used for the form already.
	leftKey struct{}
	// heldKey marks the context of an act whose form is open already, still empty, with the id of its view.
	heldKey struct{}
)

// foreseer is a desk that can tell from an act alone whether it opens a form.
type foreseer interface {
	SlashAsks(in bot.Slash) bool
	PressAsks(in bot.Press) bool
}

// open opens the form of a reply, which has to happen while the trigger lives and therefore before the acknowledgement, and answers what is
// left to be said. A form that is held open is filled instead.
func (a *Adapter) open(ctx context.Context, ws *workspace, reply bot.Reply, trigger, user string) *bot.Message {
	if bot.Unasked(ctx) {
		return nil // The act comes again, and its form with it.
	}
	held, _ := ctx.Value(heldKey{}).(string)
	switch {
	case reply.Form == nil && held == "":
		return reply.Message
	case reply.Form == nil:
		if err := ws.fill(ctx, held, ws.render.blank("slack.form_nothing")); err != nil {
			a.cfg.Log.Warn("a form that is not needed could not be emptied", "err", err)
		}
		return reply.Message
	case ctx.Value(leftKey{}) != nil:
		perhaps := ws.render.words.note("slack.form_perhaps")
		return &perhaps
	}
	view, err := ws.render.modal(*reply.Form, user, randomText(), a.cfg.Now())
	switch {
	case err != nil:
	case held != "":
		err = ws.fill(ctx, held, view)
	default:
		_, err = ws.openView(ctx, trigger, view)
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

// hold opens an empty form for what will ask for one, where it is seen that it will: its trigger would be dead before Slack has been asked
// what belongs into it. It answers the view's id, empty for none.
func (a *Adapter) hold(in inbound) string {
	if in.asks == nil || in.trigger == "" || !in.asks() {
		return ""
	}
	ws := a.workspaceFor(bot.WithoutAsking(context.Background()), in.at.enterprise, in.at.teams...)
	if ws == nil {
		return ""
	}
	id, err := ws.openView(context.Background(), in.trigger, ws.render.blank("slack.form_soon"))
	if err != nil {
		a.cfg.Log.Warn("a form could not be held open", "err", err)
	}
	return id
}

// openView opens a view while its trigger lives, and answers its id.
func (c *client) openView(ctx context.Context, trigger string, view slack.ModalViewRequest) (id string, err error) {
	ctx, cancel := context.WithTimeout(ctx, triggerLife)
	defer cancel()
	var answer struct {
		View struct {
			ID string `json:"id"`
		} `json:"view"`
	}
	_, err = c.call(ctx, "views.open", args{"trigger_id": trigger, "view": jsonArg(view)}, &answer)
	return answer.View.ID, err
}

// fill puts something else into an open view. That somebody closed it meanwhile is no failure.
func (c *client) fill(ctx context.Context, id string, view slack.ModalViewRequest) error {
	_, err := c.call(ctx, "views.update", args{"view_id": id, "view": jsonArg(view)}, nil)
	if faultCode(err) == "not_found" {
		return nil
	}
	return err
}

// blank is a view that only says something.
func (r renderer) blank(key string) slack.ModalViewRequest {
	return slack.ModalViewRequest{Type: slack.VTModal, Title: plainText(r.words.line(key+".title"), mostTitle),
		Blocks: slack.Blocks{BlockSet: section(literal(r.words.line(key)))}}
}
