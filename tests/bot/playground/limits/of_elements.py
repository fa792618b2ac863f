"""The limits of elements and composition objects (slack.md 2.1)."""

from __future__ import annotations

from tests.bot.playground.limits.builders import (
    Json,
    actions,
    asks,
    button,
    confirm,
    element,
    feedback,
    group,
    icon_button,
    mrkdwn,
    option,
    plain,
    words,
)
from tests.bot.playground.limits.rows import Choice, Row

AT = "/elements/0"

BUTTONS = [
    Row("action_id", f"{AT}/action_id", 255, lambda n: actions(button(action_id=words(n)))),
    Row("button text", f"{AT}/text/text", 75, lambda n: actions(button(text=plain(n)))),
    Row("button value", f"{AT}/value", 2000, lambda n: actions(button(value=words(n))), least=0),
    Row("button address", f"{AT}/url", 3000, lambda n: actions(button(url=words(n)))),
    Row("button label", f"{AT}/accessibility_label", 75, lambda n: actions(button(accessibility_label=words(n)))),
    Row(
        "workflow button text",
        f"{AT}/text/text",
        75,
        lambda n: element("workflow_button", text=plain(n), workflow={"trigger": {"url": "u"}}),
    ),
    Row("icon button text", f"{AT}/text/text", 75, lambda n: icon_button(text=plain(n))),
    Row("icon button value", f"{AT}/value", 2000, lambda n: icon_button(value=words(n))),
    Row("icon button label", f"{AT}/accessibility_label", 75, lambda n: icon_button(accessibility_label=words(n))),
    Row(
        "icon button readers",
        f"{AT}/visible_to_user_ids",
        10,
        lambda n: icon_button(visible_to_user_ids=["U1"] * n),
        least=0,
    ),
    Row("feedback text", f"{AT}/positive_button/text/text", 75, lambda n: feedback(text=plain(n))),
    Row("feedback value", f"{AT}/positive_button/value", 2000, lambda n: feedback(value=words(n))),
    Row(
        "feedback label",
        f"{AT}/positive_button/accessibility_label",
        75,
        lambda n: feedback(accessibility_label=words(n)),
    ),
    Row("confirm title", f"{AT}/confirm/title/text", 100, lambda n: confirm(title=plain(n))),
    Row("confirm text", f"{AT}/confirm/text/text", 300, lambda n: confirm(text=mrkdwn(n)), mrkdwn=True),
    Row("confirm yes", f"{AT}/confirm/confirm/text", 30, lambda n: confirm(confirm=plain(n))),
    Row("confirm no", f"{AT}/confirm/deny/text", 30, lambda n: confirm(deny=plain(n))),
]


def select(**fields: object) -> Json:
    return element("static_select", **fields)


