package bot

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
)

// reactionTable is what reactions mean (D2), under the names that Slack and Mattermost give them. A circle may change it. The first
// name of each stance is the one people are told.
func reactionTable() []struct {
	Stance governance.Stance
	Names  []string
} {
	type row = struct {
		Stance governance.Stance
		Names  []string
	}
	return []row{
		{governance.Consent, []string{"white_check_mark", "heavy_check_mark", "+1", "thumbsup"}},
		{governance.Abstain, []string{"white_circle"}},
		{governance.Concern, []string{"thinking", "thinking_face"}},
		{governance.NeedsTime, []string{"hourglass_flowing_sand", "hourglass"}},
		{governance.Objecting, []string{"hand", "raised_hand", "octagonal_sign", "stop_sign", "no_entry_sign"}},
	}
}

// plainEmoji takes the skin tone off an emoji's name: "+1::skin-tone-3" on Slack, "+1_medium_skin_tone" on Mattermost. One emoji in
// two tones is one emoji (D3).
func plainEmoji(name string) string {
	name = strings.Trim(strings.ToLower(name), ":")
	name, _, _ = strings.Cut(name, "::")
	for _, tone := range []string{"_light", "_medium_light", "_medium", "_medium_dark", "_dark"} {
		if short, ok := strings.CutSuffix(name, tone+"_skin_tone"); ok && !strings.HasSuffix(short, "_medium") {
			return short
		}
	}
	return name
}

// stanceOf is the stance that an emoji stands for in a circle; NoStance for none. What a circle chose itself comes first, and a stance
// for which it chose emoji has no others.
func stanceOf(emoji string, own governance.Emoji) governance.Stance {
	name := plainEmoji(emoji)
	if st, ok := own[name]; ok {
		return st
	}
	for _, row := range reactionTable() {
		if slices.Contains(row.Names, name) && !chosen(own, row.Stance) {
			return row.Stance
		}
	}
	return governance.NoStance
}

func chosen(own governance.Emoji, st governance.Stance) bool {
	for _, s := range own {
		if s == st {
			return true
		}
	}
	return false
}

// reactionLines tells what each reaction means, as :names: that platforms draw.
func (b *Bot) reactionLines(p text.Printer, own governance.Emoji) text.Text {
	var parts []string
	for _, row := range reactionTable() {
		parts = append(parts, ":"+emojiFor(row.Stance, own)+": "+string(p.Show(row.Stance)))
	}
	return text.Text(strings.Join(parts, " · "))
}

// emojiFor is the emoji that people are told for a stance.
func emojiFor(st governance.Stance, own governance.Emoji) string {
	var names []string
	for name, stands := range own {
		if stands == st {
			names = append(names, name)
		}
	}
	if names != nil {
		return slices.Min(names)
	}
	for _, row := range reactionTable() {
		if row.Stance == st {
			return row.Names[0]
		}
	}
	return ""
}

// reactionHint is the card's line about reactions.
func (sc *scene) reactionHint(p *consent.Proposal) (text.Text, error) {
	circle, err := sc.s.Circle(p.Ref().Org, p.Circle(), assembly.People{})
	if err != nil {
		return "", err
	}
	return sc.p.Say("card.react", "reactions", sc.b.reactionLines(sc.p, circle.Emoji)), nil
}

// React heeds a reaction on a card, and 📌 on any other message. Other reactions on other messages mean nothing to the bot. An error
// means that it should come again.
func (b *Bot) React(ctx context.Context, in Reaction) error {
	var card assembly.Card
	known := false
	err := b.house.Look(ctx, b.Now(), func(s *assembly.Sitting) (err error) {
		card, known, err = s.CardAt(in.Workspace, in.Channel, in.Post)
		return err
	})
	if err != nil {
		return err
	}
	if !known && in.Overheard {
		return nil // whose it is heeds it there
	}
	if !known {
		return b.putPin(ctx, in)
	}
	who, err := b.actor(ctx, in.Origin)
	if err != nil {
		return unlessUnknown(err)
	}
	err = b.sit(ctx, assembly.Intent{Now: b.Now(), By: who.Person, Key: in.Key}, func(s *assembly.Sitting) error {
		return b.mark(s, card, who.Person, assembly.Mark{User: in.User, Emoji: in.Emoji, At: in.At, Off: !in.On})
	})
	if errors.Is(err, assembly.ErrSeen) {
		return nil
	}
	return err
}

