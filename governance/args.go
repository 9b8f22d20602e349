package governance

import (
	"bytes"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
)

// Args are the values a message's template may name. Values are strings, numbers, times and the typed values of this
// package; bot/text knows how each is shown.
type Args map[string]any

// Number answers the whole number of that name, of whatever type JSON has made of it, and whether there is one.
func (a Args) Number(name string) (int64, bool) {
	switch n := a[name].(type) {
	case int64:
		return n, true
	case int:
		return int64(n), true
	case PersonID:
		return int64(n), true
	case float64:
		return int64(n), n == float64(int64(n))
	case json.Number:
		i, err := n.Int64()
		return i, err == nil
	case string:
		i, err := strconv.ParseInt(n, 10, 64)
		return i, err == nil
	}
	return 0, false
}

// typed is a value in JSON with the name of its type, so that what was a moment, a person or a span is one again when it is read back.
type typed struct {
	Type  string          `json:"t,omitempty"`
	Value json.RawMessage `json:"v"`
}

// typeName names the types that JSON alone would not give back.
func typeName(value any) string {
	switch value.(type) {
	case time.Time:
		return "time"
	case time.Duration:
		return "duration"
	case PersonID:
		return "person"
	case []PersonID:
		return "people"
	case CircleID:
		return "circle"
	case Ref:
		return "ref"
	case Span:
		return "span"
	case Quorum:
		return "quorum"
	case Stance:
		return "stance"
	case Place:
		return "place"
	case int:
		return "int"
	case []string:
		return "strings"
	case []int:
		return "ints"
	}
	return ""
}

// MarshalJSON keeps every value what it is. Texts, truths and numbers stand as they are.
func (a Args) MarshalJSON() ([]byte, error) {
	if a == nil {
		return []byte("null"), nil
	}
	out := make(map[string]json.RawMessage, len(a))
	for name, value := range a {
		data, err := json.Marshal(value)
		if err == nil {
			if t := typeName(value); t != "" {
				data, err = json.Marshal(typed{t, data})
			}
		}
		if err != nil {
			return nil, fmt.Errorf("the value %q: %w", name, err)
		}
		out[name] = data
	}
	return json.Marshal(out)
}

// UnmarshalJSON reads back what MarshalJSON wrote. A whole number comes back as int64.
func (a *Args) UnmarshalJSON(data []byte) error {
	var raw map[string]json.RawMessage
	if err := json.Unmarshal(data, &raw); err != nil || len(raw) == 0 {
		*a = nil
		return err
	}
	*a = make(Args, len(raw))
	for name, text := range raw {
		value, err := readArg(text)
		if err != nil {
			return fmt.Errorf("the value %q: %w", name, err)
		}
		(*a)[name] = value
	}
	return nil
}

func readArg(data []byte) (any, error) {
	var t typed
	if data[0] == '{' {
		if err := json.Unmarshal(data, &t); err != nil {
			return nil, err
		}
	}
	switch t.Type {
	case "time":
		return as[time.Time](t.Value)
	case "duration":
		return as[time.Duration](t.Value)
	case "person":
		return as[PersonID](t.Value)
	case "people":
		return as[[]PersonID](t.Value)
	case "circle":
		return as[CircleID](t.Value)
	case "ref":
		return as[Ref](t.Value)
	case "span":
		return as[Span](t.Value)
	case "quorum":
		return as[Quorum](t.Value)
	case "stance":
		return as[Stance](t.Value)
	case "place":
		return as[Place](t.Value)
	case "int":
		return as[int](t.Value)
	case "strings":
		return as[[]string](t.Value)
	case "ints":
		return as[[]int](t.Value)
	}
	return untyped(data)
}

func as[T any](data []byte) (any, error) {
	var value T
	err := json.Unmarshal(data, &value)
	return value, err
}

// untyped reads any other value: text, a truth, a number (a whole one as int64), or what is made of them.
func untyped(data []byte) (any, error) {
	d := json.NewDecoder(bytes.NewReader(data))
	d.UseNumber()
	var value any
	if err := d.Decode(&value); err != nil {
		return nil, err
	}
	n, ok := value.(json.Number)
	if !ok {
		return value, nil
	}
	if whole, err := n.Int64(); err == nil {
		return whole, nil
	}
	return n.Float64()
}

// Word answers the text of that name, empty for none.
func (a Args) Word(name string) string {
	text, _ := a[name].(string)
	return text
}
