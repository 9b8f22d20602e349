// Package role keeps what a circle asks of people beyond a single task: roles with a purpose, accountabilities, a domain, a keeper and a
// term (R1), and the selection of a keeper by consent (R10).
//
// # A role
//
// A Role is made and changed by the circle's consent: an adopted proposal carries the acts role.create, role.change, role.seat and
// role.drop (D22). Facilitator and secretary are well known: they are there as soon as any member wants them. Who keeps the role named
// facilitator is the circle's facilitator (D26); every event that changes that carries the act that tells the circle.
//
// A keeper is appointed by a proposal, selected, or comes by rotation (R1). Their term ends at an instant; that calls the next
// selection, and the keeper serves meanwhile. A role kept by rotation has no term of its own: the next turn ends it.
//
// # A selection
//
// A Selection is an aggregate of its own (N4) and no part of the role: it has a card, deadlines and an electorate of its own, its
// nominations stand in rows beside it, one row a person, and a role outlives many of them. It goes through these phases:
//
//	nominating  everybody names somebody, and why; only they themselves see it
//	changing    all was revealed at once; whoever was convinced by another reason changes theirs
//	choosing    the facilitator says who has the strongest case; without one, or when they do not, it is whoever has most nominations
//	asking      the nominee is asked first whether they object
//	objecting   then everybody else
//	accepting   nobody objects, enough have answered: the nominee accepts, or does not
//
// and ends as Selected, Not selected or Called off. An objection nobody resolves in time, or a nominee who does not accept, brings the
// next strongest case forward; nobody is proposed twice. Each phase is over early when nothing more can come. Who leaves the circle keeps
// their say and cannot be proposed; a role that is dropped ends its selection.
//
// The circle's spans for each phase are a policy of the selection; with a short first one they shrink as D0 has it, so that a selection
// of seconds lives the same life.
package role
