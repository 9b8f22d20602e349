package storage

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/governance"
)

// hashMark begins what stands in the chain in place of a text.
const hashMark = "sha256:"

// kept is a text as it stands beside the chain.
type kept struct {
	hash       string
	salt, text []byte
}

// Append implements assembly.Record (T1).
func (t *tx) Append(e *governance.Entry) error {
	name := e.Event.EventName()
	if !t.db.events[name] {
		return fmt.Errorf("event %q is not registered, so it could not be read back", name)
	}
	if e.On.Org != e.Org {
		return fmt.Errorf("event %q of organisation %d is about %s of organisation %d", name, e.Org, e.On, e.On.Org)
	}
	data, texts, err := encodeEvent(e.Event)
	if err != nil {
		return fmt.Errorf("encode event %q: %w", name, err)
	}
	audience, err := json.Marshal(e.Audience)
	if err != nil {
		return fmt.Errorf("encode the audience of event %q: %w", name, err)
	}
	last, before, err := t.Head(e.Org, e.Circle)
	if err != nil {
		return err
	}
	l := link{org: int64(e.Org), circle: int64(e.Circle), seq: last + 1, at: nanos(e.At), by: int64(e.By), kind: string(e.On.Kind),
		n: e.On.N, event: name, audience: string(audience), texts: int64(len(texts)), data: string(data)}
	if _, err := t.exec("INSERT INTO record (org, circle, seq, at, by_id, kind, n, event, audience, texts, data, hash)"+
		" VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)",
		l.org, l.circle, l.seq, l.at, l.by, l.kind, l.n, l.event, l.audience, l.texts, l.data, l.hash(before)); err != nil {
		return fmt.Errorf("append to the chain of circle %d: %w", e.Circle, err)
	}
	for _, k := range texts {
		if _, err := t.exec("INSERT INTO record_texts (org, circle, seq, hash, salt, text) VALUES ($1, $2, $3, $4, $5, $6)",
			l.org, l.circle, l.seq, k.hash, k.salt, string(k.text)); err != nil {
			return fmt.Errorf("keep the texts of event %q: %w", name, err)
		}
	}
	e.Seq = l.seq
	return nil
}

// encodeEvent answers the event's JSON with a salted hash in the place of each of its texts, and the texts. The event is the same
// afterwards as before.
func encodeEvent(event governance.Event) (data []byte, texts []kept, err error) {
	worded, ok := event.(governance.Worded)
	if !ok {
		data, err = json.Marshal(event)
		return data, nil, err
	}
	for _, field := range worded.Texts() {
		if *field == "" {
			continue
		}
		k := kept{salt: make([]byte, 16), text: []byte(*field)}
		rand.Read(k.salt) // never fails
		k.hash = textHash(k.salt, k.text)
		texts = append(texts, k)
		defer func() { *field = string(k.text) }()
		*field = hashMark + k.hash
	}
	data, err = json.Marshal(event)
	return data, texts, err
}

func textHash(salt, text []byte) string {
	h := sha256.New()
	h.Write(salt)
	h.Write(text)
	return hex.EncodeToString(h.Sum(nil))
}

// Head implements assembly.Record. The chain of a circle with no entries has number 0 and no hash.
func (t *tx) Head(org governance.OrgID, circle governance.CircleID) (seq int64, hash string, err error) {
	_, err = t.one("SELECT seq, hash FROM record WHERE org = $1 AND circle = $2 ORDER BY seq DESC LIMIT 1",
		[]any{org, circle}, &seq, &hash)
	if err != nil {
		return 0, "", fmt.Errorf("head of the chain of circle %d: %w", circle, err)
	}
	return seq, hash, nil
}

// stored is an entry as it is read, before its event is.
type stored struct {
	entry          governance.Entry
	at, texts      int64
	name           string
	audience, data []byte
}

const selectEntry = "SELECT org, circle, seq, at, by_id, kind, n, event, audience, texts, data FROM record WHERE "

func scanEntry(scan func(...any) error) (s stored, err error) {
	e := &s.entry
	err = scan(&e.Org, &e.Circle, &e.Seq, &s.at, &e.By, &e.On.Kind, &e.On.N, &s.name, &s.audience, &s.texts, &s.data)
	e.On.Org, e.At = e.Org, instant(s.at)
	return s, err
}

// Entry implements assembly.Record.
func (t *tx) Entry(org governance.OrgID, circle governance.CircleID, seq int64) (*governance.Entry, error) {
	found, err := collect(t, selectEntry+"org = $1 AND circle = $2 AND seq = $3", []any{org, circle, seq}, scanEntry)
	if err != nil {
		return nil, fmt.Errorf("entry %d of circle %d: %w", seq, circle, err)
	}
	if len(found) == 0 {
		return nil, missing(fmt.Sprintf("%d/%d", circle, seq))
	}
	e, err := t.open(found[0])
	return &e, err
}

// History implements assembly.Record.
func (t *tx) History(on governance.Ref) ([]governance.Entry, error) {
	found, err := collect(t, selectEntry+"org = $1 AND kind = $2 AND n = $3 ORDER BY id", []any{on.Org, on.Kind, on.N}, scanEntry)
	if err != nil {
		return nil, fmt.Errorf("history of %s: %w", on, err)
	}
	out := make([]governance.Entry, 0, len(found))
	for _, s := range found {
		e, err := t.open(s)
		if err != nil {
			return nil, err
		}
		out = append(out, e)
	}
	return out, nil
}

// open reads a stored entry's event and fills its texts back in.
func (t *tx) open(s stored) (governance.Entry, error) {
	e := s.entry
	fail := func(err error) (governance.Entry, error) {
		return governance.Entry{}, fmt.Errorf("read entry %d of circle %d back: %w", e.Seq, e.Circle, err)
	}
	var err error
	if e.Event, err = t.db.register.DecodeEvent(s.name, s.data); err != nil {
		return fail(err)
	}
	if err = json.Unmarshal(s.audience, &e.Audience); err != nil {
		return fail(err)
	}
	worded, ok := e.Event.(governance.Worded)
	if !ok || s.texts == 0 {
		return e, nil
	}
	texts := map[string]string{}
	err = t.each("SELECT hash, coalesce(text, '') FROM record_texts WHERE org = $1 AND circle = $2 AND seq = $3",
		[]any{e.Org, e.Circle, e.Seq}, func(scan func(...any) error) error {
			var hash, text string
			err := scan(&hash, &text)
			texts[hash] = text
			return err
		})
	if err != nil {
		return fail(err)
	}
	for _, field := range worded.Texts() {
		if hash, ok := strings.CutPrefix(*field, hashMark); ok {
			*field = texts[hash] // empty for one that was erased
		}
	}
	return e, nil
}
