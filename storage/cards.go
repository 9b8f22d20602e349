package storage

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

var (
	cardColumns = []string{"id", "org", "kind", "n", "part", "workspace", "channel", "post", "link", "wanted", "drawn", "next_at", "face",
		"lost", "attempts", "until", "leads"}
	selectCard = "SELECT " + strings.Join(cardColumns, ", ") + " FROM cards WHERE "
	addCard    = numbered("INSERT INTO cards ("+strings.Join(cardColumns[1:], ", ")+") VALUES (%s)", len(cardColumns)-1)
)

func scanCard(scan func(...any) error) (c assembly.Card, err error) {
	var next, until int64
	err = scan(&c.ID, &c.On.Org, &c.On.Kind, &c.On.N, &c.Part, &c.Workspace, &c.Channel, &c.Post, &c.Link, &c.Wanted, &c.Drawn, &next,
		&c.Face, &c.Lost, &c.Attempts, &until, &c.Leads)
	c.NextAt, c.Until = instant(next), instant(until)
	return c, err
}

// AddCard implements assembly.Cards. A message that is a card already is an error.
func (t *tx) AddCard(c *assembly.Card) error {
	id, err := t.insert(addCard, c.On.Org, c.On.Kind, c.On.N, c.Part, c.Workspace, c.Channel, c.Post, c.Link, c.Wanted, c.Drawn,
		nanos(c.NextAt), c.Face, c.Lost, c.Attempts, nanos(c.Until), c.Leads)
	if err != nil {
		return fmt.Errorf("add a card of %s: %w", c.On, err)
	}
	c.ID = id
	return nil
}

// PutCard implements assembly.Cards. Changes that were noted since the card was read stay wanted: whoever drew it did not see them.
func (t *tx) PutCard(c assembly.Card) error {
	changed, err := t.exec("UPDATE cards SET part = $1, workspace = $2, channel = $3, post = $4, link = $5, drawn = $6, next_at = $7,"+
		" face = $8, lost = $9, attempts = $10, wanted = CASE WHEN wanted > $11 THEN wanted ELSE $11 END, until = $12, leads = $13"+
		" WHERE id = $14",
		c.Part, c.Workspace, c.Channel, c.Post, c.Link, c.Drawn, nanos(c.NextAt), c.Face, c.Lost, c.Attempts, c.Wanted, nanos(c.Until), c.Leads, c.ID)
	if err == nil && changed == 0 {
		err = missing(fmt.Sprintf("card/%d", c.ID))
	}
	if err != nil {
		return fmt.Errorf("put card %d of %s: %w", c.ID, c.On, err)
	}
	return nil
}

// CardAt implements assembly.Cards.
func (t *tx) CardAt(ws governance.WorkspaceID, channel, post string) (assembly.Card, bool, error) {
	if post == "" {
		return assembly.Card{}, false, nil
	}
	return only(collect(t, selectCard+"workspace = $1 AND channel = $2 AND post = $3 AND post <> ''", []any{ws, channel, post}, scanCard))
}

// CardsOf implements assembly.Cards, oldest first.
func (t *tx) CardsOf(on governance.Ref) ([]assembly.Card, error) {
	return collect(t, selectCard+"org = $1 AND kind = $2 AND n = $3 ORDER BY id", []any{on.Org, on.Kind, on.N}, scanCard)
}

// TouchCards implements assembly.Cards.
func (t *tx) TouchCards(on governance.Ref) error {
	_, err := t.exec("UPDATE cards SET wanted = wanted + 1 WHERE org = $1 AND kind = $2 AND n = $3", on.Org, on.Kind, on.N)
	return err
}

// TouchLinks implements assembly.Cards.
func (t *tx) TouchLinks(place governance.Place) error {
	_, err := t.exec("UPDATE cards SET wanted = wanted + 1 WHERE workspace = $1 AND channel = $2 AND leads AND NOT lost", place.Workspace, place.Channel)
	return err
}

// MoveCards implements assembly.Cards.
func (t *tx) MoveCards(from, to governance.Place) error {
	_, err := t.exec("UPDATE cards SET workspace = $1, channel = $2 WHERE workspace = $3 AND channel = $4 AND post <> ''",
		to.Workspace, to.Channel, from.Workspace, from.Channel)
	return err
}

// StaleCards implements assembly.Cards, those that have waited longest first, and what changed before what time alone has changed. Each has
// an index of its own.
func (t *tx) StaleCards(now time.Time, most int, in ...governance.WorkspaceID) ([]assembly.Card, error) {
	within, ids, err := ofWorkspaces("$3", in)
	if err != nil {
		return nil, err
	}
	changed, err := collect(t, selectCard+"wanted > drawn AND NOT lost AND next_at <= $1"+within+" ORDER BY next_at, id LIMIT $2",
		append([]any{nanos(now), most}, ids...), scanCard)
	if err != nil || len(changed) == most {
		return changed, err
	}
	passed, err := collect(t, selectCard+"until > 0 AND NOT lost AND until <= $1 AND next_at <= $1 AND wanted <= drawn"+within+" ORDER BY until, id LIMIT $2",
		append([]any{nanos(now), most - len(changed)}, ids...), scanCard)
	return append(changed, passed...), err
}

// LiveCards implements assembly.Cards, oldest first.
func (t *tx) LiveCards(ws governance.WorkspaceID) ([]assembly.Card, error) {
	var out []assembly.Card
	for kind, s := range t.db.shelves {
		found, err := collect(t, s.liveCards, []any{ws, kind}, scanCard)
		if err != nil {
			return nil, fmt.Errorf("live cards of kind %q: %w", kind, err)
		}
		out = append(out, found...)
	}
	slices.SortFunc(out, func(a, b assembly.Card) int { return cmp.Compare(a.ID, b.ID) })
	return out, nil
}

const selectMark = "SELECT user_id, emoji, at, off FROM marks WHERE card = $1"

func scanMark(scan func(...any) error) (m assembly.Mark, err error) {
	var at int64
	err = scan(&m.User, &m.Emoji, &at, &m.Off)
	m.At = instant(at)
	return m, err
}

// Marks implements assembly.Cards.
func (t *tx) Marks(card int64) ([]assembly.Mark, error) {
	return collect(t, selectMark+" ORDER BY user_id, emoji", []any{card}, scanMark)
}

// MarksOf implements assembly.Cards.
func (t *tx) MarksOf(card int64, user string) ([]assembly.Mark, error) {
	return collect(t, selectMark+" AND user_id = $2 ORDER BY emoji", []any{card, user}, scanMark)
}

// PutMark implements assembly.Cards. A card that does not exist is NotFound.
func (t *tx) PutMark(card int64, m assembly.Mark) error {
	var org governance.OrgID
	found, err := t.one("SELECT org FROM cards WHERE id = $1", []any{card}, &org)
	if err == nil && !found {
		err = missing(fmt.Sprintf("card/%d", card))
	}
	if err != nil {
		return err
	}
	_, err = t.exec(upsert("marks", []string{"card", "user_id", "emoji", "org", "at", "off"}, 3), card, m.User, m.Emoji, org, nanos(m.At), m.Off)
	if err != nil {
		return fmt.Errorf("put a mark on card %d: %w", card, err)
	}
	return nil
}
