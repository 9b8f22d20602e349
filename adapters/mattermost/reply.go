package mattermost

import (
	"context"
	"encoding/json"
	"maps"
	"slices"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot"
)

// Everything here is for the eyes of whoever acted. Replies never carry "update": the server applies such answers in the order they
// are done, not in the order of what they tell.

// ephemeral is a slash command's answer in words; without words nothing is shown. Our texts are Markdown, not Slack's markup.
func ephemeral(words string) *model.CommandResponse {
	return &model.CommandResponse{ResponseType: model.CommandResponseTypeEphemeral, Text: words, SkipSlackParsing: true}
}

// said is a press's answer in words.
func said(words string) model.PostActionIntegrationResponse {
	return model.PostActionIntegrationResponse{EphemeralText: words, SkipSlackParsing: true}
}

// commandReply writes the answer to a command. Nil says nothing.
func (s *space) commandReply(ctx context.Context, m *bot.Message) *model.CommandResponse {
	if m == nil {
		return ephemeral("")
	}
	r, err := s.render(*m, false)
	if err != nil {
		s.log.ErrorContext(ctx, "an answer could not be written", "err", err)
		return ephemeral(s.asText(*m, maxMessage))
	}
	reply := ephemeral(r.text)
	reply.Attachments = r.attachments()
	return reply
}

// pressReply answers the text under the pressed button. A button's answer cannot have buttons itself, so a message with some goes the
// way of tell.
func (s *space) pressReply(ctx context.Context, channel, user string, m *bot.Message) string {
	switch {
	case m == nil:
		return ""
	case len(m.Actions) == 0:
		return s.asText(*m, maxMessage)
	}
	switch s.tell(ctx, channel, user, "", *m) {
	case toldHere:
		return ""
	case toldDirectly:
		return s.asText(*m, maxMessage-200) + "\n\n" + s.line("mattermost.buttons_in_direct")
	}
	return s.asText(*m, maxMessage)
}

// told says where a message for one person's eyes went.
type told int

const (
	// untold: nowhere; the log says why.
	untold told = iota
	// toldHere: where they acted, visible to them alone.
	toldHere
	// toldDirectly: in their direct channel with the bot.
	toldDirectly
)

// tell says something to one person: as the late answer to their command where hook says how, as an ephemeral post where the bot may make
// them, else in their direct channel. It is not tried again: what happened is on the card all the same.
func (s *space) tell(ctx context.Context, channel, user, hook string, m bot.Message) told {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	if hook != "" && s.answerLate(ctx, hook, m) == nil {
		return toldHere
	}
	r, err := s.render(m, true)
	if err != nil {
		s.log.ErrorContext(ctx, "an answer could not be written", "err", err)
		return untold
	}
	post := &model.Post{ChannelId: channel, Message: r.text}
	post.SetProps(s.props(r))
	s.mu.RLock()
	whispers := s.whispers
	s.mu.RUnlock()
	if whispers {
		if _, _, err = s.api.CreatePostEphemeral(ctx, &model.PostEphemeral{UserID: user, Post: post}); err == nil {
			return toldHere
		}
	}
	if post.ChannelId, err = s.Direct(ctx, user); err == nil {
		_, _, err = s.api.CreatePost(ctx, post)
	}
	if err != nil {
		s.log.WarnContext(ctx, "somebody could not be answered", "user", user, "err", err)
		return untold
	}
	return toldDirectly
}

// Whisper implements bot.Whisperer, where the bot may make ephemeral posts. The server takes one for whoever is not in the channel as well,
// and shows it to nobody.
func (s *space) Whisper(ctx context.Context, channel, user string, m bot.Message) error {
	s.mu.RLock()
	whispers := s.whispers
	s.mu.RUnlock()
	if !whispers {
		return &bot.Fault{Class: bot.NoSuch, Code: "create_post_ephemeral"}
	}
	ctx, cancel := context.WithTimeout(ctx, reading)
	defer cancel()
	r, err := s.render(m, true)
	if err != nil {
		return err
	}
	post := &model.Post{ChannelId: channel, Message: r.text}
	post.SetProps(s.props(r))
	if _, resp, err := s.api.GetChannelMember(ctx, channel, user, ""); err != nil {
		return s.fault("look for somebody in a channel", aboutUser, resp, err)
	}
	_, resp, err := s.api.CreatePostEphemeral(ctx, &model.PostEphemeral{UserID: user, Post: post})
	return s.fault("whisper", speaking, resp, err)
}

// answerLate answers a command after its time, which the server allows for half an hour.
func (s *space) answerLate(ctx context.Context, hook string, m bot.Message) error {
	body, err := json.Marshal(s.commandReply(ctx, &m))
	if err != nil {
		return err
	}
	return s.hook(ctx, hook, body)
}

// open shows a form to whoever acted. What it answers is said to them instead when that fails; it is empty when all went well.
func (s *space) open(ctx context.Context, f bot.Form, trigger, user, hook string) string {
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	state := sealedForm{Form: f.Name, Target: f.Target, Team: s.team.Id, Channel: f.Channel, User: user, Hook: hook}
	for _, field := range f.Fields {
		state.Fields = append(state.Fields, field.Name)
	}
	sealed, err := s.sealer.Seal(purposeForm, state, s.now().Add(formLife))
	if err == nil {
		request := model.OpenDialogRequest{TriggerId: trigger, URL: s.callback + pathDialog, Dialog: s.dialog(f, sealed)}
		var resp *model.Response
		if resp, err = s.api.OpenInteractiveDialog(ctx, request); err != nil {
			err = s.fault("open a form", aboutUs, resp, err)
		}
	}
	if err != nil {
		s.log.WarnContext(ctx, "a form could not be opened", "form", f.Name, "err", err)
		return s.line("mattermost.form.unopened")
	}
	return ""
}

// dialogReply writes the answer to a form. Errors keep it open; one that is about no field it has is about the whole.
func dialogReply(reply bot.SubmitReply, fields []string) model.SubmitDialogResponse {
	var out model.SubmitDialogResponse
	for _, name := range slices.Sorted(maps.Keys(reply.Errors)) {
		why := reply.Errors[name]
		switch {
		case slices.Contains(fields, name):
			if out.Errors == nil {
				out.Errors = map[string]string{}
			}
			out.Errors[name] = why
		case out.Error != "":
			out.Error += " " + why
		default:
			out.Error = why
		}
	}
	return out
}
