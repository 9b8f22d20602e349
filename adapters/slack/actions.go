package slack

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/slack-go/slack"

	"github.com/folkmoot/folkmoot/bot"
)

// menuPrefix marks the action id of a menu, which carries the seal: an option's value has no room for it.
const menuPrefix = "m"

// actions renders buttons and menus. A button carries its seal in its value; its action id begins with the verb, for whoever reads logs.
func (r renderer) actions(all []bot.Action) ([]slack.Block, error) {
	var out []slack.Block
	var row []slack.BlockElement
	for i, a := range all {
		element, err := r.action(i, a)
		if err != nil {
			return nil, err
		}
		if element == nil {
			continue
		}
		if row = append(row, element); len(row) == mostActions {
			out, row = append(out, slack.NewActionBlock("", row...)), nil
		}
	}
	if len(row) > 0 {
		out = append(out, slack.NewActionBlock("", row...))
	}
	return out, nil
}

func (r renderer) action(i int, a bot.Action) (slack.BlockElement, error) {
	sealed, err := r.sealer.Seal("action", sealedAction{a.Verb, a.Target}, time.Time{})
	if err != nil {
		return nil, err
	}
	label := plainText(labelled(a.Label, a.Verb, mostButton), mostButton)
	if a.Options == nil {
		button := slack.NewButtonBlockElement(clip(a.Verb, 200)+"."+strconv.Itoa(i), sealed, label)
		if a.Style == bot.Primary || a.Style == bot.Danger {
			button.Style = slack.Style(a.Style)
		}
		return button, nil
	}
	id := menuPrefix + strconv.Itoa(i) + "." + sealed
	if len(id) > mostActionID {
		return nil, &bot.Fault{Class: bot.Unfit, Code: "action_id_too_long", Err: fmt.Errorf("menu %s", a.Verb)}
	}
	menu := &slack.SelectBlockElement{Type: slack.OptTypeStatic, ActionID: id, Placeholder: plainText(labelled(a.Label, a.Verb, mostChoice), mostChoice)}
	fill(menu, a.Options, "")
	if menu.Options == nil && menu.OptionGroups == nil {
		return nil, nil
	}
	return menu, nil
}

// fill puts options into a menu: a hundred as they are, more than that in groups of a hundred. One whose value Slack would not carry
// back is left out. Chosen is the value that stands there from the start.
func fill(menu *slack.SelectBlockElement, options []bot.Option, chosen string) {
	var all []*slack.OptionBlockObject
	for _, o := range options {
		if o.Value == "" || width(o.Value) > mostChoice {
			continue
		}
		option := slack.NewOptionBlockObject(o.Value, plainText(labelled(o.Label, o.Value, mostOption), mostOption), nil)
		if all = append(all, option); o.Value == chosen {
			menu.InitialOption = option
		}
	}
	if len(all) <= mostOptions {
		menu.Options = all
		return
	}
	for from := 0; from < len(all) && len(menu.OptionGroups) < mostOptions; from += mostOptions {
		to := min(from+mostOptions, len(all))
		label := plainText(fmt.Sprintf("%d–%d", from+1, to), mostOption)
		menu.OptionGroups = append(menu.OptionGroups, slack.NewOptionGroupBlockElement(label, all[from:to]...))
	}
}

// labelled is a label that Slack accepts: one line, not empty, not too long.
func labelled(label, instead string, most int) string {
	for _, s := range []string{label, instead} {
		if s = oneLine(s); s != "" {
			return cutPlain(s, most)
		}
	}
	return "…"
}

// openAction reads back what a pressed element carries. It reports false for what was not sealed here.
func (r renderer) openAction(actionID, value string, now time.Time) (sealedAction, bool) {
	if strings.HasPrefix(actionID, menuPrefix) && value == "" {
		_, value, _ = strings.Cut(actionID, ".")
	}
	var a sealedAction
	if err := r.sealer.Open("action", value, now, &a); err != nil {
		return sealedAction{}, false
	}
	return a, true
}
