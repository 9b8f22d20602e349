package blockkit

import "strings"

type pair struct{ good, bad payload }

func modal() obj {
	return obj{"type": "modal", "title": pt("t"), "close": pt("c"), "submit": pt("s"), "callback_id": "cb",
		"private_metadata": "m", "blocks": arr{obj{"type": "divider"}}}
}

func confirm() obj {
	return obj{"title": pt("t"), "text": mk("x"), "confirm": pt("y"), "deny": pt("n")}
}

func option() obj { return obj{"text": pt("o"), "value": "v"} }

// sized makes a pair from a payload that takes a size: one at the limit, one
// beyond it.
func sized(limit int, make func(n int) payload) pair { return pair{make(limit), make(limit + 1)} }

// least makes a pair for a lower limit.
func least(limit int, make func(n int) payload) pair { return pair{make(limit), make(limit - 1)} }

func invalidCases() map[string]pair {
	all := map[string]pair{}
	for _, part := range []map[string]pair{objectCases(), elementCases(), blockCases(), viewCases(), rareCases(), chartCases()} {
		for id, p := range part {
			all[id] = p
		}
	}
	return all
}

func objectCases() map[string]pair {
	button := obj{"type": "button", "text": pt("b"), "action_id": "a"}
	set := func(key string, value func(n int) any) func(int) payload {
		return func(n int) payload { return actions(with(button, key, value(n))) }
	}
	ask := func(key string) func(int) payload {
		return func(n int) payload {
			return actions(with(button, "confirm", with(confirm(), key, pt(long(n)))))
		}
	}
	str := func(n int) any { return long(n) }
	text := func(n int) payload { return block(obj{"type": "section", "text": mk(long(n))}) }
	opt := func(key string, value func(n int) any) func(int) payload {
		return func(n int) payload {
			return actions(obj{"type": "overflow", "options": arr{with(option(), key, value(n))}})
		}
	}
	return map[string]pair{
		"text-empty":                          least(1, text),
		"text-too-long":                       sized(3000, text),
		"section-text-too-long":               sized(3000, text),
		"button-action-id-too-long":           sized(255, set("action_id", str)),
		"button-text-too-long":                sized(75, set("text", func(n int) any { return pt(long(n)) })),
		"button-url-too-long":                 sized(3000, set("url", str)),
		"button-value-too-long":               sized(2000, set("value", str)),
		"button-accessibility-label-too-long": sized(75, set("accessibility_label", str)),
		"confirmation-title-too-long":         sized(100, ask("title")),
		"confirmation-text-too-long":          sized(300, ask("text")),
		"confirmation-confirm-too-long":       sized(30, ask("confirm")),
		"confirmation-deny-too-long":          sized(30, ask("deny")),
		"option-text-too-long":                sized(75, opt("text", func(n int) any { return pt(long(n)) })),
		"option-value-too-long":               sized(150, opt("value", str)),
		"option-description-too-long":         sized(75, opt("description", func(n int) any { return pt(long(n)) })),
		"option-url-too-long":                 sized(3000, opt("url", func(n int) any { return strings.Repeat("😀", n) })),
	}
}

