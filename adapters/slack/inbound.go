package slack

import (
	"context"
	"net/http"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/bot"
)

// inbound is something that came in, over HTTP or over a socket.
type inbound struct {
	kind string
	// key is what its repetition would bring again, empty for none; body is what it can be read from again.
	key  string
	body func() []byte
	// who did it; empty for what nobody did.
	who string
	// do carries it out.
	do func(ctx context.Context, key string) answer
	// hurry tells that Slack shows an error to whoever acted when the acknowledgement comes late, and does not ask again.
	hurry bool
	// once is the key under which it is saved, where that is another than the one it came with.
	once string
	// at is where whoever did it waits for an answer, and wrote what they wrote; nil for an event, with which nobody waits.
	at    somewhere
	wrote func() string
	// asks tells whether it will open a form, with the trigger; nil where it cannot.
	asks    func() bool
	trigger string
	// unkept tells whoever acted that it cannot be taken in, where that is not said like everything else.
	unkept func() answer
}

// lane is what it waits its turn in: what one person does is done in its order.
func (in inbound) lane() string {
	if in.who == "" {
		return "key/" + in.key
	}
	return "who/" + in.who
}

// savedAs is the key under which it is saved when it came, or was parked, with that one.
func (in inbound) savedAs(key string) string {
	if in.once != "" {
		return in.once
	}
	return key
}

// The kinds of what comes in.
const (
	inCommand     = "command"
	inInteraction = "interaction"
	inEvent       = "event"
)

// answer is what an envelope is answered with, over HTTP or over a socket.
type answer struct {
	// status is the HTTP status; a socket acknowledges only those below 300.
	status int
	// payload goes with the acknowledgement; nil for none.
	payload any
	// instead says the same where the acknowledgement carries no payload. It may be nil.
	instead func(context.Context)
	// later is done after the acknowledgement. It may be nil.
	later func(context.Context)
	// parked is to be carried out after the acknowledgement. It may be nil.
	parked *Parked
	// nowhere tells that the workspace is not connected.
	nowhere bool
}

// take carries out what came in, as far as that needs no word of Slack's, and answers its acknowledgement. What needs one is parked,
// acknowledged, and carried out after that; so is what somebody does while something of theirs is still parked. What takes long although
// it needs nobody's word, because the disk is slow or everything is being caught up with, is acknowledged in time, and what is to be said
// of it is said when it has ended.
func (a *Adapter) take(in inbound) answer {
	if !in.hurry {
		return a.takeInTurn(in)
	}
	done, late := make(chan answer), make(chan struct{})
	a.acts.begin()
	go func() {
		defer a.acts.end()
		ans := a.takeInTurn(in)
		select {
		case done <- ans:
		case <-late:
			a.acked(ans, ans.unsaid())
		}
	}()
	timer := time.NewTimer(a.ackIn)
	defer timer.Stop()
	select {
	case ans := <-done:
		return ans
	case <-timer.C:
		close(late)
		return acknowledged()
	}
}

func (a *Adapter) takeInTurn(in inbound) (ans answer) {
	defer func() {
		if why := recover(); why != nil {
			ans = a.broke(in, why)
		}
	}()
	if in.who != "" && a.lanes.busy(in.lane()) {
		return a.park(in)
	}
	return a.takeNow(in)
}

func (a *Adapter) takeNow(in inbound) answer {
	ctx, end := a.working(actTime)
	defer end()
	beliefs := &beliefs{}
	ctx = withBeliefs(bot.WithoutAsking(ctx), beliefs)
	ans := in.do(ctx, in.key)
	switch {
	case bot.Unasked(ctx):
		return a.park(in)
	case ans.nowhere && in.kind == inInteraction:
		return a.tooEarly(in, ans)
	}
	ans.later = both(ans.later, beliefs.check(a))
	return ans
}

// tooEarly answers a button, a shortcut or a form of a workspace that is not connected. It waits for that while the program starts; else what
// there is to say is said where Slack shows it, which is not in the acknowledgement.
func (a *Adapter) tooEarly(in inbound, ans answer) answer {
	switch {
	case a.expected(in.at):
		return a.park(in)
	case in.unkept != nil:
		return in.unkept()
	}
	ans.payload, ans.later, ans.instead = nil, both(ans.instead, ans.later), nil
	return ans
}

// unsaid is what is left to be said of an answer that came too late for its acknowledgement.
func (ans answer) unsaid() func(context.Context) {
	if ans.payload != nil && ans.instead != nil {
		return both(ans.instead, ans.later)
	}
	return ans.later
}

// ackIn is after how long a command or a press is acknowledged although it has not ended. Slack waits three seconds for that, then shows an
// error to whoever acted, and does not ask again.
const ackIn = 1500 * time.Millisecond

// acknowledged is an acknowledgement and nothing more.
func acknowledged() answer { return answer{status: http.StatusOK} }

// ephemeral is a reply in the body of an acknowledgement, or to a response_url: for the actor's eyes only.
type ephemeral struct {
	ResponseType    string        `json:"response_type"`
	ReplaceOriginal bool          `json:"replace_original"`
	Text            string        `json:"text"`
	Blocks          []slack.Block `json:"blocks,omitempty"`
	UnfurlLinks     bool          `json:"unfurl_links"`
	UnfurlMedia     bool          `json:"unfurl_media"`
}

// ephemeralOf is a message for one person's eyes.
func ephemeralOf(is rendered) ephemeral {
	return ephemeral{ResponseType: "ephemeral", Text: is.text, Blocks: is.blocks}
}

// notHere answers somebody in a workspace that is not, or not yet, connected: nothing was done.
func (a *Adapter) notHere(responseURL string) answer {
	out := a.withoutWorkspace(a.words.note("slack.not_connected"), responseURL)
	out.nowhere = true
	return out
}

// withoutWorkspace says something where nothing but a response_url is there to say it with.
func (a *Adapter) withoutWorkspace(m bot.Message, responseURL string) answer {
	out := acknowledged()
	is, err := renderer{sealer: a.cfg.Sealer, words: a.words}.message(m)
	if err != nil {
		return out
	}
	body := ephemeralOf(is)
	out.payload = body
	out.instead = func(ctx context.Context) { _ = a.respond(ctx, responseURL, body) }
	return out
}

// somewhere is where somebody acted, and how they are answered there.
type somewhere struct {
	responseURL, channel, user string
	enterprise                 string
	teams                      []string
}

// handBack tells somebody what became of what they did, and hands back what they wrote.
func (a *Adapter) handBack(key string, wrote func() string, at somewhere, pairs ...any) answer {
	m := a.words.note(key, pairs...)
	m.Parts = append(m.Parts, a.words.writtenBack(wrote())...)
	ws := a.workspaceFor(bot.WithoutAsking(context.Background()), at.enterprise, at.teams...)
	if ws == nil {
		return a.withoutWorkspace(m, at.responseURL)
	}
	out := acknowledged()
	out.later = a.tell(ws, m, at.responseURL, at.channel, at.user)
	return out
}
