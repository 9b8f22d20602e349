package storage

import (
	"encoding/json"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// Load implements assembly.Aggregates.
func (t *tx) Load(ref governance.Ref, people assembly.People) (governance.Aggregate, error) {
	s, err := t.shelf(ref.Kind)
	if err != nil {
		return nil, err
	}
	var round int
	var data []byte
	switch found, err := t.one(s.load, []any{ref.Org, ref.N}, &round, &data); {
	case err != nil:
		return nil, fmt.Errorf("load %s: %w", ref, err)
	case !found:
		return nil, missing(ref.String())
	}
	a, err := s.practice.Decode(data)
	if err != nil {
		return nil, fmt.Errorf("read %s back: %w", ref, err)
	}
	if a.Ref() != ref {
		return nil, fmt.Errorf("%s of organisation %d is stored as %s of organisation %d", ref, ref.Org, a.Ref(), a.Ref().Org)
	}
	with, ok := a.(governance.WithRows)
	if !ok {
		return a, nil
	}
	if with.Rows().Round() != round {
		return nil, fmt.Errorf("%s was read back in round %d but is in round %d", ref, with.Rows().Round(), round)
	}
	if err := t.fill(s, ref, with.Rows(), people); err != nil {
		return nil, fmt.Errorf("load the rows beside %s: %w", ref, err)
	}
	return a, nil
}

// fill reads the rows of the people asked for.
func (t *tx) fill(s *shelf, ref governance.Ref, rows governance.Rows, people assembly.People) error {
	if s.rows == "" {
		return fmt.Errorf("kind %q is registered without a table for them", ref.Kind)
	}
	found := map[governance.PersonID][]byte{}
	keep := func(scan func(...any) error) error {
		var person governance.PersonID
		var data []byte
		err := scan(&person, &data)
		found[person] = data
		return err
	}
	if people.All() {
		if err := t.each(s.rows, []any{ref.Org, ref.N, rows.Round()}, keep); err != nil {
			return err
		}
		return rows.Fill(nil, found)
	}
	for _, person := range people.IDs() {
		if err := t.each(s.row, []any{ref.Org, ref.N, rows.Round(), person}, keep); err != nil {
			return err
		}
	}
	return rows.Fill(people.IDs(), found)
}

// Save implements assembly.Aggregates.
func (t *tx) Save(a governance.Aggregate) error {
	ref := a.Ref()
	s, err := t.shelf(ref.Kind)
	if err != nil {
		return err
	}
	data, err := encode(a)
	if err != nil {
		return fmt.Errorf("encode %s: %w", ref, err)
	}
	var rows governance.Rows
	round := 0
	if with, ok := a.(governance.WithRows); ok {
		rows = with.Rows()
		round = rows.Round()
	}
	i := a.Index()
	if _, err := t.exec(s.save, ref.Org, ref.N, i.Circle, i.Status, i.Live, i.Owner, nullable(i.Due), round,
		i.Title, i.Words, fold(i.Title+"\n"+i.Words), string(data)); err != nil {
		return fmt.Errorf("save %s: %w", ref, err)
	}
	if rows != nil {
		if err := t.saveRows(s, ref, rows); err != nil {
			return fmt.Errorf("save the rows beside %s: %w", ref, err)
		}
	}
	if err := t.setAlarm(ref, a.NextWake()); err != nil {
		return fmt.Errorf("set the alarm of %s: %w", ref, err)
	}
	return nil
}

// encode writes an aggregate as JSON. What writes itself is taken at its word: json.Marshal would read all of it again to make sure.
func encode(a governance.Aggregate) ([]byte, error) {
	if own, ok := a.(json.Marshaler); ok {
		return own.MarshalJSON()
	}
	return json.Marshal(a)
}

func (t *tx) saveRows(s *shelf, ref governance.Ref, rows governance.Rows) error {
	changed, err := rows.Changed()
	if err != nil || len(changed) == 0 {
		return err
	}
	if s.putRow == "" {
		return fmt.Errorf("kind %q is registered without a table for them", ref.Kind)
	}
	for person, row := range changed {
		if _, err := t.exec(s.putRow, ref.Org, ref.N, rows.Round(), person, row.Live, string(row.Data)); err != nil {
			return fmt.Errorf("person %d: %w", person, err)
		}
	}
	return nil
}

// Next implements assembly.Aggregates.
func (t *tx) Next(org governance.OrgID, kind governance.Kind) (int64, error) {
	if err := t.ready(true); err != nil {
		return 0, err
	}
	var n int64
	_, err := t.one("INSERT INTO counters (org, kind, n) VALUES ($1, $2, 1)"+
		" ON CONFLICT (org, kind) DO UPDATE SET n = counters.n + 1 RETURNING n", []any{org, kind}, &n)
	if err != nil {
		return 0, fmt.Errorf("count up %q: %w", kind, err)
	}
	return n, nil
}

// setAlarm keeps the one alarm of an aggregate.
func (t *tx) setAlarm(ref governance.Ref, at time.Time) (err error) {
	if at.IsZero() {
		_, err = t.exec("DELETE FROM agenda WHERE org = $1 AND kind = $2 AND n = $3", ref.Org, ref.Kind, ref.N)
		return err
	}
	_, err = t.exec("INSERT INTO agenda (org, kind, n, wake_at) VALUES ($1, $2, $3, $4)"+
		" ON CONFLICT (org, kind, n) DO UPDATE SET wake_at = excluded.wake_at WHERE agenda.wake_at <> excluded.wake_at",
		ref.Org, ref.Kind, ref.N, nanos(at))
	return err
}

// Due implements assembly.Aggregates.
func (t *tx) Due(now time.Time, most int) ([]governance.Ref, error) {
	return collect(t, "SELECT org, kind, n FROM agenda WHERE wake_at <= $1 ORDER BY wake_at, org, kind, n LIMIT $2",
		[]any{nanos(now), most}, func(scan func(...any) error) (ref governance.Ref, err error) {
			return ref, scan(&ref.Org, &ref.Kind, &ref.N)
		})
}

// NextDue implements assembly.Aggregates.
func (t *tx) NextDue() (time.Time, error) {
	var at int64
	_, err := t.one("SELECT wake_at FROM agenda ORDER BY wake_at LIMIT 1", nil, &at)
	return instant(at), err
}

// LiveRows implements assembly.Aggregates. A kind without rows has none.
func (t *tx) LiveRows(org governance.OrgID, kind governance.Kind, person governance.PersonID) ([]governance.Ref, error) {
	s, err := t.shelf(kind)
	if err != nil || s.liveRows == "" {
		return nil, err
	}
	return collect(t, s.liveRows, []any{org, person}, func(scan func(...any) error) (governance.Ref, error) {
		ref := governance.Ref{Org: org, Kind: kind}
		return ref, scan(&ref.N)
	})
}
