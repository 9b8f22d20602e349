package fakeslack

import (
	"slices"
	"time"
)

// viewOpen serves views.open.
func (c *call) viewOpen() result {
	t, res := c.exchange()
	if res != nil {
		return res
	}
	v, res := c.makeView(t.user, "modal", nil)
	if res != nil {
		return res
	}
	t.user.views = append(t.user.views, v)
	return done("view", v.json())
}

// viewPush serves views.push: at most three views stand on each other.
func (c *call) viewPush() result {
	t, res := c.exchange()
	if res != nil {
		return res
	}
	if t.view == nil || !slices.Contains(t.user.views, t.view) {
		return c.blame("not_found", "views.push needs the trigger of a modal that is open")
	}
	if len(t.user.views) >= 3 {
		return c.blame("push_limit_reached", "three views are open already")
	}
	v, res := c.makeView(t.user, "modal", nil)
	if res != nil {
		return res
	}
	v.stackOn(t.user)
	return done("view", v.json())
}

// stackOn puts the view on top of the person's stack.
func (v *view) stackOn(u *User) {
	if top := len(u.views); top > 0 {
		v.previous, v.root = u.views[top-1], u.views[0].root
	}
	u.views = append(u.views, v)
}

// exchange uses a trigger up.
func (c *call) exchange() (*trigger, result) {
	id := c.args["trigger_id"]
	if id == "" {
		id = c.args["interactivity_pointer"]
	}
	t := c.s.triggers[id]
	switch {
	case id == "":
		return nil, c.blameAll("invalid_arguments", []string{"[ERROR] missing required field: trigger_id"})
	case t == nil || t.app != c.grant.app:
		return nil, c.blame("invalid_trigger_id", "%q was never given out", id)
	case t.used:
		return nil, c.blame("exchanged_trigger_id", "the trigger was used before")
	case t.late || c.s.Now().Sub(t.at) > 3*time.Second:
		return nil, c.blame("expired_trigger_id", "the trigger is older than 3 s")
	}
	t.used = true
	return t, nil
}

func (c *call) makeView(u *User, want string, former *view) (*view, result) {
	v, messages, code := c.s.newView(c.grant.app, u, c.args["view"], want, former)
	switch {
	case messages != nil:
		return nil, c.blameAll(code, messages)
	case code != "":
		return nil, c.blame(code, "the view was refused")
	}
	c.s.notePings(c.name, "", result{"blocks": v.fields["blocks"]})
	return v, nil
}

// viewUpdate serves views.update.
func (c *call) viewUpdate() result {
	if c.args["view_id"] == "" && c.args["external_id"] == "" {
		return c.blameAll("invalid_arguments", []string{"[ERROR] missing required field: view_id or external_id"})
	}
	v := c.s.findView(c.grant.app, c.args["view_id"], c.args["external_id"])
	if v == nil {
		return refuse("not_found")
	}
	if hash := c.args["hash"]; hash != "" && hash != v.hash {
		return refuse("hash_conflict")
	}
	return c.refill(v)
}

func (c *call) refill(v *view) result {
	want, _ := v.fields["type"].(string)
	if _, res := c.makeView(v.user, want, v); res != nil {
		return res
	}
	v.fill(c.args["view"])
	v.updates++
	return done("view", v.json())
}

// viewPublish serves views.publish.
func (c *call) viewPublish() result {
	if c.grant.app.cfg.NoHomeTab {
		return c.blame("not_enabled", "the home tab is switched off in the app's settings")
	}
	u := c.s.users[c.args["user_id"]]
	if u == nil || !c.grant.covers(u.team) || u.isBot {
		return refuse("invalid_arguments")
	}
	if v := u.homeView[c.grant.app]; v != nil {
		if hash := c.args["hash"]; hash != "" && hash != v.hash {
			return refuse("hash_conflict")
		}
		return c.refill(v)
	}
	v, res := c.makeView(u, "home", nil)
	if res != nil {
		return res
	}
	u.homeView[c.grant.app] = v
	return done("view", v.json())
}
