package mattermost

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"runtime/debug"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot"
)

// Where Mattermost finds us.
const (
	pathCommand = "/mattermost/command"
	pathAction  = "/mattermost/action"
	pathDialog  = "/mattermost/dialog"
)

// maxBody bounds a request's body: a command of 40,000 characters, each written as %XX%XX%XX, is welcome to its refusal.
const maxBody = 1 << 20

// Routes adds the three addresses that Mattermost calls.
func (a *Adapter) Routes(mux *http.ServeMux) {
	mux.HandleFunc(pathCommand, a.guarded(a.command, func(why string) any { return ephemeral(why) }))
	mux.HandleFunc(pathAction, a.guarded(a.action, func(why string) any { return said(why) }))
	mux.HandleFunc(pathDialog, a.guarded(a.dialogSent, func(why string) any { return model.SubmitDialogResponse{Error: why} }))
}

// errBody answers a body that could not be read: too large, or broken off.
var errBody = errors.New("the request's body cannot be read")

// guarded lets only POST through, reads the body within its bound, and turns a panic into a sentence with a reference. The server
// shows a person nothing but "error" for any status but 200, so whoever can be answered in words is answered with 200.
func (a *Adapter) guarded(handle func(http.ResponseWriter, *http.Request, []byte), sorry func(string) any) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost {
			w.Header().Set("Allow", http.MethodPost)
			http.Error(w, "Mattermost calls this address; there is nothing to see here.", http.StatusMethodNotAllowed)
			return
		}
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, maxBody))
		if err != nil {
			a.log.WarnContext(r.Context(), "a request was not read", "path", r.URL.Path, "err", err)
			http.Error(w, errBody.Error(), http.StatusRequestEntityTooLarge)
			return
		}
		defer func() {
			if broken := recover(); broken != nil {
				ref := reference()
				a.log.ErrorContext(r.Context(), "a request broke", "ref", ref, "path", r.URL.Path, "panic", broken, "stack", string(debug.Stack()))
				answer(w, http.StatusOK, sorry(a.line("mattermost.failed", "ref", ref)))
			}
		}()
		handle(w, r, body)
	}
}

// reference makes a short reference that joins what a person saw to a line of the log.
func reference() string {
	var b [4]byte
	_, _ = rand.Read(b[:]) // It does not fail.
	return hex.EncodeToString(b[:])
}

func answer(w http.ResponseWriter, status int, value any) {
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	_ = json.NewEncoder(w).Encode(value) // Whoever asked has gone; there is nobody to tell.
}

// command answers a slash command.
func (a *Adapter) command(w http.ResponseWriter, r *http.Request, body []byte) {
	in, err := readCommand(r.Header.Get("Authorization"), body)
	if err != nil || !a.trusted(in.tokens) {
		a.log.WarnContext(r.Context(), "a command without a valid token was refused", "from", r.RemoteAddr)
		answer(w, http.StatusUnauthorized, ephemeral("This command does not carry Folkmoot's token. Nothing was changed."))
		return
	}
	s := a.space(in.team)
	if s == nil {
		answer(w, http.StatusOK, ephemeral(a.line(a.stranger())))
		return
	}
	ctx := context.WithoutCancel(r.Context())
	reply := a.desk.Slash(ctx, bot.Slash{
		Origin:  bot.Origin{Workspace: s.id, Channel: in.channel, User: in.user},
		Command: in.command, Text: in.text, Thread: in.thread,
	})
	if reply.Form != nil {
		if why := s.open(ctx, *reply.Form, in.trigger, in.user, in.hook); why != "" {
			answer(w, http.StatusOK, ephemeral(why))
			return
		}
	}
	answer(w, http.StatusOK, s.commandReply(ctx, reply.Message))
}

// stranger says why a team is not known: because nothing is yet, or because it never was.
func (a *Adapter) stranger() string {
	if len(a.all()) == 0 {
		return "mattermost.starting"
	}
	return "mattermost.team.unknown"
}

// action answers a pressed button or a chosen option.
func (a *Adapter) action(w http.ResponseWriter, r *http.Request, body []byte) {
	in, err := a.readAction(body)
	if err != nil {
		a.log.WarnContext(r.Context(), "a button without our seal was refused", "err", err, "user", in.user)
		answer(w, http.StatusOK, said(a.line("mattermost.button.broken")))
		return
	}
	s := a.space(in.sealed.Team)
	if s == nil {
		answer(w, http.StatusOK, said(a.line(a.stranger())))
		return
	}
	ctx := context.WithoutCancel(r.Context())
	reply := a.desk.Press(ctx, bot.Press{
		Origin: bot.Origin{Workspace: s.id, Channel: in.channel, User: in.user},
		Post:   in.post, Verb: in.sealed.Verb, Target: in.sealed.Target, Choice: in.choice,
	})
	if reply.Form != nil {
		answer(w, http.StatusOK, said(s.open(ctx, *reply.Form, in.trigger, in.user, "")))
		return
	}
	answer(w, http.StatusOK, said(s.pressReply(ctx, in.channel, in.user, reply.Message)))
}

// dialogSent answers a form that was sent, or put away.
func (a *Adapter) dialogSent(w http.ResponseWriter, r *http.Request, body []byte) {
	in, refusal := a.readDialog(body)
	switch {
	case in.cancelled:
		answer(w, http.StatusOK, model.SubmitDialogResponse{})
		return
	case refusal != "":
		a.log.WarnContext(r.Context(), "a form was refused", "why", refusal, "user", in.user)
		answer(w, http.StatusOK, model.SubmitDialogResponse{Error: a.line(refusal)})
		return
	}
	s := a.space(in.sealed.Team)
	if s == nil {
		answer(w, http.StatusOK, model.SubmitDialogResponse{Error: a.line(a.stranger())})
		return
	}
	ctx := context.WithoutCancel(r.Context())
	reply := a.desk.Submit(ctx, bot.Submission{
		Origin: bot.Origin{Workspace: s.id, Channel: in.sealed.Channel, User: in.user},
		Form:   in.sealed.Form, Target: in.sealed.Target, Values: in.values,
	})
	if len(reply.Errors) == 0 && reply.Message != nil {
		s.tell(ctx, in.sealed.Channel, in.user, in.sealed.Hook, *reply.Message)
	}
	answer(w, http.StatusOK, dialogReply(reply, in.sealed.Fields))
}
