// Package bot is what people see and type. It turns what they do, on whatever platform, into intents for the assembly, and what
// happened there into messages: the table of commands and the table of reactions on the way in; the herald, the outbox and the cards
// on the way out.
//
// It speaks one neutral model of messages and knows platforms only as the Platform interface. It decides nothing about governance: a
// rule that needs an if about proposals belongs in governance/consent.
package bot

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"slices"
	"sync"
	"time"

	"github.com/folkmoot/folkmoot/bot/seal"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// Config is what a Bot needs from the program that runs it.
type Config struct {
	Store     assembly.Store
	Now       func() time.Time
	Log       *slog.Logger
	Catalogue *text.Catalogue
	// Zone is the zone of new circles when the platform does not say; empty is UTC.
	Zone string
	// Reference makes a short reference that joins what a person saw to a line of the log.
	Reference func() string
	// Words are the four slash commands' names where a workspace had to choose others: "/moot" → "/gov". May be nil. The catalogue has to be
	// loaded with the same.
	Words map[string]string
	// Together makes new workspaces part of one organisation: ids are counted together, a circle can span them, and a person can have an
	// account in each. Otherwise each starts alone.
	Together bool
	// PublicURL is how people's programs reach the bot over HTTP, and Sealer seals the links that lead there. Without either the bot gives
	// no links out.
	PublicURL string
	Sealer    *seal.Sealer
	// AtOnce is how many letters or cards may be on their way to the platforms at the same time; 0 is the usual number. With 1, what is
	// said in different places is said in a known order too.
	AtOnce int
}

// Bot is the member who never forgets and never takes sides.
type Bot struct {
	Config
	house *assembly.House
	table *Table
	// voices are how the bot speaks of each practice that has something to say.
	voices map[governance.Kind]voice

	mu        sync.RWMutex
	platforms map[governance.WorkspaceID]Platform
	spaces    map[governance.WorkspaceID]governance.Workspace
	people    map[accountKey]governance.PersonID
	recalled  map[governance.WorkspaceID]time.Time // when it was last looked for pins that nobody heard of

	links links
	kick  chan struct{}
	sends chan struct{} // holds one while a delivery pass runs
	doubt doubts
	born  time.Time // what was queued before it may have been sent by the process before this one
	clear sync.Map  // the lanes in which that is known of whatever still waits: it was not
	// faces are the cards of which this process knows what they show, by id: their last posting or edit was answered. Of any other an
	// earlier process, or a call that broke off, may have changed the message without noting it.
	faces sync.Map
}

type accountKey struct {
	ws   governance.WorkspaceID
	user string
}

// New answers a bot over a store. It speaks to nobody until workspaces are connected.
func New(cfg Config) (*Bot, error) {
	register, err := assembly.NewRegister(Practices()...)
	if err != nil {
		return nil, err
	}
	if cfg.AtOnce == 0 {
		cfg.AtOnce = usuallyAtOnce
	}
	b := &Bot{Config: cfg, platforms: map[governance.WorkspaceID]Platform{}, spaces: map[governance.WorkspaceID]governance.Workspace{},
		people: map[accountKey]governance.PersonID{}, recalled: map[governance.WorkspaceID]time.Time{}, kick: make(chan struct{}, 1), sends: make(chan struct{}, 1), born: cfg.Now()}
	b.table = NewTable(cfg.Words)
	b.voices = map[governance.Kind]voice{consent.Kind: proposals{}, commitment.Kind: commitments{}, commitment.KindPin: pins{}, governance.KindCircle: boards{},
		role.Kind: roles{}, role.KindSelection: selections{}, rotation.Kind: rotations{}}
	b.house = assembly.New(cfg.Store, register, &herald{b}, assembly.PlanNudge, b.Kick)
	return b, nil
}

// Kick wakes the outbox, because there may be something to say.
func (b *Bot) Kick() {
	select {
	case b.kick <- struct{}{}:
	default:
	}
}

// Tick lets time pass for everything that is due by now.
func (b *Bot) Tick(ctx context.Context) error {
	_, err := b.house.Tick(ctx, b.Now())
	return err
}

// NextDue answers when something is next due of itself; zero when nothing is.
func (b *Bot) NextDue(ctx context.Context) (time.Time, error) {
	return b.house.NextDue(ctx, b.connected()...)
}

// Connect makes a workspace known, or finds it again, and speaks to it through p from now on. Zone may be empty.
func (b *Bot) Connect(ctx context.Context, platform, team, name string, p Platform) (governance.WorkspaceID, error) {
	var ws governance.Workspace
	err := b.house.Sit(ctx, assembly.Intent{Now: b.Now()}, func(s *assembly.Sitting) error {
		known, ok, err := s.Workspace(platform, team)
		if err != nil {
			return err
		}
		ws = known
		if ok && ws.Name == name {
			return nil
		}
		if !ok {
			if ws.Org, err = b.organisation(s); err != nil {
				return err
			}
		}
		ws.Platform, ws.Team, ws.Name = platform, team, name
		return s.PutWorkspace(&ws)
	})
	if err != nil {
		return 0, fmt.Errorf("connect %s team %s: %w", platform, team, err)
	}
	b.mu.Lock()
	b.platforms[ws.ID], b.spaces[ws.ID] = p, ws
	b.mu.Unlock()
	b.Kick()
	return ws.ID, nil
}

// Disconnect forgets how to speak to a workspace whose platform threw the bot out. What is known of it is kept.
func (b *Bot) Disconnect(ws governance.WorkspaceID) {
	b.mu.Lock()
	delete(b.platforms, ws)
	b.mu.Unlock()
}

// platform answers how to speak to a workspace; nil while it is not connected.
func (b *Bot) platform(ws governance.WorkspaceID) (Platform, governance.Workspace) {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return b.platforms[ws], b.spaces[ws]
}

// connected answers the workspaces that can be spoken to: an empty list and not none where there are none.
func (b *Bot) connected() []governance.WorkspaceID {
	b.mu.RLock()
	defer b.mu.RUnlock()
	return slices.AppendSeq(make([]governance.WorkspaceID, 0, len(b.platforms)), maps.Keys(b.platforms))
}

// printer speaks the language of whoever is spoken to.
func (b *Bot) printer(languages ...string) text.Printer { return b.Catalogue.Printer(languages...) }

// printerOf speaks a person's own language, or that of the house when it is not known.
func (b *Bot) printerOf(person *governance.Person) text.Printer {
	if person.Language == "" {
		return b.printer()
	}
	return b.printer(person.Language)
}

// answer turns what an act ended with into the reply: a refusal in the person's language, or for any other error a reference that
// stands in the log too. The transaction has seen to it that nothing was changed. C is nil when it is not even known who acted.
func (b *Bot) answer(ctx context.Context, c *Call, p text.Printer, what string, reply Reply, err error) Reply {
	if Unasked(ctx) {
		return Reply{} // Whatever it is, it was made without an answer that it needed.
	}
	switch refusal := governance.AsError(err); {
	case err == nil:
		return reply
	case errors.Is(err, assembly.ErrSeen):
		return Reply{}
	case refusal != nil && c != nil:
		return Reply{Message: c.refused(refusal)}
	case refusal != nil:
		return Reply{Message: &Message{Tone: Attention, Parts: []Part{Paragraph{p.Refusal(refusal)}}}}
	}
	ref := b.Reference()
	b.Log.ErrorContext(ctx, "an act failed", "ref", ref, "what", what, "err", err)
	return Reply{Message: &Message{Tone: Attention, Parts: []Part{Paragraph{p.Say("failed", "ref", ref)}}}}
}
