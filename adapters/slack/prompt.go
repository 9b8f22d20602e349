package slack

import (
	"context"
	"time"
)

// ackIn is after how long a command or a press is acknowledged although it has not ended. Slack waits three seconds for that, then shows an
// error to whoever acted, and does not ask again.
const ackIn = 2 * time.Second

// promptly carries out an act and answers it in time. Usually that is when it is committed. One that takes longer, because Slack itself is
// slow to say who is in a channel, is acknowledged first, and what is to be said of it is said when it has ended.
func (a *Adapter) promptly(do func(context.Context) answer) answer {
	ctx, end := a.working(context.Background())
	done, late := make(chan answer), make(chan struct{})
	go func() {
		defer end()
		ans := do(ctx)
		select {
		case done <- ans:
		case <-late:
			a.afterAck(ans.unsaid())
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

// unsaid is what is left to be said of an answer that came too late for its acknowledgement.
func (ans answer) unsaid() func(context.Context) {
	if ans.payload != nil && ans.instead != nil {
		return ans.instead
	}
	return ans.later
}
