package bot

import (
	"slices"
	"strings"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/role"
)

// aboutSelection are the values that a sentence about a selection may use.
func aboutSelection(sel *role.Selection, more ...any) []any {
	return append([]any{"id", text.Text("**" + sel.Ref().String() + "**"), "name", sel.Name, "circle", sel.CircleName, "until", sel.Until,
		"nominee", sel.Nominee, "facilitator", sel.Guide, "facilitated", sel.Guide != 0, "keeper", sel.Keeper, "kept", sel.Keeper != 0}, more...)
}

// selectionCard shows a selection as it stands. All rows must be loaded. What was named is nobody's to see before the reveal: it is asked
// of Nominations alone, which answers none before.
func (sc *scene) selectionCard(sel *role.Selection) Message {
	m := Message{Ref: sel.Ref().String(), Title: sc.p.Say("select.card.title", "name", sel.Name), Status: string(sel.Status()), Tone: selectionTone(sel),
		Zone: governance.LoadZone(sel.Zone)}
	m.Parts = append(m.Parts, sc.passage(sel.Description)...)
	m.Parts = append(m.Parts, Fields{sc.selectionFacts(sel)})
	m.Parts = append(m.Parts, sc.selectionStanding(sel)...)
	m.Parts = append(m.Parts, sc.selectionVoices(sel)...)
	m.Parts = append(m.Parts, sc.more()...)
	if sel.Phase == role.Objecting && sel.PausedAt.IsZero() && !sc.onPage() {
		m.Parts = append(m.Parts, Small{sc.selectionHint(sel)})
	}
	m.Actions = sc.selectionActions(sel, 0)
	return m
}

// selectionHint is the card's line about reactions, with what the circle chose for itself (D2).
func (sc *scene) selectionHint(sel *role.Selection) text.Text {
	var own governance.Emoji
	if circle, err := sc.s.Circle(sel.Org, sel.Circle, assembly.People{}); err == nil {
		own = circle.Emoji
	}
	return sc.p.Say("select.card.react", "consent", text.Text(emojiFor(governance.Consent, own)), "objects", text.Text(emojiFor(governance.Objecting, own)))
}

func selectionTone(sel *role.Selection) Tone {
	switch {
	case sel.Status() == role.SelectionDone:
		return Good
	case sel.Phase == role.Over:
		return Quiet
	case len(sel.Objectors()) > 0:
		return Attention
	}
	return Plain
}

// selectionFacts are which role, for how long, and who looks after it.
func (sc *scene) selectionFacts(sel *role.Selection) []Field {
	pr := sc.p
	fields := []Field{{pr.Line("select.card.role"), pr.Say("select.card.role_is", "id", sc.idLink(sel.Role, 0), "name", sel.Name), true},
		{pr.Line("select.card.term"), pr.Show(sel.Term), true},
		{pr.Line("select.card.called"), pr.Say("select.card.called_by", aboutSelection(sel, "by", sel.By, "somebody", sel.By != 0)...), true}}
	if sel.Keeper != 0 && sel.Phase != role.Over {
		fields = append(fields, Field{pr.Line("select.card.keeper"), text.Mention(sel.Keeper), true})
	}
	if sel.Guide != 0 {
		fields = append(fields, Field{pr.Line("card.facilitator"), text.Mention(sel.Guide), true})
	}
	return fields
}

// selectionStanding is what it waits for, from whom and until when, or how it ended.
func (sc *scene) selectionStanding(sel *role.Selection) []Part {
	pr := sc.p
	if sel.Phase == role.Over {
		return []Part{Paragraph{sc.selectionEnding(sel)}}
	}
	if !sel.PausedAt.IsZero() {
		return []Part{Paragraph{pr.Say("card.paused")}}
	}
	out := []Part{Paragraph{pr.Say("select.card.phase."+string(sel.Phase), aboutSelection(sel, "chooser", sel.Chooser, "chosen", sel.Chooser != 0, "case", sc.brief(sel.Case, 500),
		"ready", sel.Ready, "next", sel.Round > 1)...)}}
	switch sel.Phase {
	case role.Nominating:
		done, of := sel.Nominated()
		out = append(out, Progress{Label: pr.Say("select.card.nominated", "done", done, "of", of), Done: done, Want: of, Of: of})
	case role.Objecting:
		done, of, want := sel.Answers()
		out = append(out, Progress{Label: pr.Say("select.card.answered", "done", done, "of", of, "needed", want), Done: done, Want: want, Of: of})
	}
	if awaited := sel.Awaited(); len(awaited) > 0 {
		out = append(out, Fields{[]Field{{pr.Line("card.awaited"), sc.names(awaited), false}}})
	}
	return out
}

