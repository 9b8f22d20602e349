package governance_test

import (
	"testing"

	"github.com/folkmoot/folkmoot/governance"
)

// Rows that were not asked for at first are added later; what changed meanwhile stays as it is, and only that is stored.
func TestBesideWidens(t *testing.T) {
	type row struct{ N int }
	stored := map[governance.PersonID][]byte{1: []byte(`{"N":1}`), 2: []byte(`{"N":2}`), 3: []byte(`{"N":3}`)}
	fill := func(people []governance.PersonID) *governance.Beside[row] {
		rows := map[governance.PersonID][]byte{}
		for p, data := range stored {
			if people == nil || p == people[0] {
				rows[p] = data
			}
		}
		b := &governance.Beside[row]{}
		if err := b.Fill(people, rows); err != nil {
			t.Fatal(err)
		}
		return b
	}
	b := fill([]governance.PersonID{1})
	b.Put(1, row{10})
	if b.Lacks([]governance.PersonID{1}) || !b.Lacks([]governance.PersonID{1, 2}) || !b.Lacks(nil) {
		t.Error("it does not know what it lacks")
	}
	if err := b.Widen(fill([]governance.PersonID{2})); err != nil {
		t.Fatal(err)
	}
	if r, ok := b.Get(2); !ok || r.N != 2 || !b.Lacks(nil) {
		t.Errorf("person 2 has %v", r)
	}
	if err := b.Widen(fill(nil)); err != nil {
		t.Fatal(err)
	}
	if r, _ := b.Get(1); r.N != 10 || len(b.All()) != 3 || b.Lacks(nil) {
		t.Errorf("person 1 has %v among %v", r, b.All())
	}
	if changed, err := b.Changed(); err != nil || len(changed) != 1 || string(changed[1].Data) != `{"N":10}` {
		t.Errorf("changed: %v %v", changed, err)
	}
	if err := b.Widen(&governance.Beside[string]{}); err == nil {
		t.Error("rows of another kind were taken")
	}
}
