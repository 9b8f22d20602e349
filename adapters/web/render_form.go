package web

import (
	"time"

	"github.com/folkmoot/folkmoot/bot"
)

// formLasts is how long an opened form can be sent. It is long because the visitor may move the clock by days while it is open.
const formLasts = 365 * 24 * time.Hour

// sealedForm is what a form carries to the browser and back. It is bound to whom it was opened for.
type sealedForm struct {
	Form    string     `json:"f"`
	Target  bot.Target `json:"t"`
	Channel string     `json:"c"`
	Thread  string     `json:"th,omitempty"`
	User    string     `json:"u"`
}

// FormView is a form as the page shows it.
type FormView struct {
	// State is sealed and goes back with the values.
	State  string      `json:"state"`
	Name   string      `json:"name"`
	Title  string      `json:"title"`
	Intro  string      `json:"intro,omitempty"`
	Fields []FieldView `json:"fields"`
	Submit string      `json:"submit"`
}

// FieldView is one field of a form.
type FieldView struct {
	Name     string       `json:"name"`
	Label    string       `json:"label"`
	Hint     string       `json:"hint,omitempty"`
	Kind     string       `json:"kind"`
	Options  []OptionView `json:"options,omitempty"`
	Value    string       `json:"value,omitempty"`
	Optional bool         `json:"optional,omitempty"`
	Max      int          `json:"max,omitempty"`
}

// OptionView is one choice of a field.
type OptionView struct {
	Value string `json:"value"`
	Label string `json:"label"`
}

// Form draws a form for a user who acted in a channel, maybe in a thread.
func (a *artist) Form(f bot.Form, user, channel, thread string, now time.Time) (FormView, error) {
	if f.Channel != "" {
		channel = f.Channel
	}
	state, err := a.seal.Seal(sealForm, sealedForm{f.Name, f.Target, channel, thread, user}, now.Add(formLasts))
	if err != nil {
		return FormView{}, err
	}
	b := &page{}
	if f.Intro != "" {
		voice{a, f.Contacts, f.Zone}.text(b, f.Intro)
	}
	view := FormView{State: state, Name: f.Name, Title: f.Title, Intro: b.String(), Submit: f.Submit, Fields: []FieldView{}}
	for _, field := range f.Fields {
		v := FieldView{Name: field.Name, Label: field.Label, Hint: field.Hint, Kind: string(field.Kind), Value: field.Value,
			Optional: field.Optional, Max: field.Max}
		for _, o := range field.Options {
			v.Options = append(v.Options, OptionView(o))
		}
		view.Fields = append(view.Fields, v)
	}
	return view, nil
}
