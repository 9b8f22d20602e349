package slack

import (
	"context"
	"errors"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// triggerLife is how long views.open may take: the trigger lives three seconds, and some of them are gone.
const triggerLife = 2500 * time.Millisecond

// leftKey marks the context of what an earlier run of the program left: its trigger is dead, or was used for the form already.
type leftKey struct{}

// open opens the form of a reply, which has to happen while the trigger lives and therefore before the acknowledgement, and answers what is
// left to be said.
func (a *Adapter) open(ctx context.Context, ws *workspace, reply bot.Reply, trigger, user string) *bot.Message {
	if bot.Unasked(ctx) {
		return nil // The act comes again, and its form with it.
	}
	if reply.Form == nil {
		return reply.Message
	}
	if ctx.Value(leftKey{}) != nil {
		perhaps := ws.render.words.note("slack.form_perhaps")
		return &perhaps
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
