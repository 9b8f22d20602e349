package bottest

import (
	"context"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/rotation"
	"github.com/folkmoot/folkmoot/governance/schedule"
)

// Who answers the person behind a name.
type Who func(name string) governance.PersonID

// Behind changes the state of a channel's circle behind the bot's back, for what would take people a long time to say.
func (w *World) Behind(channel string, change func(tx assembly.Tx, in *governance.Circle, who Who) error) {
	w.T.Helper()
	w.must(w.store.Update(context.Background(), func(tx assembly.Tx) error {
		ws, err := tx.WorkspaceByID(w.WS)
		if err != nil {
			return err
		}
		id, err := tx.CircleAt(governance.Place{Workspace: w.WS, Channel: channel})
		if err != nil {
			return err
		}
		circle, err := tx.Load(governance.CircleRef(ws.Org, id), assembly.Everybody)
		if err != nil {
			return err
		}
		return change(tx, circle.(*governance.Circle), func(name string) governance.PersonID {
			a, ok, err := tx.Account(w.WS, "U_"+name)
			if err != nil || !ok {
				w.T.Fatalf("nobody is called %s (%v)", name, err)
			}
			return a.Person
		})
	}))
}

// Rota begins a rotation among people of a channel's circle.
func (w *World) Rota(channel, title, rhythm string, people ...string) {
	w.T.Helper()
	w.Behind(channel, func(tx assembly.Tx, in *governance.Circle, who Who) error {
		cadence, err := schedule.ParseCadence(rhythm, w.Clock, in.Location())
		if err != nil {
			return err
		}
		d := rotation.Draft{Title: title, Cadence: cadence, Place: in.Home}
		for _, p := range people {
			d.Roster = append(d.Roster, who(p))
		}
		n, err := tx.Next(in.Org, rotation.Kind)
		if err != nil {
			return err
		}
		r, _, err := rotation.Create(w.Clock, governance.Ref{Org: in.Org, Kind: rotation.Kind, N: n}, in, who(people[0]), d)
		if err != nil {
			return err
		}
		return tx.Save(r)
	})
}

// Arrange lets something happen to a rotation of a channel's circle.
func (w *World) Arrange(channel string, n int64, do func(r *rotation.Rotation, who Who) ([]governance.Event, error)) {
	w.T.Helper()
	w.Behind(channel, func(tx assembly.Tx, in *governance.Circle, who Who) error {
		a, err := tx.Load(governance.Ref{Org: in.Org, Kind: rotation.Kind, N: n}, assembly.Everybody)
		if err != nil {
			return err
		}
		if _, err := do(a.(*rotation.Rotation), who); err != nil {
			return err
		}
		return tx.Save(a)
	})
}
