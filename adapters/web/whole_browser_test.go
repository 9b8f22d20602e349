package web

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/bottest"
)

// longProposal is a world in which a proposal has everything on its card that one can have, and the token of the page with all of it.
func longProposal(t *testing.T) (w *bottest.World, token string) {
	t.Helper()
	w = bottest.New(t)
	for _, name := range []string{"ana", "ben", "cy", "dee"} {
		w.Chat.AddUser(name, nil)
	}
	w.Chat.AddChannel("#garden", false, "ana", "ben", "cy", "dee")
	const words = "\nWe meet on **Tuesdays** at six, in the room beside the kitchen.\n\n- bring a cup\n- and a chair\n\n> as long as there are five of us\n\n"
	w.Slash("ana", "#garden", "/propose Meet on Tuesdays, as long as there are five of us"+words+strings.Repeat("There is tea. ", 300))
	w.Slash("ben", "#garden", "/moot P1 concern "+strings.Repeat("the room may be full ", 30))
	w.Slash("cy", "#garden", "/moot P1 object the hall is taken on Tuesdays; I would consent to Wednesdays")
	w.Slash("ana", "#garden", "/moot P1 amend Meet on Wednesdays, as long as there are five of us"+strings.ReplaceAll(words, "Tues", "Wednes")+
		strings.Repeat("There is tea. ", 300))
	w.Slash("dee", "#garden", "/moot P1 concern "+strings.Repeat("the kettle is old ", 20))
	for n := range 12 {
		w.Slash("ana", "#garden", fmt.Sprintf("/commit weed the bed beside the %d trees by 20 dec", n+1))
	}
	w.Settle()
	return w, bottest.PageOf(w.Chat.Latest("P1").Message)
}

// A page is read on a phone and on a laptop, by day and by night: nothing stands beyond its edge, and the browser has nothing to complain
// about.
func TestBrowserReadsAPage(t *testing.T) {
	c := newChromium(t)
	w, token := longProposal(t)
	k := newShelf(t, stubShelf(func(asked string) (bot.Whole, error) {
		if asked == "rude" {
			return oneThing(), nil
		}
		return w.Bot.Whole(context.Background(), asked)
	}))
	board := bottest.PageOf(*w.Slash("ana", "#garden", "/moot board").Message)
	shows := func(name string) {
		t.Helper()
		for what, token := range map[string]string{"all": token, "board": board, "rude": "rude", "nothing": "other"} {
			c.do(chromedp.Navigate(k.URL + "/whole/" + token))
			c.until(`document.querySelector('h1')`)
			c.fits(name + ", " + what)
			if n := js[int](c, `[...document.querySelectorAll('p time')].filter(t => t.offsetHeight > 1.6 * parseFloat(getComputedStyle(t).lineHeight)).length`); n > 0 {
				t.Errorf("%s, %s: %d moments are broken in the middle", name, what, n)
			}
			c.shot(name + "-" + what)
			js[bool](c, `scrollTo(0, document.body.scrollHeight) === undefined`)
			c.shot(name + "-" + what + "-end")
		}
	}
	c.laptop(800)
	for _, scheme := range []string{"light", "dark"} {
		c.colours(scheme)
		shows("laptop-" + scheme)
	}
	c.phone()
	ink := map[string]bool{}
	for _, scheme := range []string{"light", "dark"} {
		c.colours(scheme)
		shows("phone-" + scheme)
		ink[js[string](c, `getComputedStyle(document.body).color`)] = true
	}
	if len(ink) != 2 {
		t.Errorf("by night it is written in %v as well", ink)
	}
}
