package bot_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
)

// reader is a world in which people follow links to pages.
type reader struct {
	*bottest.World
	t *testing.T
}

// longWords are so many that no card shows all of them.
var longWords = strings.Repeat("We meet at six. ", 200) + "The kettle is on."

// reads follows a link and answers what the page shows, or nothing for one that leads nowhere.
func (r *reader) reads(token string) string {
	r.t.Helper()
	page, err := r.Bot.Whole(r.t.Context(), token)
	said := strings.Join(bottest.Lines(page.Message), "\n")
	switch {
	case errors.Is(err, bot.ErrNoWhole):
		if page.Language != "en" || !strings.Contains(said, "`/moot P12`") || page.Message.Ref != "" {
			r.t.Errorf("whoever followed it is told, in %q: %s", page.Language, said)
		}
		return ""
	case err != nil:
		r.t.Fatal(err)
	case len(page.Message.Actions) > 0:
		r.t.Errorf("there is something to press on a page: %+v", page.Message.Actions)
	}
	return said
}

// shows answers the token on somebody's answer to a command.
func (r *reader) shows(who, channel, line string) string {
	r.t.Helper()
	reply := r.Slash(who, channel, line)
	if reply.Message == nil {
		r.t.Fatalf("%s gets no answer to %s", who, line)
	}
	return bottest.PageOf(*reply.Message)
}

// An answer to one person leads to what that person may read, wherever they are and for as long as they may (K6).
func TestAPageForOnePersonShowsWhatTheyMayRead(t *testing.T) {
	r := &reader{garden(t), t}
	r.Chat.AddUser("dee", nil)
	r.Chat.AddUser("gil", func(u *bot.UserInfo) { u.Guest = true })
	r.Chat.AddChannel("#purse", true, "ana", "ben")
	r.Chat.AddChannel("#lobby", false, "ana", "gil")
	r.Slash("ana", "#purse", "/propose Lend the ladder money\n"+longWords)
	r.Slash("ana", "#lobby", "/propose Paint the door\n"+longWords)
	r.Settle()

	bens := r.shows("ben", "direct", "/moot P1")
	if got := r.reads(bens); !strings.Contains(got, "The kettle is on.") {
		t.Errorf("Ben reads %q", got)
	}
	if none := r.shows("dee", "direct", "/moot P1"); none != "" {
		t.Error("Dee, who may not read it, is given a link")
	}
	r.Play("leaves ben #purse")
	if got := r.reads(bens); got != "" {
		t.Errorf("Ben, who left, reads %q", got)
	}
	r.Play("joins ben #purse")
	if r.reads(bens) == "" {
		t.Error("Ben, who is back, reads nothing")
	}
	r.Play("deactivated ben")
	if got := r.reads(bens); got != "" {
		t.Errorf("Ben, who is deactivated, reads %q", got)
	}

	// Anybody reads what was raised in public; a guest reads it in its channel, by the channel's link.
	dees, gils := r.shows("dee", "direct", "/moot P2"), r.shows("gil", "#lobby", "/moot P2")
	for who, token := range map[string]string{"dee": dees, "gil": gils} {
		if r.reads(token) == "" {
			t.Errorf("%s reads nothing", who)
		}
	}
	if onCard := bottest.PageOf(r.Chat.Latest("P2").Message); gils != onCard || dees == onCard {
		t.Errorf("a guest's link is not the channel's: %s, %s", gils, onCard)
	}
	r.Play("hidden #lobby")
	for who, token := range map[string]string{"dee": dees, "gil": gils} {
		if got := r.reads(token); got != "" {
			t.Errorf("%s reads in a channel that is private now: %s", who, got)
		}
	}
}

// Somebody who turned out to be somebody else reads nothing by the link that they had before (K8).
func TestAPageForSomebodyWhoIsSomebodyElseNow(t *testing.T) {
	r := &reader{garden(t), t}
	r.Slash("ana", "#garden", "/propose Meet on Tuesdays\n"+longWords)
	token := r.shows("cy", "direct", "/moot P1")
	if r.reads(token) == "" {
		t.Fatal("Cy reads nothing")
	}
	r.Behind("#garden", func(tx assembly.Tx, in *governance.Circle, who bottest.Who) error {
		a, err := tx.Load(governance.PersonRef(in.Org, who("cy")), assembly.People{})
		if err != nil {
			return err
		}
		if _, err := a.(*governance.Person).JoinWith(who("ben")); err != nil {
			return err
		}
		return tx.Save(a)
	})
	if got := r.reads(token); got != "" {
		t.Errorf("the person before reads %q", got)
	}
}

// A link that stands in a channel shows nothing once the channel is none of its circle's (K6).
func TestAPageInAChannelThatIsNotTheCirclesAnyMore(t *testing.T) {
	r := &reader{garden(t), t}
	r.Chat.AddChannel("#square", false, "ana", "ben", "cy")
	r.Slash("ana", "#garden", "/propose Meet on Tuesdays\n"+longWords)
	r.Slash("ana", "#square", "/moot circle bind --in garden")
	r.Slash("ana", "#square", "/propose Buy a ladder\n"+longWords)
	r.Settle()
	square := bottest.PageOf(r.Chat.Latest("P2").Message)
	if r.reads(square) == "" {
		t.Fatal("the link in the other channel shows nothing")
	}
	r.Play("hidden #garden")
	if got := r.reads(square); got != "" {
		t.Errorf("once the circle is private it shows %q", got)
	}
}

