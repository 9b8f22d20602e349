package bottest

import (
	"regexp"
	"time"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
)

// scene is a message of the catalogue that no transcript can bring about, why that is so, and what it would be said with.
type scene struct {
	why, key string
	with     []any
}

// scenes are all of them. Where one becomes possible, a transcript takes its place.
func scenes() []scene {
	const (
		guard  = "only two acts at the same moment bring it about: whoever asks first is offered something else"
		stray  = "only a button of somebody else's private message brings it about"
		nested = "circles do not nest yet (K3, D17)"
		moved  = "only what changes between a decision and its moment brings it about"
	)
	at := Start.Add(24 * time.Hour)
	return []scene{
		{guard, "error.commit_no_date_offered", []any{"id", "C1"}},
		{guard, "error.commit_no_handover", []any{"id", "C1"}},
		{guard, "error.commit_not_handed_to_you", []any{"id", "C1", "person", governance.PersonID(1)}},
		{"a command and a form both name an owner of their own accord", "error.commit_owner_missing", nil},
		{guard, "error.set_by_consent", []any{"name", "quorum"}},
		{guard, "error.away_over", []any{"to", at}},
		{guard, "error.rota_away_over", []any{"to", at, "id", "R1"}},
		{stray, "error.swap_not_yours", []any{"person", governance.PersonID(1), "id", "R1"}},
		{stray, "error.swap_not_asker", []any{"person", governance.PersonID(1), "id", "R1"}},
		{nested, "ending.escalated", []any{"at", at}},
		{"whoever is refused that gets a proposal raised instead", "error.role_by_consent", []any{"name", "Treasurer"}},
		{"nothing keeps a selection from being called today", "role.told.not_called", []any{"id", text.Text("**S1**"), "name", "Treasurer", "why", text.Text("It is shut.")}},
		{"who leaves is proposed no longer, and a role that is dropped ends its selection", "select.ending.not_selected.act", nil},
		{"whoever comes into a channel becomes a member of its circle before they can ask", "error.calendar_not_a_member", []any{"id", "R1"}},
		{moved, "hindered.commit_not_a_member", []any{"owner", governance.PersonID(1), "circle", "garden", "what", "fetch it"}},
		{"nothing that is told today takes hours", "span.hours", []any{"count", 5}},
		{"nothing that is told today takes seconds", "span.seconds", []any{"count", 5}},
	}
}

// shown is the scene as an answer to somebody.
func (s scene) shown(p text.Printer) Shown {
	m := bot.Message{Tone: bot.Attention, Parts: []bot.Part{bot.Paragraph{Text: p.Say(s.key, s.with...)}},
		Contacts: map[governance.PersonID]bot.Contact{1: {User: "U_ana", Handle: "ana", Name: "Ana"}}}
	return Shown{At: "a scene: " + s.why, As: Answered, Message: m}
}

// printed are messages that stand only where the commands are listed: in the README, and where the playground completes a line.
func printed() []string {
	return []string{"help.help", "help.not_built", "who.anyone", "who.elector", "who.member", "who.member_or_channel", "who.reader"}
}

// onPages finds messages that stand on pages in a browser and in no chat.
var onPages = regexp.MustCompile(`^whole\.(as_of|none|concerns|objections)\b`)

// inCalendars finds messages that stand in calendars and in no chat.
var inCalendars = regexp.MustCompile(`^calendar\.(name|turn|deadline|integration|proposal|review|agreement|due|commitment|term|role|selection)\b`)
