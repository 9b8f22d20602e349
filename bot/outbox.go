package bot

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

const (
	// usuallyAtOnce is how many letters or cards are on their way at the same time.
	usuallyAtOnce = 8
	// lettersAPass is how many letters one pass takes.
	lettersAPass = 200
	// giveUpAfter is how often a letter is tried before it is given up.
	giveUpAfter = 12
	// longestWait is the longest wait between two tries.
	longestWait = 30 * time.Minute
)

// Run delivers letters and draws cards until the context ends. It wakes when there is something to say, and otherwise a few times a
// second, because a letter or a card may have become due.
func (b *Bot) Run(ctx context.Context) {
	poll := time.NewTicker(250 * time.Millisecond)
	defer poll.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-b.kick:
		case <-poll.C:
		}
		if err := b.Deliver(ctx); err != nil && ctx.Err() == nil {
			b.Log.ErrorContext(ctx, "the outbox stumbled", "err", err)
		}
	}
}

// Deliver sends every letter that is due and draws every card that wants it, until nothing is left for now. One pass runs at a time. What is
// due in a workspace that is not connected waits as it is, and goes out as soon as that is.
func (b *Bot) Deliver(ctx context.Context) error {
	select {
	case b.sends <- struct{}{}:
		defer func() { <-b.sends }()
	case <-ctx.Done():
		return ctx.Err()
	}
	for ctx.Err() == nil {
		sent, err := b.sendDue(ctx)
		if err != nil {
			return err
		}
		drawn, err := b.drawDue(ctx)
		if err != nil {
			return err
		}
		if sent+drawn == 0 {
			return nil
		}
	}
	return ctx.Err()
}

// together does something with each of the items, a few at the same time.
func together[T any](atOnce int, items []T, do func(T)) {
	slots := make(chan struct{}, atOnce)
	var wait sync.WaitGroup
	for _, item := range items {
		slots <- struct{}{}
		wait.Go(func() {
			defer func() { <-slots }()
			do(item)
		})
	}
	wait.Wait()
}

func (b *Bot) sendDue(ctx context.Context) (int, error) {
	var letters []assembly.Letter
	err := b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) (err error) {
		if letters, err = s.LettersDue(s.Now, lettersAPass, b.connected()...); err != nil {
			return err
		}
		for i := range letters {
			if err := whereNow(s, &letters[i]); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return 0, fmt.Errorf("read the outbox: %w", err)
	}
	errs := make([]error, len(letters))
	index := make([]int, len(letters))
	for i := range index {
		index[i] = i
	}
	together(b.AtOnce, index, func(i int) { errs[i] = b.deliver(ctx, letters[i]) })
	return len(letters), errors.Join(errs...)
}

// whereNow finds the channel of a letter that was queued before the channel got another id.
func whereNow(s *assembly.Sitting, l *assembly.Letter) error {
	if l.Form == assembly.DirectLetter {
		return nil
	}
	circle := l.Circle
	if circle == 0 {
		a, err := s.Load(l.On, assembly.People{})
		if err != nil {
			return err
		}
		circle = a.Index().Circle
	}
	place, err := placeNow(s, l.Org, circle, governance.Place{Workspace: l.Workspace, Channel: l.Channel})
	l.Channel = place.Channel
	return err
}

// deliver brings one letter on its way and notes what became of it. What was sent is noted even when the program is told to stop
// meanwhile.
func (b *Bot) deliver(ctx context.Context, l assembly.Letter) error {
	known, _ := b.doubt.of(l.ID)
	l.Attempts = max(l.Attempts, known.attempts) + 1
	sent := known.sent
	var err error
	if sent == nil {
		var s sending
		if s, err = b.send(ctx, l); err == nil {
			sent = &s
		}
	}
	now := b.Now()
	switch {
	case err == nil:
		l.State, l.Post = assembly.Sent, sent.post
	case ctx.Err() != nil, errors.Is(err, errNotConnected):
		return nil // it stays as it was, and is sent after the next start, or when the workspace is connected again
	default:
		b.postpone(&l, now, err)
	}
	if failed := b.noteLetter(context.WithoutCancel(ctx), now, l, sent, err); failed != nil {
		b.doubt.keep(l.ID, doubt{l.Attempts, sent})
		return fmt.Errorf("note what became of letter %s: %w", l.Key, failed)
	}
	b.doubt.drop(l.ID)
	if sent != nil && sent.after != nil {
		b.firstLook(ctx, l)
	}
	if l.State != assembly.Waiting && b.orphaned(l) {
		b.clear.Store(l.Lane, true)
	}
	return nil
}

