package slack

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/bot"
)

// Slack's limits for modals.
const (
	mostTitle    = 24
	mostViews    = 100
	mostLabel    = 2000
	mostInput    = 3000
	mostMetadata = 3000
)

// inputAction is the action id of every input; the field's name is the block's id, where Slack wants errors to be sent.
const inputAction = "value"

// formLife is how long a form may stay open.
const formLife = 24 * time.Hour

// formState travels with a form as its private_metadata, under seal for the purpose "form". Once makes each opening its own, so that one
// opening counts once, however often its submission arrives.
type formState struct {
	Form    string     `json:"form"`
	Target  bot.Target `json:"target"`
	Channel string     `json:"channel"`
	User    string     `json:"user"`
	Once    string     `json:"once"`
}

// modal renders a form for one user.
func (r renderer) modal(f bot.Form, user, once string, now time.Time) (slack.ModalViewRequest, error) {
	state, err := r.sealer.Seal("form", formState{f.Name, f.Target, f.Channel, user, once}, now.Add(formLife))
	if err != nil {
		return slack.ModalViewRequest{}, err
	}
	if len(state) > mostMetadata {
		return slack.ModalViewRequest{}, fmt.Errorf("slack: the state of the form %s has %d bytes", f.Name, len(state))
	}
	blocks := r.formBlocks(f)
	return slack.ModalViewRequest{
		Type: slack.VTModal, CallbackID: clip(f.Name, mostActionID), PrivateMetadata: state,
		Title: plainText(labelled(f.Title, f.Name, mostTitle), mostTitle), Submit: plainText(labelled(f.Submit, "OK", mostTitle), mostTitle),
		Blocks: slack.Blocks{BlockSet: blocks},
	}, nil
}

// home renders a message as somebody's App Home.
func (r renderer) home(m bot.Message) (slack.HomeTabViewRequest, error) {
	is, err := r.message(m)
	return slack.HomeTabViewRequest{Type: slack.VTHomeTab, Blocks: slack.Blocks{BlockSet: is.blocks}}, err
}

func (r renderer) formBlocks(f bot.Form) []slack.Block {
	var out []slack.Block
	if width(oneLine(f.Title)) > mostTitle {
		out = append(out, slack.NewSectionBlock(plainText(f.Title, mostSection), nil, nil))
	}
	s := scribe{f.Contacts, f.Zone, true}
	out = append(out, section(s.mrkdwn(f.Intro))...)
	for _, field := range f.Fields {
		out = append(out, inputs(field)...)
	}
	if len(out) == 0 {
		out = section(literal(labelled(f.Title, f.Name, mostSection)))
	}
	return out[:min(len(out), mostViews)]
}

// inputs renders a field: one input, or several where its text is longer than an input holds.
func inputs(f bot.FormField) []slack.Block {
	switch {
	case f.Kind == bot.PersonField:
		element := &slack.SelectBlockElement{Type: slack.OptTypeUser, ActionID: inputAction}
		if userID.MatchString(f.Value) {
			element.InitialUser = f.Value
		}
		// Whoever is chosen is read from Slack while the form is still being filled in, because before its acknowledgement there is no time.
		return []slack.Block{input(f, f.Name, f.Label, element).WithDispatchAction(true)}
	case f.Kind == bot.Choice:
		element := &slack.SelectBlockElement{Type: slack.OptTypeStatic, ActionID: inputAction}
		fill(element, f.Options, f.Value)
		if element.Options != nil || element.OptionGroups != nil {
			return []slack.Block{input(f, f.Name, f.Label, element)}
		}
	}
	pieces := sheets(f.Value)
	if len(pieces) == 1 {
		return []slack.Block{input(f, f.Name, f.Label, textInput(f, f.Value, f.Max))}
	}
	var out []slack.Block
	for i, piece := range pieces {
		name, label := f.Name, fmt.Sprintf("%s (%d/%d)", f.Label, i+1, len(pieces))
		if i > 0 {
			name += sheetMark + strconv.Itoa(i+1)
		}
		if i > 0 && !piece.line {
			name += sheetJoined
		}
		block := input(f, name, label, textInput(f, piece.text, 0))
		block.Optional = block.Optional || i > 0
		out = append(out, block)
	}
	return out
}

func textInput(f bot.FormField, value string, most int) *slack.PlainTextInputBlockElement {
	if most <= 0 || most > mostInput {
		most = mostInput
	}
	most = max(most, width(value))
	return &slack.PlainTextInputBlockElement{
		Type: slack.METPlainTextInput, ActionID: inputAction, Multiline: f.Kind == bot.Area, InitialValue: value, MaxLength: most,
	}
}

func input(f bot.FormField, name, label string, element slack.BlockElement) *slack.InputBlock {
	var hint *slack.TextBlockObject
	if f.Hint != "" {
		hint = plainText(f.Hint, mostLabel)
	}
	block := slack.NewInputBlock(clip(name, mostActionID), plainText(labelled(label, f.Name, mostLabel), mostLabel), hint, element)
	block.Optional = f.Optional
	return block
}

// The block ids of a long text's further inputs: name, mark, number, and whether the sheet goes on in the middle of a line.
const (
	sheetMark   = "~"
	sheetJoined = "j"
	// sheetSize leaves people room to add to each sheet.
	sheetSize = 2500
)

// sheet is a part of a text too long for one input. Line tells that it begins a new line.
type sheet struct {
	text string
	line bool
}

// sheets parts a text that is longer than an input holds, at the ends of lines where it can, so that nothing of it is lost.
func sheets(s string) []sheet {
	var out []sheet
	line := true
	for width(s) > mostInput {
		head := clip(s, sheetSize)
		next := s[len(head):]
		nextLine := false
		if i := strings.LastIndexByte(head, '\n'); i > 0 {
			head, next, nextLine = s[:i], s[i+1:], true
		} else if i := strings.LastIndexByte(head, ' '); i > 0 {
			head, next = s[:i+1], s[i+1:]
		}
		out = append(out, sheet{head, line})
		s, line = next, nextLine
	}
	return append(out, sheet{s, line})
}

// gather puts the values of a submitted view together, sheets and all, in the order of the view's blocks.
func gather(order []string, values map[string]string) map[string]string {
	out := map[string]string{}
	for _, id := range order {
		value, ok := values[id]
		if !ok {
			continue
		}
		name, rest, isSheet := strings.Cut(id, sheetMark)
		before, begun := out[name]
		switch {
		case !isSheet || !begun:
			out[name] = value
		case value == "":
		case strings.HasSuffix(rest, sheetJoined):
			out[name] = before + value
		default:
			out[name] = before + "\n" + value
		}
	}
	return out
}

// errorsFor keys a refusal by the blocks of the view, which is the only place where Slack shows it. What belongs to the form as a whole
// stands under its first input.
func errorsFor(order []string, problems map[string]string) map[string]string {
	out := map[string]string{}
	for name, why := range problems {
		at := ""
		for _, id := range order {
			if base, _, _ := strings.Cut(id, sheetMark); base == name {
				at = id
				break
			}
		}
		if at == "" && len(order) > 0 {
			at = order[0]
		}
		if at == "" {
			continue
		}
		if out[at] != "" {
			why = out[at] + " " + why
		}
		out[at] = cutPlain(why, mostLabel)
	}
	return out
}

// mustJSON writes a value of the adapter's own making.
func mustJSON(v any) []byte {
	data, err := json.Marshal(v)
	if err != nil {
		panic("slack: " + err.Error())
	}
	return data
}
