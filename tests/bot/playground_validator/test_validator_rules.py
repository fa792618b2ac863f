"""Rules other than lengths: ids, presets, surfaces, modals, whole messages."""

from typing import Any

import pytest

from bot.playground.validator import Problem, Surface, check_blocks, check_message, check_view

Json = dict[str, Any]
TEXT = {"type": "plain_text", "text": "文"}
RED, BLUE = ({"text": TEXT, "value": value} for value in ("red", "blue"))
DIVIDER = {"type": "divider"}
TITLE = {"title": TEXT}


def one(problems: list[Problem]) -> tuple[str, str, str]:
    [problem] = problems
    return problem.pointer, problem.code, problem.severity


def actions(*elements: Json) -> Json:
    return {"type": "actions", "elements": list(elements)}


def button(action_id: str) -> Json:
    return {"type": "button", "text": TEXT, "action_id": action_id}


def asks(element: Json) -> Json:
    return {"type": "input", "label": TEXT, "element": element}


def modal(*blocks: Json, **more: Any) -> Json:
    return {"type": "modal", "submit": TEXT, "blocks": list(blocks), **TITLE, **more}


def table() -> Json:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": "1"}]]}


def test_two_elements_of_one_block_need_two_action_ids() -> None:
    assert check_blocks([actions(button("a")), actions(button("a"))], "message") == []
    found = check_blocks([actions(button("a"), button("b"), button("a"))], "message")
    assert one(found) == ("/blocks/0/elements/2/action_id", "invalid_blocks", "error")


def test_two_blocks_of_a_view_need_two_block_ids() -> None:
    twice = [{"type": "divider", "block_id": "b"}] * 2
    assert one(check_view(modal(*twice))) == ("/view/blocks/1/block_id", "invalid_arguments", "error")
    assert one(check_blocks(twice, "message")) == ("/blocks/1/block_id", "invalid_blocks", "warning")


def test_a_modal_that_asks_needs_a_submit_button() -> None:
    asking = modal(asks({"type": "plain_text_input"}))
    assert check_view(asking) == []
    del asking["submit"]
    assert one(check_view(asking)) == ("/view", "invalid_arguments", "error")
    assert "submit" in check_view(asking)[0].message


def test_a_message_has_one_table() -> None:
    assert check_blocks([table()], "message") == []
    assert one(check_blocks([table(), table()], "message"))[0] == "/blocks/1"


def test_a_header_takes_no_mrkdwn() -> None:
    found = check_blocks([{"type": "header", "text": {"type": "mrkdwn", "text": "*x*"}}], "home")
    assert one(found)[0] == "/blocks/0/text/type"


def test_a_button_takes_no_mrkdwn() -> None:
    wrong = {"type": "button", "text": {"type": "mrkdwn", "text": "*x*"}}
    assert one(check_blocks([actions(wrong)], "message"))[0] == "/blocks/0/elements/0/text/type"


@pytest.mark.parametrize(
    ("block", "pointer", "message"),
    [
        ({"type": "sections"}, "/blocks/0/type", "unsupported type: sections"),
        (actions({"type": "knob"}), "/blocks/0/elements/0/type", "unsupported type: knob"),
        (actions({"type": "plain_text_input"}), "/blocks/0/elements/0/type", "unsupported type: plain_text_input"),
        (
            actions({**button("a"), "disabled": True}),
            "/blocks/0/elements/0",
            "invalid additional property: disabled",
        ),
        ({}, "/blocks/0", "missing required field: type"),
    ],
)
def test_what_slack_does_not_know_it_names(block: Json, pointer: str, message: str) -> None:
    [problem] = check_blocks([block], "message")
    assert (problem.pointer, problem.message) == (pointer, message)


ALERT = {"type": "alert", "text": TEXT}
MARKDOWN = {"type": "markdown", "text": "# h"}