// noteLetter keeps what became of a letter, and lets follow from it what does. When that cannot be done for a letter that did not go out,
// at least its next try is noted, so that it is not tried at once and for ever.
func (b *Bot) noteLetter(ctx context.Context, now time.Time, l assembly.Letter, sent *sending, err error) error {
	noted := b.house.Note(ctx, now, func(s *assembly.Sitting) error {
		if sent != nil && sent.after != nil {
			if err := sent.after(s); err != nil {
				return err
			}
		}
		if failed := s.PutLetter(l); failed != nil || sent != nil {
			return failed
		}
		return b.undelivered(s, l, err)
	})
	if noted == nil || sent != nil {
		return noted
	}
	b.Log.ErrorContext(ctx, "what follows from a letter that was not delivered could not be done", "key", l.Key, "err", noted)
	return b.house.Note(ctx, now, func(s *assembly.Sitting) error { return s.PutLetter(l) })
}

// sending is a letter that went out. After, if not nil, is to be done in the transaction that notes it.
type sending struct {
	post  string
	after func(*assembly.Sitting) error
}

// doubt is what is known of a letter whose fate could not be stored: how often it was tried, and what was sent.
type doubt struct {
	attempts int
	sent     *sending
}

// doubts keep it for as long as the database refuses to: a letter that went out is not sent again only because that could not be noted.
type doubts struct {
	mu      sync.Mutex
	letters map[int64]doubt
}

func (d *doubts) of(letter int64) (doubt, bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	known, ok := d.letters[letter]
	return known, ok
}

func (d *doubts) keep(letter int64, is doubt) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.letters == nil {
		d.letters = map[int64]doubt{}
	}
	d.letters[letter] = is
}

func (d *doubts) drop(letter int64) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.letters, letter)
}

// firstLook reads the reactions on a card that was just noted: somebody may have reacted in the moment between its posting and that,
// or while the process that posted it was dead.
func (b *Bot) firstLook(ctx context.Context, l assembly.Letter) {
	p, ws := b.platform(l.Workspace)
	if p == nil {
		return
	}
	var card assembly.Card
	err := b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) (err error) {
		card, _, err = s.CardAt(l.Workspace, l.Channel, l.Post)
		return err
	})
	if err == nil && card.ID != 0 {
		if l.Attempts == 1 && !b.orphaned(l) { // else it may be one that was posted earlier, and show what was true then
			b.faces.Store(card.ID, true)
		}
		err = b.syncCard(ctx, p, ws, card)
	}
	if err != nil && ctx.Err() == nil { // it is read again before anything is decided
		b.Log.WarnContext(ctx, "a new card was not looked at", "key", l.Key, "err", err)
	}
}

// orphaned tells whether an earlier process may have sent a letter and died before it could note that: the first of each lane, if it is older
// than this process, for those behind it waited until its fate was noted.
func (b *Bot) orphaned(l assembly.Letter) bool {
	if !l.QueuedAt.Before(b.born) {
		return false
	}
	_, known := b.clear.Load(l.Lane)
	return !known
}

