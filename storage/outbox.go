package storage

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/folkmoot/folkmoot/governance"
	"github.com/folkmoot/folkmoot/governance/assembly"
)

// The columns of a letter: those that are set once, and those that PutLetter may change.
var (
	letterFixed   = []string{"org", "key", "workspace", "lane", "form", "queued_at", "on_org", "on_kind", "on_n", "part", "circle", "seq"}
	letterFate    = []string{"template", "to_id", "channel", "args", "due", "attempts", "state", "why", "post"}
	selectLetter  = "SELECT id, " + strings.Join(letterFixed, ", ") + ", " + strings.Join(letterFate, ", ") + " FROM outbox WHERE "
	queueLetter   = numbered("INSERT INTO outbox ("+strings.Join(append(letterFixed, letterFate...), ", ")+") VALUES (%s) ON CONFLICT (org, key) DO NOTHING", len(letterFixed)+len(letterFate))
	replaceLetter = setting("UPDATE outbox SET %s WHERE id = $%d", letterFate)
)

// numbered fills a list of that many placeholders into a statement.
func numbered(statement string, n int) string {
	list := make([]string, n)
	for i := range list {
		list[i] = fmt.Sprintf("$%d", i+1)
	}
	return fmt.Sprintf(statement, strings.Join(list, ", "))
}

// setting fills assignments to the columns, and the number after theirs, into a statement.
func setting(statement string, columns []string) string {
	list := make([]string, len(columns))
	for i, c := range columns {
		list[i] = fmt.Sprintf("%s = $%d", c, i+1)
	}
	return fmt.Sprintf(statement, strings.Join(list, ", "), len(columns)+1)
}

func scanLetter(scan func(...any) error) (l assembly.Letter, err error) {
	var queued, due int64
	var args []byte
	err = scan(&l.ID, &l.Org, &l.Key, &l.Workspace, &l.Lane, &l.Form, &queued, &l.On.Org, &l.On.Kind, &l.On.N, &l.Part, &l.Circle, &l.Seq,
		&l.Template, &l.To, &l.Channel, &args, &due, &l.Attempts, &l.State, &l.Why, &l.Post)
	if err != nil {
		return l, err
	}
	l.QueuedAt, l.Due = instant(queued), instant(due)
	if err = json.Unmarshal(args, &l.Args); err != nil {
		return l, fmt.Errorf("letter %d: %w", l.ID, err)
	}
	return l, nil
}

// fate answers the values of letterFate.
func fate(l assembly.Letter) ([]any, error) {
	args, err := json.Marshal(l.Args)
	if err != nil {
		return nil, fmt.Errorf("letter %q: %w", l.Key, err)
	}
	return []any{l.Template, l.To, l.Channel, string(args), nanos(l.Due), l.Attempts, l.State, l.Why, l.Post}, nil
}

// Queue implements assembly.Outbox. A key is unique in its organisation. A letter without a state is waiting.
func (t *tx) Queue(l assembly.Letter) error {
	if l.Key == "" {
		return errors.New("a letter needs a key, or it could be sent twice")
	}
	if l.State == "" {
		l.State = assembly.Waiting
	}
	values, err := fate(l)
	if err != nil {
		return err
	}
	fixed := []any{l.Org, l.Key, l.Workspace, l.Lane, l.Form, nanos(l.QueuedAt), l.On.Org, l.On.Kind, l.On.N, l.Part, l.Circle, l.Seq}
	added, err := t.exec(queueLetter, append(fixed, values...)...)
	if err != nil {
		return fmt.Errorf("queue letter %q: %w", l.Key, err)
	}
	if added == 0 {
		return nil
	}
	return t.setHead(l.Lane)
}

// PutLetter implements assembly.Outbox. What a letter is about, its key and its lane stay as they were queued.
func (t *tx) PutLetter(l assembly.Letter) error {
	values, err := fate(l)
	if err != nil {
		return err
	}
	changed, err := t.exec(replaceLetter, append(values, l.ID)...)
	if err != nil {
		return fmt.Errorf("put letter %d: %w", l.ID, err)
	}
	if changed == 0 {
		return missing(fmt.Sprintf("letter/%d", l.ID))
	}
	return t.setHead(l.Lane)
}

// setHead marks the first waiting letter of a lane, and no other, so that what may be sent is found without looking at what waits
// behind it.
func (t *tx) setHead(lane string) error {
	var has, should int64
	if _, err := t.one("SELECT id FROM outbox WHERE lane = $1 AND head", []any{lane}, &has); err != nil {
		return fmt.Errorf("find the head of lane %q: %w", lane, err)
	}
	if _, err := t.one("SELECT id FROM outbox WHERE lane = $1 AND state = 'waiting' ORDER BY id LIMIT 1", []any{lane}, &should); err != nil {
		return fmt.Errorf("find the first letter of lane %q: %w", lane, err)
	}
	if has == should {
		return nil
	}
	_, err := t.exec("UPDATE outbox SET head = (id = $1) WHERE id IN ($1, $2)", should, has)
	if err != nil {
		return fmt.Errorf("move the head of lane %q: %w", lane, err)
	}
	return nil
}

// LettersDue implements assembly.Outbox.
func (t *tx) LettersDue(now time.Time, most int, in ...governance.WorkspaceID) ([]assembly.Letter, error) {
	within, ids, err := ofWorkspaces("$3", in)
	if err != nil {
		return nil, err
	}
	return collect(t, selectLetter+"head AND due <= $1"+within+" ORDER BY due, id LIMIT $2", append([]any{nanos(now), most}, ids...), scanLetter)
}

// ofWorkspaces is the condition, with the value of its placeholder, that something belongs to one of the workspaces; none where there is no
// list of them. The plus keeps the database to the index that has the order which is asked for.
func ofWorkspaces(placeholder string, in []governance.WorkspaceID) (condition string, value []any, err error) {
	if in == nil {
		return "", nil, nil
	}
	ids, err := json.Marshal(in)
	return " AND +workspace IN " + among(placeholder), []any{string(ids)}, err
}

// NextLetter implements assembly.Outbox: when the first letter of some lane will be due, for no other may be sent before it.
func (t *tx) NextLetter(in ...governance.WorkspaceID) (time.Time, error) {
	within, ids, err := ofWorkspaces("$1", in)
	if err != nil {
		return time.Time{}, err
	}
	var due int64
	_, err = t.one("SELECT due FROM outbox WHERE head"+within+" ORDER BY due, id LIMIT 1", ids, &due)
	return instant(due), err
}

// WaitingIn implements assembly.Outbox.
func (t *tx) WaitingIn(lane string, most int) ([]assembly.Letter, error) {
	return collect(t, selectLetter+"lane = $1 AND state = 'waiting' ORDER BY id LIMIT $2", []any{lane, most}, scanLetter)
}

// FailedLetters implements assembly.Outbox.
func (t *tx) FailedLetters(org governance.OrgID, most int) ([]assembly.Letter, error) {
	return collect(t, selectLetter+"org = $1 AND state = 'failed' ORDER BY id DESC LIMIT $2", []any{org, most}, scanLetter)
}
