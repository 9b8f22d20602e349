package bot

import (
	"strings"

	"github.com/folkmoot/folkmoot/bot/text"
	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/commitment"
)

// boardCommands find commitments again, one by one or all of a circle's side by side.
func boardCommands() []Command {
	return []Command{
		{Word: moot, Verb: "commitments", Args: "[mine | overdue | all | @who | words…]", Options: []string{"in", "page"}, Help: "help.commitments",
			Who: "who.reader", Example: "/moot commitments mine", Run: (*Call).listCommitments},
		{Word: moot, Verb: "board", Options: []string{"in"}, Help: "help.board", Who: "who.reader", Example: "/moot board", Run: (*Call).board},
		{Word: moot, Verb: "board here", Options: []string{"in"}, Help: "help.board_here", Example: "/moot board here", Run: (*Call).postBoard, Who: "who.member"},
	}
}

// onBoard is how many commitments a column of the board names; of what may stand there it looks through so many that are live, and so many
// that are over.
const (
	onBoard    = 8
	boardLive  = 400
	boardEnded = 100
)

// listCommitments lists commitments, as far as the actor may see them (K6). What is the actor's own is listed wherever it was promised.
func (c *Call) listCommitments() (Reply, error) {
	page, err := pageNumber(c.typed.Options["page"])
	if err != nil {
		return Reply{}, err
	}
	whose, overdue, err := c.whose()
	if err != nil {
		return Reply{}, err
	}
	var m Message
	err = c.look(func(s *assembly.Sitting) error {
		f, _, err := c.filter(s, commitment.Kind)
		if err != nil {
			return err
		}
		if whose != 0 {
			f.Words, f.Owner, f.Live = nil, whose, true
		}
		if overdue {
			f.Words, f.Overdue = nil, s.Now
		}
		if f.Owner == c.actor.Person && c.typed.Options["in"] == "" {
			f.Circles = nil
		}
		f.Most, f.Offset = pageSize, (page-1)*pageSize
		found, total, err := s.List(c.org(), commitment.Kind, f)
		if last := max(1, (total+pageSize-1)/pageSize); err == nil && page > last {
			page, f.Offset = last, (last-1)*pageSize
			found, total, err = s.List(c.org(), commitment.Kind, f)
		}
		if err != nil {
			return err
		}
		m = c.listed(commitment.Kind, found, total, page)
		return nil
	})
	m.Zone = c.zone()
	return Reply{Message: c.dress(&m)}, err
}

// whose reads whose commitments are meant, "mine" or "@ben", and whether only those that are overdue: "mine overdue". It answers nobody for
// other words, which are searched for.
func (c *Call) whose() (whose governance.PersonID, overdue bool, err error) {
	for _, word := range strings.Fields(c.typed.Words) {
		switch lower := strings.ToLower(word); {
		case lower == "overdue":
			overdue = true
		case lower == "mine" || lower == "my":
			whose = c.actor.Person
		case mention.FindString(word) == word && whose == 0:
			if whose, err = c.person(word); err != nil {
				return 0, false, err
			}
		default:
			return 0, false, nil
		}
	}
	return whose, overdue, nil
}

// board shows a circle's commitments side by side, to the circle itself and whoever may read it (C10, K6).
func (c *Call) board() (Reply, error) {
	if words := strings.TrimSpace(c.typed.Words); words != "" {
		c.typed.Options["in"] = words
	}
	id, err := c.findCircle(c.typed.Options["in"])
	if err != nil {
		return Reply{}, err
	}
	if id == 0 {
		return Reply{}, c.noCircleHere(c.bot.table.Word(commit) + " …")
	}
	var m Message
	err = c.look(func(s *assembly.Sitting) error {
		circle, err := s.Circle(c.org(), id, assembly.Just(c.actor.Person))
		if err != nil {
			return err
		}
		all, err := commitmentsOf(s, c.org(), id)
		if err != nil {
			return err
		}
		m = c.scene(s).board(circle, all)
		return nil
	})
	return Reply{Message: c.dress(&m)}, err
}

// noCircleHere says which circles there are, or that this channel has none yet, and by which command it gets one.
func (c *Call) noCircleHere(command string) error {
	p, _ := c.platform()
	if info, err := p.Channel(c.ctx, c.origin.Channel); err == nil && info.Direct {
		return c.whichCircle()
	}
	return governance.Refuse(governance.NotFound, "no_circle_here", "propose", command)
}

// commitmentsOf loads what may stand on a circle's board: what is live, and what is over only lately.
func commitmentsOf(s *assembly.Sitting, org governance.OrgID, circle governance.CircleID) ([]*commitment.Commitment, error) {
	var out []*commitment.Commitment
	seen := map[governance.Ref]bool{}
	circles := []governance.CircleID{circle}
	for _, f := range []assembly.Filter{{Circles: circles, Live: true, Most: boardLive}, {Circles: circles, Ended: s.Now.Add(-commitment.Lately), Most: boardEnded}} {
		found, _, err := s.List(org, commitment.Kind, f)
		if err != nil {
			return nil, err
		}
		for _, l := range found {
			if seen[l.Ref] {
				continue
			}
			seen[l.Ref] = true
			cm, err := assembly.Get[*commitment.Commitment](s, l.Ref, assembly.People{})
			if err != nil {
				return nil, err
			}
			out = append(out, cm)
		}
	}
	return out, nil
}

// board draws the columns. What was missed or dropped stands nowhere (C8).
func (sc *scene) board(circle *governance.Circle, all []*commitment.Commitment) Message {
	m := Message{Title: sc.p.Say("board.title", "circle", circle.Name), Zone: circle.Location()}
	columns := commitment.Arrange(sc.s.Now, all)
	for _, column := range commitment.Columns() {
		list := columns[column]
		if len(list) == 0 {
			continue
		}
		lines := []string{string(sc.p.Say("board."+slug(string(column)), "total", len(list)))}
		for i, cm := range list {
			if i == sc.most(onBoard) {
				lines = append(lines, string(sc.leading(circle.Ref(), "board.more", len(list)-i)))
				break
			}
			lines = append(lines, string(sc.p.Say("board.line", aboutCommitment(cm, "id", sc.idLink(cm.Ref(), 0), "live", cm.Live(), "stuck", cm.NeedsHelp, "digest", cm.OnDigest() && cm.Circle != 0)...)))
		}
		m.Parts = append(m.Parts, Paragraph{text.Text(strings.Join(lines, "\n"))})
	}
	if sc.short {
		m.Parts = append(m.Parts, Small{sc.p.Say("board.all", "command", sc.b.table.Word(moot)+" commitments all")})
	}
	if len(m.Parts) == 0 {
		m.Parts = append(m.Parts, Paragraph{sc.p.Say("board.empty", "commit", sc.b.table.Word(commit))})
	}
	if m.long() {
		m.Whole = sc.address(circle.Ref())
	}
	return m
}
