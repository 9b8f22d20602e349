package blockkit

func (n node) richBlock() {
	n.need("elements")
	n.each("elements", 1, 1000, func(e node) { e.richElement() })
	n.only("block_id", "elements")
}

// richElement checks one of the four containers of a rich_text block.
func (n node) richElement() {
	switch n.kind() {
	case "rich_text_section":
		n.richRuns()
		n.only("elements")
	case "rich_text_preformatted":
		n.richRuns()
		n.number("border", 0, 1000)
		n.str("language", 0, 255)
		n.only("elements", "border", "language")
	case "rich_text_quote":
		n.richRuns()
		n.number("border", 0, 1000)
		n.only("elements", "border")
	case "rich_text_list":
		n.need("elements")
		n.need("style")
		n.oneOf("style", "bullet", "ordered")
		n.number("indent", 0, 1000)
		n.number("offset", 0, 1e9)
		n.number("border", 0, 1000)
		n.each("elements", 1, 1000, func(e node) {
			e.oneOfKind("rich_text_section")
			e.richElement()
		})
		n.only("elements", "style", "indent", "offset", "border")
	default:
		n.c.add(n.path, "unsupported type: %s", n.kind())
	}
}

func (n node) richRuns() {
	n.need("elements")
	n.each("elements", 0, 10000, func(e node) { e.richRun() })
}

// richRun checks an inline element. The surplus fields of runs are not listed
// exhaustively by Slack, so only what is required is held.
func (n node) richRun() {
	required := map[string]string{
		"text": "text", "link": "url", "emoji": "name", "user": "user_id", "channel": "channel_id",
		"usergroup": "usergroup_id", "broadcast": "range", "color": "value", "date": "timestamp", "team": "team_id",
	}
	field, known := required[n.kind()]
	if !known {
		n.c.add(n.path, "unsupported type: %s", n.kind())
		return
	}
	n.need(field)
	if n.kind() == "broadcast" {
		n.oneOf("range", "here", "channel", "everyone")
	}
	n.object("style", func(s node) {
		s.flag("bold", "italic", "strike", "code", "underline", "highlight", "client_highlight", "unlink")
	})
}
