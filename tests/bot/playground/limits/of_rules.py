"""What Slack refuses besides lengths and counts: the same payload once right and once wrong (slack.md 2.1)."""

from __future__ import annotations

from typing import Any

from tests.bot.playground.limits.builders import (
    Json,
    actions,
    asks,
    button,
    card,
    cell,
    chart,
    container,
    context_action,
    data_table,
    element,
    home,
    modal,
    mrkdwn,
    option,
    plain,
    rich_inline,
    table,
    task,
    without,
    words,
)
from tests.bot.playground.limits.rows import Rule

AT = "/blocks/0/elements/0"
IN_MODAL = "/view/blocks/0/element"
DIVIDER: Json = {"type": "divider"}
SECTION: Json = {"type": "section", "text": mrkdwn(1)}
ALERT: Json = {"type": "alert", "text": plain(1)}
NAMED: Json = {"type": "divider", "block_id": "b"}
OTHER: Json = option(value="w")


def markdown(length: int) -> Json:
    return {"type": "markdown", "text": words(length)}


def plan(*tasks: Json) -> Json:
    return {"type": "plan", "title": "t", "tasks": list(tasks)}


def rich_cell(length: int) -> Json:
    return rich_inline(type="text", text=words(length))


def rows(*cells: Json) -> Json:
    return {"type": "table", "rows": [list(cells)]}


def place(name: str, **fields: Any) -> Json:
    return {"type": name, "action_id": "p"} | fields


IDS = [
    Rule(
        "an action_id twice in one block",
        [actions(button(action_id="a"), button(action_id="b")), actions(button(action_id="a"))],
        [actions(button(action_id="a"), button(action_id="b"), button(action_id="a"))],
        "/blocks/0/elements/2/action_id",
    ),
    Rule(
        "an action_id twice in a card",
        [card(actions=[button(action_id="a"), button(action_id="b")])],
        [card(actions=[button(action_id="a"), button(action_id="a")])],
        "/blocks/0/actions/1/action_id",
    ),
    Rule(
        "an action_id twice in context actions",
        [context_action("icon_button", icon="i", text=plain(1), action_id="a")],
        [
            {
                "type": "context_actions",
                "elements": [{"type": "icon_button", "icon": "i", "text": plain(1), "action_id": "a"}] * 2,
            }
        ],
        "/blocks/0/elements/1/action_id",
    ),
    Rule("a task twice in a plan", [plan(task("1"), task("2"))], [plan(task(), task())], "/blocks/0/tasks/1/task_id"),
    Rule("a block_id twice in a modal", modal(NAMED), modal(NAMED, NAMED), "/view/blocks/1/block_id"),
    Rule("a block_id twice in a home", home(NAMED), home(DIVIDER, NAMED, NAMED), "/view/blocks/2/block_id"),
    Rule(
        "a block_id twice in a container",
        home(NAMED, container()),
        home(NAMED, container(child_blocks=[NAMED])),
        "/view/blocks/1/child_blocks/0/block_id",
    ),
]

SUMS = [
    Rule(
        "the characters of a table",
        [rows(rich_cell(6000), cell(words(4000)))],
        [rows(rich_cell(6000), cell(words(4001)))],
        "/blocks/0/rows",
    ),
    Rule(
        "the characters of a data table",
        [data_table(1, 2, words(10_000))],
        [data_table(2, 2, words(5001))],
        "/blocks/0/rows",
    ),
    Rule(
        "markdown over the message",
        [markdown(6000), markdown(6000)],
        [markdown(6000), markdown(6000), markdown(1)],
        "/blocks/2/text",
    ),
    Rule("two tables", [table()], [table(), table()], "/blocks/1"),
    Rule(
        "a second table in a container",
        [container(child_blocks=[table()])],
        [container(child_blocks=[table(), table()])],
        "/blocks/0/child_blocks/1",
    ),
    Rule("three charts", [chart(), chart()], [chart(), chart(), chart()], "/blocks/2"),
]

PLACES = [
    Rule("an alert in a message", modal(ALERT), [ALERT], "/blocks/0/type"),
    Rule("an alert in a home", modal(ALERT), home(ALERT), "/view/blocks/0/type"),
    Rule("markdown in a modal", [markdown(1)], modal(markdown(1)), "/view/blocks/0/type"),
    Rule("a form without submit", modal(asks("datepicker")), without(modal(asks("datepicker")), "submit"), "/view"),
    Rule(
        "two elements with the focus",
        modal(asks("datepicker", focus_on_load=True), asks("datepicker", focus_on_load=False)),
        modal(asks("datepicker", focus_on_load=True), asks("datepicker", focus_on_load=True)),
        "/view/blocks/1/element/focus_on_load",
    ),
    Rule(
        "a response URL from a message",
        modal(asks("conversations_select", response_url_enabled=True)),
        [asks("conversations_select", response_url_enabled=True)],
        "/blocks/0/element/response_url_enabled",
    ),
    Rule(
        "a response URL from a button row",
        modal(asks("channels_select", response_url_enabled=True)),
        modal(element("channels_select", response_url_enabled=True)),
        "/view/blocks/0/elements/0/response_url_enabled",
    ),
    Rule(
        "the current conversation in a home",
        modal(asks("conversations_select", default_to_current_conversation=True)),
        home(element("conversations_select", default_to_current_conversation=True)),
        "/view/blocks/0/elements/0/default_to_current_conversation",
    ),
    Rule(
        "the current conversation in a message",
        modal(element("multi_conversations_select", default_to_current_conversation=True)),
        [SECTION | {"accessory": place("conversations_select", default_to_current_conversation=True)}],
        "/blocks/0/accessory/default_to_current_conversation",
    ),
]

OF_RULES = [*IDS, *SUMS, *PLACES]

# Third-party tables leave these out; Slack keeps opening surfaces, so we only warn.
BEYOND_THE_LISTS: list[list[Json] | Json] = [
    home(markdown(1)),
    home(task()),
    modal(table()),
    modal(container()),
    [NAMED, NAMED],
]
