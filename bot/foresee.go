package bot

// What opens a form is seen beforehand, so that a platform which has to open one within seconds can open an empty one while it is still
// being asked what belongs into it.

// SlashAsks tells, from what was typed alone, whether a slash command opens a form. One that would open it may still be refused, or ask for
// something that nobody could see beforehand, as a commitment whose date is missing does.
func (b *Bot) SlashAsks(in Slash) bool {
	command, _, rest, err := b.table.Find(in.Command, in.Text)
	if err != nil || !command.Asks {
		return false
	}
	t, err := parseTyped(rest, command.Options, command.Flags, command.Many...)
	return err == nil && t.Words == "" && t.More == ""
}

// PressAsks tells the same of a button.
func (b *Bot) PressAsks(in Press) bool {
	command, ok := b.table.pressed(in.Verb, in.Target)
	return ok && command.Asks && in.Choice == ""
}

// asks marks a command that opens a form when nothing is said after it.
func asks(c Command) Command {
	c.Asks = true
	return c
}
