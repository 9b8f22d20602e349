package mmtest_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/mattermost/mattermost/server/public/model"
)

// TestServerBotMay holds down what a plain bot account with a token can do in a channel it is a member of, and what it cannot.
func TestServerBotMay(t *testing.T) {
	s := mattermost.Start(t)
	ana := s.NewUser(t, "ana")
	bot := s.NewBot(t, "moot")
	ctx := t.Context()
	channel := s.NewChannel(t, ana, "Kitchen", true, bot)
	mine, hers := bot.Post(t, channel, "mine"), ana.Post(t, channel, "hers")
	elsewhere := s.NewChannel(t, ana, "Elsewhere", false)
	ana.React(t, mine.Id, "+1")
	reaction := ana.Reactions(t, mine.Id)[0]

	may := func(what string, want bool, err error) {
		t.Helper()
		if (err == nil) != want {
			t.Errorf("%s: got %v, want allowed = %v", what, err, want)
		}
	}
	_, _, err := bot.Client.CreatePostEphemeral(ctx, &model.PostEphemeral{UserID: ana.ID, Post: &model.Post{ChannelId: channel, Message: "psst"}})
	may("make an ephemeral post", false, err)
	_, err = bot.Client.PinPost(ctx, hers.Id)
	may("pin", true, err)
	_, _, err = bot.Client.GetReactions(ctx, mine.Id)
	may("read reactions", true, err)
	_, _, err = bot.Client.GetBulkReactions(ctx, []string{mine.Id, hers.Id})
	may("read reactions of several posts", true, err)
	_, err = bot.Client.DeleteReaction(ctx, reaction)
	may("take somebody's reaction off", false, err)
	_, _, err = bot.Client.GetChannelMembers(ctx, channel, 0, 200, "")
	may("read the members", true, err)
	_, _, err = bot.Client.GetUsersInChannel(ctx, channel, 0, 200, "")
	may("read the members' profiles", true, err)
	_, _, err = bot.Client.GetChannelMembers(ctx, elsewhere, 0, 200, "")
	may("read the members of an open channel it is not in", false, err)
	_, _, err = bot.Client.CreatePost(ctx, &model.Post{ChannelId: elsewhere, Message: "x"})
	may("post in an open channel it is not in", false, err)
	_, _, err = bot.Client.AddChannelMember(ctx, elsewhere, bot.ID)
	may("join an open channel", true, err)
	_, err = bot.Client.DeletePost(ctx, hers.Id)
	may("delete somebody's post", false, err)
	_, _, err = bot.Client.CreateCommand(ctx, &model.Command{TeamId: s.Team.Id, Trigger: "botmade", URL: "http://127.0.0.1:1/", Method: "P"})
	may("register a command", false, err)
	_, _, err = bot.Client.GetConfig(ctx)
	may("read the settings", false, err)
	bot.Post(t, bot.DirectChannel(t, ana), "hello")
	ana.AwaitPost(t, ana.DirectChannel(t, s.Find(t, bot.Name)), "hello")

	s.Admin.DeletePost(t, mine.Id)
	_, _, err = bot.Client.PatchPost(ctx, mine.Id, &model.PostPatch{Message: model.NewPointer("x")})
	may("edit its deleted post", false, err)
	_, _, err = bot.Client.CreatePost(ctx, &model.Post{ChannelId: channel, RootId: mine.Id, Message: "x"})
	may("reply to its deleted post", false, err)

	card := bot.Post(t, channel, "card")
	ana.ArchiveChannel(t, channel)
	_, _, err = bot.Client.PatchPost(ctx, card.Id, &model.PostPatch{Message: model.NewPointer("x")})
	may("edit in an archived channel", false, err)
	_, _, err = bot.Client.GetReactions(ctx, card.Id)
	may("read reactions in an archived channel", true, err)
	s.RestoreChannel(t, channel)
	ana.RemoveFromChannel(t, channel, bot)
	_, _, err = bot.Client.GetReactions(ctx, card.Id)
	may("read reactions where it was thrown out", false, err)
	_, _, err = bot.Client.PatchPost(ctx, card.Id, &model.PostPatch{Message: model.NewPointer("x")})
	may("edit where it was thrown out", false, err)
}

func TestServerPostLimits(t *testing.T) {
	s := mattermost.Start(t)
	bot := s.NewBot(t, "moot")
	channel := s.NewChannel(t, s.Admin, "Kitchen", true, bot)
	with := func(message string, attachment int) *model.Post {
		post := &model.Post{ChannelId: channel, Message: message}
		if attachment > 0 {
			post.AddProp("attachments", []*model.MessageAttachment{{Text: strings.Repeat("x", attachment)}})
		}
		return post
	}
	for name, c := range map[string]struct {
		post *model.Post
		fits bool
	}{
		"16383 letters":                 {with(strings.Repeat("é", 16383), 0), true},
		"16384 letters":                 {with(strings.Repeat("é", 16384), 0), false},
		"an attachment of 290000 bytes": {with("", 290_000), true},
		"an attachment of 300000 bytes": {with("", 300_000), false},
	} {
		if _, _, err := bot.Client.CreatePost(t.Context(), c.post); (err == nil) != c.fits {
			t.Errorf("%s: %v", name, err)
		}
	}
	pending := &model.Post{ChannelId: channel, Message: "once", PendingPostId: bot.ID + ":P12/v2/opened"}
	first, _, err := bot.Client.CreatePost(t.Context(), pending)
	if err != nil {
		t.Fatal(err)
	}
	again, _, err := bot.Client.CreatePost(t.Context(), pending)
	if err != nil || again.Id != first.Id {
		t.Errorf("the same pending_post_id again: %v, %v", again, err)
	}
}

