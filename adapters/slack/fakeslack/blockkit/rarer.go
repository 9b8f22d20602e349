package blockkit

import (
	"fmt"
	"unicode/utf8"
)

// rarerBlock checks the blocks that few bots use.
func (n node) rarerBlock() {
	switch n.kind() {
	case "video":
		n.video()
	case "alert":
		n.needText("text", 200, plain, mrkdwn)
		n.oneOf("level", "default", "info", "warning", "error", "success")
		n.only("block_id", "text", "level")
	case "card":
		n.card()
	case "carousel":
		n.need("elements")
		n.each("elements", 1, 10, func(e node) {
			e.oneOfKind("card")
			n.c.block(e)
		})
		n.only("block_id", "elements")
	case "container":
		n.container()
	case "context_actions":
		n.need("elements")
		n.each("elements", 1, 5, func(e node) { e.element([]string{"feedback_buttons", "icon_button"}) })
		n.only("block_id", "elements")
	case "table":
		n.table()
	case "data_table":
		n.dataTable()
	case "data_visualization":
		n.chartBlock()
	case "task_card":
		n.task()
		n.only("block_id", "task_id", "title", "details", "output", "sources", "status")
	case "plan":
		n.needStr("title", 1, 3000)
		n.each("tasks", 0, 50, func(t node) { t.task() })
		n.only("block_id", "title", "tasks")
	default:
		n.c.add(n.path, "unsupported type: %s", n.kind())
	}
}

func (n node) video() {
	n.needStr("alt_text", 1, 200)
	n.needText("title", 200, plain)
	n.needStr("thumbnail_url", 1, 3000)
	n.needStr("video_url", 1, 3000)
	n.str("author_name", 0, 50)
	n.text("description", 200, plain)
	n.str("provider_name", 0, 50)
	n.str("provider_icon_url", 0, 3000)
	n.str("title_url", 0, 3000)
	n.only("block_id", "alt_text", "title", "thumbnail_url", "video_url", "author_name", "description",
		"provider_name", "provider_icon_url", "title_url")
}

func (n node) card() {
	n.text("title", 150, plain, mrkdwn)
	n.text("subtitle", 150, plain, mrkdwn)
	n.text("body", 200, plain, mrkdwn)
	n.text("subtext", 200, plain, mrkdwn)
	n.object("hero_image", func(i node) { i.element([]string{"image"}) })
	n.object("icon", func(i node) { i.element([]string{"image"}) })
	n.each("actions", 1, 3, func(e node) { e.element(actionKinds()) })
	n.only("block_id", "title", "subtitle", "body", "subtext", "hero_image", "icon", "slack_icon", "actions")
}

func (n node) container() {
	n.needText("title", 150, plain, mrkdwn)
	n.text("subtitle", 150, plain, mrkdwn)
	n.oneOf("width", "narrow", "standard", "wide", "full")
	n.flag("is_collapsible", "default_collapsed", "has_header_divider")
	n.need("child_blocks")
	n.each("child_blocks", 1, 10, func(b node) {
		n.c.nested++
		if n.c.nested > 1 && b.kind() == "container" {
			n.c.add(b.path, "containers cannot be nested")
		} else {
			n.c.block(b)
		}
		n.c.nested--
	})
	n.only("block_id", "title", "subtitle", "icon", "width", "is_collapsible", "default_collapsed",
		"has_header_divider", "child_blocks")
}

func (n node) table() {
	n.need("rows")
	width := -1
	for i, item := range n.list("rows", 1, 100) {
		at := fmt.Sprintf("%s/%d", n.at("rows"), i)
		row, ok := item.([]any)
		if !ok {
			n.c.add(at, "must be an array")
			continue
		}
		n.c.count(at, len(row), 1, 20)
		if width >= 0 && width != len(row) {
			n.c.add(at, "must have %d cells like the first row", width)
		}
		if width < 0 {
			width = len(row)
		}
		for j, cell := range row {
			if child, ok := n.c.node(fmt.Sprintf("%s/%d", at, j), cell); ok {
				child.cell(0)
			}
		}
	}
	if settings := n.list("column_settings", 0, 20); settings != nil && width >= 0 && len(settings) != width {
		n.c.add(n.at("column_settings"), "must have one entry a column")
	}
	n.only("block_id", "rows", "column_settings")
}

// cell checks a table cell and returns how many characters it holds.
func (n node) cell(least int) int {
	switch n.kind() {
	case "raw_text":
		return utf8.RuneCountInString(n.needStr("text", least, 20000))
	case "raw_number":
		n.need("value")
		return utf8.RuneCountInString(n.str("text", least, 20000))
	case "rich_text":
		n.richBlock()
	default:
		n.c.add(n.path, "unsupported type: %s", n.kind())
	}
	return 0
}

func (n node) dataTable() {
	n.need("rows")
	n.str("caption", 0, 3000)
	n.number("page_size", 1, 100)
	n.number("row_header_column_index", 0, 19)
	total := 0
	for i, item := range n.list("rows", 2, 201) {
		at := fmt.Sprintf("%s/%d", n.at("rows"), i)
		row, ok := item.([]any)
		if !ok {
			n.c.add(at, "must be an array")
			continue
		}
		n.c.count(at, len(row), 1, 20)
		for j, cell := range row {
			if child, ok := n.c.node(fmt.Sprintf("%s/%d", at, j), cell); ok {
				total += child.cell(1)
			}
		}
	}
	if total > 20000 {
		n.c.add(n.at("rows"), "cells must be less than 20001 characters together")
	}
	n.only("block_id", "rows", "caption", "page_size", "row_header_column_index")
}

func (n node) chartBlock() {
	n.needStr("title", 1, 50)
	n.need("chart")
	n.object("chart", func(chart node) {
		switch chart.kind() {
		case "pie":
			chart.need("segments")
			chart.each("segments", 1, 12, func(s node) {
				s.needStr("label", 1, 20)
				if v, ok := s.number("value", -1e300, 1e300); ok && v <= 0 {
					n.c.add(s.at("value"), "must be more than 0")
				}
			})
		case "line", "bar", "area":
			chart.axisChart()
		default:
			n.c.add(chart.path, "unsupported type: %s", chart.kind())
		}
	})
	n.only("block_id", "title", "chart")
}

func (n node) axisChart() {
	n.need("series")
	n.each("series", 1, 12, func(s node) {
		s.needStr("name", 1, 20)
		s.need("data")
		s.each("data", 1, 20, func(p node) {
			p.needStr("label", 1, 20)
			p.need("value")
		})
	})
	n.object("axis_config", func(a node) {
		for i, item := range a.list("categories", 1, 20) {
			if label, ok := item.(string); ok {
				a.length(fmt.Sprintf("%s/%d", a.at("categories"), i), label, 1, 20)
			}
		}
		a.str("x_label", 0, 50)
		a.str("y_label", 0, 50)
	})
}

func (n node) task() {
	n.needStr("task_id", 1, 255)
	n.needStr("title", 1, 3000)
	n.oneOf("status", "pending", "in_progress", "complete", "error")
	for _, key := range []string{"details", "output"} {
		n.object(key, func(r node) { r.richBlock() })
	}
	n.each("sources", 0, 100, func(s node) { s.element([]string{"url"}) })
}
