"""Slack's documented limits, written down by hand: at the limit accepted, one over refused."""

from collections.abc import Callable
from typing import Any

import pytest

from bot.playground.validator import Surface, check_blocks

Json = dict[str, Any]


def plain(length: int) -> Json:
    return {"type": "plain_text", "text": "字" * length}


def mrkdwn(length: int) -> Json:
    return {"type": "mrkdwn", "text": "字" * length}


def options(count: int, text: int = 1, value: int = 1, **more: Any) -> list[Json]:
    return [{"text": plain(text), "value": "v" * value, **more} for _ in range(count)]


def button(**more: Any) -> Json:
    return {"type": "button", "text": plain(1), **more}


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def asks(element: Json, **more: Any) -> Json:
    return {"type": "input", "label": plain(1), "element": element, **more}


def table(rows: int, cells: int = 1, text: str = "字") -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * cells] * rows}


def image(**more: Any) -> Json:
    return {"type": "image", "image_url": "https://example.com/a.png", "alt_text": "a", **more}


def menu(**more: Any) -> Json:
    return {"type": "static_select", **more}


def confirm(**more: Any) -> Json:
    return actions(button(confirm={"text": mrkdwn(1), **more}))


Make = Callable[[int], Json]
ROWS: list[tuple[str, int, str, Make]] = [
    ("section text", 3000, "/text/text", lambda n: {"type": "section", "text": mrkdwn(n)}),
    ("section field", 2000, "/fields/0/text", lambda n: {"type": "section", "fields": [mrkdwn(n)]}),
    ("section fields", 10, "/fields", lambda n: {"type": "section", "fields": [mrkdwn(1)] * n}),
    ("block_id", 255, "/block_id", lambda n: {"type": "divider", "block_id": "b" * n}),
    ("action_id", 255, "/elements/0/action_id", lambda n: actions(button(action_id="a" * n))),
    ("header", 150, "/text/text", lambda n: {"type": "header", "text": plain(n)}),
    ("context elements", 10, "/elements", lambda n: {"type": "context", "elements": [mrkdwn(1)] * n}),
    ("actions elements", 25, "/elements", lambda n: actions(*[button()] * n)),
    ("button text", 75, "/elements/0/text/text", lambda n: actions(button(text=plain(n)))),
    ("button value", 2000, "/elements/0/value", lambda n: actions(button(value="v" * n))),
    ("button url", 3000, "/elements/0/url", lambda n: actions(button(url="u" * n))),
    (
        "button label",
        75,
        "/elements/0/accessibility_label",
        lambda n: actions(button(accessibility_label="l" * n)),
    ),
    ("confirm title", 100, "/elements/0/confirm/title/text", lambda n: confirm(title=plain(n))),
    ("confirm text", 300, "/elements/0/confirm/text/text", lambda n: confirm(text=mrkdwn(n))),
    ("confirm yes", 30, "/elements/0/confirm/confirm/text", lambda n: confirm(confirm=plain(n))),
    ("confirm no", 30, "/elements/0/confirm/deny/text", lambda n: confirm(deny=plain(n))),
    ("options", 100, "/elements/0/options", lambda n: actions(menu(options=options(n)))),
    (
        "option text",
        75,
        "/elements/0/options/0/text/text",
        lambda n: actions(menu(options=options(1, text=n))),
    ),
    (
        "option value",
        150,
        "/elements/0/options/0/value",
        lambda n: actions(menu(options=options(1, value=n))),
    ),
    (
        "groups",
        100,
        "/elements/0/option_groups",
        lambda n: actions(menu(option_groups=[{"label": plain(1), "options": options(1)}] * n)),
    ),
    (
        "group label",
        75,
        "/elements/0/option_groups/0/label/text",
        lambda n: actions(menu(option_groups=[{"label": plain(n), "options": options(1)}])),
    ),
    (
        "placeholder",
        150,
        "/elements/0/placeholder/text",
        lambda n: actions(menu(options=options(1), placeholder=plain(n))),
    ),
    (
        "overflow",
        5,
        "/elements/0/options",
        lambda n: actions({"type": "overflow", "options": options(n)}),
    ),
    (
        "overflow url",
        3000,
        "/elements/0/options/0/url",
        lambda n: actions({"type": "overflow", "options": options(1, url="u" * n)}),
    ),
    ("radio", 10, "/element/options", lambda n: asks({"type": "radio_buttons", "options": options(n)})),
    ("checkboxes", 10, "/element/options", lambda n: asks({"type": "checkboxes", "options": options(n)})),
    ("input label", 2000, "/label/text", lambda n: asks({"type": "datepicker"}, label=plain(n))),
    ("input hint", 2000, "/hint/text", lambda n: asks({"type": "datepicker"}, hint=plain(n))),
    ("max_length", 3000, "/element/max_length", lambda n: asks({"type": "plain_text_input", "max_length": n})),
    ("min_length", 3000, "/element/min_length", lambda n: asks({"type": "plain_text_input", "min_length": n})),
    ("max_lines", 100, "/element/max_lines", lambda n: asks({"type": "rich_text_input", "max_lines": n})),
    ("max_files", 10, "/element/max_files", lambda n: asks({"type": "file_input", "max_files": n})),
    ("image_url", 3000, "/image_url", lambda n: image(image_url="u" * n)),
    ("alt_text", 2000, "/alt_text", lambda n: image(alt_text="a" * n)),
    ("image title", 2000, "/title/text", lambda n: image(title=plain(n))),
    ("markdown", 12_000, "/text", lambda n: {"type": "markdown", "text": "m" * n}),
    ("table rows", 100, "/rows", table),
    ("table cells", 20, "/rows/0", lambda n: table(1, n)),
    ("table characters", 10_000, "/rows", lambda n: table(1, 1, "字" * n)),
    (
        "carousel",
        10,
        "/elements",
        lambda n: {"type": "carousel", "elements": [{"type": "card", "title": mrkdwn(1)}] * n},
    ),
    ("card body", 200, "/body/text", lambda n: {"type": "card", "body": mrkdwn(n)}),
    ("card actions", 3, "/actions", lambda n: {"type": "card", "actions": [button()] * n}),
    (
        "container",
        10,
        "/child_blocks",
        lambda n: {"type": "container", "title": plain(1), "child_blocks": [{"type": "divider"}] * n},
    ),
]


