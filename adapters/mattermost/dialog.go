package mattermost

import (
	"cmp"
	"slices"
	"unicode/utf8"

	"github.com/mattermost/mattermost/server/public/model"

	"github.com/folkmoot/folkmoot/bot"
	"github.com/folkmoot/folkmoot/bot/text"
)

// What a dialog may hold. The server counts bytes in all of these but MaxLength, which the clients count in characters.
const (
	maxDialogTitle  = model.DialogTitleMaxLength
	maxDialogLabel  = model.DialogElementDisplayNameMaxLength
	maxDialogHelp   = model.DialogElementHelpTextMaxLength
	maxDialogLine   = model.DialogElementTextMaxLength
	maxDialogArea   = model.DialogElementTextareaMaxLength
	maxDialogIntro  = 2_000
	maxDialogSubmit = 24
)

// dialog makes a form into a dialog with everything within its limits. State is the sealed state.
func (s *server) dialog(f bot.Form, state string) model.Dialog {
	w := writer{f.Contacts, f.Zone, false}
	d := model.Dialog{
		CallbackId:       f.Name,
		Title:            clipBytes(cmp.Or(f.Title, f.Name, "Folkmoot"), maxDialogTitle),
		IntroductionText: clip(w.inline(f.Intro), maxDialogIntro),
		SubmitLabel:      clipBytes(f.Submit, maxDialogSubmit),
		State:            state,
	}
	for _, field := range f.Fields {
		d.Elements = append(d.Elements, s.element(field))
	}
	return d
}

func (s *server) element(f bot.FormField) model.DialogElement {
	label := cmp.Or(f.Label, f.Name)
	e := model.DialogElement{
		Name:        f.Name,
		DisplayName: clipBytes(label, maxDialogLabel),
		HelpText:    f.Hint,
		Optional:    f.Optional,
		Default:     f.Value,
	}
	if e.DisplayName != label {
		// The whole label has to stand somewhere.
		e.HelpText = label
		if f.Hint != "" {
			e.HelpText += ". " + f.Hint
		}
	}
	switch f.Kind {
	case bot.Choice:
		e.Type, e.Options = "select", options(f.Options)
		if !slices.ContainsFunc(e.Options, func(o *model.PostActionOptions) bool { return o.Value == e.Default }) {
			e.Default = ""
		}
	case bot.PersonField:
		e.Type, e.DataSource = "select", "users"
	default:
		s.written(&e, f)
	}
	e.HelpText = clipBytes(e.HelpText, maxDialogHelp)
	return e
}

// written makes a field for text. A value that does not fit cannot be shown: the field is empty then and says why, because half a
// text that is sent back would be taken for the whole.
func (s *server) written(e *model.DialogElement, f bot.FormField) {
	e.Type, e.MaxLength = "text", maxDialogLine
	if f.Kind == bot.Area || len(f.Value) > maxDialogLine {
		e.Type, e.MaxLength = "textarea", maxDialogArea
	}
	if f.Max > 0 {
		e.MaxLength = min(e.MaxLength, f.Max)
	}
	if f.Max > maxDialogArea && e.HelpText == "" {
		e.HelpText = s.line("mattermost.form.most", "most", maxDialogArea)
	}
	if len(f.Value) > maxDialogArea {
		e.Default, e.Optional = "", false
		e.HelpText = s.line("mattermost.form.long", "length", utf8.RuneCountInString(f.Value), "most", maxDialogArea)
	}
}

// line says something of the catalogue's in plain text.
func (s *server) line(key string, pairs ...any) string { return s.printer().Line(key, pairs...) }

func (s *server) printer() text.Printer { return s.catalogue.Printer() }

// clipBytes is clip for limits in bytes.
func clipBytes(s string, most int) string {
	const dots = "…"
	if len(s) <= most {
		return s
	}
	cut := most - len(dots)
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + dots
}
