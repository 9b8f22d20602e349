package main

import (
	"strings"
	"testing"
)

// 📌 that were put on messages while the program was stopped are found when it starts, each once (C2).
func TestPinsWhileAwayOnMattermost(t *testing.T) {
	chatServer.Start(t) // or skip
	d := newMattermost(t)
	d.Channel("orchard", "ana", "ben", "cy")
	if r := d.Slash("ana", "orchard", "/commit prune the trees by friday"); !strings.Contains(r.Text, "C1") {
		t.Fatalf("nothing was promised: %+v", r)
	}
	said := d.Posts("orchard")[0]
	react := func(who string) {
		t.Helper()
		if err := d.React(who, said, "pushpin"); err != nil {
			t.Fatal(err)
		}
	}
	asked := func(who string) (n int) {
		for _, m := range d.Direct(who) {
			if strings.Contains(m.Text, "By when?") {
				n++
			}
		}
		return n
	}
	react("ben")
	d.process.until("ben to be asked by when", func() bool { return asked("ben") == 1 })
	d.Stop()
	react("cy")
	d.Start()
	d.process.until("cy to be asked by when", func() bool { return asked("cy") == 1 })
	d.Stop()
	d.Start()
	// What comes after shows that everything before was read again.
	react("ana")
	d.process.until("ana to be asked by when", func() bool { return asked("ana") == 1 })
	if asked("ben") != 1 || asked("cy") != 1 {
		t.Errorf("ben was asked %d times and cy %d times", asked("ben"), asked("cy"))
	}
}