// TestServerMentions says where words ping people, and what keeps them from it.
func TestServerMentions(t *testing.T) {
	s := mattermost.Start(t)
	ana := s.NewUser(t, "ana")
	bot := s.NewBot(t, "moot")
	channel := s.NewChannel(t, ana, "Kitchen", true, bot)
	attached := func(a model.MessageAttachment) *model.Post {
		post := &model.Post{}
		post.AddProp("attachments", []*model.MessageAttachment{&a})
		return post
	}
	for name, c := range map[string]struct {
		post  *model.Post
		pings bool
	}{
		"message":                {&model.Post{Message: "hi @channel"}, true},
		"message, backslash":     {&model.Post{Message: `hi \@channel`}, true},
		"message, word joiner":   {&model.Post{Message: "hi @\u2060channel"}, false},
		"message, entity":        {&model.Post{Message: "hi &#64;channel"}, false},
		"message, code":          {&model.Post{Message: "hi `@channel`"}, false},
		"attachment's text":      {attached(model.MessageAttachment{Text: "hi @channel"}), true},
		"attachment's pretext":   {attached(model.MessageAttachment{Pretext: "hi @here"}), true},
		"attachment's title":     {attached(model.MessageAttachment{Title: "hi @channel"}), false},
		"attachment's footer":    {attached(model.MessageAttachment{Footer: "hi @channel"}), false},
		"attachment's field":     {attached(model.MessageAttachment{Fields: []*model.MessageAttachmentField{{Value: "@all"}}}), false},
		"a person, by user name": {&model.Post{Message: "hi @" + ana.Name}, true},
	} {
		c.post.ChannelId = channel
		post, _, err := bot.Client.CreatePost(t.Context(), c.post)
		if err != nil {
			t.Fatal(err)
		}
		ana.Await(t, "the post", func() bool { return ana.Saw(model.WebsocketEventPosted, post.Id) })
		events := ana.Events(model.WebsocketEventPosted)
		event := events[slices.IndexFunc(events, func(e *model.WebSocketEvent) bool {
			return strings.Contains(e.GetData()["post"].(string), post.Id)
		})]
		mentions, _ := event.GetData()["mentions"].(string)
		if got := strings.Contains(mentions, ana.ID); got != c.pings {
			t.Errorf("%s: pings = %v, want %v", name, got, c.pings)
		}
	}
}

// TestServerTellsTheBot names the events that the bot gets for what happens around it.
func TestServerTellsTheBot(t *testing.T) {
	s := mattermost.Start(t)
	ana, ben := s.NewUser(t, "ana"), s.NewUser(t, "ben")
	bot := s.NewBot(t, "moot")
	channel := s.NewChannel(t, ana, "Kitchen", true)
	hears := func(what string, kind model.WebsocketEventType, part string) {
		t.Helper()
		bot.Await(t, what+" as "+string(kind)+" with "+part, func() bool { return bot.Saw(kind, part) })
	}
	ana.AddToChannel(t, channel, bot)
	hears("being added", model.WebsocketEventUserAdded, bot.ID)
	ana.AddToChannel(t, channel, ben)
	hears("somebody being added", model.WebsocketEventUserAdded, ben.ID)
	card := bot.Post(t, channel, "card")
	for range 2 { // repeated acts are told again
		ben.React(t, card.Id, "+1")
	}
	for range 2 {
		ben.Unreact(t, card.Id, "+1")
	}
	bot.Await(t, "two reactions and two taken back", func() bool {
		return len(bot.Events(model.WebsocketEventReactionAdded)) == 2 && len(bot.Events(model.WebsocketEventReactionRemoved)) == 2
	})
	s.Admin.DeletePost(t, card.Id)
	hears("its card being deleted", model.WebsocketEventPostDeleted, card.Id)
	ana.RenameChannel(t, channel, "Big Kitchen")
	hears("the channel's new name", model.WebsocketEventChannelUpdated, "Big Kitchen")
	ana.ArchiveChannel(t, channel)
	hears("archiving", model.WebsocketEventChannelDeleted, channel)
	s.RestoreChannel(t, channel)
	hears("restoring", model.WebsocketEventChannelRestored, channel)
	ben.LeaveChannel(t, channel)
	hears("somebody leaving", model.WebsocketEventUserRemoved, ben.ID)
	zone := model.StringMap{"automaticTimezone": "Europe/Madrid", "useAutomaticTimezone": "true"}
	if _, _, err := ben.Client.PatchUser(t.Context(), ben.ID, &model.UserPatch{Timezone: zone}); err != nil {
		t.Fatal(err)
	}
	hears("somebody's zone", model.WebsocketEventUserUpdated, "Europe/Madrid")
	s.Deactivate(t, ben)
	bot.Await(t, "somebody's deactivation", func() bool {
		user, _, err := bot.Client.GetUser(t.Context(), ben.ID, "")
		return err == nil && user.DeleteAt > 0 && len(bot.Events(model.WebsocketEventUserUpdated)) == 2
	})
	ana.RemoveFromChannel(t, channel, bot)
	hears("being thrown out", model.WebsocketEventUserRemoved, channel)
}
