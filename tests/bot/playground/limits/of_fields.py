"""What Slack refuses in the fields of one block: unknown, missing, contradictory (slack.md 2.1)."""

from __future__ import annotations

from tests.bot.playground.limits.builders import (
    Json,
    actions,
    asks,
    button,
    card,
    container,
    data_table,
    element,
    group,
    home,
    image,
    modal,
    mrkdwn,
    option,
    plain,
    video,
    without,
)
from tests.bot.playground.limits.rows import Rule

AT = "/blocks/0/elements/0"
IN_MODAL = "/view/blocks/0/element"
DIVIDER: Json = {"type": "divider"}
SECTION: Json = {"type": "section", "text": mrkdwn(1)}
OTHER: Json = option(value="w")

FIELDS = [
    Rule(
        "an unknown property of a button",
        [actions(button())],
        [actions(button(disabled=True))],
        AT,
        "invalid additional property: disabled",
    ),
    Rule(
        "an unknown property of a block",
        [DIVIDER],
        [DIVIDER | {"colour": "red"}],
        "/blocks/0",
        "invalid additional property: colour",
    ),
    Rule(
        "an address of an option in a select",
        [element("overflow", options=[option(url="https://example.com")])],
        [element("static_select", options=[option(url="https://example.com")])],
        f"{AT}/options/0",
        "invalid additional property: url",
    ),
    Rule("a home with a title", home(DIVIDER), home(DIVIDER, title=plain(1)), "/view"),
    Rule("a view as Slack returned it", modal(DIVIDER), modal(DIVIDER, id="V1"), "/view"),
    Rule("a block that Slack does not know", [SECTION], [{"type": "sections"}], "/blocks/0/type"),
    Rule("a block without a type", [DIVIDER], [{}], "/blocks/0", "missing required field: type"),
    Rule("an input outside an input block", [asks("plain_text_input")], [element("plain_text_input")], f"{AT}/type"),
    Rule(
        "a file field as an accessory",
        [SECTION],
        [SECTION | {"accessory": {"type": "file_input"}}],
        "/blocks/0/accessory/type",
    ),
    Rule("an image without words", [image()], [without(image(), "alt_text")], "/blocks/0"),
    Rule("an image with empty words", [image()], [image(alt_text="")], "/blocks/0/alt_text"),
    Rule("a video without a thumbnail", [video()], [without(video(), "thumbnail_url")], "/blocks/0"),
    Rule(
        "a flag in words", [actions(button())], [actions(button(text=plain(1) | {"emoji": "true"}))], f"{AT}/text/emoji"
    ),
]

NEEDS = [
    Rule("a section without text", [SECTION], [{"type": "section"}], "/blocks/0"),
    Rule("an image of two sources", [image()], [image(slack_file={"id": "F1"})], "/blocks/0"),
    Rule(
        "an image element of no source",
        [{"type": "context", "elements": [image()]}],
        [{"type": "context", "elements": [without(image(), "image_url")]}],
        AT,
    ),
    Rule(
        "a file by id and by address",
        [without(image(slack_file={"id": "F1"}), "image_url")],
        [without(image(slack_file={"id": "F1", "url": "u"}), "image_url")],
        "/blocks/0/slack_file",
    ),
    Rule("an empty card", [card()], [{"type": "card", "subtitle": mrkdwn(1)}], "/blocks/0"),
    Rule("a container without a title", [container()], [without(container(), "title")], "/blocks/0"),
    Rule(
        "options and groups",
        [element("static_select", options=[option()])],
        [element("static_select", options=[option()], option_groups=[group()])],
        AT,
    ),
    Rule(
        "an empty filter",
        [element("conversations_select", filter={"exclude_bot_users": True})],
        [element("conversations_select", filter={})],
        f"{AT}/filter",
    ),
]

PRESETS = [
    Rule(
        "a preset radio button that is not offered",
        modal(asks("radio_buttons", options=[option()], initial_option=option())),
        modal(asks("radio_buttons", options=[option()], initial_option=OTHER)),
        f"{IN_MODAL}/initial_option",
    ),
    Rule(
        "a preset choice that no group offers",
        modal(asks("static_select", option_groups=[group(), group(options=[OTHER])], initial_option=OTHER)),
        modal(asks("static_select", option_groups=[group(), group()], initial_option=OTHER)),
        f"{IN_MODAL}/initial_option",
    ),
    Rule(
        "a checked box that is not there",
        modal(asks("checkboxes", options=[option()], initial_options=[option()])),
        modal(asks("checkboxes", options=[option()], initial_options=[option(), OTHER])),
        f"{IN_MODAL}/initial_options/1",
    ),
    Rule(
        "a preset date",
        modal(asks("datepicker", initial_date="2026-12-31")),
        modal(asks("datepicker", initial_date="2026-13-01")),
        f"{IN_MODAL}/initial_date",
    ),
    Rule(
        "a preset time",
        modal(asks("timepicker", initial_time="23:59")),
        modal(asks("timepicker", initial_time="24:00")),
        f"{IN_MODAL}/initial_time",
    ),
    Rule(
        "lengths the wrong way round",
        modal(asks("plain_text_input", min_length=5, max_length=5)),
        modal(asks("plain_text_input", min_length=5, max_length=4)),
        f"{IN_MODAL}/min_length",
    ),
    Rule(
        "lines the wrong way round",
        modal(asks("rich_text_input", min_lines=5, max_lines=5)),
        modal(asks("rich_text_input", min_lines=5, max_lines=4)),
        f"{IN_MODAL}/min_lines",
    ),
    Rule(
        "numbers the wrong way round",
        modal(asks("number_input", is_decimal_allowed=True, min_value="1.5", max_value="2")),
        modal(asks("number_input", is_decimal_allowed=True, min_value="2", max_value="1.5")),
        f"{IN_MODAL}/min_value",
    ),
    Rule(
        "a number that is none",
        modal(asks("number_input", is_decimal_allowed=True, initial_value="-0.5")),
        modal(asks("number_input", is_decimal_allowed=True, initial_value="five")),
        f"{IN_MODAL}/initial_value",
    ),
    Rule(
        "closed without a way to open",
        [container(is_collapsible=True, default_collapsed=True)],
        [container(default_collapsed=True)],
        "/blocks/0/default_collapsed",
    ),
    Rule(
        "a column that does not exist",
        [data_table(2, 3, row_header_column_index=2)],
        [data_table(2, 3, row_header_column_index=3)],
        "/blocks/0/row_header_column_index",
    ),
]

OF_FIELDS = [*FIELDS, *NEEDS, *PRESETS]
