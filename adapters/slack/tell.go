package slack

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

const (
	// tellers is how many replies are under way at once; waiting is how many more may wait for their turn.
	tellers, waiting = 16, 1024
	// tries is how often one reply is sent. A response_url may be used five times.
	tries = 3
	// tellTime is how long one reply may take altogether.
	tellTime = time.Minute
	// worthWaiting is how long a reply waits for a response_url that Slack throttles. Somebody looks at their screen: later than that it is
	// said another way.
	worthWaiting = 10 * time.Second
)

// tell answers what says something to somebody: through the response_url where there is one, else where they are, for their eyes
// only. It is run after the acknowledgement.
func (a *Adapter) tell(ws *workspace, m bot.Message, responseURL, channel, user string) func(context.Context) {
	return func(ctx context.Context) {
		all, err := ws.render.answer(m)
		if err != nil {
			a.cfg.Log.Error("a reply could not be rendered", "err", err)
			return
		}
		a.say(ws, all, responseURL, channel, user)(ctx)
	}
}

// say is tell for what is rendered already.
func (a *Adapter) say(ws *workspace, all []rendered, responseURL, channel, user string) func(context.Context) {
	return func(ctx context.Context) {
		for _, is := range all {
			err := a.respond(ctx, responseURL, ephemeralOf(is))
			if err != nil {
				responseURL = "" // nor is it of use to what follows
				err = ws.whisper(ctx, channel, user, is)
			}
			if err != nil {
				a.cfg.Log.Warn("a reply was not delivered", "team", ws.team, "err", err)
				return
			}
		}
	}
}

var errNoResponseURL = fmt.Errorf("slack: no response_url")

// respond posts to a response_url. Whether a try that broke off was heard is not known; hearing something twice is the smaller harm.
func (a *Adapter) respond(ctx context.Context, address string, body ephemeral) error {
	if address == "" {
		return errNoResponseURL
	}
	data := mustJSON(body)
	var err error
	for try := range tries {
		var pause time.Duration
		if pause, err = a.respondOnce(ctx, address, data); err == nil || pause < 0 || try == tries-1 {
			return err
		}
		if err := wait(ctx, pause); err != nil {
			return err
		}
	}
	return err
}

// respondOnce answers how long to wait before another try; negative when there should be none, because it would be refused or come too late.
func (a *Adapter) respondOnce(ctx context.Context, address string, data []byte) (time.Duration, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(data))
	if err != nil {
		return -1, err
	}
	req.Header.Set("Content-Type", "application/json")
	resp, err := a.http.Do(req)
	if err != nil {
		return time.Second, err
	}
	defer func() { _ = resp.Body.Close() }() // Nothing depends on it.
	why, _ := io.ReadAll(io.LimitReader(resp.Body, 512))
	switch {
	case resp.StatusCode < 300:
		return 0, nil
	case resp.StatusCode == http.StatusTooManyRequests:
		pause := retryAfter(resp.Header)
		if pause > worthWaiting {
			pause = -1
		}
		return pause, fmt.Errorf("slack: response_url: too many requests")
	case resp.StatusCode >= 500:
		return time.Second, fmt.Errorf("slack: response_url: %s", resp.Status)
	}
	return -1, fmt.Errorf("slack: response_url: %s: %s", resp.Status, why)
}

// porter does what is to be done after acknowledgements, a few at a time.
type porter struct {
	jobs    chan func(context.Context)
	pending count
	// broke notes that a job broke off because of a mistake in the program.
	broke func(why any)
}

func newPorter(broke func(why any)) *porter {
	return &porter{jobs: make(chan func(context.Context), waiting), broke: broke}
}

// run works until the context ends.
func (p *porter) run(ctx context.Context) {
	for range tellers {
		go func() {
			for {
				select {
				case <-ctx.Done():
					return
				case job := <-p.jobs:
					p.do(ctx, job)
				}
			}
		}()
	}
}

func (p *porter) do(ctx context.Context, job func(context.Context)) {
	defer p.pending.end()
	defer func() {
		if why := recover(); why != nil {
			p.broke(why)
		}
	}()
	ctx, cancel := context.WithTimeout(persisting(ctx), tellTime)
	defer cancel()
	job(ctx)
}

// add takes a job. It reports false when so many wait already that this one would come too late to be of use.
func (p *porter) add(job func(context.Context)) bool {
	p.pending.begin()
	select {
	case p.jobs <- job:
		return true
	default:
		p.pending.end()
		return false
	}
}

// drain waits until everything taken is done, or the context ends.
func (p *porter) drain(ctx context.Context) error {
	return p.pending.wait(ctx)
}

// randomText is a word that nobody can guess.
func randomText() string { return rand.Text() }
