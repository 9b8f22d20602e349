package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/adapters/mattermost/mmtest"
	"github.com/folkmoot/folkmoot/adapters/scenario"
)

func (d *mattermostDriver) Delete(m scenario.Message) {
	d.server.Admin.DeletePost(d.t, m.Raw.(*model.Post).Id)
}

func (d *mattermostDriver) Posts(channel string) []scenario.Message {
	ch := d.at(channel)
	return d.messages(ch.by, ch.by.Posts(d.t, ch.id), "")
}

func (d *mattermostDriver) Thread(m scenario.Message) []scenario.Message {
	post := m.Raw.(*model.Post)
	by := d.server.Admin
	d.mu.Lock()
	for _, ch := range d.channels {
		if ch.id == post.ChannelId {
			by = ch.by
		}
	}
	d.mu.Unlock()
	return d.messages(by, by.Thread(d.t, post.Id), post.Id)
}

// Direct reads nothing as long as the server, which has just made the channel, denies that the person is in it.
func (d *mattermostDriver) Direct(who string) []scenario.Message {
	u := d.user(who)
	list, _, err := u.Client.GetPostsForChannel(d.t.Context(), u.DirectChannel(d.t, d.bot), 0, 200, "", false, false)
	if err != nil {
		return nil
	}
	posts := slices.SortedFunc(maps.Values(list.Posts), func(a, b *model.Post) int { return cmp.Compare(a.CreateAt, b.CreateAt) })
	return d.messages(u, posts, "")
}

// messages are the bot's under a post; of those under none when it is empty.
func (d *mattermostDriver) messages(seenBy *mmtest.User, posts []*model.Post, root string) []scenario.Message {
	var out []scenario.Message
	for _, post := range posts {
		if post.UserId == d.bot.ID && post.RootId == root {
			out = append(out, mattermostMessage(post, seenBy.Edits(post.Id)))
		}
	}
	return out
}

var mattermostTitle = regexp.MustCompile(`^([A-Z]\d+(?:\.\d+)?) · (.*) — ([A-Z][a-z]+(?: [a-z]+)*)$`)

func mattermostMessage(post *model.Post, edits int) scenario.Message {
	m := scenario.Message{Labels: mmtest.Labels(post), Text: mattermostWords(post), Edits: edits, Raw: post}
	for _, a := range post.Attachments() {
		if head := mattermostTitle.FindStringSubmatch(unmarked(a.Title)); head != nil {
			m.ID, m.Title, m.Status = head[1], head[2], head[3]
		}
	}
	return m
}

// mattermostWords is what a person reads in a post, without its marks.
func mattermostWords(post *model.Post) string { return unmarked(mmtest.Words(post)) }

func unmarked(text string) string {
	return strings.NewReplacer("\u2060", "", "**", "", "`", "", `\`, "").Replace(text)
}

// Crowds counts the posts of the bot in channels that called three people or more.
func (d *mattermostDriver) Crowds() int {
	called := map[string]int{}
	d.mu.Lock()
	defer d.mu.Unlock()
	for _, u := range d.users {
		for _, event := range u.Events(model.WebsocketEventPosted) {
			text, _ := event.GetData()["post"].(string)
			mentions, _ := event.GetData()["mentions"].(string)
			var post model.Post
			if json.Unmarshal([]byte(text), &post) == nil && post.UserId == d.bot.ID && strings.Contains(mentions, u.ID) {
				called[post.Id]++
			}
		}
	}
	n := 0
	for _, people := range called {
		if people >= 3 {
			n++
		}
	}
	return n
}

func (d *mattermostDriver) Forge(f scenario.Forgery) scenario.Reply {
	switch f.Kind {
	case scenario.ForgedCommand:
		return d.forgedCommand(f)
	case scenario.BentForm:
		return d.Submit(f.As, f.Form, f.Values)
	}
	return d.forgedPress(f)
}

// forgedCommand brings a command with a token that somebody made up.
func (d *mattermostDriver) forgedCommand(f scenario.Forgery) scenario.Reply {
	command, rest, _ := strings.Cut(f.Line, " ")
	form := url.Values{"token": {model.NewId()}, "command": {command}, "text": {rest}, "team_id": {d.team.Id},
		"channel_id": {d.at(f.Channel).id}, "user_id": {d.user(f.As).ID}}
	header := http.Header{"Content-Type": {"application/x-www-form-urlencoded"}}
	status, _, body := d.front.send(http.MethodPost, errand{"/mattermost/command", header, []byte(form.Encode())})
	if status != http.StatusUnauthorized {
		return scenario.Reply{Text: string(body)}
	}
	return scenario.Reply{Refused: errors.New(http.StatusText(status))}
}

// forgedPress takes what the server sent when somebody pressed a button of that post, and sends it again: with a letter of its seal
// changed, or as somebody else in another channel. The server itself would not let them do that.
func (d *mattermostDriver) forgedPress(f scenario.Forgery) scenario.Reply {
	post := f.Message.Raw.(*model.Post)
	if err := d.user(f.As).Click(d.t, post, f.Label); err == nil && f.Kind == scenario.StrayButton {
		return scenario.Reply{Text: "the server took a press in a channel that the person cannot read; noted"}
	}
	d.user(f.As).Dialogs()
	e, ok := d.front.last("/mattermost/action", func(e errand) bool { return bytes.Contains(e.body, []byte(post.Id)) })
	var press model.PostActionIntegrationRequest
	if !ok || json.Unmarshal(e.body, &press) != nil {
		d.t.Errorf("nobody pressed a button of %s yet", f.Message.ID)
		return scenario.Reply{}
	}
	press.UserId = d.user(f.As).ID
	if f.Kind == scenario.StrayButton {
		press.ChannelId = d.at(f.Channel).id
	} else {
		press.Context["seal"] = bent(fmt.Sprint(press.Context["seal"]))
	}
	var err error
	if e.body, err = json.Marshal(press); err != nil {
		return scenario.Reply{Refused: err}
	}
	_, _, body := d.front.send(http.MethodPost, e)
	var answer model.PostActionIntegrationResponse
	if err := json.Unmarshal(body, &answer); err != nil {
		return scenario.Reply{Refused: err}
	}
	return scenario.Reply{Text: unmarked(answer.EphemeralText)}
}
