package slack

import (
	"context"
	"errors"
	"sync"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/bot"
)

// triggerLife is how long views.open may take: the trigger lives three seconds, and some of them are gone.
const triggerLife = 2500 * time.Millisecond

// holdAfter is how long a form is waited for before an empty one is opened in its place. Slack gives three seconds from the click on.
const holdAfter = time.Second

// leftKey marks the context of what an earlier run of the program left: its trigger is dead, or was used for the form already.
type leftKey struct{}

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
	held := emptyFormFor(ctx).claim()
	switch {
	case reply.Form == nil && held == "":
		return reply.Message
	case reply.Form == nil:
		a.fillNothing(ctx, ws, held)
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

// emptyForm is the form that is opened for an act whose own form takes longer than its trigger lives, so that it is there to be filled.
type emptyForm struct {
	timer *time.Timer
	open  func() (view string)
	// drop says in a view that nothing comes.
	drop func(view string)

	mu   sync.Mutex
	over bool // the act needs it no more
	view string
}

type emptyFormKey struct{}

// emptyFormFor is the one that an act is carried out with; nil for none.
func emptyFormFor(ctx context.Context) *emptyForm {
	f, _ := ctx.Value(emptyFormKey{}).(*emptyForm)
	return f
}

// wait opens it after a while, unless the act is quicker.
func (f *emptyForm) wait(after time.Duration) {
	if f == nil {
		return
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.timer = time.AfterFunc(after, func() {
		f.mu.Lock()
		defer f.mu.Unlock()
		if !f.over {
			f.view = f.open()
		}
	})
}

// abandon ends the waiting. A view that is open, and that nothing was put into, says so.
func (f *emptyForm) abandon() {
	if view := f.claim(); view != "" {
		f.drop(view)
	}
}

// claim ends the waiting and answers the view that is open, once; empty for none.
func (f *emptyForm) claim() string {
	if f == nil {
		return ""
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.timer != nil {
		f.timer.Stop()
	}
	view := f.view
	f.over, f.view = true, ""
	return view
}

// hold is an empty form for what will ask for one, where it is seen that it will; nil for none.
func (a *Adapter) hold(in inbound) *emptyForm {
	if in.asks == nil || in.trigger == "" || !in.asks() {
		return nil
	}
	return &emptyForm{open: func() string { return a.openEmpty(in) }, drop: func(view string) { a.dropEmpty(in, view) }}
}

// openEmpty opens it, and answers the view's id, empty where that fails.
func (a *Adapter) openEmpty(in inbound) string {
	ws := a.workspaceOf(in)
	if ws == nil || a.listening().Err() != nil { // The next start carries it out, and says that the form is not there.
		return ""
	}
	id, err := ws.openView(context.Background(), in.trigger, ws.render.blank("slack.form_soon.title", "slack.form_soon"))
	if err != nil {
		a.cfg.Log.Warn("a form could not be held open", "err", err)
	}
	return id
}

// dropEmpty says in an empty form that nothing comes.
func (a *Adapter) dropEmpty(in inbound, view string) {
	if ws := a.workspaceOf(in); ws != nil {
		ctx, cancel := context.WithTimeout(a.life, callTime)
		defer cancel()
		a.fillNothing(ctx, ws, view)
	}
}

func (a *Adapter) fillNothing(ctx context.Context, ws *workspace, view string) {
	if err := ws.fill(ctx, view, ws.render.blank("slack.form_nothing.title", "slack.form_nothing")); err != nil {
		a.cfg.Log.Warn("a form that is not needed could not be emptied", "err", err)
	}
}

// workspaceOf is where somebody acted, as far as that is known; nil for none.
func (a *Adapter) workspaceOf(in inbound) *workspace {
	return a.workspaceFor(bot.WithoutAsking(context.Background()), in.at.enterprise, in.at.teams...)
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
func (r renderer) blank(title, key string) slack.ModalViewRequest {
	return slack.ModalViewRequest{Type: slack.VTModal, Title: plainText(r.words.line(title), mostTitle),
		Blocks: slack.Blocks{BlockSet: section(literal(r.words.line(key)))}}
}