func elementCases() map[string]pair {
	static := obj{"type": "static_select", "action_id": "a", "options": arr{option()}}
	group := obj{"label": pt("g"), "options": arr{option()}}
	groups := with(static, "options", nil, "option_groups", arr{group})
	choose := func(kind string) func(int) payload {
		return func(n int) payload { return section(obj{"type": kind, "options": times(n, option())}) }
	}
	grouped := func(n int) payload {
		return section(with(groups, "option_groups", arr{with(group, "options", times(n, option()))}))
	}
	link := func(n int) payload {
		url := obj{"type": "url", "url": long(n), "text": "t"}
		return block(obj{"type": "task_card", "task_id": "t", "title": "t", "sources": arr{url}})
	}
	files := func(n int) payload { return input(obj{"type": "file_input", "max_files": n}) }
	number := func(n string) payload {
		return input(obj{"type": "number_input", "is_decimal_allowed": false, "min_value": "5", "max_value": n})
	}
	image := obj{"type": "image", "alt_text": "a", "image_url": "https://example.com/i.png"}
	return map[string]pair{
		"option-group-label-too-long": sized(75, func(n int) payload {
			return section(with(groups, "option_groups", arr{with(group, "label", pt(long(n)))}))
		}),
		"option-group-empty":               least(1, grouped),
		"option-group-too-many-options":    sized(100, grouped),
		"select-placeholder-too-long":      sized(150, func(n int) payload { return section(with(static, "placeholder", pt(long(n)))) }),
		"select-too-many-options":          sized(100, func(n int) payload { return section(with(static, "options", times(n, option()))) }),
		"select-too-many-option-groups":    sized(100, func(n int) payload { return section(with(groups, "option_groups", times(n, group))) }),
		"static-select-options-and-groups": {section(static), section(with(groups, "options", arr{option()}))},
		"overflow-empty":                   least(1, choose("overflow")),
		"overflow-too-many-options":        sized(5, choose("overflow")),
		"checkboxes-empty":                 least(1, choose("checkboxes")),
		"checkboxes-too-many-options":      sized(10, choose("checkboxes")),
		"radio-buttons-empty":              least(1, choose("radio_buttons")),
		"radio-buttons-too-many-options":   sized(10, choose("radio_buttons")),
		"url-source-url-empty":             least(1, link),
		"url-source-url-too-long":          sized(3000, link),
		"file-input-max-files-too-small":   least(1, files),
		"file-input-max-files-too-large":   sized(10, files),
		"number-input-inverted-range":      {number("5"), number("4")},
		"image-url-and-slack-file":         {section(image), section(with(image, "slack_file", obj{"id": "F1"}))},
		"plain-text-input-max-length-too-large": sized(3000, func(n int) payload {
			return input(obj{"type": "plain_text_input", "max_length": n})
		}),
	}
}

func blockCases() map[string]pair {
	sec := obj{"type": "section", "text": mk("s")}
	image := obj{"type": "image", "alt_text": "a", "image_url": "u"}
	in := obj{"type": "input", "label": pt("l"), "element": obj{"type": "plain_text_input"}}
	set := func(o obj, key string) func(int) payload {
		return func(n int) payload { return block(with(o, key, long(n))) }
	}
	video := obj{"type": "video", "alt_text": "a", "title": pt("t"), "thumbnail_url": "u", "video_url": "u"}
	markdown := set(obj{"type": "markdown"}, "text")
	return map[string]pair{
		"block-id-too-long":            sized(255, set(sec, "block_id")),
		"actions-too-many-elements":    sized(25, func(n int) payload { return actions(times(n, obj{"type": "button", "text": pt("b")})...) }),
		"context-too-many-elements":    sized(10, func(n int) payload { return block(obj{"type": "context", "elements": times(n, mk("c"))}) }),
		"context-invalid-element":      {block(obj{"type": "context", "elements": arr{image}}), block(obj{"type": "context", "elements": arr{obj{"type": "button", "text": pt("b")}}})},
		"header-text-too-long":         sized(150, func(n int) payload { return block(obj{"type": "header", "text": pt(long(n))}) }),
		"image-url-too-long":           sized(3000, set(image, "image_url")),
		"image-alt-text-too-long":      sized(2000, set(image, "alt_text")),
		"input-label-too-long":         sized(2000, func(n int) payload { return block(with(in, "label", pt(long(n)))) }),
		"input-hint-too-long":          sized(2000, func(n int) payload { return block(with(in, "hint", pt(long(n)))) }),
		"input-invalid-element":        {block(in), block(with(in, "element", obj{"type": "button", "text": pt("b")}))},
		"markdown-empty":               least(1, markdown),
		"markdown-too-long":            sized(12000, markdown),
		"section-too-many-fields":      sized(10, func(n int) payload { return block(with(sec, "fields", times(n, mk("f")))) }),
		"section-field-too-long":       sized(2000, func(n int) payload { return block(with(sec, "fields", arr{mk(long(n))})) }),
		"section-missing-content":      {block(sec), block(with(sec, "text", nil))},
		"video-alt-text-empty":         least(1, set(video, "alt_text")),
		"video-alt-text-too-long":      sized(200, set(video, "alt_text")),
		"video-title-too-long":         sized(200, func(n int) payload { return block(with(video, "title", pt(long(n)))) }),
		"video-author-name-too-long":   sized(50, set(video, "author_name")),
		"video-description-too-long":   sized(200, func(n int) payload { return block(with(video, "description", pt(long(n)))) }),
		"video-provider-name-too-long": sized(50, set(video, "provider_name")),
	}
}

