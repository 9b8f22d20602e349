package slack

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"runtime/debug"
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
	// timely is how long after they acted somebody still means what they did. Later they are asked to do it again.
	timely = 5 * time.Minute
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
func (a *Adapter) park(ctx context.Context, in inbound) answer {
	if in.key == "" {
		in.key = "act/" + randomText()
	}
	body, err := a.cfg.Sealer.Encrypt(parkedPurpose(in.key), in.body())
	p := Parked{Key: in.key, Kind: in.kind, At: a.cfg.Now(), Body: body}
	fresh := false
	if err == nil {
		fresh, err = a.cfg.Parking.Park(ctx, p)
	}
	if err != nil {
		a.cfg.Log.Error("what came in could not be kept", "kind", in.kind, "err", err)
		if in.sorry != nil {
			return in.sorry()
		}
		return answer{status: http.StatusInternalServerError} // Slack brings it again.
	}
	out := acknowledged()
	if fresh {
		out.parked = &p
	}
	return out
}

// resume carries out what was acknowledged before the program ended, trying again for as long as the store cannot be read.
func (a *Adapter) resume(ctx context.Context) {
	var pause backoff
	for {
		all, err := a.cfg.Parking.Parked(ctx)
		if err == nil {
			for _, p := range all {
				a.carry(p)
			}
			return
		}
		a.cfg.Log.Error("what was acknowledged and not carried out yet cannot be read", "err", err)
		if !pause.wait(ctx, 0) {
			return
		}
	}
}

// carry carries out beside everything else what was parked. When the adapter stops first, the next start does it.
func (a *Adapter) carry(p Parked) {
	a.acts.begin()
	begun := a.beside(func() {
		done := a.attempt(p)
		a.acts.end()
		for pause := (backoff{}); !done && pause.wait(a.listening(), 0); {
			done = a.attempt(p)
		}
	})
	if !begun {
		a.acts.end()
	}
}

// attempt carries out what was parked, and reports false when that is to be tried again.
func (a *Adapter) attempt(p Parked) (done bool) {
	ctx, end := a.working(askTime)
	defer end()
	defer func() {
		if why := recover(); why != nil {
			// It would be carried out again at every start, and break off again.
			a.cfg.Log.Error("what was parked could not be carried out", "kind", p.Kind, "panic", why, "stack", string(debug.Stack()))
			done = a.unpark(ctx, p)
		}
	}()
	in, err := a.readAgain(p)
	if err != nil {
		a.cfg.Log.Error("what was parked cannot be read any more", "kind", p.Kind, "err", err)
		return a.unpark(ctx, p)
	}
	late := a.cfg.Now().Sub(p.At)
	if in.sorry != nil && late > timely {
		a.finish(in.sorry())
		return a.unpark(ctx, p)
	}
	ans := in.do(ctx, p.Key)
	switch {
	case ans.nowhere && late <= timely:
		return false // The workspace may be connecting.
	case ans.status >= http.StatusMultipleChoices && late <= bringFor:
		return false
	case ans.status >= http.StatusMultipleChoices:
		a.cfg.Log.Error("an event was given up", "key", p.Key)
		a.syncAll()
	}
	a.finish(ans)
	return a.unpark(ctx, p)
}

// unpark forgets what is done. Should that fail it is brought again at the next start, where its key tells that it was done.
func (a *Adapter) unpark(ctx context.Context, p Parked) bool {
	if err := a.cfg.Parking.Unpark(ctx, p.Key); err != nil && !errors.Is(err, context.Canceled) {
		a.cfg.Log.Error("what is done could not be forgotten", "kind", p.Kind, "err", err)
	}
	return true
}

// finish says what is left to be said of something that was acknowledged long since.
func (a *Adapter) finish(ans answer) {
	if ans.payload != nil && ans.instead != nil {
		a.afterAck(ans.instead)
		return
	}
	a.afterAck(ans.later)
}