MENUS = [
    Row("select options", f"{AT}/options", 100, lambda n: select(options=[option()] * n)),
    Row("select groups", f"{AT}/option_groups", 100, lambda n: select(option_groups=[group()] * n)),
    Row(
        "options of a group",
        f"{AT}/option_groups/0/options",
        100,
        lambda n: select(option_groups=[group(options=[option()] * n)]),
    ),
    Row("group label", f"{AT}/option_groups/0/label/text", 75, lambda n: select(option_groups=[group(label=plain(n))])),
    Row("option text", f"{AT}/options/0/text/text", 75, lambda n: select(options=[option(text=plain(n))])),
    Row("option value", f"{AT}/options/0/value", 150, lambda n: select(options=[option(value=words(n))])),
    Row(
        "option description",
        f"{AT}/options/0/description/text",
        75,
        lambda n: select(options=[option(description=plain(n))]),
    ),
    Row("placeholder", f"{AT}/placeholder/text", 150, lambda n: element("users_select", placeholder=plain(n))),
    Row(
        "multi-select options",
        f"{AT}/options",
        100,
        lambda n: element("multi_static_select", options=[option()] * n),
    ),
    Row(
        "multi-select groups",
        f"{AT}/option_groups",
        100,
        lambda n: element("multi_static_select", option_groups=[group()] * n),
    ),
    Row(
        "multi-select presets",
        f"{AT}/initial_options",
        100,
        lambda n: element("multi_static_select", options=[option()], initial_options=[option()] * n),
    ),
    Row(
        "external presets",
        f"{AT}/initial_options",
        100,
        lambda n: element("multi_external_select", initial_options=[option()] * n),
    ),
    Row("overflow options", f"{AT}/options", 5, lambda n: element("overflow", options=[option()] * n)),
    Row(
        "overflow option text",
        f"{AT}/options/0/text/text",
        75,
        lambda n: element("overflow", options=[option(text=plain(n))]),
    ),
    Row(
        "overflow option value",
        f"{AT}/options/0/value",
        150,
        lambda n: element("overflow", options=[option(value=words(n))]),
    ),
    Row(
        "overflow option description",
        f"{AT}/options/0/description/text",
        75,
        lambda n: element("overflow", options=[option(description=plain(n))]),
    ),
    Row(
        "overflow option address",
        f"{AT}/options/0/url",
        3000,
        lambda n: element("overflow", options=[option(url=words(n))]),
    ),
    Row("checkboxes", f"{AT}/options", 10, lambda n: element("checkboxes", options=[option()] * n)),
    Row(
        "checked boxes",
        f"{AT}/initial_options",
        10,
        lambda n: element("checkboxes", options=[option()], initial_options=[option()] * n),
    ),
    Row("radio buttons", f"{AT}/options", 10, lambda n: element("radio_buttons", options=[option()] * n)),
    Row(
        "radio text",
        f"{AT}/options/0/text/text",
        75,
        lambda n: element("radio_buttons", options=[option(text=mrkdwn(n))]),
        mrkdwn=True,
    ),
    Row(
        "radio value",
        f"{AT}/options/0/value",
        150,
        lambda n: element("radio_buttons", options=[option(value=words(n))]),
    ),
    Row(
        "radio description",
        f"{AT}/options/0/description/text",
        75,
        lambda n: element("radio_buttons", options=[option(description=plain(n))]),
        mrkdwn=True,
    ),
]

INPUTS = [
    Row(
        "min_length",
        "/element/min_length",
        3000,
        lambda n: asks("plain_text_input", min_length=n),
        least=0,
        surface="modal",
    ),
    Row("max_length", "/element/max_length", 3000, lambda n: asks("plain_text_input", max_length=n), surface="modal"),
    Row(
        "initial text",
        "/element/initial_value",
        3000,
        lambda n: asks("plain_text_input", initial_value=words(n)),
        least=0,
        surface="modal",
    ),
    Row("min_lines", "/element/min_lines", 100, lambda n: asks("rich_text_input", min_lines=n), surface="modal"),
    Row("max_lines", "/element/max_lines", 100, lambda n: asks("rich_text_input", max_lines=n), surface="modal"),
    Row("max_files", "/element/max_files", 10, lambda n: asks("file_input", max_files=n), surface="modal"),
    Row(
        "moments",
        "/element/initial_date_time",
        9_999_999_999,
        lambda n: asks("datetimepicker", initial_date_time=n),
        least=1_000_000_000,
        surface="modal",
    ),
    Row(
        "events of typing",
        "/element/dispatch_action_config/trigger_actions_on",
        2,
        lambda n: asks("plain_text_input", dispatch_action_config={"trigger_actions_on": ["on_enter_pressed"] * n}),
        surface="modal",
    ),
]

OF_ELEMENTS = [*BUTTONS, *MENUS, *INPUTS]

ELEMENT_CHOICES = [
    Choice("style", f"{AT}/style", ("primary", "danger"), lambda one: actions(button(style=one))),
    Choice(
        "typing",
        "/element/dispatch_action_config/trigger_actions_on/0",
        ("on_enter_pressed", "on_character_entered"),
        lambda one: asks("plain_text_input", dispatch_action_config={"trigger_actions_on": [one]}),
        surface="modal",
    ),
    Choice(
        "conversations",
        f"{AT}/filter/include/0",
        ("im", "mpim", "private", "public"),
        lambda one: element("conversations_select", filter={"include": [one]}),
    ),
]