@pytest.mark.parametrize(
    ("block", "surface", "severity"),
    [
        (ALERT, "message", "error"),
        (ALERT, "home", "error"),
        (MARKDOWN, "modal", "error"),
        (MARKDOWN, "home", "warning"),
        (table(), "modal", "warning"),
    ],
)
def test_a_block_stands_only_where_slack_lets_it(block: Json, surface: Surface, severity: str) -> None:
    pointer, _, told = one(check_blocks([block], surface))
    assert (pointer, told) == ("/blocks/0/type", severity)


def test_alert_belongs_to_a_modal_and_markdown_to_a_message() -> None:
    assert check_view(modal(ALERT)) == []
    assert check_blocks([MARKDOWN], "message") == []


def test_markdown_adds_up_over_the_message() -> None:
    half = {"type": "markdown", "text": "m" * 6000}
    assert check_blocks([half, half], "message") == []
    over = check_blocks([half, half, {"type": "markdown", "text": "m"}], "message")
    assert one(over)[0] == "/blocks/2/text"


@pytest.mark.parametrize(
    ("element", "pointer"),
    [
        ({"type": "radio_buttons", "options": [RED], "initial_option": BLUE}, "initial_option"),
        ({"type": "static_select", "options": [RED], "initial_option": BLUE}, "initial_option"),
        ({"type": "checkboxes", "options": [RED], "initial_options": [RED, BLUE]}, "initial_options/1"),
        ({"type": "plain_text_input", "min_length": 5, "max_length": 4}, "min_length"),
        ({"type": "rich_text_input", "min_lines": 5, "max_lines": 4}, "min_lines"),
        ({"type": "number_input", "is_decimal_allowed": True, "min_value": "2", "max_value": "1.5"}, "min_value"),
        ({"type": "datepicker", "initial_date": "2026-13-01"}, "initial_date"),
        ({"type": "timepicker", "initial_time": "24:00"}, "initial_time"),
        ({"type": "datetimepicker", "initial_date_time": 12345}, "initial_date_time"),
    ],
)
def test_an_input_that_contradicts_itself_is_refused(element: Json, pointer: str) -> None:
    assert one(check_view(modal(asks(element))))[0] == f"/view/blocks/0/element/{pointer}"


def test_a_preset_inside_a_group_counts_as_offered() -> None:
    groups = [{"label": TEXT, "options": [RED]}, {"label": TEXT, "options": [BLUE]}]
    menu = {"type": "static_select", "option_groups": groups, "initial_option": BLUE}
    assert check_view(modal(asks(menu))) == []
    assert one(check_view(modal(asks({**menu, "options": [BLUE]}))))[0] == "/view/blocks/0/element"


def test_only_one_element_of_a_view_takes_the_focus() -> None:
    focused = asks({"type": "plain_text_input", "focus_on_load": True})
    assert check_view(modal(focused)) == []
    assert one(check_view(modal(focused, focused)))[0] == "/view/blocks/1/element/focus_on_load"


def test_a_response_url_comes_only_from_an_input_of_a_modal() -> None:
    menu = {"type": "conversations_select", "response_url_enabled": True}
    assert check_view(modal(asks(menu))) == []
    place = "element/response_url_enabled"
    assert one(check_blocks([asks(menu)], "message"))[0] == f"/blocks/0/{place}"
    assert one(check_view(modal(actions(menu))))[0] == "/view/blocks/0/elements/0/response_url_enabled"


def test_the_current_conversation_is_a_default_only_in_a_modal() -> None:
    menu = {"type": "conversations_select", "default_to_current_conversation": True}
    assert check_view(modal(asks(menu))) == []
    assert one(check_view({"type": "home", "blocks": [actions(menu)]}))[0].endswith("current_conversation")


@pytest.mark.parametrize("name", ["title", "submit", "close"])
def test_the_words_of_a_modal_are_short(name: str) -> None:
    assert check_view(modal(DIVIDER, **{name: {"type": "plain_text", "text": "字" * 24}})) == []
    found = check_view(modal(DIVIDER, **{name: {"type": "plain_text", "text": "字" * 25}}))
    assert one(found) == (f"/view/{name}/text", "invalid_arguments", "error")


