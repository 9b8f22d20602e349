package web

import (
	"context"
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// HasRead is how far somebody has read a channel.
type HasRead struct {
	As      string `json:"as"`
	Channel string `json:"channel"`
	UpTo    int    `json:"up_to"`
}

// Moves brings a user, who may be the bot, into a channel or out of it.
type Moves struct {
	Channel string `json:"channel"`
	User    string `json:"user"`
	In      bool   `json:"in"`
}

// ChannelAct makes a channel, or archives one or opens it again.
type ChannelAct struct {
	As      string `json:"as"`
	Channel string `json:"channel"`
	// Name makes a new one.
	Name     string `json:"name"`
	Private  bool   `json:"private"`
	Archived bool   `json:"archived"`
}

// PersonAct brings somebody new, or shuts somebody's account or opens it again.
type PersonAct struct {
	User string `json:"user"`
	Gone bool   `json:"gone"`
	// Name brings somebody new, into the channel if one is given.
	Name    string `json:"name"`
	Zone    string `json:"zone"`
	Channel string `json:"channel"`
}

// ClockAct moves the clock: by "1h", by "24h", or to the "next" thing due.
type ClockAct struct {
	By string `json:"by"`
}

// ClockMoved tells where the clock stands, and whether it moved at all.
type ClockMoved struct {
	Now   time.Time `json:"now"`
	Moved bool      `json:"moved"`
}

// TourAct puts the guided path away or brings it back, or starts it again.
type TourAct struct {
	Dismissed bool `json:"dismissed"`
	Again     bool `json:"again"`
}

func (p *Playground) read(_ context.Context, in HasRead) (any, error) {
	return nil, p.chat.Read(in.As, in.Channel, in.UpTo)
}

func (p *Playground) tour(_ context.Context, in TourAct) (any, error) {
	return nil, p.chat.Guide(in.Dismissed, in.Again)
}

// member moves somebody into a channel or out of it, and tells the bot: about others only while it is there itself.
func (p *Playground) member(ctx context.Context, in Moves) (any, error) {
	changed, err := p.chat.Move(in.Channel, in.User, in.In)
	if err != nil || !changed {
		return nil, err
	}
	info, _ := p.chat.infoOf(in.Channel)
	switch {
	case in.User == BotUser:
		p.channelChanged(ctx, info)
	case info.Absent:
	case in.In:
		p.again(ctx, "somebody joined", func() error { return p.cfg.Desk.PeopleJoined(ctx, p.workspace(), "", in.Channel, in.User) })
	default:
		p.again(ctx, "somebody left", func() error { return p.cfg.Desk.PeopleLeft(ctx, p.workspace(), "", in.Channel, in.User) })
	}
	return nil, nil
}

func (p *Playground) channelChanged(ctx context.Context, info bot.ChannelInfo) {
	key := p.origin(BotUser, info.ID, "").Key
	p.again(ctx, "a channel changed", func() error { return p.cfg.Desk.ChannelChanged(ctx, p.workspace(), key, info) })
}

func (p *Playground) channel(ctx context.Context, in ChannelAct) (any, error) {
	if in.Name != "" {
		id, err := p.chat.AddChannel(in.As, in.Name, in.Private)
		return map[string]string{"channel": id}, err
	}
	changed, err := p.chat.Archive(in.Channel, in.Archived)
	if err != nil || !changed {
		return nil, err
	}
	if info, ok := p.chat.infoOf(in.Channel); ok {
		p.channelChanged(ctx, info)
	}
	return nil, nil
}

func (p *Playground) person(ctx context.Context, in PersonAct) (any, error) {
	if in.Name == "" {
		who, err := p.chat.Deactivate(in.User, in.Gone)
		if err != nil {
			return nil, err
		}
		p.again(ctx, "an account changed", func() error { return p.cfg.Desk.UserChanged(ctx, p.workspace(), "", who.info()) })
		return nil, nil
	}
	id, err := p.chat.AddPerson(in.Name, in.Zone, in.Channel)
	if err != nil {
		return nil, err
	}
	if info, ok := p.chat.infoOf(in.Channel); ok && !info.Absent && !info.Direct {
		p.again(ctx, "somebody joined", func() error { return p.cfg.Desk.PeopleJoined(ctx, p.workspace(), "", in.Channel, id) })
	}
	return map[string]string{"user": id}, nil
}

func (p *Playground) moveClock(ctx context.Context, in ClockAct) (any, error) {
	p.clock.Lock()
	defer p.clock.Unlock()
	moved := true
	var err error
	switch in.By {
	case "1h":
		err = p.cfg.Clock.Advance(ctx, time.Hour)
	case "24h":
		err = p.cfg.Clock.Advance(ctx, 24*time.Hour)
	case "next":
		_, moved, err = p.cfg.Clock.ToNext(ctx)
	default:
		return nil, refuse(400, "The clock moves by 1h, by 24h, or to the next thing due.")
	}
	if err != nil {
		return nil, err
	}
	if moved {
		err = p.chat.Moved()
	}
	return ClockMoved{Now: p.cfg.Now(), Moved: moved}, err
}
