package bot

import (
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
	"github.com/folkmoot/folkmoot/governance/consent"
	"github.com/folkmoot/folkmoot/governance/role"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// undelivered is what follows when a letter did not go out: a card's or a notice's channel that cannot be spoken in pauses what stands
// there, and its people are told (D25); when it was given up, whoever acted is told; when the bot lacks a permission there, everybody who
// waits for it is told; of a person who cannot be written to hears whoever looks after the thing.
func (b *Bot) undelivered(s *assembly.Sitting, l assembly.Letter, err error) error {
	if l.State == assembly.Failed {
		b.Log.Error("a letter was given up", "key", l.Key, "err", err)
	}
	switch fault := FaultOf(err); {
	case l.Form == assembly.ReadLetter:
		return nil
	case l.Form == assembly.DirectLetter && l.State == assembly.Failed:
		return b.tellUnreached(s, l)
	case l.Form == assembly.DirectLetter:
		return nil
	case fault.Class == NoChannel:
		return b.shutPlace(s, governance.Place{Workspace: l.Workspace, Channel: l.Channel}, true)
	case fault.Class == NoAccess && !errors.Is(err, errNotConnected):
		return b.tellUnposted(s, l)
	case l.State == assembly.Failed:
		return b.tellUndelivered(s, l)
	}
	return nil
}

// tellUndelivered tells whoever acted that something could not be posted although what they did is kept.
func (b *Bot) tellUndelivered(s *assembly.Sitting, l assembly.Letter) error {
	if l.Seq == 0 {
		return nil // it speaks of no event, and so of nobody's act
	}
	entry, err := s.Entry(l.Org, l.Circle, l.Seq)
	if err != nil || entry.By == 0 {
		return err
	}
	return queueDirect(s, entry.By, assembly.Letter{Key: l.Key + "/undelivered/" + strconv.FormatInt(int64(entry.By), 10), Template: "refused",
		Org: l.Org, On: l.On, Part: l.Part, Circle: l.Circle, Workspace: l.Workspace, Args: governance.Args{"code": "undelivered", "id": l.On.String()}})
}

// queueDirect queues a letter to a person that follows from another letter, near where that one was to go.
func queueDirect(s *assembly.Sitting, to governance.PersonID, l assembly.Letter) error {
	d, ok, err := directLetter(s, to, l.Workspace)
	if err != nil || !ok {
		return err
	}
	l.Form, l.To, l.Workspace, l.Channel, l.Lane = d.Form, d.To, d.Workspace, d.Channel, d.Lane
	l.Due, l.QueuedAt = s.Now, s.Now
	return s.Queue(l)
}

// mostHeldUp is how many of the letters that wait in one channel are looked through for whom to tell.
const mostHeldUp = 200

// tellUnposted tells those who wait for something in a channel that the bot may not post there, because it lacks a permission: of
// everything that waits there, for all of it waits behind the first. Each hears of each thing once, for as long as the first stays it.
func (b *Bot) tellUnposted(s *assembly.Sitting, first assembly.Letter) error {
	held, err := s.WaitingIn(first.Lane, mostHeldUp)
	if err != nil {
		return err
	}
	for _, l := range held {
		if !named(l.On) {
			continue
		}
		people, err := waitingFor(s, l)
		if err != nil {
			return err
		}
		for _, person := range people {
			if may, err := mayRead(s, l.On, person); err != nil {
				return err
			} else if !may {
				continue
			}
			err := queueDirect(s, person, assembly.Letter{Key: fmt.Sprintf("%s/unposted/%s/%d", first.Key, l.On, person), Template: "unposted",
				Org: l.Org, On: l.On, Part: l.Part, Circle: l.Circle, Workspace: l.Workspace, Args: governance.Args{"lane": first.Lane}})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// named tells whether a thing has an id that people know it by.
func named(on governance.Ref) bool {
	_, ok := governance.ParseID(on.String())
	return ok
}

// waitingFor are those who wait for a letter to be posted: whoever acted, and who looks after the thing.
func waitingFor(s *assembly.Sitting, l assembly.Letter) ([]governance.PersonID, error) {
	people, err := lookAfter(s, l.On)
	if err != nil || l.Seq == 0 {
		return people, err
	}
	entry, err := s.Entry(l.Org, l.Circle, l.Seq)
	if err == nil && entry.By != 0 && !slices.Contains(people, entry.By) {
		people = append(people, entry.By)
	}
	return people, err
}

// lookAfter are those who look after a thing, each once, whoever facilitates it first.
func lookAfter(s *assembly.Sitting, on governance.Ref) ([]governance.PersonID, error) {
	a, err := s.Load(on, assembly.People{})
	if err != nil {
		return nil, err
	}
	var all, people []governance.PersonID
	switch v := a.(type) {
	case *consent.Proposal:
		all = []governance.PersonID{v.Facilitator(), v.Proposer()}
	case *role.Selection:
		all = append([]governance.PersonID{v.Guide}, looksAfter(v)...)
	case *rotation.Rotation:
		all = []governance.PersonID{v.Creator}
	case *commitment.Commitment:
		all = []governance.PersonID{v.To, v.Owner}
	}
	for _, person := range all {
		if person != 0 && !slices.Contains(people, person) {
			people = append(people, person)
		}
	}
	return people, nil
}

// unposted tells somebody that what they wait for could not be posted yet, while that is so.
func (sc *scene) unposted(l assembly.Letter) (*Message, error) {
	lane, _ := l.Args["lane"].(string)
	held, err := sc.s.WaitingIn(lane, mostHeldUp)
	if err != nil || !slices.ContainsFunc(held, func(other assembly.Letter) bool { return other.On == l.On }) {
		return nil, err
	}
	return sc.line("letter.unposted", "id", text.Text("**"+l.On.String()+"**"))
}

// tellUnreached tells whoever looks after a thing that somebody could not be reached about it, once for each, and nothing of what was to be
// said (K6). Nothing need be said of somebody who is gone.
func (b *Bot) tellUnreached(s *assembly.Sitting, l assembly.Letter) error {
	if l.Template == "unreached" || l.Template == "unposted" {
		return nil // it is about somebody else's letter
	}
	if account, ok, err := s.Account(l.Workspace, l.Channel); err != nil || !ok || account.Gone {
		return err
	}
	things, err := thingsOf(s, l)
	if err != nil {
		return err
	}
	for _, on := range things {
		if !named(on) {
			continue
		}
		people, err := lookAfter(s, on)
		if err != nil {
			return err
		}
		for _, person := range people {
			may, err := mayRead(s, on, person)
			if err != nil {
				return err
			}
			if person == l.To || !may {
				continue
			}
			err = queueDirect(s, person, assembly.Letter{Key: fmt.Sprintf("%d/%s/unreached/%d", on.Org, on, l.To), Template: "unreached",
				Org: on.Org, On: on, Workspace: l.Workspace, Args: governance.Args{"person": l.To}})
			if err != nil {
				return err
			}
			break
		}
	}
	return nil
}

// unreached asks somebody to pass it on that a thing waits for a person who could not be reached.
func (sc *scene) unreached(l assembly.Letter) (*Message, error) {
	person, _ := l.Args["person"].(governance.PersonID)
	return sc.line("letter.unreached", "id", text.Text("**"+l.On.String()+"**"), "person", person, "show", sc.b.table.Word(moot)+" "+l.On.String())
}
