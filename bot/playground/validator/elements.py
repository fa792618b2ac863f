"""Every block element: which fields it takes, how long they may be, and where it may stand."""

import re
from collections.abc import Mapping

from .element_rules import initial_is_offered, lengths_in_order, lines_in_order, numbers_in_order
from .kinds import Flag, Kind, Many, Need, Rule, Shape, Str, Typed, Whole
from .objects import (
    CHECK_OPTION,
    CONFIRM,
    DISPATCH,
    FILTER,
    ID,
    IMAGE,
    LINK_OPTION,
    MENU_OPTION,
    OPTION_GROUP,
    STYLE,
    TYPE,
    URL,
    WORKFLOW,
    plain,
)
from .rich_text import RICH_TEXT_VALUE

DATE = re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])", re.ASCII)
TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)
DECIMAL = re.compile(r"-?\d{1,30}(\.\d{1,30})?", re.ASCII)

FOCUS: dict[str, Kind] = {"focus_on_load": Flag()}
CONFIRMED: dict[str, Kind] = {"confirm": CONFIRM}
HINTED: dict[str, Kind] = {"placeholder": plain(150)}
TYPED_IN: dict[str, Kind] = {**FOCUS, **HINTED, "dispatch_action_config": DISPATCH}
CHOSEN: dict[str, Kind] = {**FOCUS, **HINTED, **CONFIRMED}
SEVERAL: dict[str, Kind] = {**CHOSEN, "max_selected_items": Whole(1)}
OFFERED: dict[str, Kind] = {"options": Many(MENU_OPTION, 100), "option_groups": Many(OPTION_GROUP, 100)}
REPLIES: dict[str, Kind] = {"response_url_enabled": Flag()}
SEARCHED: dict[str, Kind] = {"min_query_length": Whole(0)}
CONVERSATIONS: dict[str, Kind] = {"default_to_current_conversation": Flag(), "filter": FILTER}
IDS = Many(Str(), least=0)
ONE_LIST = (Need(("options", "option_groups"), alone=True),)
LABELLED: dict[str, Kind] = {"accessibility_label": Str(75)}


def element(
    fields: Mapping[str, Kind], *required: str, needs: tuple[Need, ...] = (), rules: tuple[Rule, ...] = ()
) -> Shape:
    """A row of the table: every element has a type and may have an action_id."""
    return Shape({"type": TYPE, "action_id": ID, **fields}, required, needs, rules)


FEEDBACK = Shape({"text": plain(75), "value": Str(2000), **LABELLED}, ("text", "value"))

ELEMENTS = Typed(
    {
        "button": element(
            {"text": plain(75), "value": Str(2000, 0), "url": URL, "style": STYLE, **LABELLED, **CONFIRMED},
            "text",
        ),
        "workflow_button": element(
            {"text": plain(75), "workflow": WORKFLOW, "style": STYLE, **LABELLED, **CONFIRMED}, "text", "workflow"
        ),
        "icon_button": element(
            {
                "icon": Str(),
                "text": plain(75),
                "value": Str(2000),
                "visible_to_user_ids": Many(Str(), 10, 0),
                **LABELLED,
                **CONFIRMED,
            },
            "icon",
            "text",
        ),
        "feedback_buttons": element(
            {"positive_button": FEEDBACK, "negative_button": FEEDBACK}, "positive_button", "negative_button"
        ),
        "overflow": element({"options": Many(LINK_OPTION, 5), **CONFIRMED}, "options"),
        "image": IMAGE,
        "checkboxes": element(
            {"options": Many(CHECK_OPTION, 10), "initial_options": Many(CHECK_OPTION, 10), **FOCUS, **CONFIRMED},
            "options",
            rules=(initial_is_offered,),
        ),
        "radio_buttons": element(
            {"options": Many(CHECK_OPTION, 10), "initial_option": CHECK_OPTION, **FOCUS, **CONFIRMED},
            "options",
            rules=(initial_is_offered,),
        ),
        "datepicker": element({"initial_date": Str(like=DATE), **CHOSEN}),
        "timepicker": element({"initial_time": Str(like=TIME), "timezone": Str(), **CHOSEN}),
        "datetimepicker": element({"initial_date_time": Whole(1_000_000_000, 9_999_999_999), **FOCUS, **CONFIRMED}),
        "static_select": element(
            {"initial_option": MENU_OPTION, **OFFERED, **CHOSEN}, needs=ONE_LIST, rules=(initial_is_offered,)
        ),
        "external_select": element({"initial_option": MENU_OPTION, **SEARCHED, **CHOSEN}),
        "users_select": element({"initial_user": Str(), **CHOSEN}),
        "conversations_select": element({"initial_conversation": Str(), **CONVERSATIONS, **REPLIES, **CHOSEN}),
        "channels_select": element({"initial_channel": Str(), **REPLIES, **CHOSEN}),
        "multi_static_select": element(
            {"initial_options": Many(MENU_OPTION, 100), **OFFERED, **SEVERAL},
            needs=ONE_LIST,
            rules=(initial_is_offered,),
        ),
        "multi_external_select": element({"initial_options": Many(MENU_OPTION, 100), **SEARCHED, **SEVERAL}),
        "multi_users_select": element({"initial_users": IDS, **SEVERAL}),
        "multi_conversations_select": element({"initial_conversations": IDS, **CONVERSATIONS, **SEVERAL}),
        "multi_channels_select": element({"initial_channels": IDS, **SEVERAL}),
        "plain_text_input": element(
            {
                "initial_value": Str(3000, 0),
                "multiline": Flag(),
                "min_length": Whole(0, 3000),
                "max_length": Whole(1, 3000),
                **TYPED_IN,
            },
            rules=(lengths_in_order,),
        ),
        "rich_text_input": element(
            {"initial_value": RICH_TEXT_VALUE, "min_lines": Whole(1, 100), "max_lines": Whole(1, 100), **TYPED_IN},
            rules=(lines_in_order,),
        ),
        "email_text_input": element({"initial_value": Str(least=0), **TYPED_IN}),
        "url_text_input": element({"initial_value": Str(least=0), **TYPED_IN}),
        "number_input": element(
            {
                "is_decimal_allowed": Flag(),
                "initial_value": Str(like=DECIMAL),
                "min_value": Str(like=DECIMAL),
                "max_value": Str(like=DECIMAL),
                **TYPED_IN,
            },
            "is_decimal_allowed",
            rules=(numbers_in_order,),
        ),
        "file_input": element({"filetypes": Many(Str(), least=0), "max_files": Whole(1, 10)}),
    }
)

SELECTS = (
    "static_select",
    "external_select",
    "users_select",
    "conversations_select",
    "channels_select",
)
MENUS = (*SELECTS, *(f"multi_{name}" for name in SELECTS))
TAPPED = ("checkboxes", "radio_buttons", "datepicker", "timepicker")
PRESSED = ("button", "workflow_button", "overflow")

IN_SECTION = ELEMENTS.only(*PRESSED, *TAPPED, *MENUS, "image")
IN_ACTIONS = ELEMENTS.only(*PRESSED, *TAPPED, *MENUS, "datetimepicker", "rich_text_input")
IN_CONTEXT_ACTIONS = ELEMENTS.only("feedback_buttons", "icon_button")
IN_INPUT = ELEMENTS.only(
    *TAPPED,
    *MENUS,
    "datetimepicker",
    "plain_text_input",
    "rich_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "file_input",
)
