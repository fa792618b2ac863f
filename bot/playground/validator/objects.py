"""Composition objects: texts, options, confirm dialogs and the small things that elements share."""

from .kinds import Anything, Flag, Kind, Many, Need, OneOf, Shape, Str, Typed

TYPE = Anything()  # `Typed` has judged it already
ID = Str(255)
URL = Str(3000)
STYLE = OneOf(("primary", "danger"))


def text(most: int, *names: str) -> Typed:
    """A text object of up to `most` characters, of the named text types (both when none is named)."""
    words = Str(most)
    both = {
        "plain_text": Shape({"type": TYPE, "text": words, "emoji": Flag()}, ("text",)),
        "mrkdwn": Shape({"type": TYPE, "text": words, "verbatim": Flag()}, ("text",)),
    }
    return Typed({name: both[name] for name in names or both})


def plain(most: int) -> Typed:
    """A text that takes no mrkdwn."""
    return text(most, "plain_text")


def option(*text_types: str, with_url: bool = False) -> Shape:
    """One choice; only an overflow menu may carry a link."""
    fields: dict[str, Kind] = {
        "text": text(75, *text_types),
        "value": Str(150),
        "description": text(75, *text_types),
    }
    return Shape({**fields, "url": URL} if with_url else fields, ("text", "value"))


MENU_OPTION = option("plain_text")
CHECK_OPTION = option()
LINK_OPTION = option("plain_text", with_url=True)
OPTION_GROUP = Shape({"label": plain(75), "options": Many(MENU_OPTION, 100)}, ("label", "options"))

CONFIRM = Shape(
    {"title": plain(100), "text": text(300), "confirm": plain(30), "deny": plain(30), "style": STYLE},
    ("text",),
)
DISPATCH = Shape(
    {"trigger_actions_on": Many(OneOf(("on_enter_pressed", "on_character_entered")), 2)},
)
FILTER = Shape(
    {
        "include": Many(OneOf(("im", "mpim", "private", "public"))),
        "exclude_external_shared_channels": Flag(),
        "exclude_bot_users": Flag(),
    },
    needs=(Need(("include", "exclude_external_shared_channels", "exclude_bot_users")),),
)
SLACK_FILE = Shape({"id": Str(), "url": URL}, needs=(Need(("id", "url"), alone=True),))
IMAGE_FIELDS: dict[str, Kind] = {
    "type": TYPE,
    "image_url": URL,
    "slack_file": SLACK_FILE,
    "alt_text": Str(2000),
}
IMAGE = Shape(IMAGE_FIELDS, ("alt_text",), (Need(("image_url", "slack_file"), alone=True),))
WORKFLOW = Shape(
    {
        "trigger": Shape(
            {
                "url": Str(),
                "customizable_input_parameters": Many(
                    Shape({"name": Str(), "value": Str()}, ("name", "value")), least=0
                ),
            },
            ("url",),
        )
    },
    ("trigger",),
)