// A page holds everything: three hundred concerns of all the characters that one may have, however little of them the card shows. The card
// is not drawn anew for it while nothing changes.
func TestAPageHoldsEverything(t *testing.T) {
	r := &reader{bottest.New(t), t}
	names := []string{"ana"}
	for n := range 300 {
		names = append(names, fmt.Sprintf("p%03d", n))
	}
	for _, name := range names {
		r.Chat.AddUser(name, nil)
	}
	r.Chat.AddChannel("#garden", false, names...)
	r.Slash("ana", "#garden", "/propose Meet on Tuesdays --everyone\n"+longWords)
	why := strings.Repeat("worry ", governance.MaxReason/6)
	for _, name := range names[1:] {
		r.Slash(name, "#garden", "/moot P1 concern "+why[:governance.MaxReason-4]+name)
	}
	r.Advance(time.Minute)
	card := r.Chat.Latest("P1")
	token, edits := bottest.PageOf(card.Message), card.Edits
	got := r.reads(token)
	if n := strings.Count(got, "Concern by "); n != 300 || len(got) < 300*(governance.MaxReason-10) || !strings.Contains(got, "The kettle is on.") || strings.Contains(got, "…") {
		t.Errorf("the page shows %d concerns, in all %d characters", n, len(got))
	}
	for range 3 {
		r.Behind("#garden", func(tx assembly.Tx, in *governance.Circle, _ bottest.Who) error {
			return tx.TouchCards(governance.Ref{Org: in.Org, Kind: consent.Kind, N: 1})
		})
		r.Advance(time.Minute)
	}
	if card = r.Chat.Latest("P1"); card.Edits != edits || bottest.PageOf(card.Message) != token {
		t.Errorf("a card on which nothing changed was drawn %d times more", card.Edits-edits)
	}
}

// Whatever may be long has a page: a proposal, the board, a rotation, a role, an agreement, a promise. Where something can be said
// about it, the page says: on its card, while it has one on which that can be done, and else by its command.
func TestEverythingLongHasAPage(t *testing.T) {
	r := &reader{garden(t), t}
	purpose := strings.Repeat("to welcome everybody ", 25)
	r.Slash("ana", "#garden", "/propose Meet on Tuesdays --by in 2 days\n"+longWords)
	r.Slash("ana", "#garden", "/moot role create Host --purpose "+purpose)
	r.Slash("ana", "#garden", "/rota create Compost every tuesday 09:00 with @ana @ben @cy")
	for i := range 9 {
		r.Slash("ben", "#garden", fmt.Sprintf("/moot R1 away %d dec to %d dec", 2+3*i, 3+3*i))
	}
	for n := range 12 {
		r.Slash("ana", "#garden", fmt.Sprintf("/commit weed bed %d by 20 dec", n+1))
	}
	for i := range 3 {
		r.Slash("ana", "#garden", fmt.Sprintf("/moot C1 more time 2%d dec because %s", i+1, strings.Repeat("it rained ", 40)))
	}
	for _, who := range []string{"ben", "cy"} {
		r.Says(who, "/moot P1 consent")
		r.Says(who, "/moot P2 consent")
	}
	r.Advance(5 * 24 * time.Hour)
	for line, want := range map[string][2]string{
		"/moot board": {"weed bed 12", "type `/moot board` in the chat"},
		"/moot P1":    {"The kettle is on.", "type `/moot P1` in the chat"},
		"/moot A1":    {"The kettle is on.", "type `/moot A1` in the chat"},
		"/moot S1":    {strings.TrimSpace(purpose), "go to S1 in the chat"},
		"/moot R1":    {"26 Dec 2026", "go to R1 in the chat"},
		"/moot C1":    {strings.Repeat("it rained ", 39), "go to C1 in the chat"},
	} {
		token := r.shows("ana", "#garden", line)
		if got := r.reads(token); token == "" || !strings.Contains(got, want[0]) || !strings.Contains(got, "Europe/Madrid. To say something about it, "+want[1]) {
			t.Errorf("the page of %s shows %q", line, got)
		}
	}
}

// On a page stands first what is so, and then what changed: of a line that was reworded, the words (D14).
func TestAPageShowsWhichWordsChanged(t *testing.T) {
	r := &reader{garden(t), t}
	r.Slash("ana", "#garden", "/propose Meet on Tuesdays\nWe meet at six in the hall.\nBring a cup.\n"+longWords)
	r.Slash("ben", "#garden", "/moot P1 concern the hall is cold")
	r.Slash("cy", "#garden", "/moot P1 object the hall is taken on Tuesdays")
	r.Slash("ana", "#garden", "/moot P1 amend Meet on Wednesdays\nWe meet at seven in the big hall.\nA chair for everybody!\n"+longWords)
	got := r.reads(r.onCard("P1"))
	last := -1
	for _, want := range []string{"The kettle is on.", "Raised by: Ana", "0 of 2 responded", "## Concerns", "the hall is cold", "## Objections\n[attention] Objection P1.1 by Cy",
		"## Version 2. What changed", "~ Meet on [-Tuesdays-]{+Wednesdays+}", "~ We meet at [-six-]{+seven+} in the{+ big+} hall.", "- Bring a cup.", "+ A chair for everybody!"} {
		at := strings.Index(got, want)
		if at <= last {
			t.Errorf("%q does not stand where it should: %d after %d", want, at, last)
		}
		last = at
	}
}
