package blockkit

const (
	plain  = "plain_text"
	mrkdwn = "mrkdwn"
)

// text checks an optional text object of at most so many code points; kinds are
// the types it may have.
func (n node) text(key string, most int, kinds ...string) {
	n.object(key, func(t node) { t.textObject(most, kinds...) })
}

func (n node) needText(key string, most int, kinds ...string) {
	if n.need(key) {
		n.text(key, most, kinds...)
	}
}

func (n node) textObject(most int, kinds ...string) {
	n.oneOfKind(kinds...)
	n.needStr("text", 1, most)
	n.flag("emoji", "verbatim")
	switch n.kind() {
	case plain:
		n.only("text", "emoji")
	case mrkdwn:
		// Clients commonly send emoji:false with mrkdwn; only true is an error.
		if n.m["emoji"] == true {
			n.c.add(n.path, "invalid additional property: emoji")
		}
		n.only("text", "verbatim", "emoji")
	}
}

func (n node) oneOfKind(kinds ...string) {
	if !n.need("type") {
		return
	}
	for _, kind := range kinds {
		if n.kind() == kind {
			return
		}
	}
	n.c.add(n.at("type"), "unsupported type: %s", n.kind())
}

// option checks one choice; rich says whether its text may be mrkdwn (radio
// buttons and checkboxes), linked whether it may have a url (overflow menus).
func (n node) option(rich, linked bool) {
	kinds := []string{plain}
	if rich {
		kinds = append(kinds, mrkdwn)
	}
	n.needText("text", 75, kinds...)
	n.needStr("value", 0, 150)
	n.text("description", 75, kinds...)
	if linked {
		n.str("url", 0, 3000)
		n.only("text", "value", "description", "url")
		return
	}
	n.only("text", "value", "description")
}

func (n node) options(key string, least, most int, rich, linked bool) {
	n.each(key, least, most, func(o node) { o.option(rich, linked) })
}

func (n node) optionGroup() {
	n.needText("label", 75, plain)
	n.need("options")
	n.options("options", 1, 100, false, false)
	n.only("label", "options")
}

// confirm checks the optional confirmation dialogue of an element.
func (n node) confirm() {
	n.object("confirm", func(d node) { d.confirmation() })
}

func (n node) confirmation() {
	n.needText("title", 100, plain)
	n.needText("text", 300, plain, mrkdwn)
	n.needText("confirm", 30, plain)
	n.needText("deny", 30, plain)
	n.oneOf("style", "primary", "danger")
	n.only("title", "text", "confirm", "deny", "style")
}

func (n node) conversationFilter() {
	if len(n.m) == 0 {
		n.c.add(n.path, "must have at least one of include, exclude_external_shared_channels, exclude_bot_users")
	}
	for i, item := range n.list("include", 1, 4) {
		switch item {
		case "im", "mpim", "private", "public":
		default:
			n.c.add(n.at("include"), "unsupported conversation type at %d", i)
		}
	}
	n.flag("exclude_external_shared_channels", "exclude_bot_users")
	n.only("include", "exclude_external_shared_channels", "exclude_bot_users")
}

func (n node) dispatchConfig() {
	for i, item := range n.list("trigger_actions_on", 1, 2) {
		if item != "on_enter_pressed" && item != "on_character_entered" {
			n.c.add(n.at("trigger_actions_on"), "unsupported trigger at %d", i)
		}
	}
	n.only("trigger_actions_on")
}

func (n node) workflow() {
	n.need("trigger")
	n.object("trigger", func(t node) { t.trigger() })
	n.only("trigger")
}

func (n node) trigger() {
	n.needStr("url", 1, 3000)
	n.each("customizable_input_parameters", 0, 100, func(p node) { p.inputParameter() })
	n.only("url", "customizable_input_parameters")
}

func (n node) inputParameter() {
	n.needStr("name", 1, 3000)
	n.need("value")
	n.only("name", "value")
}

func (n node) slackFile() {
	n.exactlyOne("id", "url")
	n.str("id", 1, 255)
	n.str("url", 1, 3000)
	n.only("id", "url")
}
