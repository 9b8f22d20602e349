package blockkit

import (
	"fmt"
	"slices"
	"sort"
	"unicode/utf8"
)

// node is one JSON object and where it stands.
type node struct {
	c    *checker
	path string
	m    map[string]any
}

func (c *checker) node(path string, v any) (node, bool) {
	m, ok := v.(map[string]any)
	if !ok {
		c.add(path, "must be an object")
	}
	return node{c, path, m}, ok
}

func (c *checker) count(path string, n, least, most int) {
	if n < least {
		c.add(path, "no less than %d items allowed", least)
	}
	if n > most {
		c.add(path, "no more than %d items allowed", most)
	}
}

func (n node) kind() string { s, _ := n.m["type"].(string); return s }

func (n node) has(key string) bool { v, ok := n.m[key]; return ok && v != nil }

func (n node) at(key string) string { return n.path + "/" + key }

// only reports every property that is not named, type and block_id aside.
func (n node) only(keys ...string) {
	var extra []string
	for key := range n.m {
		if key != "type" && !slices.Contains(keys, key) {
			extra = append(extra, key)
		}
	}
	sort.Strings(extra)
	for _, key := range extra {
		n.c.add(n.path, "invalid additional property: %s", key)
	}
}

func (n node) need(key string) bool {
	if n.has(key) {
		return true
	}
	n.c.add(n.path, "missing required field: %s", key)
	return false
}

// str checks an optional string of least to most code points and returns it.
func (n node) str(key string, least, most int) string {
	if !n.has(key) {
		return ""
	}
	s, ok := n.m[key].(string)
	if !ok {
		n.c.add(n.at(key), "must be a string")
		return ""
	}
	n.length(n.at(key), s, least, most)
	return s
}

func (n node) length(at, s string, least, most int) {
	size := utf8.RuneCountInString(s)
	if size < least {
		n.c.add(at, "must be more than %d characters", least-1)
	}
	if size > most {
		n.c.add(at, "must be less than %d characters", most+1)
	}
}

func (n node) needStr(key string, least, most int) string {
	if !n.need(key) {
		return ""
	}
	return n.str(key, least, most)
}

func (n node) flag(keys ...string) {
	for _, key := range keys {
		if _, ok := n.m[key].(bool); n.has(key) && !ok {
			n.c.add(n.at(key), "must be a boolean")
		}
	}
}

func (n node) oneOf(key string, values ...string) {
	if !n.has(key) {
		return
	}
	if s, ok := n.m[key].(string); !ok || !slices.Contains(values, s) {
		n.c.add(n.at(key), "must be one of %v", values)
	}
}

// number checks an optional number between least and most and returns it.
func (n node) number(key string, least, most float64) (float64, bool) {
	if !n.has(key) {
		return 0, false
	}
	f, ok := n.m[key].(float64)
	if !ok {
		n.c.add(n.at(key), "must be a number")
		return 0, false
	}
	if f < least || f > most {
		n.c.add(n.at(key), "must be between %g and %g", least, most)
	}
	return f, true
}

// list gives the items of an optional array of least to most entries.
func (n node) list(key string, least, most int) []any {
	if !n.has(key) {
		return nil
	}
	list, ok := n.m[key].([]any)
	if !ok {
		n.c.add(n.at(key), "must be an array")
		return nil
	}
	n.c.count(n.at(key), len(list), least, most)
	return list
}

// each runs a check over the objects of an array field.
func (n node) each(key string, least, most int, check func(node)) {
	for i, item := range n.list(key, least, most) {
		if child, ok := n.c.node(fmt.Sprintf("%s/%d", n.at(key), i), item); ok {
			check(child)
		}
	}
}

// object runs a check over an optional object field.
func (n node) object(key string, check func(node)) {
	if !n.has(key) {
		return
	}
	if child, ok := n.c.node(n.at(key), n.m[key]); ok {
		check(child)
	}
}

func (n node) strings(key string, least, most int) {
	for i, item := range n.list(key, least, most) {
		if _, ok := item.(string); !ok {
			n.c.add(fmt.Sprintf("%s/%d", n.at(key), i), "must be a string")
		}
	}
}

// exactlyOne reports unless one, and only one, of the fields is there.
func (n node) exactlyOne(keys ...string) {
	found := 0
	for _, key := range keys {
		if n.has(key) {
			found++
		}
	}
	if found != 1 {
		n.c.add(n.path, "must have exactly one of %v", keys)
	}
}
