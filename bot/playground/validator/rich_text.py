"""The rich_text tree: sections, lists, quotes and preformatted text, and what stands inside them."""

from collections.abc import Mapping

from .kinds import Flag, Kind, Many, OneOf, Shape, Str, Typed, Whole
from .objects import ID, TYPE, URL

MARKS = ("bold", "italic", "strike", "underline", "code", "highlight", "client_highlight", "unlink")
STYLED: dict[str, Kind] = {"style": Shape({mark: Flag() for mark in MARKS})}
BORDERED: dict[str, Kind] = {"border": OneOf((0, 1))}


def inline(fields: Mapping[str, Kind], *required: str) -> Shape:
    """A row of the inline table: every inline element may be styled."""
    return Shape({"type": TYPE, **fields, **STYLED}, required)


INLINE = Typed(
    {
        "text": inline({"text": Str()}, "text"),
        "link": inline({"url": URL, "text": Str(least=0), "unsafe": Flag()}, "url"),
        "user": inline({"user_id": Str()}, "user_id"),
        "usergroup": inline({"usergroup_id": Str()}, "usergroup_id"),
        "team": inline({"team_id": Str()}, "team_id"),
        "channel": inline({"channel_id": Str()}, "channel_id"),
        "broadcast": inline({"range": OneOf(("here", "channel", "everyone"))}, "range"),
        "emoji": inline(
            {"name": Str(), "unicode": Str(least=0), "url": Str(least=0), "skin_tone": Whole(1, 6)}, "name"
        ),
        "date": inline({"timestamp": Whole(0), "format": Str(), "url": URL, "fallback": Str()}, "timestamp", "format"),
        "color": inline({"value": Str()}, "value"),
    }
)

SECTION = Shape({"type": TYPE, "elements": Many(INLINE, least=0)}, ("elements",))

RICH_PARTS = Typed(
    {
        "rich_text_section": SECTION,
        "rich_text_list": Shape(
            {
                "type": TYPE,
                "elements": Many(Typed({"rich_text_section": SECTION}), least=0),
                "style": OneOf(("bullet", "ordered")),
                "indent": Whole(0, 8),
                "offset": Whole(0),
                **BORDERED,
            },
            ("elements", "style"),
        ),
        "rich_text_quote": Shape({"type": TYPE, "elements": Many(INLINE, least=0), **BORDERED}, ("elements",)),
        "rich_text_preformatted": Shape(
            {"type": TYPE, "elements": Many(INLINE.only("text", "link"), least=0), **BORDERED}, ("elements",)
        ),
    }
)

RICH_TEXT = Shape({"type": TYPE, "block_id": ID, "elements": Many(RICH_PARTS, least=0)}, ("elements",))
RICH_TEXT_VALUE = Typed({"rich_text": RICH_TEXT})
