"""The smallest blocks that a limit can be tried on."""

from __future__ import annotations

from typing import Any

Json = dict[str, Any]
LETTER = "字"


def words(length: int) -> str:
    return LETTER * length


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": words(length)}


def mrkdwn(length: int) -> Json:
    return {"type": "mrkdwn", "text": words(length)}


def option(**more: Any) -> Json:
    return {"text": plain(1), "value": "v"} | more


def group(**more: Any) -> Json:
    return {"label": plain(1), "options": [option()]} | more


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(1)} | more


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def element(name: str, **fields: Any) -> Json:
    """An interactive element in an actions block."""
    return actions({"type": name} | fields)


def asks(name: str, **fields: Any) -> Json:
    """An element in an input block."""
    return {"type": "input", "label": plain(1), "element": {"type": name} | fields}


def context_action(name: str, **fields: Any) -> Json:
    return {"type": "context_actions", "elements": [{"type": name} | fields]}


def icon_button(**fields: Any) -> Json:
    return context_action("icon_button", **({"icon": "trash", "text": plain(1)} | fields))


def feedback(**fields: Any) -> Json:
    good = {"text": plain(1), "value": "v"}
    return context_action("feedback_buttons", positive_button=good | fields, negative_button=good)


def confirm(**fields: Any) -> Json:
    return actions(button(confirm={"text": mrkdwn(1)} | fields))


def image(**fields: Any) -> Json:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a"} | fields


def video(**fields: Any) -> Json:
    addresses = {"video_url": "https://example.com/v", "thumbnail_url": "https://example.com/t.png"}
    return {"type": "video", "alt_text": "a", "title": plain(1)} | addresses | fields


def card(**fields: Any) -> Json:
    return {"type": "card", "title": mrkdwn(1)} | fields


def container(**fields: Any) -> Json:
    return {"type": "container", "title": plain(1), "child_blocks": [{"type": "divider"}]} | fields


def cell(text: str = "1") -> Json:
    return {"type": "raw_text", "text": text}


def table(rows: int = 1, cells: int = 1, text: str = "1", **fields: Any) -> Json:
    return {"type": "table", "rows": [[cell(text)] * cells] * rows} | fields


def data_table(rows: int = 2, cells: int = 1, text: str = "1", **fields: Any) -> Json:
    return table(rows, cells, text) | {"type": "data_table", "caption": "c"} | fields


def chart(**fields: Any) -> Json:
    pie = {"type": "pie", "segments": [point()]}
    return {"type": "data_visualization", "title": "t", "chart": pie} | fields


def point(label: str = "l") -> Json:
    return {"label": label, "value": 1}


def plotted(series: int = 1, points: int = 1, name: str = "n", **axes: Any) -> Json:
    line = {"name": name, "data": [point()] * points}
    return chart(chart={"type": "line", "series": [line] * series, "axis_config": {"categories": ["l"]} | axes})


def task(task_id: str = "1", **fields: Any) -> Json:
    return {"type": "task_card", "task_id": task_id, "title": "t", "status": "pending"} | fields


def rich(part: Json) -> Json:
    return {"type": "rich_text", "elements": [part]}


def rich_inline(**fields: Any) -> Json:
    return rich({"type": "rich_text_section", "elements": [fields]})


def modal(*blocks: Json, **fields: Any) -> Json:
    return {"type": "modal", "title": plain(1), "submit": plain(1), "blocks": list(blocks)} | fields


def home(*blocks: Json, **fields: Any) -> Json:
    return {"type": "home", "blocks": list(blocks)} | fields


def without(value: Json, *names: str) -> Json:
    return {name: each for name, each in value.items() if name not in names}