func viewCases() map[string]pair {
	text := func(key string) func(int) payload {
		return func(n int) payload { return view(with(modal(), key, pt(long(n)))) }
	}
	str := func(key string) func(int) payload {
		return func(n int) payload { return view(with(modal(), key, long(n))) }
	}
	blocks := func(n int) payload { return view(with(modal(), "blocks", times(n, obj{"type": "divider"}))) }
	return map[string]pair{
		"view-missing-blocks":            least(1, blocks),
		"view-too-many-blocks":           sized(100, blocks),
		"view-private-metadata-too-long": sized(3000, str("private_metadata")),
		"view-callback-id-too-long":      sized(255, str("callback_id")),
		"view-title-too-long":            sized(24, text("title")),
		"view-close-too-long":            sized(24, text("close")),
		"view-submit-too-long":           sized(24, text("submit")),
	}
}

func rareCases() map[string]pair {
	set := func(o obj, key string) func(int) payload {
		return func(n int) payload { return block(with(o, key, mk(long(n)))) }
	}
	list := func(kind, key string, item any) func(int) payload {
		return func(n int) payload { return block(obj{"type": kind, "title": mk("t"), key: times(n, item)}) }
	}
	elements := func(kind string, item any) func(int) payload {
		return func(n int) payload { return block(obj{"type": kind, "elements": times(n, item)}) }
	}
	feedback := func(key string) func(int) payload {
		return func(n int) payload {
			b := obj{"text": pt("t"), "value": "v"}
			bad := with(b, key, long(n))
			if key == "text" {
				bad = with(b, key, pt(long(n)))
			}
			return elements("context_actions", obj{"type": "feedback_buttons", "positive_button": bad, "negative_button": b})(1)
		}
	}
	card := obj{"type": "card", "title": mk("t")}
	icon := obj{"type": "icon_button", "icon": "trash", "text": pt("t")}
	alert, box := obj{"type": "alert"}, obj{"type": "container", "title": pt("t"), "child_blocks": arr{obj{"type": "divider"}}}
	cell := obj{"type": "raw_text", "text": "c"}
	row := arr{cell, cell}
	table := func(rows ...any) payload { return block(obj{"type": "table", "rows": rows}) }
	settings := func(n int) payload {
		return block(obj{"type": "table", "rows": arr{row}, "column_settings": times(n, obj{"align": "left"})})
	}
	return map[string]pair{
		"table-too-many-rows":                          sized(100, func(n int) payload { return table(times(n, row)...) }),
		"table-ragged-rows":                            {table(row, row), table(row, arr{cell})},
		"table-column-settings-mismatch":               {settings(2), settings(1)},
		"alert-text-too-long":                          sized(200, set(alert, "text")),
		"card-title-too-long":                          sized(150, set(card, "title")),
		"card-subtitle-too-long":                       sized(150, set(card, "subtitle")),
		"card-body-too-long":                           sized(200, set(card, "body")),
		"card-subtext-too-long":                        sized(200, set(card, "subtext")),
		"card-too-many-actions":                        sized(3, list("card", "actions", obj{"type": "button", "text": pt("b")})),
		"carousel-empty":                               least(1, elements("carousel", card)),
		"carousel-too-many-cards":                      sized(10, elements("carousel", card)),
		"container-title-too-long":                     sized(150, set(box, "title")),
		"container-subtitle-too-long":                  sized(150, set(box, "subtitle")),
		"container-too-many-child-blocks":              sized(10, list("container", "child_blocks", obj{"type": "divider"})),
		"context-actions-too-many-elements":            sized(5, elements("context_actions", icon)),
		"feedback-button-text-too-long":                sized(75, feedback("text")),
		"feedback-button-value-too-long":               sized(2000, feedback("value")),
		"feedback-button-accessibility-label-too-long": sized(75, feedback("accessibility_label")),
		"icon-button-too-many-visible-users": sized(10, func(n int) payload {
			return elements("context_actions", with(icon, "visible_to_user_ids", times(n, "U1")))(1)
		}),
	}
}

