package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/adapters/mattermost/mmtest"
	"github.com/folkmoot/folkmoot/adapters/scenario"
)

func TestScenariosOnMattermost(t *testing.T) {
	chatServer.Start(t) // or skip
	scenario.Run(t, func(t *testing.T) scenario.Driver { return newMattermost(t) })
}

// mattermostDriver is folkmoot serve on a real Mattermost, in a team of its own, as folkmoot setup mattermost has set it up.
type mattermostDriver struct {
	t        *testing.T
	server   *mmtest.Server
	team     *model.Team
	bot      *mmtest.User
	front    *front
	database string
	env      []string
	process  *process

	mu       sync.Mutex
	users    map[string]*mmtest.User
	channels map[string]mattermostChannel
}

// mattermostChannel is a channel and who made it.
type mattermostChannel struct {
	id string
	by *mmtest.User
}

func newMattermost(t *testing.T) *mattermostDriver {
	d := &mattermostDriver{t: t, server: chatServer.Start(t), front: newFront(t), database: filepath.Join(t.TempDir(), "folkmoot.db"),
		users: map[string]*mmtest.User{}, channels: map[string]mattermostChannel{}}
	d.team = d.server.NewTeam(t, "Commons")
	name, file := "folkmoot-"+model.NewId()[:8], filepath.Join(t.TempDir(), "folkmoot.env")
	setup := []string{"setup", "mattermost", "--url", d.server.URL, "--admin-token", d.server.Admin.Token, "--team", d.team.Name,
		"--callback-url", d.front.server.URL, "--bot-name", name, "--env-file", file}
	if code, said := run(t, nil, setup...); code != 0 {
		t.Fatalf("folkmoot setup mattermost ended with %d:\n%s", code, said)
	}
	settings, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	d.env = []string{"FOLKMOOT_DATABASE=" + d.database, "FOLKMOOT_LISTEN=127.0.0.1:0"}
	for line := range strings.Lines(string(settings)) {
		if line = strings.TrimSpace(line); strings.HasPrefix(line, "FOLKMOOT_") {
			d.env = append(d.env, line)
		}
	}
	d.bot = d.server.Find(t, name)
	d.Start()
	return d
}

func (d *mattermostDriver) Platform() string { return "mattermost" }

func (d *mattermostDriver) Pace() scenario.Pace {
	return scenario.Pace{Shortest: 10 * time.Second, Window: 20 * time.Second}
}

func (d *mattermostDriver) Start() {
	d.t.Helper()
	d.process = launch(d.t, d.env, "serve")
	target := "http://" + d.process.reads(listens)
	d.front.leadsTo(target)
	d.process.answers(target + "/readyz")
}

func (d *mattermostDriver) Stop() {
	d.t.Helper()
	d.process.stop()
	d.front.leadsTo("")
}

func (d *mattermostDriver) Kill() {
	d.process.kill()
	d.front.leadsTo("")
}

func (d *mattermostDriver) Verify() (int, string) {
	return run(d.t, nil, "verify", "--database", d.database)
}

func (d *mattermostDriver) user(who string) *mmtest.User {
	d.mu.Lock()
	u := d.users[who]
	d.mu.Unlock()
	if u != nil {
		return u
	}
	u = d.server.NewUser(d.t, who, d.team)
	d.mu.Lock()
	defer d.mu.Unlock()
	d.users[who] = u
	return u
}

func (d *mattermostDriver) Newcomers(people ...string) {
	var all sync.WaitGroup
	slots := make(chan struct{}, 4)
	for _, who := range people {
		slots <- struct{}{}
		all.Go(func() {
			defer func() { <-slots }()
			d.user(who)
		})
	}
	all.Wait()
}

func (d *mattermostDriver) Channel(name string, people ...string) {
	d.newChannel(name, false, people)
	d.at(name).by.AddToChannel(d.t, d.at(name).id, d.bot)
}

func (d *mattermostDriver) PrivateChannel(name string, people ...string) {
	d.newChannel(name, true, people)
	d.at(name).by.AddToChannel(d.t, d.at(name).id, d.bot)
}