@pytest.mark.parametrize(("most", "pointer", "make"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_documented_limit(most: int, pointer: str, make: Make) -> None:
    assert not [each for each in check_blocks([make(most)], "message") if each.severity == "error"]
    over = [each.pointer for each in check_blocks([make(most + 1)], "message")]
    assert over == [f"/blocks/0{pointer}"]


@pytest.mark.parametrize(("surface", "most"), [("message", 50), ("modal", 100), ("home", 100)])
def test_a_surface_holds_so_many_blocks(surface: Surface, most: int) -> None:
    assert check_blocks([{"type": "divider"}] * most, surface) == []
    [problem] = check_blocks([{"type": "divider"}] * (most + 1), surface)
    assert (problem.pointer, problem.message) == ("/blocks", f"no more than {most} items allowed")


def test_lengths_count_code_points_not_bytes() -> None:
    assert check_blocks([{"type": "header", "text": {"type": "plain_text", "text": "🛡" * 150}}], "message") == []


@pytest.mark.parametrize(
    ("block", "pointer"),
    [
        (image(alt_text=""), "/blocks/0/alt_text"),
        ({"type": "section", "text": plain(0)}, "/blocks/0/text/text"),
        ({"type": "context", "elements": []}, "/blocks/0/elements"),
        (asks({"type": "plain_text_input", "max_length": 0}), "/blocks/0/element/max_length"),
        (asks({"type": "radio_buttons", "options": []}), "/blocks/0/element/options"),
        ({"type": "section"}, "/blocks/0"),
    ],
)
def test_too_little_is_refused_as_well(block: Json, pointer: str) -> None:
    assert [each.pointer for each in check_blocks([block], "message")] == [pointer]
