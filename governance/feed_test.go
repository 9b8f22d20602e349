package governance

import (
	"slices"
	"testing"
)

// A link holds until there is a newer one, until it is taken back, and while its owner is there; and no number is ever given twice (T5).
func TestFeeds(t *testing.T) {
	own, rota := Ref{}, Ref{Org: 1, Kind: "R", N: 3}
	p := &Person{ID: 7, Org: 1}
	var told []string
	did := func(events []Event, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events {
			told = append(told, e.EventName())
		}
	}
	holds := func(of Ref, want int) {
		t.Helper()
		if got := p.Feed(of); got != want {
			t.Errorf("link %d holds, want %d", got, want)
		}
	}
	refused := func(events []Event, err error) {
		t.Helper()
		if e := AsError(err); e == nil || e.Code != "calendar_none" || events != nil {
			t.Errorf("got %v, %v", events, err)
		}
	}
	holds(own, 0)
	refused(p.CloseFeed(own))
	did(p.OpenFeed(own))
	did(p.OpenFeed(own))
	holds(own, 1)
	holds(rota, 0)
	did(p.RenewFeed(rota))
	did(p.RenewFeed(own))
	holds(own, 2)
	holds(rota, 1)
	did(p.CloseFeed(own))
	holds(own, 0)
	holds(rota, 1)
	refused(p.CloseFeed(own))
	did(p.OpenFeed(own))
	holds(own, 3)
	p.Gone = true
	holds(own, 0)
	holds(rota, 0)
	p.Gone = false
	holds(own, 3)
	opened, closed := (&FeedOpened{}).EventName(), (&FeedClosed{}).EventName()
	if want := []string{opened, opened, opened, closed, opened}; !slices.Equal(told, want) {
		t.Errorf("told %q, want %q", told, want)
	}
}

// A change of one copy of a person leaves the others as they were, as when a transaction is run again.
func TestFeedsAreNotShared(t *testing.T) {
	p := &Person{ID: 7, Org: 1}
	if _, err := p.OpenFeed(Ref{}); err != nil {
		t.Fatal(err)
	}
	other := *p
	if _, err := p.RenewFeed(Ref{}); err != nil {
		t.Fatal(err)
	}
	if _, err := p.CloseFeed(Ref{}); err != nil {
		t.Fatal(err)
	}
	if got := other.Feed(Ref{}); got != 1 {
		t.Errorf("the other copy's link is %d", got)
	}
}
