package bot_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
)

// garden is a world with three people in a channel.
func garden(t *testing.T) *bottest.World {
	w := bottest.New(t)
	for _, name := range []string{"ana", "ben", "cy"} {
		w.Chat.AddUser(name, nil)
	}
	w.Chat.AddChannel("#garden", false, "ana", "ben", "cy")
	return w
}

// A letter that went out while nothing could be noted is not sent again: the bot remembers until the database takes it.
func TestPostedOnceThoughNotNoted(t *testing.T) {
	w, ctx, posts := garden(t), context.Background(), 0
	w.Slash("ana", "#garden", "/propose Buy a ladder")
	w.Chat.Fail = func(method, channel string) error {
		if method == "post" {
			posts++
			w.DiskFull(true) // between the posting and its note
		}
		return nil
	}
	for range 5 {
		if err := w.Bot.Deliver(ctx); err == nil {
			t.Fatal("a full disk was not noticed")
		}
	}
	if posts != 1 {
		t.Errorf("the letter was posted %d times", posts)
	}
	w.Chat.Fail = nil
	w.DiskFull(false)
	w.Settle()
	w.React("ben", w.Chat.Latest("P1"), "+1", true)
	w.React("cy", w.Chat.Latest("P1"), "+1", true)
	w.Settle()
	if p := w.Chat.Latest("P1"); p.Message.Status != "Adopted" {
		t.Errorf("the card says %s", p.Message.Status)
	}
}

// What was posted is noted although the program was told to stop meanwhile.
func TestStoppedBetweenPostAndNote(t *testing.T) {
	w := garden(t)
	w.Slash("ana", "#garden", "/propose Buy a ladder")
	ctx, stop := context.WithCancel(context.Background())
	posts := map[bool]int{}
	w.Chat.Fail = func(method, channel string) error {
		if method == "post" {
			posts[ctx.Err() == nil]++
			stop()
		}
		return nil
	}
	_ = w.Bot.Deliver(ctx)
	w.Restart()
	w.Settle()
	if posts[true] != 1 || posts[false] != 1 { // that there is a circle, and after the restart only the card
		t.Errorf("posted %d before and %d after the end", posts[true], posts[false])
	}
}

// Whoever stops the program does not wait for a delivery that hangs.
func TestDeliverDoesNotWaitForAnother(t *testing.T) {
	w := garden(t)
	w.Slash("ana", "#garden", "/propose Buy a ladder")
	hangs, goOn := make(chan struct{}), make(chan struct{})
	w.Chat.Fail = func(method, channel string) error {
		if method == "post" {
			close(hangs)
			<-goOn
			return &bot.Fault{Class: bot.Passing, Code: "timeout"}
		}
		return nil
	}
	first := make(chan error)
	go func() { first <- w.Bot.Deliver(context.Background()) }()
	<-hangs
	ctx, stop := context.WithTimeout(context.Background(), 10*time.Millisecond)
	defer stop()
	if err := w.Bot.Deliver(ctx); err == nil {
		t.Error("a second pass ran beside the first")
	}
	w.Chat.Fail = nil
	close(goOn)
	if err := <-first; err != nil {
		t.Error(err)
	}
}

// attempted is a platform that notes which attempt each posting is said to be.
type attempted struct {
	*bottest.Chat
	attempts []int
}

func (a *attempted) Post(ctx context.Context, out bot.Outgoing) (string, error) {
	a.attempts = append(a.attempts, out.Attempt)
	return a.Chat.Post(ctx, out)
}

// After a restart only the first letter of a lane may have been sent already: a platform need not be asked after the others, which waited
// behind it.
func TestOnlyTheFirstOfALaneIsInDoubtAfterARestart(t *testing.T) {
	w, ctx := settled(t), context.Background()
	for _, what := range []string{"Second", "Third", "Fourth"} {
		w.Slash("ana", "#garden", "/propose "+what+" thing")
	}
	w.Clock = w.Clock.Add(time.Second)
	w.Restart()
	seen := &attempted{Chat: w.Chat}
	if _, err := w.Bot.Connect(ctx, "chat", "T1", "Garden", seen); err != nil {
		t.Fatal(err)
	}
	w.Settle()
	if want := []int{2, 1, 1}; !slices.Equal(seen.attempts, want) {
		t.Errorf("posted as the attempts %v, want %v", seen.attempts, want)
	}
}
