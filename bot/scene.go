package bot

import (
	"time"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/consent"
)

// scene is what a message is rendered in: the state as it is, a language, and the workspace it will stand in.
type scene struct {
	s  *assembly.Sitting
	p  text.Printer
	b  *Bot
	ws governance.WorkspaceID
	// subject is what the message is about, and eyes are for whom it is; where either is zero, the message leads to no page of its own.
	subject governance.Ref
	eyes    eyes
	// full tells that nothing is to be left out.
	full bool
	// short tells that something was, and told that the message says so.
	short, told bool
	// leads tells that the message holds a link for those who can read its place.
	leads bool
}

// scene is what a reply to the actor is rendered in.
func (c *Call) scene(s *assembly.Sitting) *scene {
	sc := &scene{s: s, p: c.print, b: c.bot, ws: c.origin.Workspace, eyes: eyes{c.org(), c.actor.Person, c.place()}}
	if c.id.N > 0 {
		sc.subject = c.ref()
	}
	return sc
}

// dress names the people in a reply as its reader's workspace knows them, and writes its fallback.
func (c *Call) dress(m *Message) *Message {
	dress := func(s *assembly.Sitting) error {
		return c.scene(s).dress(m)
	}
	var err error
	if len(m.people()) == 0 && (m.Ref == "" || !m.long()) {
		err = dress(nil) // nobody to look up, as in most answers to a vote
	} else {
		err = c.look(dress)
	}
	if err != nil {
		c.bot.Log.WarnContext(c.ctx, "the people of a reply could not be named", "err", err)
	}
	return m
}

// dress fills in the message's contacts and its fallback.
func (sc *scene) dress(m *Message) error {
	m.Contacts = map[governance.PersonID]Contact{}
	for _, person := range m.people() {
		contact, err := sc.contact(person)
		if err != nil {
			return err
		}
		m.Contacts[person] = contact
	}
	if m.Fallback == "" {
		m.Fallback = m.plain()
	}
	if id, ok := governance.ParseID(m.Ref); ok && m.Whole == "" && m.long() {
		m.Whole = sc.address(governance.Ref{Org: sc.eyes.org, Kind: id.Kind, N: id.N})
	}
	return nil
}

// dressForm fills in the contacts of a form's introduction.
func (sc *scene) dressForm(f *Form) error {
	m := Message{Parts: []Part{Paragraph{f.Intro}}}
	err := sc.dress(&m)
	f.Contacts = m.Contacts
	return err
}

// contact is how a person is called in this workspace.
func (sc *scene) contact(person governance.PersonID) (Contact, error) {
	accounts, err := sc.s.AccountsOf(person)
	if err != nil {
		return Contact{}, err
	}
	for _, a := range accounts {
		if a.Workspace == sc.ws {
			return Contact{User: a.User, Handle: a.Handle, Name: a.Name}, nil
		}
	}
	if len(accounts) > 0 {
		return Contact{Name: accounts[0].Name}, nil
	}
	return Contact{Name: "?"}, nil
}

// texts answers every Text of the message.
func (m *Message) texts() []text.Text {
	out := []text.Text{m.Title}
	for _, part := range m.Parts {
		switch v := part.(type) {
		case Paragraph:
			out = append(out, v.Text)
		case Small:
			out = append(out, v.Text)
		case Heading:
			out = append(out, v.Text)
		case Said:
			out = append(out, v.Text)
		case Written:
			if v.By != 0 {
				out = append(out, text.Mention(v.By))
			}
		case Fields:
			for _, f := range v.Fields {
				out = append(out, f.Value)
			}
		case Progress:
			out = append(out, v.Label)
		}
	}
	return out
}

// people answers everybody whom the message names, each once.
func (m *Message) people() []governance.PersonID {
	var out []governance.PersonID
	seen := map[governance.PersonID]bool{}
	for _, t := range m.texts() {
		for _, piece := range t.Pieces() {
			if piece.Kind == text.Someone && !seen[piece.Person] {
				seen[piece.Person] = true
				out = append(out, piece.Person)
			}
		}
	}
	return out
}

// plain is the message in one line: its id, title, status and first paragraph.
func (m *Message) plain() string {
	name := func(p governance.PersonID) string { return m.Contacts[p].Name }
	line := m.Ref
	add := func(s, between string) {
		if s != "" && line != "" {
			line += between
		}
		line += s
	}
	add(m.Title.Plain(name, plainTime(m.Zone)), " · ")
	add(m.Status, " · ")
	for _, part := range m.Parts {
		if para, ok := part.(Paragraph); ok {
			add(para.Text.Plain(name, plainTime(m.Zone)), ": ")
			break
		}
	}
	return cut(line, 300)
}

func formatTime(t time.Time, zone *time.Location) string { return text.FormatTime(t, zone) }

func proposalZone(p *consent.Proposal) *time.Location {
	return governance.Hours{Zone: p.Zone()}.Location()
}