// mark notes what became of an emoji on a card, and lets it mean what it means: putting one on takes the stance, taking the last one of
// that meaning off takes it back (D3, D19). An event that is older than what is known, or repeats it, changes nothing.
func (b *Bot) mark(s *assembly.Sitting, card assembly.Card, who governance.PersonID, m assembly.Mark) error {
	before, err := s.MarksOf(card.ID, m.User)
	if err != nil {
		return err
	}
	for _, was := range before {
		if was.Emoji == m.Emoji && (was.Off == m.Off || !m.At.IsZero() && was.At.After(m.At)) {
			return nil
		}
	}
	noted := slices.ContainsFunc(before, func(was assembly.Mark) bool { return was.Emoji == m.Emoji })
	if err := s.PutMark(card.ID, m); err != nil {
		return err
	}
	if m.Off && !noted {
		return nil // a removal that came before its addition
	}
	own, err := b.ownEmoji(s, card)
	if err != nil {
		return err
	}
	v, ok := b.voice(card.On.Kind)
	if !ok {
		return nil
	}
	meaning, _ := v.meaning(m.Emoji, own)
	same := func(was assembly.Mark) bool {
		other, _ := v.meaning(was.Emoji, own)
		return was.Emoji != m.Emoji && !was.Off && other == meaning
	}
	if meaning == "" || m.Off && slices.ContainsFunc(before, same) {
		return nil
	}
	by := s.By
	s.By = who
	defer func() { s.By = by }()
	wasSilent := false
	if m.Off {
		if wasSilent, err = v.silent(s, card, who); err != nil {
			return err
		}
	}
	err = v.reacted(b, s, card, who, meaning, m.Off)
	refusal := governance.AsError(err)
	switch {
	case refusal != nil && m.Off:
		return nil // nothing was taken, so there is nothing to take back
	case refusal != nil:
		return whisper(s, who, card, refusal)
	case err != nil || !m.Off || wasSilent:
		return err
	}
	return b.fallBack(s, v, card, who, m, before, own)
}

// fallBack lets an emoji that somebody still has on the card mean what it means, now that the later one, which had taken its place, is
// off: everybody sees it there. Of several the one that needs most care counts.
func (b *Bot) fallBack(s *assembly.Sitting, v voice, card assembly.Card, who governance.PersonID, off assembly.Mark, before []assembly.Mark, own governance.Emoji) error {
	stands, least := "", -1
	for _, was := range before {
		meaning, rank := v.meaning(was.Emoji, own)
		if was.Off || was.Emoji == off.Emoji || meaning == "" || least >= 0 && rank >= least {
			continue
		}
		stands, least = meaning, rank
	}
	if stands == "" {
		return nil
	}
	if silent, err := v.silent(s, card, who); err != nil || !silent {
		return err
	}
	err := v.reacted(b, s, card, who, stands, false)
	if governance.AsError(err) != nil {
		return nil // it was refused, and that was told, when it was put on
	}
	return err
}

// whisper tells somebody privately, once a card, why their reaction does not count (D5).
func whisper(s *assembly.Sitting, who governance.PersonID, card assembly.Card, refusal *governance.Error) error {
	l, ok, err := directLetter(s, who, card.Workspace)
	if err != nil || !ok {
		return err
	}
	l.Key = fmt.Sprintf("%d/%s/v%d/%s/%d", card.On.Org, card.On, card.Part, refusal.Code, who)
	l.Org, l.Template, l.On, l.Part = card.On.Org, "refused", card.On, card.Part
	l.Args = governance.Args{"code": refusal.Code}
	for name, value := range refusal.Args {
		l.Args[name] = value
	}
	l.Due, l.QueuedAt = s.Now, s.Now
	return s.Queue(l)
}

