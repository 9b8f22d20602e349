package storetest

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

func directory(t *testing.T, open Open) {
	t.Run("workspaces", func(t *testing.T) {
		b := newBench(t, open)
		first := governance.Workspace{Platform: "slack", Team: "T1", Name: "One"}
		second := governance.Workspace{Platform: "mattermost", Team: "T1", Name: "Two"}
		b.do(func(tx assembly.Tx) error {
			if err := tx.PutWorkspace(&first); err != nil {
				return err
			}
			if err := tx.PutWorkspace(&second); err != nil {
				return err
			}
			linked := governance.Workspace{Org: first.Org, Platform: "mattermost", Team: "T2"}
			if err := tx.PutWorkspace(&linked); err != nil {
				return err
			}
			if linked.Org != first.Org || linked.ID == first.ID {
				t.Errorf("a linked workspace is %+v beside %+v", linked, first)
			}
			first.Name = "Renamed"
			return tx.PutWorkspace(&first)
		})
		if first.ID == 0 || first.Org == 0 || first.ID == second.ID || first.Org == second.Org {
			t.Errorf("workspaces were numbered %+v and %+v", first, second)
		}
		b.see(func(tx assembly.Tx) error {
			if w, ok, err := tx.Workspace("slack", "T1"); w != first || !ok || err != nil {
				t.Errorf("found %+v %t %v", w, ok, err)
			}
			if w, err := tx.WorkspaceByID(second.ID); w != second || err != nil {
				t.Errorf("found %+v %v", w, err)
			}
			if _, ok, err := tx.Workspace("slack", "T2"); ok || err != nil {
				t.Errorf("a team of another platform is known: %t %v", ok, err)
			}
			_, err := tx.WorkspaceByID(99)
			refused(t, err, governance.NotFound, "no_such")
			all, err := tx.Workspaces()
			if len(all) != 3 {
				t.Errorf("all are %v", all)
			}
			return err
		})
		b.do(func(tx assembly.Tx) error {
			err := tx.PutWorkspace(&governance.Workspace{Platform: "slack", Team: "T1"})
			refused(t, err, governance.Conflict, "workspace_known")
			return nil
		})
	})
	t.Run("accounts", accounts(open))
	t.Run("places", places(open))
}

func accounts(open Open) func(*testing.T) {
	return func(t *testing.T) {
		b := newBench(t, open)
		ws := governance.Workspace{Platform: "slack", Team: "T1"}
		other := governance.Workspace{Platform: "mattermost", Team: "T2"}
		b.do(func(tx assembly.Tx) error {
			if err := tx.PutWorkspace(&ws); err != nil {
				return err
			}
			return tx.PutWorkspace(&other)
		})
		ana := governance.Account{Workspace: ws.ID, User: "U1", Person: 1, Handle: "Ana", Name: "Ana Ámbar", Zone: "Europe/Madrid"}
		ben := governance.Account{Workspace: ws.ID, User: "U2", Person: 2, Handle: "ben", Name: "ana", Bot: true}
		cy := governance.Account{Workspace: ws.ID, User: "U3", Person: 3, Handle: "cy", Name: "Twin", Guest: true}
		twin := governance.Account{Workspace: ws.ID, User: "U4", Person: 4, Handle: "cy2", Name: "twin", Gone: true}
		there := governance.Account{Workspace: other.ID, User: "U1", Person: 1, Handle: "anna"}
		b.do(func(tx assembly.Tx) error {
			for _, a := range []governance.Account{ana, ben, cy, twin, there, {Workspace: ws.ID, User: "U5", Person: 5}} {
				if err := tx.PutAccount(a); err != nil {
					return err
				}
			}
			ana.Name = "Ana Ámbar"
			if err := tx.PutAccount(ana); err != nil {
				return err
			}
			if tx.PutAccount(governance.Account{Workspace: 99, User: "U"}) == nil {
				t.Error("an account in no workspace was put")
			}
			return nil
		})
		b.see(func(tx assembly.Tx) error {
			for _, want := range []governance.Account{ana, ben, cy, twin, there} {
				if a, ok, err := tx.Account(want.Workspace, want.User); a != want || !ok || err != nil {
					t.Errorf("account %s is %+v %t %v", want.User, a, ok, err)
				}
			}
			if _, ok, err := tx.Account(ws.ID, "U9"); ok || err != nil {
				t.Errorf("an unknown user is known: %t %v", ok, err)
			}
			for handle, want := range map[string]string{
				"ANA": "U1", "Ben": "U2", "ana ÁMBAR": "U1", "cy": "U3", "twin": "", "nobody": "", "": "", "an%": "",
			} {
				if a, ok, err := tx.AccountNamed(ws.ID, handle); a.User != want || ok != (want != "") || err != nil {
					t.Errorf("%q is %q %t %v", handle, a.User, ok, err)
				}
			}
			of, err := tx.AccountsOf(1)
			if diff := cmp.Diff([]governance.Account{ana, there}, of); diff != "" {
				t.Error(diff)
			}
			return err
		})
	}
}

func places(open Open) func(*testing.T) {
	return func(t *testing.T) {
		b := newBench(t, open)
		ws := governance.Workspace{Platform: "slack", Team: "T1"}
		at := func(channel string) governance.Place { return governance.Place{Workspace: ws.ID, Channel: channel} }
		b.do(func(tx assembly.Tx) error {
			if err := tx.PutWorkspace(&ws); err != nil {
				return err
			}
			for channel, circle := range map[string]governance.CircleID{"a": 1, "b": 1, "c": 2, "d": 3} {
				if err := tx.Bind(at(channel), ws.Org, circle); err != nil {
					return err
				}
			}
			if err := tx.Bind(at("c"), ws.Org, 4); err != nil {
				return err
			}
			return tx.Bind(at("d"), ws.Org, 0)
		})
		b.see(func(tx assembly.Tx) error {
			want := map[string]governance.CircleID{"a": 1, "b": 1, "c": 4}
			got, err := tx.PlacesIn(ws.ID)
			if diff := cmp.Diff(want, got); diff != "" || err != nil {
				t.Errorf("%v %s", err, diff)
			}
			for channel, circle := range map[string]governance.CircleID{"a": 1, "c": 4, "d": 0, "e": 0} {
				if c, err := tx.CircleAt(at(channel)); c != circle || err != nil {
					t.Errorf("channel %s is circle %d's (%v), not %d's", channel, c, err, circle)
				}
			}
			c, err := tx.CircleAt(governance.Place{Workspace: ws.ID + 1, Channel: "a"})
			if c != 0 {
				t.Errorf("another workspace's channel is circle %d's", c)
			}
			return err
		})
	}
}
