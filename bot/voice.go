package bot

import (
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/inbox"
)

// voice is how the bot speaks of one practice: what is to be said about its events, how its cards look, and what reactions on them mean.
// Everything else about letters, cards and reactions is the same for all. A new practice is a new voice.
type voice interface {
	// letters writes what is to be said about an event, within the transaction.
	letters(w *writer) ([]assembly.Letter, error)
	// card draws the card of a part of an aggregate as it stands.
	card(sc *scene, on governance.Ref, part int) (Message, error)
	// current tells whether that part's card is the one to be posted again when it is gone (D25).
	current(sc *assembly.Sitting, on governance.Ref, part int) (bool, error)
	// render makes the message of any other letter; nil means that there is nothing to say any more.
	render(sc *scene, l assembly.Letter, e *governance.Entry) (*Message, error)
	// nudge adds to the message what still waits for the person, or nothing.
	nudge(sc *scene, m *Message, item inbox.Item, person governance.PersonID) error
	// meaning is what an emoji means on a card, by its plain name; empty for nothing. Rank orders meanings that come at once.
	meaning(emoji string, own governance.Emoji) (meaning string, rank int)
	// silent tells whether somebody has said nothing (any more) that a reaction could say instead.
	silent(s *assembly.Sitting, card assembly.Card, who governance.PersonID) (bool, error)
	// reacted carries a meaning that somebody's reaction gained, or lost, to the aggregate.
	reacted(b *Bot, s *assembly.Sitting, card assembly.Card, who governance.PersonID, meaning string, lost bool) error
}

// voice answers the voice of a kind, and whether it has one.
func (b *Bot) voice(kind governance.Kind) (voice, bool) {
	v, ok := b.voices[kind]
	return v, ok
}
