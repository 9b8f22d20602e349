package blockkit

import (
	"slices"
	"strconv"
	"strings"
	"time"
)

// The elements that may stand in each block, as documented.
func selectKinds() []string {
	return []string{
		"static_select", "external_select", "users_select", "conversations_select", "channels_select",
		"multi_static_select", "multi_external_select", "multi_users_select", "multi_conversations_select",
		"multi_channels_select",
	}
}

func actionKinds() []string {
	return append(selectKinds(), "button", "checkboxes", "datepicker", "datetimepicker", "overflow",
		"radio_buttons", "timepicker", "workflow_button")
}

func accessoryKinds() []string {
	return append(selectKinds(), "button", "checkboxes", "datepicker", "image", "overflow",
		"radio_buttons", "timepicker", "workflow_button")
}

func inputKinds() []string {
	return append(selectKinds(), "checkboxes", "datepicker", "datetimepicker", "email_text_input",
		"file_input", "number_input", "plain_text_input", "radio_buttons", "rich_text_input",
		"timepicker", "url_text_input")
}

// element checks an element whose type is one of kinds.
func (n node) element(kinds []string) {
	if !n.need("type") {
		return
	}
	if !slices.Contains(kinds, n.kind()) {
		n.c.add(n.path, "unsupported type: %s", n.kind())
		return
	}
	n.str("action_id", 1, 255)
	if n.m["focus_on_load"] == true {
		if n.c.focused++; n.c.focused > 1 {
			n.c.add(n.path, "only one element can set focus_on_load")
		}
	}
	n.flag("focus_on_load")
	n.confirm()
	n.elementBody()
}

func (n node) elementBody() {
	switch kind := n.kind(); kind {
	case "button":
		n.button()
	case "workflow_button":
		n.workflowButton()
	case "image":
		n.image()
	case "overflow":
		n.need("options")
		n.options("options", 1, 5, false, true)
		n.only("action_id", "options", "confirm")
	case "checkboxes":
		n.choices("initial_options", true)
	case "radio_buttons":
		n.choices("initial_option", false)
	case "datepicker", "timepicker", "datetimepicker":
		n.picker()
	case "plain_text_input", "email_text_input", "url_text_input", "number_input", "rich_text_input":
		n.typed()
	case "file_input":
		n.strings("filetypes", 0, 100)
		n.number("max_files", 1, 10)
		n.only("action_id", "filetypes", "max_files")
	case "feedback_buttons", "icon_button":
		n.contextAction()
	case plain, mrkdwn:
		n.textObject(3000, plain, mrkdwn)
	case "url":
		n.needStr("url", 1, 3000)
		n.needStr("text", 1, 3000)
		n.only("url", "text")
	default:
		n.selects(kind)
	}
}

func (n node) button() {
	n.needText("text", 75, plain)
	n.str("url", 0, 3000)
	n.str("value", 0, 2000)
	n.oneOf("style", "primary", "danger")
	n.str("accessibility_label", 0, 75)
	n.only("text", "action_id", "url", "value", "style", "confirm", "accessibility_label")
}

func (n node) workflowButton() {
	n.needText("text", 75, plain)
	n.need("workflow")
	n.object("workflow", func(w node) { w.workflow() })
	n.oneOf("style", "primary", "danger")
	n.str("accessibility_label", 0, 75)
	n.only("text", "workflow", "action_id", "style", "accessibility_label")
}

func (n node) image() {
	n.needStr("alt_text", 1, 2000)
	n.exactlyOne("image_url", "slack_file")
	n.str("image_url", 1, 3000)
	n.object("slack_file", func(f node) { f.slackFile() })
	n.only("image_url", "slack_file", "alt_text")
}

func (n node) choices(initial string, many bool) {
	n.need("options")
	n.options("options", 1, 10, true, false)
	if many {
		n.options(initial, 1, 10, true, false)
	} else {
		n.object(initial, func(o node) { o.option(true, false) })
	}
	n.only("action_id", "options", initial, "confirm", "focus_on_load")
}

func (n node) picker() {
	n.text("placeholder", 150, plain)
	switch n.kind() {
	case "datepicker":
		if day := n.str("initial_date", 0, 20); day != "" {
			n.shaped("initial_date", time.DateOnly, day)
		}
		n.only("action_id", "initial_date", "confirm", "focus_on_load", "placeholder")
	case "timepicker":
		if hour := n.str("initial_time", 0, 20); hour != "" {
			n.shaped("initial_time", "15:04", hour)
		}
		n.str("timezone", 1, 100)
		n.only("action_id", "initial_time", "confirm", "focus_on_load", "placeholder", "timezone")
	default:
		n.number("initial_date_time", 1e9, 9999999999)
		n.only("action_id", "initial_date_time", "confirm", "focus_on_load")
	}
}