@pytest.mark.parametrize(("name", "most"), [("private_metadata", 3000), ("callback_id", 255), ("external_id", 255)])
def test_what_a_view_carries_is_limited(name: str, most: int) -> None:
    assert check_view(modal(DIVIDER, **{name: "x" * most})) == []
    assert one(check_view(modal(DIVIDER, **{name: "x" * (most + 1)})))[0] == f"/view/{name}"


def test_a_view_over_250_kilobytes_is_too_large() -> None:
    section = {"type": "section", "text": {"type": "mrkdwn", "text": "字" * 2750}}
    assert check_view(modal(*[section] * 30)) == []
    assert one(check_view(modal(*[section] * 31))) == ("/view", "view_too_large", "error")


def test_a_view_as_slack_returned_it_cannot_be_sent_back() -> None:
    assert "id" in check_view(modal(DIVIDER, id="V1"))[0].message


@pytest.mark.parametrize(
    ("payload", "problem"),
    [
        ({}, ("", "no_text", "error")),
        ({"text": "", "blocks": []}, ("", "no_text", "error")),
        ({"blocks": [DIVIDER]}, ("/text", "no_text", "warning")),
        ({"text": "a", "markdown_text": "b"}, ("/markdown_text", "markdown_text_conflict", "error")),
        ({"markdown_text": "b" * 12_001}, ("/markdown_text", "msg_too_long", "error")),
        ({"text": "a", "blocks": "[]"}, ("/blocks", "invalid_blocks_format", "error")),
        ({"text": "a", "metadata": "x"}, ("/metadata", "invalid_metadata_format", "error")),
        ({"text": "a", "metadata": {"event_type": "t"}}, ("/metadata", "invalid_metadata_schema", "error")),
        (
            {"text": "a", "metadata": {"event_type": "t", "event_payload": 1}},
            ("/metadata/event_payload", "invalid_metadata_schema", "error"),
        ),
        (
            {"text": "a", "metadata": {"event_type": "t", "event_payload": {"x": "y" * 16_000}}},
            ("/metadata", "metadata_too_large", "warning"),
        ),
        ({"text": "a", "attachments": [{}] * 101}, ("/attachments", "too_many_attachments", "error")),
        ({"text": "a" * 40_001}, ("/text", "message_truncated", "warning")),
        (
            {"text": "a", "attachments": [{"blocks": [{"type": "x"}]}]},
            ("/attachments/0/blocks/0/type", "invalid_blocks", "error"),
        ),
        (
            {"text": "a", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "a" * 2700}}] * 5},
            ("/blocks", "msg_blocks_too_long", "warning"),
        ),
    ],
)
def test_a_message_is_judged_as_a_whole(payload: Json, problem: tuple[str, str, str]) -> None:
    assert one(check_message(payload)) == problem


def test_an_update_takes_less_text_than_a_post() -> None:
    long = {"text": "a" * 4001}
    assert check_message(long) == []
    assert check_message({"text": "a" * 4000}, "chat.update") == []
    assert one(check_message(long, "chat.update")) == ("/text", "msg_too_long", "error")


def test_a_problem_reads_like_slack_says_it() -> None:
    [problem] = check_blocks([{"type": "header", "text": {"type": "plain_text", "text": ""}}], "message")
    assert str(problem) == "[ERROR] must be more than 0 characters [json-pointer:/blocks/0/text/text]"


def test_a_plan_names_each_task_once() -> None:
    task = {"type": "task_card", "task_id": "1", "title": "調査", "status": "complete"}
    found = check_blocks([{"type": "plan", "title": "計画", "tasks": [task, task]}], "message")
    assert one(found)[0] == "/blocks/0/tasks/1/task_id"


def test_every_cell_of_a_table_counts_toward_its_sum() -> None:
    words = {"type": "rich_text_section", "elements": [{"type": "text", "text": "字" * 6000}]}
    rich = {"type": "rich_text", "elements": [words]}
    raw = {"type": "raw_text", "text": "字" * 4000}
    assert check_blocks([{"type": "table", "rows": [[rich, raw]]}], "message") == []
    over = {"type": "table", "rows": [[rich, {**raw, "text": "字" * 4001}]]}
    assert one(check_blocks([over], "message"))[0] == "/blocks/0/rows"