// postpone says when a letter is tried again, or that it is given up.
func (b *Bot) postpone(l *assembly.Letter, now time.Time, err error) {
	fault := FaultOf(err)
	l.Why = cut(err.Error(), 300)
	b.Log.Warn("a letter was not delivered", "key", l.Key, "attempt", l.Attempts, "fault", string(fault.Class), "code", fault.Code, "err", err)
	wait := min(time.Second<<min(l.Attempts, 20), longestWait)
	switch fault.Class {
	case Limited:
		l.Attempts-- // the platform asked for patience; that is no failure
		wait = max(fault.RetryAfter, time.Second)
	case NoAccess:
		if l.Template == "unposted" {
			l.State = assembly.Failed // nor can this be said; once it could be, it would not be true any more
			return
		}
		l.Attempts-- // only an operator can mend it, and then everything is still to be said
		wait = max(wait, time.Minute)
	case NoChannel:
		if l.Form == assembly.DirectLetter {
			break // a channel that was just made is not everywhere known yet
		}
		l.Attempts-- // it stays to be said, in its order, until the channel can be spoken in again (D25)
		wait = longestWait
	case NoSuch, Unfit, NoPost:
		l.State = assembly.Failed
		return
	}
	if l.Attempts >= giveUpAfter {
		l.State = assembly.Failed
		return
	}
	l.Due = now.Add(wait)
}

// send speaks to the platform.
func (b *Bot) send(ctx context.Context, l assembly.Letter) (sending, error) {
	p, ws := b.platform(l.Workspace)
	if p == nil {
		return sending{}, &Fault{Class: NoAccess, Code: "not_connected", Err: errNotConnected}
	}
	if l.Form == assembly.ReadLetter {
		return sending{}, b.readCards(ctx, p, ws, l)
	}
	m, root, err := b.compose(ctx, l)
	if err != nil || m == nil {
		return sending{}, err
	}
	out := Outgoing{Channel: l.Channel, Thread: root, Key: l.Key, Attempt: l.Attempts, QueuedAt: l.QueuedAt, Message: *m}
	if b.orphaned(l) {
		out.Attempt++ // the process before this one may have posted it and died before it could note that
	}
	if l.Form == assembly.DirectLetter {
		return b.sendDirect(ctx, p, l, out)
	}
	post, err := p.Post(ctx, out)
	if err != nil || l.Form != assembly.CardLetter {
		return sending{post: post}, err
	}
	link, err := p.Permalink(ctx, l.Channel, post)
	if err != nil {
		b.Log.Warn("a card has no link", "key", l.Key, "err", err)
	}
	return sending{post, func(s *assembly.Sitting) error { return b.posted(s, l, *m, post, link) }}, nil
}

// compose renders a letter from what is true now, and finds the card under which it stands.
func (b *Bot) compose(ctx context.Context, l assembly.Letter) (m *Message, root string, err error) {
	err = b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) error {
		sc := &scene{s: s, p: b.languageOf(s, l), b: b, ws: l.Workspace, subject: l.On, eyes: eyesOn(l)}
		if m, err = sc.render(l); err != nil || l.Form != assembly.ThreadLetter {
			return err
		}
		cards, err := s.CardsOf(l.On)
		for _, c := range cards {
			if !c.Lost && c.Workspace == l.Workspace && c.Channel == l.Channel && (root == "" || c.Part == l.Part) {
				root = c.Post
			}
		}
		return err
	})
	return m, root, err
}

// languageOf is the reader's language for a letter to one person, else the house's.
func (b *Bot) languageOf(s *assembly.Sitting, l assembly.Letter) text.Printer {
	if l.To != 0 {
		if person, err := s.Person(l.Org, l.To); err == nil {
			return b.printerOf(person)
		}
	}
	return b.printer()
}

// posted notes the card that a letter became.
func (b *Bot) posted(s *assembly.Sitting, l assembly.Letter, m Message, post, link string) error {
	card := assembly.Card{On: l.On, Part: l.Part, Workspace: l.Workspace, Channel: l.Channel, Post: post, Link: link, Face: face(m),
		Wanted: 1, NextAt: s.Now, Until: m.Until, Leads: true} // it may have changed while it was on its way, so it is looked at once more
	if err := s.AddCard(&card); err != nil {
		return err
	}
	return s.TouchCards(l.On) // the cards of earlier versions lead to this one
}
