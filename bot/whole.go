package bot

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// Whole is all of one thing as it stands at the moment of reading, for a browser: what a platform shows no more of at once.
type Whole struct {
	Message Message
	// Language is the tag of the one that it is written in.
	Language string
}

// ErrNoWhole answers a link that was never made here, was bent, or shows nothing (any more) to those for whom it was made. It does not say
// which. What comes with it tells a reader where else to look.
var ErrNoWhole = errors.New("bot: there is no such page")

// wholeLink is what a link says, under a seal: whoever has it can read what those may read for whom it was made, and it gives nothing else
// away than these numbers and ids.
type wholeLink struct {
	Org  governance.OrgID `json:"o"`
	Kind governance.Kind  `json:"k"`
	N    int64            `json:"n"`
	// Workspace and Channel are the place where the link stands, for everybody who can read that.
	Workspace governance.WorkspaceID `json:"w,omitempty"`
	Channel   string                 `json:"c,omitempty"`
	// Links is how often the links of the place's circle had been renewed when this one was made: none from before somebody left a private
	// channel leads anywhere.
	Links int `json:"l,omitempty"`
	// Person is whom the link was made for instead; zero for nobody.
	Person governance.PersonID `json:"p,omitempty"`
}

func (l wholeLink) ref() governance.Ref { return governance.Ref{Org: l.Org, Kind: l.Kind, N: l.N} }

func (l wholeLink) place() governance.Place {
	return governance.Place{Workspace: l.Workspace, Channel: l.Channel}
}

// sealWhole is the purpose of a link's seal.
const sealWhole = "whole"

// kindsRead are the kinds of things that have a page.
func kindsRead() []governance.Kind {
	return []governance.Kind{consent.Kind, consent.KindAgreement, commitment.Kind, rotation.Kind, role.Kind, role.KindSelection, governance.KindCircle}
}

// wholeURL answers the address of a page. The same link has always the same, so that a card with it is drawn anew only when it is another.
func (b *Bot) wholeURL(l wholeLink) (string, error) {
	token, err := b.Sealer.Seal(sealWhole, l, time.Time{})
	return strings.TrimRight(b.PublicURL, "/") + "/whole/" + token, err
}

// eyes are for whom a message is: for one person alone, where Person is not zero, and else for everybody who can read a place. A message
// to a person in a channel has both.
type eyes struct {
	org    governance.OrgID
	person governance.PersonID
	place  governance.Place
}

// eyesOn are for whom a letter is.
func eyesOn(l assembly.Letter) eyes {
	if l.Form == assembly.DirectLetter {
		return eyes{org: l.Org, person: l.To}
	}
	return eyes{org: l.Org, place: governance.Place{Workspace: l.Workspace, Channel: l.Channel}}
}

// address answers where all of something can be read by those for whom the message is, and empty where that is nowhere: the bot has no
// address, or they could not read it there. What they are shown of it stands without the page, so that a failure is only logged.
func (sc *scene) address(on governance.Ref) string {
	if sc.b == nil || sc.s == nil || !sc.b.hasAddress() || sc.eyes.org == 0 || !slices.Contains(kindsRead(), on.Kind) {
		return ""
	}
	address, err := sc.findAddress(on)
	if err != nil {
		sc.b.Log.Warn("a message leads to no page", "on", on.String(), "err", err)
		return ""
	}
	return address
}

func (sc *scene) findAddress(on governance.Ref) (string, error) {
	about := wholeLink{Org: on.Org, Kind: on.Kind, N: on.N}
	var links []wholeLink
	if sc.eyes.person != 0 {
		own := about
		own.Person = sc.eyes.person
		links = append(links, own)
	}
	if place := sc.eyes.place; place.Channel != "" { // a guest reads in their channel what they may read nowhere else
		here := about
		here.Workspace, here.Channel = place.Workspace, place.Channel
		links = append(links, here)
	}
	for _, l := range links {
		a, circle, err := shelved(sc.s, l)
		if a == nil || err != nil {
			return "", err
		}
		if circle != nil && l.Person == 0 {
			l.Links = circle.Links
		}
		if may, err := opens(sc.s, l, a, circle); err != nil || !may {
			if err != nil {
				return "", err
			}
			continue
		}
		sc.leads = sc.leads || l.Person == 0
		return sc.b.wholeURL(l)
	}
	return "", nil
}

// shelved finds what a link is about, and the circle that it belongs to; either is nil where there is none.
func shelved(s *assembly.Sitting, l wholeLink) (governance.Aggregate, *governance.Circle, error) {
	a, err := s.Load(l.ref(), assembly.People{})
	if governance.IsKind(err, governance.NotFound) {
		return nil, nil, nil
	}
	if err != nil || a.Index().Circle == 0 {
		return a, nil, err
	}
	circle, err := s.Circle(l.Org, a.Index().Circle, assembly.People{})
	return a, circle, err
}

// opens tells whether a link shows anything now (K6): to a person what they may read wherever they are, and in a place what may be read by
// whoever can read that place, which has to be a channel of its circle still, and the link one of those that nobody has taken away from it.
func opens(s *assembly.Sitting, l wholeLink, a governance.Aggregate, circle *governance.Circle) (bool, error) {
	switch {
	case a == nil:
		return false, nil
	case l.Person != 0:
		return opensTo(s, a, l.Person)
	case circle == nil || circle.Links != l.Links:
		return false, nil
	}
	here, err := s.CircleAt(circle.Now(l.place()))
	if err != nil || here != circle.ID {
		return false, err
	}
	audience, err := audienceOf(s, a)
	return audience.Admits(governance.Viewer{Here: here}), err
}

