package blockkit

// view checks a whole view; what a home tab may not have is refused there.
func (c *checker) view(n node) {
	n.oneOfKind("modal", "home")
	n.str("callback_id", 0, 255)
	n.str("external_id", 0, 255)
	n.str("private_metadata", 0, 3000)
	if n.kind() == "home" {
		c.surface = Home
		n.only("blocks", "private_metadata", "callback_id", "external_id")
	} else {
		n.needText("title", 24, plain)
		n.text("close", 24, plain)
		n.text("submit", 24, plain)
		n.flag("clear_on_close", "notify_on_close", "submit_disabled")
		n.only("blocks", "private_metadata", "callback_id", "external_id", "title", "close", "submit",
			"clear_on_close", "notify_on_close", "submit_disabled")
	}
	if n.need("blocks") {
		c.blocks("/blocks", n.m["blocks"], 1, 100)
	}
	if c.inputs > 0 && c.surface == Modal && !n.has("submit") {
		c.add(n.path, "missing required field: submit (a modal with input blocks)")
	}
}
