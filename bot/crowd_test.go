package bot_test

import (
	"context"
	"strings"
	"testing"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
)

// crowded is a platform with more people than can be read at once.
type crowded struct{ *bottest.Chat }

func (crowded) UserNamed(context.Context, string) (bot.UserInfo, error) {
	return bot.UserInfo{}, &bot.Fault{Class: bot.TooMany, Code: "users_unread"}
}

func (crowded) Members(context.Context, string) ([]bot.UserInfo, error) {
	return nil, &bot.Fault{Class: bot.TooMany, Code: "users_unread"}
}

// Where there are too many people to look through them all, whoever asks is told what to do. A group is found all the same.
func TestWhatToDoAmongTooManyPeople(t *testing.T) {
	w := bottest.New(t)
	w.Play("people ana ben cy dora\nchannel #garden ana ben\nchannel #yard ana ben\ngroup cooks cy dora\n@ana #garden: /propose Water the beds\n")
	if _, err := w.Bot.Connect(context.Background(), "chat", "T1", "Garden", crowded{w.Chat}); err != nil {
		t.Fatal(err)
	}
	for line, want := range map[string]string{
		"#garden /moot circle add @somebody": "pick the person from the list that opens",
		"#garden /moot circle add @ben":      "is a member of garden already",
		"#garden /moot circle add @cooks":    "are members of garden",
		"#yard /propose Paint the fence":     "Please send it again in a minute or two",
	} {
		channel, line, _ := strings.Cut(line, " ")
		reply := w.Slash("ana", channel, line)
		if reply.Message == nil || !strings.Contains(strings.Join(bottest.Lines(*reply.Message), "\n"), want) {
			t.Errorf("%s is answered with %+v, want %q", line, reply.Message, want)
		}
	}
}
