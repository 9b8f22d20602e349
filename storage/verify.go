package storage

import (
	"context"
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// Wrong says what is wrong with an entry of the record.
type Wrong string

const (
	// WrongHash: the entry, or one before it, is not as it was appended.
	WrongHash Wrong = "the entry or the one before it was changed"
	// Missing: entries are missing before this one.
	Missing Wrong = "entries are missing before it"
	// OutOfOrder: the entry was put in after one that should follow it.
	OutOfOrder Wrong = "it was put in later than the one after it"
	// WrongText: a text is not the one that was recorded.
	WrongText Wrong = "a text was changed"
	// MissingText: a text was taken away, and not by erasing it.
	MissingText Wrong = "a text is missing"
	// StrayText: a text stands beside an entry that knows nothing of it.
	StrayText Wrong = "a text belongs to no entry"
)

// Fault is one thing wrong with the record.
type Fault struct {
	Org    governance.OrgID
	Circle governance.CircleID
	Seq    int64
	Wrong  Wrong
}

func (f Fault) String() string {
	return fmt.Sprintf("organisation %d, circle %d, entry %d: %s", f.Org, f.Circle, f.Seq, f.Wrong)
}

// Head is the last entry of a circle's chain. Compared with a head that was announced, it shows a chain whose tail was cut or that
// was written anew (T1).
type Head struct {
	Org    governance.OrgID
	Circle governance.CircleID
	Seq    int64
	Hash   string
}

// Verify walks every chain of the record over the bytes as they are stored and answers what is wrong with it, in order (T1). A cut
// tail it cannot see; for that, compare Heads with what was announced. The error is for what could not be read.
func (db *DB) Verify(ctx context.Context) ([]Fault, error) {
	var faults []Fault
	err := db.View(ctx, func(at assembly.Tx) error {
		t := at.(*tx)
		if err := t.walkChains(&faults); err != nil {
			return fmt.Errorf("verify the chains: %w", err)
		}
		if err := t.walkTexts(&faults); err != nil {
			return fmt.Errorf("verify the texts: %w", err)
		}
		return nil
	})
	return faults, err
}

// Heads answers the head of every chain.
func (db *DB) Heads(ctx context.Context) ([]Head, error) {
	var heads []Head
	err := db.View(ctx, func(at assembly.Tx) (err error) {
		heads, err = collect(at.(*tx), "SELECT org, circle, seq, hash FROM record AS r WHERE seq ="+
			" (SELECT max(seq) FROM record AS m WHERE m.org = r.org AND m.circle = r.circle) ORDER BY org, circle", nil,
			func(scan func(...any) error) (h Head, err error) {
				return h, scan(&h.Org, &h.Circle, &h.Seq, &h.Hash)
			})
		return err
	})
	return heads, err
}

// walkChains checks numbers, order, hashes, and that no text is missing.
func (t *tx) walkChains(faults *[]Fault) error {
	var last link
	var lastID int64
	var before string
	const entries = "SELECT id, org, circle, seq, at, by_id, kind, n, event, audience, texts, data, hash," +
		" (SELECT count(*) FROM record_texts AS x WHERE x.org = r.org AND x.circle = r.circle AND x.seq = r.seq)" +
		" FROM record AS r ORDER BY org, circle, seq"
	return t.each(entries, nil, func(scan func(...any) error) error {
		var l link
		var id, beside int64
		var hash string
		if err := scan(&id, &l.org, &l.circle, &l.seq, &l.at, &l.by, &l.kind, &l.n, &l.event, &l.audience, &l.texts, &l.data,
			&hash, &beside); err != nil {
			return err
		}
		if l.org != last.org || l.circle != last.circle {
			last, lastID, before = link{org: l.org, circle: l.circle}, 0, ""
		}
		wrong := func(what Wrong) {
			*faults = append(*faults, Fault{governance.OrgID(l.org), governance.CircleID(l.circle), l.seq, what})
		}
		gap := l.seq != last.seq+1
		if gap {
			wrong(Missing)
		}
		if id <= lastID {
			wrong(OutOfOrder)
		}
		// After a gap the hash before is unknown; the gap itself has been told.
		if !gap && l.hash(before) != hash {
			wrong(WrongHash)
		}
		if beside < l.texts {
			wrong(MissingText)
		}
		last, lastID, before = l, id, hash
		return nil
	})
}

// walkTexts checks each text against its hash and the hash against the chain.
func (t *tx) walkTexts(faults *[]Fault) error {
	const texts = "SELECT x.org, x.circle, x.seq, x.hash, x.salt, x.text, coalesce(r.data, '')" +
		" FROM record_texts AS x LEFT JOIN record AS r ON r.org = x.org AND r.circle = x.circle AND r.seq = x.seq" +
		" ORDER BY x.org, x.circle, x.seq"
	return t.each(texts, nil, func(scan func(...any) error) error {
		var f Fault
		var hash, data string
		var salt, text []byte
		if err := scan(&f.Org, &f.Circle, &f.Seq, &hash, &salt, &text, &data); err != nil {
			return err
		}
		switch {
		case !strings.Contains(data, `"`+hashMark+hash+`"`):
			f.Wrong = StrayText
		case (salt == nil) != (text == nil), salt != nil && textHash(salt, text) != hash:
			f.Wrong = WrongText
		default:
			return nil
		}
		*faults = append(*faults, f)
		return nil
	})
}
