package slack

import (
	"context"
	"errors"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// open opens the form of a reply, which has to happen while the trigger lives, and answers what is left to be said. Where Slack takes long
// over it, that comes late, after the acknowledgement.
func (a *Adapter) open(ctx context.Context, ws *workspace, reply bot.Reply, trigger, user string) (message *bot.Message, late <-chan *bot.Message) {
	if reply.Form == nil {
		return reply.Message, nil
	}
	ended := make(chan *bot.Message, 1)
	a.acts.begin()
	go func() {
		defer a.acts.end()
		if failed := a.openForm(context.WithoutCancel(ctx), ws, *reply.Form, trigger, user); failed != nil {
			ended <- failed
			return
		}
		ended <- reply.Message
	}()
	timer := time.NewTimer(a.ackIn)
	defer timer.Stop()
	select {
	case message = <-ended:
		return message, nil
	case <-timer.C:
		return nil, ended
	}
}

// openForm opens a form, and answers what to say where that failed.
func (a *Adapter) openForm(ctx context.Context, ws *workspace, form bot.Form, trigger, user string) *bot.Message {
	ctx, cancel := context.WithTimeout(ctx, triggerLife)
	defer cancel()
	view, err := ws.render.modal(form, user, randomText(), a.cfg.Now())
	if err == nil {
		_, err = ws.call(ctx, "views.open", args{"trigger_id": trigger, "view": jsonArg(view)}, nil)
	}
	if err == nil {
		return nil
	}
	a.cfg.Log.Warn("a form could not be opened", "form", form.Name, "err", err)
	message := ws.render.words.note("slack.form_failed")
	if code := faultCode(err); code == "expired_trigger_id" || code == "exchanged_trigger_id" || errors.Is(err, context.DeadlineExceeded) {
		message = ws.render.words.note("slack.form_late")
	}
	return &message
}

// tellLate answers what says what Slack took long over; nil where it did not.
func (a *Adapter) tellLate(ws *workspace, late <-chan *bot.Message, responseURL, channel, user string) func(context.Context) {
	if late == nil {
		return nil
	}
	return func(ctx context.Context) {
		select {
		case m := <-late:
			if m != nil {
				a.tell(ws, *m, responseURL, channel, user)(ctx)
			}
		case <-ctx.Done():
		}
	}
}

const (
	// triggerLife is how long views.open may take: the trigger lives three seconds, and some of them are gone.
	triggerLife = 2500 * time.Millisecond
	// ackIn is how long an acknowledgement waits for views.open. Slack waits three seconds for it, then shows an error to whoever acted,
	// and does not ask again.
	ackIn = time.Second
)
