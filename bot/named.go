package bot

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// mention finds the people named in a text: @ben.
var mention = regexp.MustCompile(`@([\p{L}\p{N}._-]+)`)

// escaped is somebody as Slack writes them into what was typed: <@U024BE7LH|ben>, or without the name.
var escaped = regexp.MustCompile(`<@(\w+)(?:\|([^<>]*))?>`)

// Grouper is a Platform with groups of people that have a handle of their own, as Slack's user groups have.
type Grouper interface {
	// GroupNamed answers who is in the group with that handle, and whether there is one.
	GroupNamed(ctx context.Context, handle string) ([]UserInfo, bool, error)
}

// plainly writes everybody whom the words name by an id as people read them, @ben, and remembers who was meant: the words may become a
// title, and the handle may be another's as well.
func (c *Call) plainly(words string) string {
	return escaped.ReplaceAllStringFunc(words, func(m string) string {
		user, handle := escaped.FindStringSubmatch(m)[1], oneWord(escaped.FindStringSubmatch(m)[2])
		if handle == "" {
			handle = oneWord(c.handleOf(user))
		}
		if other, taken := c.named[strings.ToLower(handle)]; handle == "" || taken && other != user {
			handle = user
		}
		if c.named == nil {
			c.named = map[string]string{}
		}
		c.named[strings.ToLower(handle)] = user
		return "@" + handle
	})
}

// handleOf is how a user is called, as far as that is known or the platform says so.
func (c *Call) handleOf(user string) string {
	handle := ""
	_ = c.look(func(s *assembly.Sitting) error {
		a, _, err := s.Account(c.origin.Workspace, user)
		handle = a.Handle
		return err
	})
	if p, _ := c.platform(); handle == "" && p != nil {
		info, _ := p.User(c.ctx, user) // Who is not to be found is called by the id, and refused where a person is wanted.
		handle = info.Handle
	}
	return handle
}

// oneWord makes a name fit to stand after an @: what cannot stand there becomes a dot.
func oneWord(name string) string {
	name = strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsNumber(r) || r == '_' || r == '-' {
			return r
		}
		return '.'
	}, name)
	return strings.Trim(name, "._-")
}

// person reads one person out of the words. It answers Invalid when nobody, somebody unknown, or a group is named.
func (c *Call) person(words string) (governance.PersonID, error) {
	words = strings.TrimSpace(words)
	m := mention.FindStringSubmatch(words)
	if m == nil || strings.TrimSpace(strings.Replace(words, m[0], "", 1)) != "" {
		return 0, governance.Refuse(governance.Invalid, "person_missing", "text", words)
	}
	all, err := c.peopleNamed(m[1])
	if err == nil && len(all) != 1 {
		err = governance.Refuse(governance.Invalid, "person_is_many", "text", m[1])
	}
	if err != nil {
		return 0, err
	}
	return all[0], nil
}

// between is what may stand between people: "@ana, @ben and @cy".
var between = regexp.MustCompile(`(?i)[\s,&+]|\band\b`)

// persons reads one or more people out of the words, each once, and nothing but people. A group stands for those who are in it.
func (c *Call) persons(words string) ([]governance.PersonID, error) {
	if rest := between.ReplaceAllString(mention.ReplaceAllString(words, " "), ""); rest != "" || !mention.MatchString(words) {
		return nil, governance.Refuse(governance.Invalid, "person_missing", "text", words)
	}
	var out []governance.PersonID
	for _, m := range mention.FindAllStringSubmatch(words, -1) {
		all, err := c.peopleNamed(m[1])
		if err != nil {
			return nil, err
		}
		for _, person := range all {
			if !slices.Contains(out, person) {
				out = append(out, person)
			}
		}
	}
	return out, nil
}

// peopleNamed answers whom a handle names: one person, or those of a group.
func (c *Call) peopleNamed(handle string) ([]governance.PersonID, error) {
	handle = strings.TrimRight(handle, "._-")
	switch strings.ToLower(handle) {
	case "me":
		return []governance.PersonID{c.actor.Person}, nil
	case "channel", "here", "all", "everyone":
		return nil, governance.Refuse(governance.Invalid, "person_is_many", "text", handle)
	}
	user, err := c.userNamed(handle)
	unread := isTooMuch(err)
	if err != nil && !unread {
		return nil, err
	}
	p, ws := c.platform()
	if user != "" {
		person, err := c.bot.personOf(c.ctx, p, ws, user)
		if FaultOf(err).Class == NoSuch {
			err = governance.Refuse(governance.Invalid, "person_unknown", "name", handle)
		}
		return []governance.PersonID{person}, err
	}
	users, err := groupNamed(c.ctx, p, handle)
	if refusal := governance.AsError(err); unread && refusal != nil && refusal.Kind == governance.Invalid {
		err = governance.Refuse(governance.Conflict, "person_unread", "name", handle)
	}
	if err != nil {
		return nil, err
	}
	var out []governance.PersonID
	for _, u := range users {
		person, err := c.bot.personOf(c.ctx, p, ws, u.ID)
		if err != nil {
			return nil, err
		}
		out = append(out, person)
	}
	return out, nil
}

// isTooMuch tells whether a platform could not answer because it would have to be asked for too much at once.
func isTooMuch(err error) bool {
	class := FaultOf(err).Class
	return class == TooMany || class == Limited
}

// userNamed answers the id of the user with that handle, empty when there is none.
func (c *Call) userNamed(handle string) (string, error) {
	if user := c.named[strings.ToLower(handle)]; user != "" {
		return user, nil
	}
	user := ""
	err := c.look(func(s *assembly.Sitting) error {
		a, ok, err := s.AccountNamed(c.origin.Workspace, handle)
		if ok {
			user = a.User
		}
		return err
	})
	if err != nil || user != "" {
		return user, err
	}
	p, _ := c.platform()
	info, err := p.UserNamed(c.ctx, handle)
	if err != nil && FaultOf(err).Class != NoSuch {
		return "", fmt.Errorf("find @%s: %w", handle, err)
	}
	return info.ID, nil
}

// groupNamed answers who is in a group, bots and those who are gone left out. It answers Invalid when there is no such group, or nobody
// in it.
func groupNamed(ctx context.Context, p Platform, handle string) ([]UserInfo, error) {
	grouper, ok := p.(Grouper)
	if !ok {
		return nil, governance.Refuse(governance.Invalid, "person_unknown", "name", handle)
	}
	users, ok, err := grouper.GroupNamed(ctx, handle)
	if isTooMuch(err) {
		return nil, governance.Refuse(governance.Conflict, "people_unread")
	}
	if err != nil {
		return nil, fmt.Errorf("find the group @%s: %w", handle, err)
	}
	users = slices.DeleteFunc(users, func(u UserInfo) bool { return u.Bot || u.Gone })
	if !ok || len(users) == 0 {
		return nil, governance.Refuse(governance.Invalid, "person_unknown", "name", handle)
	}
	return users, nil
}
