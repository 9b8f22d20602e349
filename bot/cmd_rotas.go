package bot

import (
	"fmt"
	"strings"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
	"github.com/folkmoot/folkmoot/governance/rotation"
)

// rotas shows the rotations of this channel's circle: whose turn it is, and who is next.
func (c *Call) rotas() (Reply, error) {
	id, err := c.findCircle(c.typed.Options["in"])
	if err != nil {
		return Reply{}, err
	}
	if id == 0 {
		return Reply{}, c.noRotasHere()
	}
	var m Message
	err = c.look(func(s *assembly.Sitting) error {
		circle, err := visible[*governance.Circle](c, s, governance.CircleRef(c.org(), id), assembly.Just(c.actor.Person))
		if err != nil {
			return err
		}
		all, err := rotationsOf(s, c.org(), id)
		if err != nil {
			return err
		}
		m = c.scene(s).rotas(circle, all)
		return nil
	})
	return Reply{Message: c.dress(&m)}, err
}

func (c *Call) noRotasHere() error {
	p, _ := c.platform()
	if info, err := p.Channel(c.ctx, c.origin.Channel); err == nil && info.Direct {
		return c.whichCircle()
	}
	return governance.Refuse(governance.NotFound, "no_rotation_here", "create", c.bot.table.Word(rota)+" create")
}

// mostRotations is how many rotations of a circle are looked at side by side.
const mostRotations = 50

// rotationsOf loads the rotations of a circle that have not ended.
func rotationsOf(s *assembly.Sitting, org governance.OrgID, circle governance.CircleID) ([]*rotation.Rotation, error) {
	found, _, err := s.List(org, rotation.Kind, assembly.Filter{Circles: []governance.CircleID{circle}, Live: true, Most: mostRotations})
	if err != nil {
		return nil, err
	}
	out := make([]*rotation.Rotation, 0, len(found))
	for _, l := range found {
		r, err := assembly.Get[*rotation.Rotation](s, l.Ref, assembly.People{})
		if err != nil {
			return nil, fmt.Errorf("load %s: %w", l.Ref, err)
		}
		out = append(out, r)
	}
	return out, nil
}

// listRotations finds rotations again, as far as the actor may see them (K6). Those in which they take turns are listed wherever they are.
func (c *Call) listRotations() (Reply, error) {
	words := strings.ToLower(strings.TrimSpace(c.typed.Words))
	if words != "mine" && words != "my" {
		return list(rotation.Kind)(c)
	}
	var m Message
	err := c.look(func(s *assembly.Sitting) error {
		mine, err := c.myRotations(s)
		if err != nil {
			return err
		}
		m = c.myTurns(s, mine)
		return nil
	})
	m.Zone = c.zone()
	return Reply{Message: c.dress(&m)}, err
}

// myRotations loads the rotations that concern the actor.
func (c *Call) myRotations(s *assembly.Sitting) ([]*rotation.Rotation, error) {
	var mine []*rotation.Rotation
	err := eachOf(s, c.org(), rotation.Kind, c.actor.Person, func(r *rotation.Rotation) error {
		mine = append(mine, r)
		return nil
	})
	return mine, err
}