// reconcile brings what is known of a card's reactions in step with what the platform says they are now, as if each difference had just
// happened: first what was taken off, then what is new, the stance that needs most care first. A stance taken by button is not undone by
// a reaction that never was. Where an event came in while the platform was asked, the event knows better.
func (b *Bot) reconcile(s *assembly.Sitting, card assembly.Card, is reading) error {
	v, ok := b.voice(card.On.Kind)
	if !ok {
		return nil
	}
	if _, err := s.Load(card.On, assembly.Everybody); err != nil { // several people may be about to vote in this one sitting
		return err
	}
	noted, err := s.Marks(card.ID)
	if err != nil {
		return err
	}
	own, err := b.ownEmoji(s, card)
	if err != nil {
		return err
	}
	off, on := is.differences(noted)
	rank := func(m assembly.Mark) int { _, rank := v.meaning(m.Emoji, own); return rank }
	slices.SortStableFunc(on, func(x, y assembly.Mark) int { return rank(x) - rank(y) })
	for _, m := range append(off, on...) {
		if err := b.mark(s, card, is.people[m.User], m); err != nil {
			return err
		}
	}
	return nil
}

// differences answers what was taken off and what is new, as against what was noted when the platform was asked. What was noted
// otherwise since then is left as it is. Where the platform names not everybody who has an emoji, who is missing may have it still.
func (is reading) differences(noted []assembly.Mark) (off, on []assembly.Mark) {
	find := func(marks []assembly.Mark, user, emoji string) (assembly.Mark, bool) {
		i := slices.IndexFunc(marks, func(m assembly.Mark) bool { return m.User == user && m.Emoji == emoji })
		if i < 0 {
			return assembly.Mark{Off: true}, false
		}
		return marks[i], true
	}
	same := func(user, emoji string) bool {
		was, known := find(is.before, user, emoji)
		now, still := find(noted, user, emoji)
		return known == still && was.Off == now.Off
	}
	for _, m := range is.before {
		if !m.Off && is.unnamed[m.Emoji] == 0 && !slices.Contains(is.now, Reacted{m.User, m.Emoji}) && same(m.User, m.Emoji) {
			off = append(off, assembly.Mark{User: m.User, Emoji: m.Emoji, Off: true})
		}
	}
	for _, r := range is.now {
		if was, _ := find(is.before, r.User, r.Emoji); was.Off && is.people[r.User] != 0 && same(r.User, r.Emoji) {
			on = append(on, assembly.Mark{User: r.User, Emoji: r.Emoji})
		}
	}
	return off, on
}

// hidesStance tells whether more people have an emoji that means something than the platform names and were noted before: somebody has
// said something with it that nobody heard.
func (b *Bot) hidesStance(s *assembly.Sitting, card assembly.Card, is reading) (bool, error) {
	v, ok := b.voice(card.On.Kind)
	if !ok || len(is.unnamed) == 0 {
		return false, nil
	}
	own, err := b.ownEmoji(s, card)
	if err != nil {
		return false, err
	}
	unheard := maps.Clone(is.unnamed)
	for _, m := range is.before {
		if !m.Off && !slices.Contains(is.now, Reacted{m.User, m.Emoji}) {
			unheard[m.Emoji]--
		}
	}
	for emoji, n := range unheard {
		if meaning, _ := v.meaning(emoji, own); meaning != "" && n > 0 {
			return true, nil
		}
	}
	return false, nil
}

// ownEmoji is what the circle of the card's channel chose for itself (D2).
func (b *Bot) ownEmoji(s *assembly.Sitting, card assembly.Card) (governance.Emoji, error) {
	id, err := s.CircleAt(governance.Place{Workspace: card.Workspace, Channel: card.Channel})
	if err != nil || id == 0 {
		return nil, err
	}
	circle, err := s.Circle(card.On.Org, id, assembly.People{})
	if err != nil {
		return nil, err
	}
	return circle.Emoji, nil
}
