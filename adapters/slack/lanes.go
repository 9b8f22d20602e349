package slack

import (
	"cmp"
	"sync"
	"time"
)

// lanes let what was parked be carried out in turn: what one person did in the order in which they did it, and of all people only so many at
// a time.
type lanes struct {
	mu sync.Mutex
	// open are those in which something waits or is being carried out.
	open map[string]*lane
	// own are the keys of what this program parked itself, for as long as it does not know what others before it left; nil afterwards.
	own map[string]bool
	// slots are those that may be carried out at a time.
	slots chan struct{}
}

type lane struct {
	waiting []Parked
	// worked tells that somebody works on it.
	worked bool
}

func newLanes() *lanes {
	return &lanes{open: map[string]*lane{}, own: map[string]bool{}, slots: make(chan struct{}, atOnce)}
}

// join puts something at the end of its lane, which from then on is busy.
func (l *lanes) join(p Parked) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.open[p.lane] == nil {
		l.open[p.lane] = &lane{}
	}
	l.open[p.lane].waiting = append(l.open[p.lane].waiting, p)
}

// work tells whether somebody is needed who works on a lane, and takes it that there is somebody now.
func (l *lanes) work(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.open[name]
	if at == nil || at.worked {
		return false
	}
	at.worked = true
	return true
}

// next takes what is first in a lane. When there is nothing more, the lane ends.
func (l *lanes) next(name string) (Parked, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	at := l.open[name]
	if at == nil || len(at.waiting) == 0 {
		delete(l.open, name)
		return Parked{}, false
	}
	p := at.waiting[0]
	at.waiting = at.waiting[1:]
	return p, true
}

// busy tells whether something in a lane is being carried out, or waits to be.
func (l *lanes) busy(name string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.open[name] != nil
}

func (l *lanes) mine(key string) {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.own != nil {
		l.own[key] = true
	}
}

func (l *lanes) isMine(key string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.own[key]
}

func (l *lanes) forgetMine() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.own = nil
}

// carry lets what was parked, and is acknowledged now, be carried out when it is its turn. When the adapter stops first, the next start
// does it.
func (a *Adapter) carry(p Parked) {
	close(p.acked)
	if !p.off.Load() {
		p.form.wait(cmp.Or(a.cfg.holdAfter, holdAfter))
	}
	if !a.lanes.work(p.lane) {
		return
	}
	a.acts.begin() // until the lane is empty, or waits for a workspace
	if !a.beside(func() { a.work(p.lane) }) {
		a.work(p.lane) // Nothing is carried out any more, and the lane ends.
	}
}

// work carries out what is in a lane. What is held stays the first of it; what has to be tried again for any other reason holds up nothing.
func (a *Adapter) work(lane string) {
	defer a.acts.end()
	for {
		p, ok := a.lanes.next(lane)
		if !ok {
			return
		}
		select {
		case <-p.acked:
		case <-a.life.Done():
			return
		}
		if !p.off.Load() && a.inTurn(p) == failed {
			a.again(p)
		}
	}
}

// inTurn carries out what is the first of its lane, waiting for as long as it is held. When the adapter stops meanwhile, the next start
// does it.
func (a *Adapter) inTurn(p Parked) fate {
	for pause := (backoff{}); ; {
		arrival := a.arrival() // asked for before the attempt, so that none in between is missed
		a.lanes.slots <- struct{}{}
		is := a.attempt(p)
		<-a.lanes.slots
		if is != held || !a.await(p, arrival, &pause) {
			return is
		}
	}
}

// await lets what is held wait until some workspace is connected, people are to be told, or a while has passed: a workspace of an
// organisation arrives only when something wants it. It is nothing under way meanwhile. It reports false when the adapter stops.
func (a *Adapter) await(p Parked, arrival <-chan struct{}, pause *backoff) bool {
	a.acts.end()
	defer a.acts.begin()
	d := pause.next()
	if left := timely - a.cfg.Now().Sub(p.At); left >= 0 {
		d = min(d, left+time.Millisecond) // beyond it, not at it
	}
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-arrival:
	case <-timer.C:
	case <-a.listening().Done():
		return false
	}
	return true
}

// again carries out later, and as often as it takes, what could not be carried out at once.
func (a *Adapter) again(p Parked) {
	a.beside(func() {
		for pause := (backoff{}); pause.wait(a.listening(), 0); {
			if a.attempt(p) == settled {
				return
			}
		}
	})
}
