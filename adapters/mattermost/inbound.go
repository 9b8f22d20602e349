package mattermost

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot/seal"
)

// commandIn is a slash command as it came.
type commandIn struct {
	tokens                       []string
	team, channel, user, thread  string
	command, text, trigger, hook string
}

// readCommand reads a slash command's form. The address's query is not looked at. It answers an error for what is no form.
func readCommand(authorization string, body []byte) (commandIn, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return commandIn{}, fmt.Errorf("a slash command: %w", err)
	}
	in := commandIn{
		team: form.Get("team_id"), channel: form.Get("channel_id"), user: form.Get("user_id"), thread: form.Get("root_id"),
		command: form.Get("command"), text: form.Get("text"), trigger: form.Get("trigger_id"), hook: hookID(form.Get("response_url")),
	}
	// Every token that came has to be good. Another kind of authorization is a proxy's or an OAuth connection's, and not ours to read.
	if token, ok := strings.CutPrefix(authorization, "Token "); ok {
		in.tokens = append(in.tokens, token)
	}
	if form.Has("token") {
		in.tokens = append(in.tokens, form["token"]...)
	}
	return in, nil
}

// hookID reads the last part of a response address, which is all that is kept of it: where the server is we know ourselves.
func hookID(address string) string {
	u, err := url.Parse(address)
	if err != nil || !strings.Contains(u.Path, "/hooks/commands/") {
		return ""
	}
	if id := path.Base(u.Path); model.IsValidId(id) {
		return id
	}
	return ""
}

// trusted tells whether there is a token and every one is known. It takes as long for a wrong token as for a right one.
func (a *Adapter) trusted(tokens []string) bool {
	all := len(tokens) > 0
	for _, token := range tokens {
		got, known := sha256.Sum256([]byte(token)), 0
		for _, t := range a.tokens {
			want := sha256.Sum256([]byte(t))
			known |= subtle.ConstantTimeCompare(got[:], want[:])
		}
		all = all && known == 1 && token != ""
	}
	return all
}

// actionIn is a pressed button as it came, its seal opened.
type actionIn struct {
	channel, user, post, trigger, choice string
	sealed                               sealedAction
}

// readAction reads a pressed button. It answers seal.ErrBroken, or an error of the JSON, for what is not ours.
func (a *Adapter) readAction(body []byte) (actionIn, error) {
	var raw model.PostActionIntegrationRequest
	if err := json.Unmarshal(body, &raw); err != nil {
		return actionIn{}, fmt.Errorf("a pressed button: %w", err)
	}
	in := actionIn{channel: raw.ChannelId, user: raw.UserId, post: raw.PostId, trigger: raw.TriggerId}
	in.choice, _ = raw.Context[contextChoice].(string)
	sealed, _ := raw.Context[contextSeal].(string)
	if err := a.sealer.Open(purposeAction, sealed, a.now(), &in.sealed); err != nil {
		return in, err
	}
	if raw.UserId == "" || raw.TeamId != "" && raw.TeamId != in.sealed.Team {
		return in, fmt.Errorf("a button of another team, or nobody's press: %w", seal.ErrBroken)
	}
	return in, nil
}

// dialogIn is a form as it came, its state opened.
type dialogIn struct {
	user      string
	cancelled bool
	sealed    sealedForm
	values    map[string]string
}

// readDialog reads a form that was sent. The refusal is a key of the catalogue, empty when all is well.
func (a *Adapter) readDialog(body []byte) (dialogIn, string) {
	var raw model.SubmitDialogRequest
	if err := json.Unmarshal(body, &raw); err != nil {
		return dialogIn{}, "mattermost.form.broken"
	}
	in := dialogIn{user: raw.UserId, cancelled: raw.Cancelled, values: map[string]string{}}
	err := a.sealer.Open(purposeForm, raw.State, a.now(), &in.sealed)
	switch {
	case errors.Is(err, seal.ErrExpired):
		return in, "mattermost.form.expired"
	case err != nil:
		return in, "mattermost.form.broken"
	case raw.UserId == "" || raw.UserId != in.sealed.User:
		return in, "mattermost.form.theirs"
	}
	for name, value := range raw.Submission {
		if slices.Contains(in.sealed.Fields, name) {
			in.values[name] = plainValue(value)
		}
	}
	return in, ""
}

// plainValue writes a submitted value as text. An empty optional field comes as null.
func plainValue(value any) string {
	switch v := value.(type) {
	case string:
		return v
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case bool:
		return strconv.FormatBool(v)
	}
	return ""
}
