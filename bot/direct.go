package bot

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/inbox"
)

// Whisperer is a Platform that can say something to one person in a channel, for their eyes only, with buttons that work.
type Whisperer interface {
	// Whisper answers a Fault NoSuch when the person is not in the channel.
	Whisper(ctx context.Context, channel, user string, m Message) error
}

// sendDirect says something to one person alone. Where they cannot be written to, it is said where the thing stands that it is about, for
// their eyes only: else somebody who objected would never be asked for the reason (D11).
func (b *Bot) sendDirect(ctx context.Context, p Platform, l assembly.Letter, out Outgoing) (sending, error) {
	channel, err := p.Direct(ctx, l.Channel)
	if err == nil {
		out.Channel = channel
		var post string
		if post, err = p.Post(ctx, out); err == nil {
			return sending{post: post}, nil
		}
	}
	class := FaultOf(err).Class
	if class == NoSuch || class == NoChannel && l.Attempts >= giveUpAfter {
		return sending{}, b.aside(ctx, p, l, out.Message, err)
	}
	return sending{}, err
}

// aside whispers to somebody who cannot be written to because of refused. It answers that when they cannot be whispered to either, and
// another fault when that may succeed later. To somebody who is gone nothing is said; that they are is heeded.
func (b *Bot) aside(ctx context.Context, p Platform, l assembly.Letter, m Message, refused error) error {
	info, err := p.User(ctx, l.Channel)
	if err == nil && info.Gone {
		return errors.Join(refused, b.UserChanged(ctx, l.Workspace, "", info))
	}
	whisperer, ok := p.(Whisperer)
	if !ok {
		return refused
	}
	var channels []string
	err = b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) error {
		things, err := thingsOf(s, l)
		if err != nil {
			return err
		}
		for _, on := range things {
			at, err := standsIn(s, on, l.Workspace)
			if err != nil {
				return err
			}
			channels = append(channels, at...)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for i, channel := range channels {
		if slices.Contains(channels[:i], channel) {
			continue
		}
		switch err := whisperer.Whisper(ctx, channel, l.Channel, m); FaultOf(err).Class {
		case NoSuch, NoChannel, NoPost, Unfit:
		default:
			return err
		}
	}
	return refused
}

// thingsOf are what a letter to somebody is about, as far as that stands in channels.
func thingsOf(s *assembly.Sitting, l assembly.Letter) ([]governance.Ref, error) {
	switch l.On.Kind {
	case governance.KindPerson:
		return nil, nil
	case inbox.Kind:
	default:
		return []governance.Ref{l.On}, nil
	}
	entry, err := s.Entry(l.Org, l.Circle, l.Seq)
	if err != nil {
		return nil, fmt.Errorf("the event of letter %s: %w", l.Key, err)
	}
	var out []governance.Ref
	if delivered, ok := entry.Event.(*inbox.Delivered); ok {
		for _, item := range delivered.Items {
			if !slices.Contains(out, item.On) {
				out = append(out, item.On)
			}
		}
	}
	return out, nil
}

// standsIn answers the channels of a workspace in which people see a thing: where its cards stand, the latest first, and then where its
// circle speaks.
func standsIn(s *assembly.Sitting, on governance.Ref, ws governance.WorkspaceID) ([]string, error) {
	a, err := s.Load(on, assembly.People{})
	if err != nil {
		return nil, err
	}
	cards, err := s.CardsOf(on)
	if err != nil {
		return nil, err
	}
	var places []governance.Place
	for _, c := range slices.Backward(cards) {
		if !c.Lost {
			places = append(places, governance.Place{Workspace: c.Workspace, Channel: c.Channel})
		}
	}
	if pin, ok := a.(*commitment.Pin); ok {
		places = append(places, pin.Place)
	}
	if id := a.Index().Circle; id != 0 {
		circle, err := s.Circle(on.Org, id, assembly.People{})
		if err != nil {
			return nil, err
		}
		places = append(append(places, circle.Home), circle.Also...)
	}
	var out []string
	for _, place := range places {
		if place.Workspace == ws && place.Channel != "" {
			out = append(out, place.Channel)
		}
	}
	return out, nil
}
