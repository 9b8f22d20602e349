package storage

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"github.com/folkmoot/folkmoot/governance"
)

// arg is one value of a letter's Args with the name of its type, so that what was a time, a person or a span is one again when the
// letter is rendered. A type without a name here comes back as plain JSON would give it.
type arg struct {
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
	case governance.PersonID:
		return "person"
	case []governance.PersonID:
		return "people"
	case governance.CircleID:
		return "circle"
	case governance.Ref:
		return "ref"
	case governance.Span:
		return "span"
	case governance.Quorum:
		return "quorum"
	case governance.Stance:
		return "stance"
	case governance.Place:
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

// encodeArgs writes args as JSON; none is an empty object.
func encodeArgs(args governance.Args) ([]byte, error) {
	typed := make(map[string]arg, len(args))
	for name, value := range args {
		data, err := json.Marshal(value)
		if err != nil {
			return nil, fmt.Errorf("arg %q: %w", name, err)
		}
		typed[name] = arg{typeName(value), data}
	}
	return json.Marshal(typed)
}

// decodeArgs reads them back; an empty object is none.
func decodeArgs(data []byte) (governance.Args, error) {
	var typed map[string]arg
	if err := json.Unmarshal(data, &typed); err != nil {
		return nil, fmt.Errorf("args: %w", err)
	}
	if len(typed) == 0 {
		return nil, nil
	}
	args := make(governance.Args, len(typed))
	for name, a := range typed {
		value, err := decodeArg(a)
		if err != nil {
			return nil, fmt.Errorf("arg %q: %w", name, err)
		}
		args[name] = value
	}
	return args, nil
}

func decodeArg(a arg) (any, error) {
	switch a.Type {
	case "time":
		return as[time.Time](a.Value)
	case "duration":
		return as[time.Duration](a.Value)
	case "person":
		return as[governance.PersonID](a.Value)
	case "people":
		return as[[]governance.PersonID](a.Value)
	case "circle":
		return as[governance.CircleID](a.Value)
	case "ref":
		return as[governance.Ref](a.Value)
	case "span":
		return as[governance.Span](a.Value)
	case "quorum":
		return as[governance.Quorum](a.Value)
	case "stance":
		return as[governance.Stance](a.Value)
	case "place":
		return as[governance.Place](a.Value)
	case "int":
		return as[int](a.Value)
	case "strings":
		return as[[]string](a.Value)
	case "ints":
		return as[[]int](a.Value)
	}
	return untyped(a.Value)
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
