package fakeslack

// Interact delivers an interaction payload of the test's own making, signed like
// every other, and returns the status and body of the answer: what nothing here
// causes, such as a form's state in the hands of somebody else.
func (a *App) Interact(payload map[string]any) (status int, body []byte) {
	out := a.sendInteraction(payload, payload["type"] == "view_submission")
	return out.status, out.body
}
