package slack

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
)

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
	reply := a.cfg.Desk.Submit(ctx, bot.Submission{
		Origin: bot.Origin{Workspace: ws.id, Channel: state.Channel, User: in.User.ID, Key: state.key()},
		Form:   state.Form, Target: state.Target, Values: gather(order, values), Closed: bot.Asking(ctx),
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

// key is what the form is saved under, however often it is sent; empty for one that has none.
func (s formState) key() string {
	if s.Once == "" {
		return ""
	}
	return "form/" + s.Once
}

// onceOf is the key of a form, whatever its age; empty for one that is not ours.
func (a *Adapter) onceOf(v *viewed) string {
	var state formState
	if v == nil || a.cfg.Sealer.Open("form", v.PrivateMetadata, time.Time{}, &state) != nil {
		return ""
	}
	return state.key()
}

// keepOpen keeps a form open that cannot be taken in at the moment.
func (a *Adapter) keepOpen(v *viewed, at somewhere) answer {
	if v != nil {
		order, _ := v.inputs()
		if errs := errorsFor(order, map[string]string{"": a.words.line("slack.not_now")}); len(errs) > 0 {
			out := acknowledged()
			out.payload = slack.NewErrorsViewSubmissionResponse(errs)
			return out
		}
	}
	return a.handBack("slack.not_now", v.written, at)
}

// refuseForm keeps the form open and says why. Where that cannot be, because it has no inputs or was closed before, it is said in a
// message, with what was filled in.
func (a *Adapter) refuseForm(ws *workspace, order []string, problems map[string]string, in interaction) answer {
	m := ws.render.words.note("slack.form_closed")
	for _, field := range slices.Sorted(maps.Keys(problems)) {
		m.Parts = append(m.Parts, bot.Paragraph{Text: text.Quote(problems[field])})
	}
	m.Parts = append(m.Parts, ws.render.words.writtenBack(in.View.written())...)
	inWords := a.tell(ws, m, "", "", in.User.ID)
	out := acknowledged()
	if errs := errorsFor(order, problems); len(errs) > 0 {
		out.payload, out.instead = slack.NewErrorsViewSubmissionResponse(errs), inWords
		return out
	}
	out.later = inWords
	return out
}