// opensTo tells whether a person may read a thing wherever they are. Who is deactivated, or turned out to be somebody else, reads nothing.
func opensTo(s *assembly.Sitting, a governance.Aggregate, who governance.PersonID) (bool, error) {
	person, err := s.Person(a.Ref().Org, who)
	if governance.IsKind(err, governance.NotFound) {
		return false, nil
	}
	if err != nil || person.Gone {
		return false, err
	}
	v, _, err := readerOf(s, person)
	if err != nil {
		return false, err
	}
	return reads(s, a, v)
}

// Whole reads the page behind a link's token, or answers ErrNoWhole together with what to tell whoever followed the link.
func (b *Bot) Whole(ctx context.Context, token string) (Whole, error) {
	link, ok := opened[wholeLink](b, sealWhole, token)
	var w Whole
	err := ErrNoWhole
	if ok {
		err = b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) error {
			a, circle, err := shelved(s, link)
			if err != nil {
				return err
			}
			if may, err := opens(s, link, a, circle); err != nil || !may {
				return cmp.Or(err, ErrNoWhole)
			}
			w, err = b.whole(s, link)
			return err
		})
	}
	if errors.Is(err, ErrNoWhole) {
		p := b.printer()
		w = Whole{Language: p.Language(), Message: Message{Title: p.Say("whole.none.title"), Parts: []Part{Paragraph{p.Say("whole.none")}}}}
	}
	return w, err
}

// whole draws all of something that may be read.
func (b *Bot) whole(s *assembly.Sitting, l wholeLink) (Whole, error) {
	p, ws := b.printer(), l.Workspace
	if l.Person != 0 {
		person, err := s.Person(l.Org, l.Person)
		if err != nil {
			return Whole{}, err
		}
		_, spaces, err := readerOf(s, person)
		if err != nil {
			return Whole{}, err
		}
		p = b.printerOf(person)
		if len(spaces) > 0 {
			ws = spaces[0]
		}
	}
	sc := &scene{s: s, p: p, b: b, ws: ws, subject: l.ref(), full: true}
	m, err := sc.all(l.ref())
	if err != nil {
		return Whole{}, err
	}
	m.Actions = nil
	asOf, err := sc.asOf(l.ref())
	if err != nil {
		return Whole{}, err
	}
	m.Parts = append(m.Parts, Divider{}, Small{asOf})
	err = sc.dress(&m)
	return Whole{Message: m, Language: p.Language()}, err
}

// asOf says from when a page is, and where something can be said about what it shows: on its card, while it has one on which that can be done,
// and else by its command.
func (sc *scene) asOf(on governance.Ref) (text.Text, error) {
	a, err := sc.s.Load(on, assembly.People{})
	if err != nil {
		return "", err
	}
	cards, err := sc.s.CardsOf(on)
	if err != nil {
		return "", err
	}
	link, command := text.Text(""), sc.b.table.Word(moot)+" "+on.String()
	switch {
	case on.Kind == governance.KindCircle:
		command = sc.b.table.Word(moot) + " board"
	case a.Index().Live && slices.ContainsFunc(cards, func(c assembly.Card) bool { return !c.Lost }):
		link = sc.lastLink(on)
	}
	return sc.p.Say("whole.as_of", "at", sc.s.Now.Truncate(time.Minute), "link", link, "command", command), nil
}

// all is a thing with everything about it that all its readers may see. What is one reader's own, such as whom they named, stands on no
// page: an address is soon passed on.
func (sc *scene) all(on governance.Ref) (Message, error) {
	switch on.Kind {
	case consent.Kind:
		p, err := assembly.Get[*consent.Proposal](sc.s, on, assembly.Everybody)
		if err != nil {
			return Message{}, err
		}
		return sc.proposalCard(p, p.Version(), false)
	case consent.KindAgreement:
		a, err := assembly.Get[*consent.Agreement](sc.s, on, assembly.People{})
		if err != nil {
			return Message{}, err
		}
		circle, err := sc.s.Circle(on.Org, a.Index().Circle, assembly.People{})
		if err != nil {
			return Message{}, err
		}
		m := agreementMessage(sc.p, a)
		m.Zone = circle.Location()
		return m, nil
	case rotation.Kind:
		r, err := assembly.Get[*rotation.Rotation](sc.s, on, assembly.Everybody)
		if err != nil {
			return Message{}, err
		}
		m, err := sc.rotationCard(r)
		m.Parts = append(m.Parts, Divider{}, Paragraph{sc.turnsServed(r)})
		return m, err
	}
	v, ok := sc.b.voice(on.Kind)
	if !ok {
		return Message{}, fmt.Errorf("%s has no card", on)
	}
	return v.card(sc, on, 0)
}

// opened reads a link's token back. Only what was sealed here for that purpose opens, to the letter: a token that is written otherwise and
// means the same is none.
func opened[L comparable](b *Bot, purpose, token string) (L, bool) {
	var l, none L
	if b.Sealer == nil || len(token) > longestToken || b.Sealer.Open(purpose, token, time.Time{}, &l) != nil {
		return none, false
	}
	again, err := b.Sealer.Seal(purpose, l, time.Time{})
	if err != nil || again != token {
		return none, false
	}
	return l, true
}
