package storage

import (
	"context"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// EraseTexts erases what one person wrote before an instant from beside the record, and answers how many texts are gone. The salts
// go with them, so that nobody can find out by trying what a hash in the chain stood for; the chain itself stays whole (T1). What
// aggregates hold of the same words is theirs to forget. An error that comes with a number says that they are erased but that their
// traces in the log could not be wiped yet; closing the database does that too.
func (db *DB) EraseTexts(ctx context.Context, org governance.OrgID, by governance.PersonID, before time.Time) (int64, error) {
	var erased int64
	err := db.Update(ctx, func(at assembly.Tx) (err error) {
		erased, err = at.(*tx).exec("UPDATE record_texts SET salt = NULL, text = NULL WHERE text IS NOT NULL AND org = $1"+
			" AND (circle, seq) IN (SELECT circle, seq FROM record WHERE org = $1 AND by_id = $2 AND at < $3)", org, by, nanos(before))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("erase the texts of person %d: %w", by, err)
	}
	if err := emptyLog(ctx, db.writable); err != nil {
		return erased, fmt.Errorf("wipe the log after erasing: %w", err)
	}
	return erased, nil
}
