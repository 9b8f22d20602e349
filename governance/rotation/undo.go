package rotation

import (
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// Deed is an act that may be undone for a day (K7): who did what, and what it changed.
type Deed struct {
	What string              `json:"what"`
	By   governance.PersonID `json:"by"`
	At   time.Time           `json:"at"`
}
