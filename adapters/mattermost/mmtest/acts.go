package mmtest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"syscall"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

// Slash types a line such as "/moot help" in the channel and returns what the server answered. An ephemeral answer is in the response's
// Text, and also arrives as an ephemeral message. The error is what the person would be shown in red.
func (u *User) Slash(t testing.TB, channelID, line string) (*model.CommandResponse, error) {
	t.Helper()
	return u.SlashIn(t, channelID, "", line)
}

// SlashIn is Slash typed in the thread under a post.
func (u *User) SlashIn(t testing.TB, channelID, rootID, line string) (*model.CommandResponse, error) {
	t.Helper()
	args := model.CommandArgs{ChannelId: channelID, TeamId: u.team(t, channelID), RootId: rootID, Command: line}
	resp, err := u.Client.DoAPIPostJSON(t.Context(), "/commands/execute", args)
	if err != nil {
		return nil, err
	}
	defer resp.Body.Close()
	return model.CommandResponseFromJSON(resp.Body)
}

// Click presses the button with this label on a post, ephemeral ones included. The error is what the person would be shown under the
// button; it is also an error when there is no such button.
func (u *User) Click(t testing.TB, post *model.Post, label string) error {
	t.Helper()
	return u.Choose(t, post, label, "")
}

// Choose is Click for a menu: it chooses the option with this value from the menu with this label.
func (u *User) Choose(t testing.TB, post *model.Post, label, value string) error {
	t.Helper()
	action := Action(post, label)
	if action == nil {
		return fmt.Errorf("no button %q on: %s", label, Words(post))
	}
	for again := range 3 {
		_, err := u.Client.DoPostActionWithCookie(t.Context(), post.Id, action.Id, value, action.Cookie)
		// A busy server resets connections before it reads from them; a person whose press did not go through presses again.
		if again == 2 || !errors.Is(err, syscall.ECONNRESET) {
			return err
		}
	}
	return nil
}

// SubmitDialog fills in the form and sends it while looking at the channel. A response with Errors keeps the form open. The server does
// not check that the form was ever shown to this user, so a test may bend the dialog first.
func (u *User) SubmitDialog(t testing.TB, channelID string, dialog *Dialog, values map[string]any) (*model.SubmitDialogResponse, error) {
	t.Helper()
	resp, _, err := u.Client.SubmitInteractiveDialog(t.Context(), u.submission(t, channelID, dialog, values))
	return resp, err
}

// CancelDialog closes the form without sending it. The bot hears of it only when the dialog asked to be notified.
func (u *User) CancelDialog(t testing.TB, channelID string, dialog *Dialog) error {
	t.Helper()
	if !dialog.Dialog.NotifyOnCancel {
		return nil
	}
	request := u.submission(t, channelID, dialog, nil)
	request.Cancelled = true
	_, _, err := u.Client.SubmitInteractiveDialog(t.Context(), request)
	return err
}

func (u *User) submission(t testing.TB, channelID string, dialog *Dialog, values map[string]any) model.SubmitDialogRequest {
	t.Helper()
	return model.SubmitDialogRequest{
		URL:        dialog.URL,
		CallbackId: dialog.Dialog.CallbackId,
		State:      dialog.Dialog.State,
		ChannelId:  channelID,
		TeamId:     u.team(t, channelID),
		Submission: values,
	}
}

// React puts an emoji, by its name without colons, on a post.
func (u *User) React(t testing.TB, postID, emoji string) {
	t.Helper()
	if _, _, err := u.Client.SaveReaction(t.Context(), &model.Reaction{UserId: u.ID, PostId: postID, EmojiName: emoji}); err != nil {
		t.Errorf("%s reacting :%s: %v", u.Name, emoji, err)
	}
}

// Unreact takes the emoji off again.
func (u *User) Unreact(t testing.TB, postID, emoji string) {
	t.Helper()
	if _, err := u.Client.DeleteReaction(t.Context(), &model.Reaction{UserId: u.ID, PostId: postID, EmojiName: emoji}); err != nil {
		t.Errorf("%s taking back :%s: %v", u.Name, emoji, err)
	}
}

// Reactions returns who has put what on a post, as "name emoji".
func (u *User) Reactions(t testing.TB, postID string) []*model.Reaction {
	t.Helper()
	reactions, _, err := u.Client.GetReactions(t.Context(), postID)
	if err != nil {
		t.Fatal(err)
	}
	return reactions
}

// team says which team a command or a form goes to. A direct channel has none; the web client then sends the team it shows.
func (u *User) team(t testing.TB, channelID string) string {
	t.Helper()
	channel, _, err := u.Client.GetChannel(t.Context(), channelID)
	if err == nil && channel.TeamId != "" {
		return channel.TeamId
	}
	teams, _, err := u.Client.GetTeamsForUser(t.Context(), u.ID, "")
	if err != nil || len(teams) == 0 {
		return u.server.Team.Id
	}
	return teams[0].Id
}

// Action returns the button or menu with this label, nil when there is none.
func Action(post *model.Post, label string) *model.PostAction {
	for _, attachment := range post.Attachments() {
		for _, action := range attachment.Actions {
			if action.Name == label {
				return action
			}
		}
	}
	return nil
}

// Labels returns the labels of all buttons and menus of a post, in order.
func Labels(post *model.Post) []string {
	var labels []string
	for _, attachment := range post.Attachments() {
		for _, action := range attachment.Actions {
			labels = append(labels, action.Name)
		}
	}
	return labels
}

// Words returns everything a person can read in a post, a line each: message, then the attachments' parts. Buttons are not words.
func Words(post *model.Post) string {
	lines := []string{post.Message}
	for _, a := range post.Attachments() {
		lines = append(lines, a.Pretext, a.AuthorName, a.Title, a.Text)
		for _, field := range a.Fields {
			lines = append(lines, strings.TrimSpace(fmt.Sprintf("%s %v", field.Title, field.Value)))
		}
		lines = append(lines, a.Footer)
	}
	var said []string
	for _, line := range lines {
		if strings.TrimSpace(line) != "" {
			said = append(said, line)
		}
	}
	return strings.Join(said, "\n")
}

// Raw returns the post as the client got it, as JSON, for tests that nothing is in it that should not be.
func Raw(post *model.Post) string {
	text, err := json.Marshal(post)
	if err != nil {
		return err.Error()
	}
	return string(text)
}