func (n node) shaped(key, layout, value string) {
	if _, err := time.Parse(layout, value); err != nil {
		n.c.add(n.at(key), "must have the format %s", layout)
	}
}

func (n node) typed() {
	n.text("placeholder", 150, plain)
	n.object("dispatch_action_config", func(d node) { d.dispatchConfig() })
	common := []string{"action_id", "initial_value", "dispatch_action_config", "focus_on_load", "placeholder"}
	switch n.kind() {
	case "plain_text_input":
		n.plainInput()
		common = append(common, "multiline", "min_length", "max_length")
	case "number_input":
		n.need("is_decimal_allowed")
		n.flag("is_decimal_allowed")
		n.str("initial_value", 0, 100)
		n.numberRange()
		common = append(common, "is_decimal_allowed", "min_value", "max_value")
	case "rich_text_input":
		n.object("initial_value", func(node) {})
	default:
		n.str("initial_value", 0, 3000)
	}
	n.only(common...)
}

func (n node) plainInput() {
	n.flag("multiline")
	least, hasLeast := n.number("min_length", 0, 3000)
	most, hasMost := n.number("max_length", 1, 3000)
	if hasLeast && hasMost && least > most {
		n.c.add(n.path, "min_length must not exceed max_length")
	}
	limit := 3000
	if hasMost {
		limit = int(most)
	}
	n.str("initial_value", 0, limit)
}

func (n node) numberRange() {
	bound := func(key string) (float64, bool) {
		s := strings.TrimSpace(n.str(key, 0, 100))
		if s == "" {
			return 0, false
		}
		f, err := strconv.ParseFloat(s, 64)
		if err != nil {
			n.c.add(n.at(key), "must be a number in a string")
		}
		return f, err == nil
	}
	least, hasLeast := bound("min_value")
	most, hasMost := bound("max_value")
	if hasLeast && hasMost && least > most {
		n.c.add(n.path, "min_value must not exceed max_value")
	}
}

func (n node) selects(kind string) {
	n.text("placeholder", 150, plain)
	many := strings.HasPrefix(kind, "multi_")
	allowed := []string{"action_id", "confirm", "focus_on_load", "placeholder"}
	if many {
		n.number("max_selected_items", 1, 1000)
		allowed = append(allowed, "max_selected_items")
	}
	switch strings.TrimPrefix(kind, "multi_") {
	case "static_select":
		n.exactlyOne("options", "option_groups")
		n.options("options", 1, 100, false, false)
		n.each("option_groups", 1, 100, func(g node) { g.optionGroup() })
		allowed = append(allowed, "options", "option_groups", n.initialOption(many))
	case "external_select":
		n.number("min_query_length", 0, 1000)
		allowed = append(allowed, "min_query_length", n.initialOption(many))
	case "users_select":
		allowed = append(allowed, n.initial(many, "initial_user"))
	case "channels_select":
		n.flag("response_url_enabled")
		allowed = append(allowed, "response_url_enabled", n.initial(many, "initial_channel"))
	case "conversations_select":
		n.flag("default_to_current_conversation", "response_url_enabled")
		n.object("filter", func(f node) { f.conversationFilter() })
		allowed = append(allowed, "default_to_current_conversation", "response_url_enabled", "filter",
			n.initial(many, "initial_conversation"))
	default:
		n.c.add(n.path, "unsupported type: %s", kind)
		return
	}
	n.only(allowed...)
}

func (n node) initial(many bool, key string) string {
	if many {
		n.strings(key+"s", 1, 1000)
		return key + "s"
	}
	n.str(key, 1, 255)
	return key
}

func (n node) initialOption(many bool) string {
	if many {
		n.options("initial_options", 1, 100, false, false)
		return "initial_options"
	}
	n.object("initial_option", func(o node) { o.option(false, false) })
	return "initial_option"
}

func (n node) contextAction() {
	if n.kind() == "icon_button" {
		n.needStr("icon", 1, 255)
		n.needText("text", 75, plain)
		n.str("value", 0, 2000)
		n.str("accessibility_label", 0, 75)
		n.strings("visible_to_user_ids", 0, 10)
		n.only("icon", "text", "action_id", "value", "confirm", "accessibility_label", "visible_to_user_ids")
		return
	}
	for _, key := range []string{"positive_button", "negative_button"} {
		n.need(key)
		n.object(key, func(b node) {
			b.needText("text", 75, plain)
			b.needStr("value", 0, 2000)
			b.str("accessibility_label", 0, 75)
			b.only("text", "value", "accessibility_label")
		})
	}
	n.only("positive_button", "negative_button", "action_id")
}
