package mmtest_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"strings"
	"sync"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/adapters/mattermost/mmtest"
)

var mattermost mmtest.Shared

func TestMain(m *testing.M) { os.Exit(mattermost.Main(m)) }

// call is one request that the server made of the integration.
type call struct {
	path   string
	header http.Header
	body   []byte
}

func (c call) form(t *testing.T) url.Values {
	t.Helper()
	values, err := url.ParseQuery(string(c.body))
	if err != nil {
		t.Fatal(err)
	}
	return values
}

// integration stands where the bot would: it remembers every request and answers with what the test says.
type integration struct {
	*httptest.Server
	mu      sync.Mutex
	calls   []call
	answers map[string]string // by path
	during  func(call)        // runs before the answer
}

func newIntegration(t *testing.T) *integration {
	in := &integration{answers: map[string]string{}}
	in.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		c := call{r.URL.Path, r.Header, body}
		in.mu.Lock()
		in.calls = append(in.calls, c)
		answer, during := in.answers[c.path], in.during
		in.mu.Unlock()
		if during != nil {
			during(c)
		}
		w.Header().Set("Content-Type", "application/json")
		io.WriteString(w, answer)
	}))
	t.Cleanup(in.Close)
	return in
}

func (in *integration) answer(path, with string) {
	in.mu.Lock()
	defer in.mu.Unlock()
	in.answers[path] = with
}

// last returns the newest request, and how many there were.
func (in *integration) last(t *testing.T) (call, int) {
	t.Helper()
	in.mu.Lock()
	defer in.mu.Unlock()
	if len(in.calls) == 0 {
		t.Fatal("the integration was not called")
	}
	return in.calls[len(in.calls)-1], len(in.calls)
}

// command registers a slash command as the administrator.
func command(t *testing.T, s *mmtest.Server, team *model.Team, trigger, url string) *model.Command {
	t.Helper()
	cmd, _, err := s.Admin.Client.CreateCommand(t.Context(), &model.Command{
		TeamId: team.Id, Trigger: trigger, URL: url, Method: model.CommandMethodPost,
		AutoComplete: true, AutoCompleteDesc: "does what the moot does", AutoCompleteHint: "[words]",
	})
	if err != nil {
		t.Fatal(err)
	}
	return cmd
}

// card posts, as the bot, what a proposal's card looks like to the server: an attachment with buttons.
func card(t *testing.T, bot *mmtest.User, channelID, target string, labels ...string) *model.Post {
	t.Helper()
	attachment := &model.MessageAttachment{Title: "P1 Meet on Tuesdays", Text: "Open"}
	for _, label := range labels {
		attachment.Actions = append(attachment.Actions, &model.PostAction{
			Id: strings.ToLower(label), Name: label, Type: model.PostActionTypeButton,
			Integration: &model.PostActionIntegration{URL: target, Context: map[string]any{"secret": "hush"}},
		})
	}
	post := &model.Post{ChannelId: channelID}
	post.AddProp("attachments", []*model.MessageAttachment{attachment})
	post, _, err := bot.Client.CreatePost(t.Context(), post)
	if err != nil {
		t.Fatal(err)
	}
	return post
}

func TestServerPeopleTalkAndReact(t *testing.T) {
	s := mattermost.Start(t)
	ana, ben := s.NewUser(t, "ana"), s.NewUser(t, "ben")
	channel := s.NewChannel(t, ana, "Kitchen", true, ben)
	hello := ana.Post(t, channel, "Who cooks?")
	got := ben.AwaitPost(t, channel, "Who cooks?")
	if got.Id != hello.Id || got.UserId != ana.ID {
		t.Errorf("got post %s by %s, want %s by %s", got.Id, got.UserId, hello.Id, ana.ID)
	}
	ben.Reply(t, channel, hello.Id, "I do")
	if thread := ana.Thread(t, hello.Id); len(thread) != 2 || thread[1].Message != "I do" {
		t.Errorf("the thread is %d posts long, want Ben's reply in it", len(thread))
	}
	ben.React(t, hello.Id, "+1")
	ben.React(t, hello.Id, "+1_medium_skin_tone")
	if got := ana.Reactions(t, hello.Id); len(got) != 2 {
		t.Errorf("two skin tones are %d reactions, want 2", len(got))
	}
	ben.Unreact(t, hello.Id, "+1")
	ana.Await(t, "both reactions and the one taken back", func() bool {
		return len(ana.Events(model.WebsocketEventReactionAdded)) == 2 && len(ana.Events(model.WebsocketEventReactionRemoved)) == 1
	})
	ben.Client.PatchPost(t.Context(), hello.Id, &model.PostPatch{Message: model.NewPointer("mine")})
	if ben.Edits(hello.Id) != 0 {
		t.Error("Ben could edit Ana's post")
	}
	if _, _, err := ana.Client.PatchPost(t.Context(), hello.Id, &model.PostPatch{Message: model.NewPointer("Who cooks today?")}); err != nil {
		t.Fatal(err)
	}
	ben.AwaitWords(t, hello.Id, "today")
	ben.Await(t, "one edit", func() bool { return ben.Edits(hello.Id) == 1 })
	ana.Post(t, ana.DirectChannel(t, ben), "thanks")
	if direct := ben.Direct(t, ana); len(direct) != 1 || direct[0].Message != "thanks" {
		t.Errorf("Ben's direct messages from Ana: %d, want her thanks", len(direct))
	}
	again := s.NewUser(t, "ana")
	if again.Name == ana.Name || !strings.HasPrefix(again.Name, "ana") {
		t.Errorf("the second Ana is called %s", again.Name)
	}
}

func TestServerRestartAndSettings(t *testing.T) {
	s := mmtest.Start(t)
	ana := s.NewUser(t, "ana")
	channel := s.NewChannel(t, ana, "Kitchen", false)
	before := ana.Post(t, channel, "before")
	s.Restart(t)
	if got := ana.Fetch(t, before.Id); got.Message != "before" {
		t.Errorf("after the restart the post says %q", got.Message)
	}
	ana.Await(t, "an event over the websocket that came back", func() bool {
		post := ana.Post(t, channel, "after")
		return ana.Saw(model.WebsocketEventPosted, post.Id)
	})
	t.Run("without commands", func(t *testing.T) {
		s.PatchConfig(t, func(c *model.Config) { c.ServiceSettings.EnableCommands = model.NewPointer(false) })
		if _, err := ana.Slash(t, channel, "/shrug"); err == nil {
			t.Error("a command ran although commands are off")
		}
	})
	if _, err := ana.Slash(t, channel, "/shrug"); err != nil {
		t.Errorf("the settings were not put back: %v", err)
	}
}
