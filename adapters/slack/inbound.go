package slack

import (
	"context"
	"net/http"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/bot"
)

// inbound is something that came in, over HTTP or over a socket.
type inbound struct {
	kind string
	// key is what its repetition would bring again, empty for none; body is what it can be read from again.
	key  string
	body func() []byte
	// do carries it out.
	do func(ctx context.Context, key string) answer
	// sorry tells whoever acted that it was not done; nil for an event, with which nobody waits.
	sorry func() answer
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
// acknowledged, and carried out after that.
func (a *Adapter) take(in inbound) answer {
	ctx, end := a.working(actTime)
	defer end()
	ctx = bot.WithoutAsking(ctx)
	ans := in.do(ctx, in.key)
	if !bot.Unasked(ctx) {
		return ans
	}
	return a.park(context.WithoutCancel(ctx), in)
}

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

// interrupted tells somebody that what they did was not done, and hands back what they wrote.
func (a *Adapter) interrupted(wrote, responseURL, channel, user, enterprise string, teams ...string) answer {
	m := a.words.note("slack.interrupted")
	m.Parts = append(m.Parts, a.words.writtenBack(wrote)...)
	ws := a.workspaceFor(bot.WithoutAsking(context.Background()), enterprise, teams...)
	if ws == nil {
		return a.withoutWorkspace(m, responseURL)
	}
	out := acknowledged()
	out.later = a.tell(ws, m, responseURL, channel, user)
	return out
}
