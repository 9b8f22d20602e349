package slack

import "sync"

// lanes let what was parked be carried out in turn: what one person did in the order in which they did it, and of all people only so many at
// a time.
type lanes struct {
	mu sync.Mutex
	// waiting are those that have yet to begin, by lane. A lane is there for as long as somebody works on it.
	waiting map[string][]Parked
	// own are the keys of what this program parked itself, for as long as it does not know what others before it left; nil afterwards.
	own map[string]bool
	// slots are those that may be carried out at a time.
	slots chan struct{}
}

func newLanes() *lanes {
	return &lanes{waiting: map[string][]Parked{}, own: map[string]bool{}, slots: make(chan struct{}, atOnce)}
}

// join puts something at the end of its lane, and tells whether the lane is new and needs somebody who works on it.
func (l *lanes) join(p Parked) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, busy := l.waiting[p.lane]
	l.waiting[p.lane] = append(l.waiting[p.lane], p)
	return !busy
}

// next takes what is first in a lane. When there is nothing more, the lane ends.
func (l *lanes) next(lane string) (Parked, bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	all := l.waiting[lane]
	if len(all) == 0 {
		delete(l.waiting, lane)
		return Parked{}, false
	}
	l.waiting[lane] = all[1:]
	return all[0], true
}

// busy tells whether something in a lane is being carried out, or waits to be.
func (l *lanes) busy(lane string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	_, busy := l.waiting[lane]
	return busy
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

// carry lets what was parked be carried out when it is its turn. When the adapter stops first, the next start does it.
func (a *Adapter) carry(p Parked) {
	a.acts.begin() // until it was attempted once
	if !a.lanes.join(p) {
		return
	}
	if !a.beside(func() { a.work(p.lane) }) {
		a.work(p.lane) // Nothing is carried out any more; the lane ends.
	}
}

// work carries out what is in a lane. What has to be tried again holds up nothing else.
func (a *Adapter) work(lane string) {
	for {
		p, ok := a.lanes.next(lane)
		if !ok {
			return
		}
		a.lanes.slots <- struct{}{}
		done := a.attempt(p)
		<-a.lanes.slots
		a.acts.end()
		if !done {
			a.again(p)
		}
	}
}

// again carries out later, and as often as it takes, what could not be carried out at once.
func (a *Adapter) again(p Parked) {
	a.beside(func() {
		for pause := (backoff{}); pause.wait(a.listening(), 0); {
			if a.attempt(p) {
				return
			}
		}
	})
}
