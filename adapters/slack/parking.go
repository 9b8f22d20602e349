package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"sync/atomic"
	"time"
)

// Parked is something that came in and was acknowledged, and waits to be carried out: Slack itself has to be asked about it first (who is
// this person, who is in this channel), which must not hold up the acknowledgement.
type Parked struct {
	// Key is its own. Its repetition has the same.
	Key  string
	Kind string
	// At is when it came in.
	At time.Time
	// Body is what came in, encrypted.
	Body []byte

	// lane is what it waits its turn in, which comes when it is acknowledged.
	lane  string
	acked chan struct{}
	// left tells that an earlier run left it, and may have done it.
	left bool
	// off tells that it could not be kept, or was before, so that there is nothing to be done in its turn.
	off *atomic.Bool
	// form is opened for it when its own takes long; nil for none.
	form *emptyForm
}

// Parking keeps what is acknowledged and not carried out yet, so that a crash between the two loses nothing. Storage implements it.
type Parking interface {
	// Park keeps one, and tells whether it is new: one with the same key is left as it is.
	Park(ctx context.Context, p Parked) (fresh bool, err error)
	// Parked answers all, the oldest first.
	Parked(ctx context.Context) ([]Parked, error)
	// Unpark forgets one; that there was none is no error.
	Unpark(ctx context.Context, key string) error
}

const (
	// bringFor is how long an event that cannot be taken in is tried again. What it would have told is then read from the workspace.
	bringFor = time.Hour
	// stopGrace is how long what is being carried out may still take when the adapter stops.
	stopGrace = time.Second
	// timely is how long after they acted somebody still means what they did. Later they are asked to do it again.
	timely = 5 * time.Minute
	// answerable is how long Slack takes answers at a response_url.
	answerable = 30 * time.Minute
)

// readAgain makes of what was parked what it was.
func (a *Adapter) readAgain(p Parked) (inbound, error) {
	body, err := a.cfg.Sealer.Decrypt(parkedPurpose(p.Key), p.Body)
	if err != nil {
		return inbound{}, fmt.Errorf("it was parked under another secret: %w", err)
	}
	var in inbound
	switch p.Kind {
	case inCommand:
		in, err = a.commandIn(body, p.Key)
	case inInteraction:
		in, err = a.interactionIn(body, p.Key)
	case inEvent:
		in, err = a.eventIn(body)
	default:
		err = fmt.Errorf("there is no kind %q", p.Kind)
	}
	in.key = p.Key
	return in, err
}

func parkedPurpose(key string) string { return "slack-parked/" + key }

// park keeps what came in and answers an acknowledgement, after which it is carried out.
func (a *Adapter) park(in inbound) answer {
	if in.key == "" {
		in.key = "act/" + randomText()
	}
	ctx, cancel := context.WithTimeout(context.Background(), actTime)
	defer cancel()
	body, err := a.cfg.Sealer.Encrypt(parkedPurpose(in.key), in.body())
	p := Parked{Key: in.key, Kind: in.kind, At: a.cfg.Now(), Body: body, lane: in.lane(), acked: make(chan struct{}),
		off: &atomic.Bool{}, form: a.hold(in)}
	a.lanes.join(p) // Before it is kept, which may take a while: what the same person does next waits for it.
	fresh := false
	if err == nil {
		a.lanes.mine(p.Key)
		fresh, err = a.cfg.Parking.Park(ctx, p)
	}
	if !fresh {
		p.off.Store(true)
		a.carry(p)
	}
	if err != nil {
		a.cfg.Log.Error("what came in could not be kept", "kind", in.kind, "err", err)
		switch {
		case in.unkept != nil:
			return in.unkept()
		case in.wrote != nil:
			return a.handBack("slack.not_now", in.wrote, in.at)
		}
		return answer{status: http.StatusInternalServerError} // Slack brings it again.
	}
	out := acknowledged()
	if fresh {
		out.parked = &p
	}
	return out
}

// resume carries out what was acknowledged before the program ended, trying again for as long as the store cannot be read. What was parked
// since the start is under way already.
func (a *Adapter) resume(ctx context.Context) {
	var pause backoff
	for {
		all, err := a.cfg.Parking.Parked(ctx)
		if err == nil {
			for _, p := range all {
				if !a.lanes.isMine(p.Key) {
					in, _ := a.readAgain(p) // What cannot be read is found out in its turn.
					p.lane, p.acked, p.off, p.left = in.lane(), make(chan struct{}), &atomic.Bool{}, true
					a.lanes.join(p)
					a.carry(p)
				}
			}
			a.lanes.forgetMine()
			return
		}
		a.cfg.Log.Error("what was acknowledged and not carried out yet cannot be read", "err", err)
		if !pause.wait(ctx, 0) {
			return
		}
	}
}

// fate is what became of what was parked when its turn came.
type fate int

const (
	// settled is done, or given up, or left to the next start.
	settled fate = iota
	// held has to wait, and what comes after it in its lane with it, so that what one person did is done in its order.
	held
	// failed is tried again, and what comes after it does not wait for that.
	failed
)