// selectionEnding says how it ended.
func (sc *scene) selectionEnding(sel *role.Selection) text.Text {
	key := "select.ending." + slug(strings.ToLower(string(sel.Outcome)))
	if sel.Outcome == role.SelectionFailed {
		key += "." + slug(string(sel.Why))
	}
	return sc.p.Say(key, aboutSelection(sel, "at", sel.Ended, "by", sel.EndedBy, "words", sc.brief(sel.Words, 500), "term", sel.Term)...)
}

// selectionVoices are who was named by whom and why, once that was revealed, and who objects to the nominee and why.
func (sc *scene) selectionVoices(sel *role.Selection) []Part {
	out := sc.lines(sc.nominations(sel))
	var lines []string
	for _, o := range sel.Objections() {
		lines = append(lines, string(sc.p.Say("select.card.objection", "person", o.By, "why", sc.brief(o.Why, 500))))
	}
	return append(out, sc.lines(lines)...)
}

// nominations are a line for everybody who was named, whoever was named most often first.
func (sc *scene) nominations(sel *role.Selection) []string {
	reasons := map[governance.PersonID][]text.Text{}
	var order []governance.PersonID
	for _, n := range sel.Nominations() {
		if reasons[n.Nominee] == nil {
			order = append(order, n.Nominee)
		}
		reasons[n.Nominee] = append(reasons[n.Nominee], sc.p.Say("select.card.reason", "person", n.By, "why", sc.brief(n.Why, 300)))
	}
	slices.SortStableFunc(order, func(a, b governance.PersonID) int { return len(reasons[b]) - len(reasons[a]) })
	var lines []string
	for i, nominee := range order {
		if i == sc.most(namesOnCard) {
			lines, sc.short = append(lines, string(sc.p.Say("board.more", "count", len(order)-i))), true
			break
		}
		all := reasons[nominee]
		if most := sc.most(namesOnCard); len(all) > most {
			all, sc.short = append(all[:most:most], sc.p.Say("board.more", "count", len(all)-most)), true
		}
		texts := make([]string, len(all))
		for i, t := range all {
			texts[i] = string(t)
		}
		lines = append(lines, string(sc.p.Say("select.card.nominee", "nominee", nominee, "count", len(reasons[nominee]),
			"reasons", text.Text(strings.Join(texts, " · ")), "passed", slices.Contains(sel.Passed, nominee))))
	}
	return lines
}

// selectionActions are the buttons of the present phase: all of them on the card, where reader is zero, or those that are of use to one
// person. Those that are about a nominee carry the round, so that pressed late they are not taken for an answer to the next one.
func (sc *scene) selectionActions(sel *role.Selection, reader governance.PersonID) []Action {
	button := func(verb string, style ActionStyle) Action {
		return Action{Verb: verb, Target: Target{sel.Ref(), sel.Round}, Label: sc.p.Line("button.select." + slug(verb)), Style: style}
	}
	if !sel.PausedAt.IsZero() {
		return nil
	}
	consent, object := button("consent", Ordinary), button("object", Danger)
	switch sel.Phase {
	case role.Nominating:
		return []Action{button("nominate", Primary)}
	case role.Changing:
		return []Action{button("keep", Primary), button("change", Ordinary)}
	case role.Choosing:
		return []Action{button("choose", Primary)}
	case role.Asking:
		return []Action{button("accept", Primary), consent, object, button("decline", Ordinary)}
	case role.Objecting:
		consent.Style = Primary
		actions := []Action{consent, object}
		if reader == 0 && len(sel.Objectors()) > 0 || sel.AnswerOf(reader) == role.HasObjection {
			actions = append(actions, button("met", Ordinary))
		}
		if reader == sel.Nominee && reader != 0 {
			actions = append(actions, button("accept", Ordinary), button("decline", Ordinary))
		}
		return actions
	case role.Accepting:
		return []Action{button("accept", Primary), button("decline", Ordinary)}
	}
	return nil
}