func (d *mattermostDriver) ChannelWithout(name string, people ...string) {
	d.newChannel(name, false, people)
}

func (d *mattermostDriver) newChannel(name string, private bool, people []string) {
	d.t.Helper()
	d.Newcomers(people...)
	by := d.user(people[0])
	ch := mattermostChannel{d.server.NewChannelIn(d.t, d.team, by, name, private), by}
	for _, who := range people[1:] {
		by.AddToChannel(d.t, ch.id, d.user(who))
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.channels[name] = ch
}

func (d *mattermostDriver) at(channel string) mattermostChannel {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.channels[channel]
}

func (d *mattermostDriver) Called(channel string) string { return channel }

func (d *mattermostDriver) Handle(who string) string { return "@" + d.user(who).Name }

func (d *mattermostDriver) Chosen(who string) string { return d.user(who).ID }

func (d *mattermostDriver) Join(channel, who string) {
	d.at(channel).by.AddToChannel(d.t, d.at(channel).id, d.user(who))
}

func (d *mattermostDriver) Leave(channel, who string) {
	d.user(who).LeaveChannel(d.t, d.at(channel).id)
}

func (d *mattermostDriver) Archive(channel string) {
	d.at(channel).by.ArchiveChannel(d.t, d.at(channel).id)
}

func (d *mattermostDriver) Unarchive(channel string) {
	d.server.RestoreChannel(d.t, d.at(channel).id)
}

func (d *mattermostDriver) Deactivate(who string) { d.server.Deactivate(d.t, d.user(who)) }

func (d *mattermostDriver) Slash(who, channel, line string) scenario.Reply {
	u, id := d.user(who), d.at(channel).id
	if channel == "" {
		id = u.DirectChannel(d.t, d.bot)
	}
	return d.reply(u, id, soon, func() error {
		_, err := u.Slash(d.t, id, line)
		return err
	})
}

func (d *mattermostDriver) Click(who string, m scenario.Message, label string) scenario.Reply {
	u, post := d.user(who), m.Raw.(*model.Post)
	return d.reply(u, post.ChannelId, soon, func() error { return u.Click(d.t, post, label) })
}

// soon is how long an answer for one person's eyes may take on Mattermost.
const soon = 10 * time.Second

// mattermostForm is a dialog, and where it was opened.
type mattermostForm struct {
	*mmtest.Dialog
	channel string
}

// reply carries an act out and waits for what it brings: a dialog, or something that only this person sees.
func (d *mattermostDriver) reply(u *mmtest.User, channel string, within time.Duration, act func() error) scenario.Reply {
	process := d.process
	u.Ephemerals()
	if err := act(); err != nil {
		return scenario.Reply{Refused: err}
	}
	late := time.NewTimer(within)
	defer late.Stop()
	again := time.NewTicker(20 * time.Millisecond)
	defer again.Stop()
	for {
		if forms := u.Dialogs(); len(forms) > 0 {
			return scenario.Reply{Form: dialogForm(mattermostForm{forms[len(forms)-1], channel})}
		}
		var said []string
		for _, post := range u.Ephemerals() {
			said = append(said, mattermostWords(post))
		}
		if said != nil {
			return scenario.Reply{Text: strings.Join(said, "\n")}
		}
		select {
		case <-again.C:
		case <-process.done:
			return scenario.Reply{Refused: errAway}
		case <-late.C:
			return scenario.Reply{Refused: fmt.Errorf("nothing was answered within %v", within)}
		}
	}
}

func dialogForm(dialog mattermostForm) *scenario.Form {
	f := &scenario.Form{Title: dialog.Dialog.Dialog.Title, Values: map[string]string{}, Raw: dialog}
	for _, e := range dialog.Dialog.Dialog.Elements {
		f.Labels = append(f.Labels, e.DisplayName)
		f.Values[e.DisplayName] = e.Default
	}
	return f
}

func (d *mattermostDriver) Submit(who string, f scenario.Form, values map[string]string) scenario.Reply {
	u, dialog := d.user(who), f.Raw.(mattermostForm)
	named, labels := map[string]any{}, map[string]string{}
	for _, e := range dialog.Dialog.Dialog.Elements {
		labels[e.Name] = e.DisplayName
		if named[e.Name] = e.Default; e.Default == "" {
			named[e.Name] = nil
		}
		if v, ok := values[e.DisplayName]; ok {
			named[e.Name] = v
		}
	}
	var resp *model.SubmitDialogResponse
	before := len(d.Direct(who))
	out := d.reply(u, dialog.channel, time.Second, func() (err error) {
		if resp, err = u.SubmitDialog(d.t, dialog.channel, dialog.Dialog, named); err != nil {
			return err
		}
		if resp.Error != "" || len(resp.Errors) > 0 {
			return errors.New(resp.Error)
		}
		return nil
	})
	if resp == nil {
		return out
	}
	errs := map[string]string{}
	for name, why := range resp.Errors {
		errs[labels[name]] = why
	}
	if resp.Error != "" {
		errs[""] = resp.Error
	}
	if len(errs) > 0 {
		return scenario.Reply{Errors: errs}
	}
	if out.Text == "" { // it comes as a direct message where a bot may not whisper
		now := d.Direct(who)
		for _, m := range now[min(before, len(now)):] {
			out.Text += m.Text + "\n"
		}
	}
	return scenario.Reply{Text: out.Text}
}

// emojiHere is what Mattermost calls an emoji.
func emojiHere(name string) string {
	name, tone, toned := strings.Cut(name, "::skin-tone-")
	if name == "thinking_face" {
		return "thinking"
	}
	if toned {
		name += "_" + map[string]string{"2": "light", "3": "medium_light", "4": "medium", "5": "medium_dark", "6": "dark"}[tone] + "_skin_tone"
	}
	return name
}

func (d *mattermostDriver) React(who string, m scenario.Message, emoji string) error {
	u := d.user(who)
	_, _, err := u.Client.SaveReaction(d.t.Context(), &model.Reaction{UserId: u.ID, PostId: m.Raw.(*model.Post).Id, EmojiName: emojiHere(emoji)})
	return err
}

func (d *mattermostDriver) Unreact(who string, m scenario.Message, emoji string) error {
	u := d.user(who)
	_, err := u.Client.DeleteReaction(d.t.Context(), &model.Reaction{UserId: u.ID, PostId: m.Raw.(*model.Post).Id, EmojiName: emojiHere(emoji)})
	return err
}

// Setting Mattermost up twice makes everything once.
func TestSetupMattermostMayBeRunAgain(t *testing.T) {
	s := chatServer.Start(t)
	team := s.NewTeam(t, "Commons")
	file := filepath.Join(t.TempDir(), "folkmoot.env")
	args := []string{"setup", "mattermost", "--url", s.URL, "--admin-token", s.Admin.Token, "--team", team.Name,
		"--callback-url", "http://127.0.0.1:8080", "--bot-name", "folkmoot-" + model.NewId()[:8], "--env-file", file}
	var files []string
	for range 2 {
		code, said := run(t, nil, args...)
		if code != 0 || strings.Contains(said, s.Admin.Token) {
			t.Fatalf("it ended with %d:\n%s", code, said)
		}
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		files = append(files, string(data))
	}
	if files[0] != files[1] || strings.Contains(files[0], s.Admin.Token) {
		t.Errorf("the second run wrote something else:\n%s\n%s", files[0], files[1])
	}
	commands, _, err := s.Admin.Client.ListCommands(t.Context(), team.Id, true)
	if err != nil {
		t.Fatal(err)
	}
	var triggers []string
	for _, c := range commands {
		triggers = append(triggers, c.Trigger)
	}
	slices.Sort(triggers)
	if want := []string{"commit", "moot", "propose", "rota"}; !slices.Equal(triggers, want) {
		t.Errorf("the commands are %q, not %q", triggers, want)
	}
}
