package bottest

import (
	"context"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
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
				w.T.Errorf("nobody is called %s (%v)", name, err) // and not Fatalf: this may be another goroutine
			}
			return a.Person
		})
	}))
}
