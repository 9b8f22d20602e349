package web

import (
	"context"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/bot"
)

func TestThePlatformRefusesAsARealOneWould(t *testing.T) {
	p := newPlay(t)
	ctx := t.Context()
	id := p.post("garden", "", card("Open"))
	line := func() string {
		p.must("/api/say", Said{As: "ana", Channel: "kitchen", Text: "soup"})
		return p.posts("ana", "kitchen")[0].ID
	}()
	gone := p.post("garden", "", card("Open"))
	p.must("/api/delete", OnPost{As: "ana", Post: gone})
	p.must("/api/channel", ChannelAct{Channel: "kitchen", Archived: true})
	p.must("/api/member", Moves{Channel: "care", User: BotUser, In: false})
	p.must("/api/person", PersonAct{User: "eli", Gone: true})

	post := func(channel, thread string) error {
		_, err := p.platform.Post(ctx, bot.Outgoing{Channel: channel, Thread: thread, Message: say("hello")})
		return err
	}
	_, _, reactions := p.platform.Reactions(ctx, "garden", gone)
	_, members := p.platform.Members(ctx, "care")
	_, channel := p.platform.Channel(ctx, "nowhere")
	_, named := p.platform.UserNamed(ctx, "nobody")
	_, direct := p.platform.Direct(ctx, "eli")
	tests := map[string]struct {
		err  error
		want bot.FaultClass
	}{
		"a channel that is not":      {post("nowhere", ""), bot.NoChannel},
		"an archived channel":        {post("kitchen", ""), bot.NoChannel},
		"a channel it was put out":   {post("care", ""), bot.NoChannel},
		"a thread of elsewhere":      {post("garden", line), bot.NoPost},
		"somebody deactivated":       {post("dm-eli", ""), bot.NoSuch},
		"editing what was deleted":   {p.platform.Edit(ctx, "garden", gone, card("Open")), bot.NoPost},
		"editing somebody's line":    {p.platform.Edit(ctx, "garden", line, card("Open")), bot.NoPost},
		"editing in another channel": {p.platform.Edit(ctx, "dm-ana", id, card("Open")), bot.NoPost},
		"reactions of what is gone":  {reactions, bot.NoPost},
		"members where it is not":    {members, bot.NoChannel},
		"describing no channel":      {channel, bot.NoChannel},
		"finding nobody":             {named, bot.NoSuch},
		"writing to the gone":        {direct, bot.NoSuch},
	}
	for name, test := range tests {
		if test.err == nil || bot.FaultOf(test.err).Class != test.want {
			t.Errorf("%s: %v, want %s", name, test.err, test.want)
		}
	}
	stopped, stop := context.WithCancel(ctx)
	stop()
	if _, err := p.platform.Post(stopped, bot.Outgoing{Channel: "garden", Message: say("late")}); !errors.Is(err, context.Canceled) {
		t.Errorf("after the end: %v", err)
	}
}

func TestThePlatformDescribes(t *testing.T) {
	p := newPlay(t)
	ctx := t.Context()
	care, err := p.platform.Channel(ctx, "care")
	if diff := cmp.Diff(bot.ChannelInfo{ID: "care", Name: "care", Private: true}, care); err != nil || diff != "" {
		t.Errorf("care: %v\n%s", err, diff)
	}
	dm, err := p.platform.Direct(ctx, "ben")
	if err != nil {
		t.Fatal(err)
	}
	if info, err := p.platform.Channel(ctx, dm); err != nil || !info.Direct {
		t.Errorf("a direct channel: %+v, %v", info, err)
	}
	members, err := p.platform.Members(ctx, "garden")
	if err != nil || len(members) != 7 || !members[0].Bot || !members[6].Guest {
		t.Errorf("members of the garden: %+v, %v", members, err)
	}
	ben, err := p.platform.UserNamed(ctx, "@Ben")
	if diff := cmp.Diff(bot.UserInfo{ID: "ben", Handle: "ben", Name: "Ben", Zone: "Europe/Madrid"}, ben); err != nil || diff != "" {
		t.Errorf("@Ben: %v\n%s", err, diff)
	}
	id := p.post("garden", "", card("Open"))
	if link, err := p.platform.Permalink(ctx, "garden", id); err != nil || link != "http://127.0.0.1:8090/#garden/"+id {
		t.Errorf("link %q, %v", link, err)
	}
}