// attempt carries out what was parked.
func (a *Adapter) attempt(p Parked) (is fate) {
	if a.listening().Err() != nil {
		return settled // The next start does it.
	}
	ctx, end := a.asking()
	defer end()
	defer func() {
		if is == settled {
			p.form.abandon()
		}
	}()
	var in inbound
	defer func() {
		if why := recover(); why != nil {
			a.finish(p, a.broke(in, why)) // Tried again it would break off again, at every start.
			is = settled
		}
	}()
	in, err := a.readAgain(p)
	if err != nil {
		a.cfg.Log.Error("what was parked cannot be read any more", "kind", p.Kind, "err", err)
		a.unpark(p)
		return settled
	}
	late := a.cfg.Now().Sub(p.At)
	if late > answerable {
		in.at.responseURL = ""
	}
	if in.wrote != nil && (p.left || late > timely) {
		switch ans, told, err := a.belated(ctx, p, in, late > timely); {
		case err != nil:
			a.cfg.Log.Error("whether something was done cannot be read", "kind", p.Kind, "err", err)
			return held
		case told:
			return a.tellBelated(ctx, p, in, ans, late)
		}
	}
	if p.left {
		ctx = context.WithValue(ctx, leftKey{}, true)
	}
	ctx = context.WithValue(ctx, emptyFormKey{}, p.form)
	return a.conclude(ctx, p, in.do(ctx, p.Key), late)
}

// conclude heeds how what was parked was answered.
func (a *Adapter) conclude(ctx context.Context, p Parked, ans answer, late time.Duration) fate {
	// An event of a workspace that is not connected is answered so that Slack brings it again.
	nowhere := ans.nowhere || ans.status == http.StatusServiceUnavailable
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return settled // The program ends. What was not done the next start does; what was done it knows again by its key.
	case nowhere && late <= timely:
		return held // The workspace may be connecting.
	case ans.status >= http.StatusMultipleChoices && late <= bringFor:
		return failed
	case ans.status >= http.StatusMultipleChoices:
		a.cfg.Log.Error("an event was given up", "key", p.Key)
		a.syncAll()
	}
	a.finish(p, ans)
	return settled
}

// belated answers what to tell somebody who was not answered before the program ended, or in time: whether what they did was done. What was
// not is carried out after all while they still mean it; then there is nothing to tell yet.
func (a *Adapter) belated(ctx context.Context, p Parked, in inbound, late bool) (ans answer, told bool, err error) {
	was, err := a.cfg.Desk.Done(ctx, in.savedAs(p.Key))
	switch {
	case err != nil:
		return answer{}, false, err
	case was:
		return a.handBack("slack.done", in.wrote, in.at), true, nil
	case late:
		return a.handBack("slack.interrupted", in.wrote, in.at), true, nil
	}
	return answer{}, false, nil
}

// tellBelated tells it. Where the workspace is not connected only a response_url is left to do that with; what cannot be told for now is told
// when the workspace is there, for what people wrote is not to be lost.
func (a *Adapter) tellBelated(ctx context.Context, p Parked, in inbound, ans answer, late time.Duration) fate {
	body, only := ans.payload.(ephemeral)
	if !only {
		a.finish(p, ans)
		return settled
	}
	err := a.respond(ctx, in.at.responseURL, body)
	switch {
	case errors.Is(ctx.Err(), context.Canceled):
		return settled // The program ends, and the next start tells it.
	case err != nil && late <= bringFor:
		return failed
	case err != nil:
		a.cfg.Log.Error("somebody could not be told what became of what they did", "kind", p.Kind, "key", p.Key, "err", err)
	}
	a.unpark(p)
	return settled
}

// asking is the context of what is carried out after its acknowledgement. When the adapter stops it ends a little later, so that what is
// nearly done is done.
func (a *Adapter) asking() (context.Context, func()) {
	a.acts.begin()
	ctx, cancel := context.WithTimeout(context.Background(), askTime)
	stop := context.AfterFunc(a.listening(), func() {
		_ = wait(a.life, stopGrace) // Either way it ends now.
		cancel()
	})
	return persisting(ctx), func() {
		stop()
		cancel()
		a.acts.end()
	}
}

// unpark forgets what is done. Should that fail, the next start brings it again, and its key tells that it was done.
func (a *Adapter) unpark(p Parked) {
	ctx, cancel := context.WithTimeout(context.Background(), actTime) // what it belongs to may have run out of its own time
	defer cancel()
	if err := a.cfg.Parking.Unpark(ctx, p.Key); err != nil {
		a.cfg.Log.Error("what is done could not be forgotten", "kind", p.Kind, "err", err)
	}
}

// finish says what is left to be said of something that was acknowledged long since, and forgets it only then: whoever is not told before a
// crash is told after it.
func (a *Adapter) finish(p Parked, ans answer) {
	a.afterAck(both(ans.unsaid(), func(context.Context) { a.unpark(p) }))
}
