package blockkit

import (
	"slices"
	"unicode/utf8"
)

// block checks one layout block on the checker's surface.
func (c *checker) block(n node) {
	if !n.need("type") {
		return
	}
	if id := n.str("block_id", 0, 255); id != "" {
		if c.ids[id] && !c.repeats {
			c.add(n.at("block_id"), "block_id %q already exists", id)
		}
		c.ids[id] = true
	}
	if !c.surfaceAllows(n.kind()) {
		c.add(n.path, "unsupported type on this surface: %s", n.kind())
		return
	}
	switch n.kind() {
	case "section":
		n.section()
	case "actions":
		n.actions()
	case "context":
		n.need("elements")
		n.each("elements", 1, 10, func(e node) { e.element([]string{"image", plain, mrkdwn}) })
		n.only("block_id", "elements")
	case "divider":
		n.only("block_id")
	case "header":
		n.needText("text", 150, plain)
		n.number("level", 1, 4)
		n.only("block_id", "text", "level")
	case "image":
		n.imageBlock()
	case "input":
		n.input()
	case "markdown":
		n.markdown()
	case "file":
		n.needStr("external_id", 1, 255)
		n.need("source")
		n.oneOf("source", "remote")
		n.only("block_id", "external_id", "source")
	case "rich_text":
		n.richBlock()
	default:
		n.rarerBlock()
	}
}

// surfaceAllows says whether a type of block may stand on the surface: files,
// markdown and tables belong to messages.
func (c *checker) surfaceAllows(kind string) bool {
	onlyMessages := []string{"file", "markdown", "table", "context_actions", "plan", "task_card"}
	return c.surface == Message || !slices.Contains(onlyMessages, kind)
}

func (n node) section() {
	if !n.has("text") && !n.has("fields") {
		n.c.add(n.path, "missing required field: text or fields")
	}
	n.text("text", 3000, plain, mrkdwn)
	n.each("fields", 1, 10, func(f node) { f.textObject(2000, plain, mrkdwn) })
	n.object("accessory", func(e node) { e.element(accessoryKinds()) })
	n.flag("expand")
	n.only("block_id", "text", "fields", "accessory", "expand")
}

func (n node) actions() {
	n.need("elements")
	seen := map[string]bool{}
	n.each("elements", 1, 25, func(e node) {
		e.element(actionKinds())
		id, _ := e.m["action_id"].(string)
		if id != "" && seen[id] {
			n.c.add(e.at("action_id"), "action_id %q already exists in this block", id)
		}
		seen[id] = true
	})
	n.only("block_id", "elements")
}

func (n node) imageBlock() {
	n.needStr("alt_text", 1, 2000)
	n.exactlyOne("image_url", "slack_file")
	n.str("image_url", 1, 3000)
	n.object("slack_file", func(f node) { f.slackFile() })
	n.text("title", 2000, plain)
	n.only("block_id", "alt_text", "image_url", "slack_file", "title")
}

func (n node) input() {
	n.c.inputs++
	n.needText("label", 2000, plain)
	n.text("hint", 2000, plain)
	n.flag("optional", "dispatch_action")
	if n.need("element") {
		n.object("element", func(e node) { e.element(inputKinds()) })
	}
	n.only("block_id", "label", "hint", "element", "optional", "dispatch_action")
}

func (n node) markdown() {
	text := n.needStr("text", 1, 12000)
	// The limit holds for all markdown blocks of a payload together.
	before := n.c.markdown
	n.c.markdown += utf8.RuneCountInString(text)
	if before > 0 && before <= 12000 && n.c.markdown > 12000 {
		n.c.add(n.at("text"), "markdown blocks must be less than 12001 characters together")
	}
	n.only("block_id", "text")
}