func chartCases() map[string]pair {
	cell := obj{"type": "raw_text", "text": "c"}
	data := func(rows arr, pairs ...any) payload {
		return block(with(obj{"type": "data_table", "rows": rows}, pairs...))
	}
	rows := func(n int) payload { return data(times(n, arr{cell})) }
	columns := func(n int) payload { return data(arr{times(n, cell), times(n, cell)}) }
	page := func(n int) payload { return data(arr{arr{cell}, arr{cell}}, "page_size", n) }
	text := func(n int) payload {
		return data(arr{arr{obj{"type": "raw_text", "text": long(n)}}, arr{cell}})
	}
	chart := func(c obj) payload { return block(obj{"type": "data_visualization", "title": "t", "chart": c}) }
	segment := obj{"label": "l", "value": 1}
	pie := func(s ...any) payload { return chart(obj{"type": "pie", "segments": s}) }
	point := obj{"label": "l", "value": 1}
	series := obj{"name": "s", "data": arr{point}}
	bar := func(s ...any) payload { return chart(obj{"type": "bar", "series": s}) }
	axis := func(c obj) payload { return chart(obj{"type": "bar", "series": arr{series}, "axis_config": c}) }
	points := func(n int) payload { return bar(with(series, "data", times(n, point))) }
	categories := func(n int) payload { return axis(obj{"categories": times(n, "c")}) }
	return map[string]pair{
		"data-table-too-few-rows":           least(2, rows),
		"data-table-too-many-rows":          sized(201, rows),
		"data-table-too-few-columns":        least(1, columns),
		"data-table-too-many-columns":       sized(20, columns),
		"data-table-page-size-too-small":    least(1, page),
		"data-table-page-size-too-large":    sized(100, page),
		"data-table-cell-text-empty":        least(1, text),
		"data-table-content-too-long":       sized(19999, text),
		"data-visualization-title-too-long": sized(50, func(n int) payload { return block(with(pie(segment).blocks[0].(obj), "title", long(n))) }),
		"pie-chart-empty":                   least(1, func(n int) payload { return pie(times(n, segment)...) }),
		"pie-chart-too-many-segments":       sized(12, func(n int) payload { return pie(times(n, segment)...) }),
		"chart-segment-label-too-long":      sized(20, func(n int) payload { return pie(with(segment, "label", long(n))) }),
		"chart-segment-value-not-positive":  {pie(segment), pie(with(segment, "value", 0))},
		"chart-series-empty":                least(1, func(n int) payload { return bar(times(n, series)...) }),
		"chart-too-many-series":             sized(12, func(n int) payload { return bar(times(n, series)...) }),
		"data-series-name-too-long":         sized(20, func(n int) payload { return bar(with(series, "name", long(n))) }),
		"data-series-empty":                 least(1, points),
		"data-series-too-many-points":       sized(20, points),
		"data-point-label-too-long":         sized(20, func(n int) payload { return bar(with(series, "data", arr{with(point, "label", long(n))})) }),
		"axis-categories-empty":             least(1, categories),
		"axis-too-many-categories":          sized(20, categories),
		"axis-category-label-too-long":      sized(20, func(n int) payload { return axis(obj{"categories": arr{long(n)}}) }),
		"axis-label-too-long":               sized(50, func(n int) payload { return axis(obj{"x_label": long(n)}) }),
	}
}
