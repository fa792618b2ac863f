"""Every block: which fields it takes and how long they may be."""

from collections.abc import Mapping

from .block_rules import (
    action_ids_differ,
    cells_hold,
    collapsed_is_collapsible,
    header_column_exists,
    task_ids_differ,
)
from .elements import ELEMENTS, IN_ACTIONS, IN_CONTEXT_ACTIONS, IN_INPUT, IN_SECTION
from .kinds import Anything, Flag, Kind, Many, Need, Number, OneOf, Rule, Shape, Str, Typed, Whole, Words
from .objects import ID, IMAGE_FIELDS, TYPE, URL, plain, text
from .rich_text import RICH_TEXT, RICH_TEXT_VALUE

RAW: dict[str, Shape] = {
    "raw_text": Shape({"type": TYPE, "text": Str()}, ("text",)),
    "raw_number": Shape({"type": TYPE, "value": Number(), "text": Str()}, ("value", "text")),
}
CELL = Typed({**RAW, "rich_text": RICH_TEXT})
COLUMN = Shape({"align": OneOf(("left", "center", "right")), "is_wrapped": Flag()})
PICTURE = ELEMENTS.only("image")
SOURCE = Typed({"url": Shape({"type": TYPE, "url": URL, "text": Str()}, ("url", "text"))})
IN_CONTEXT = Typed({**text(3000).shapes, **PICTURE.shapes})


def block(
    fields: Mapping[str, Kind] | None = None, *required: str, needs: tuple[Need, ...] = (), rules: tuple[Rule, ...] = ()
) -> Shape:
    """A row of the table: every block has a type and may have a block_id."""
    return Shape({"type": TYPE, "block_id": ID, **(fields or {})}, required, needs, rules)


POINT = Shape({"label": Str(20), "value": Number()}, ("label", "value"))
SERIES = Many(Shape({"name": Str(20), "data": Many(POINT, 20)}, ("name", "data")), 12)
AXES = Shape({"categories": Many(Str(20), 20), "x_label": Str(50), "y_label": Str(50)}, ("categories",))
PLOTTED = Shape({"type": TYPE, "series": SERIES, "axis_config": AXES}, ("series", "axis_config"))
CHART = Typed(
    {
        "pie": Shape({"type": TYPE, "segments": Many(POINT, 12)}, ("segments",)),
        "bar": PLOTTED,
        "area": PLOTTED,
        "line": PLOTTED,
    }
)

TASK_CARD = block(
    {
        "task_id": Str(),
        "title": Str(),
        "status": OneOf(("pending", "in_progress", "complete", "error")),
        "details": RICH_TEXT_VALUE,
        "output": RICH_TEXT_VALUE,
        "sources": Many(SOURCE, least=0),
    },
    "task_id",
    "title",
    "status",
)
CARD = block(
    {
        "hero_image": PICTURE,
        "icon": PICTURE,
        "title": text(150),
        "subtitle": text(150),
        "body": text(200),
        "subtext": text(200),
        "actions": Many(ELEMENTS.only("button"), 3),
    },
    needs=(Need(("hero_image", "title", "actions", "body")),),
    rules=(action_ids_differ,),
)

PLAIN_BLOCKS: dict[str, Shape] = {
    "actions": block({"elements": Many(IN_ACTIONS, 25)}, "elements", rules=(action_ids_differ,)),
    "context": block({"elements": Many(IN_CONTEXT, 10)}, "elements"),
    "divider": block(),
    "file": block({"external_id": ID, "source": OneOf(("remote",))}, "external_id", "source"),
    "header": block({"text": plain(150)}, "text"),
    "image": block(
        {**IMAGE_FIELDS, "title": plain(2000)}, "alt_text", needs=(Need(("image_url", "slack_file"), alone=True),)
    ),
    "input": block(
        {"label": plain(2000), "hint": plain(2000), "element": IN_INPUT, "optional": Flag(), "dispatch_action": Flag()},
        "label",
        "element",
    ),
    "rich_text": RICH_TEXT,
    "section": block(
        {"text": text(3000), "fields": Many(text(2000), 10), "accessory": IN_SECTION, "expand": Flag()},
        needs=(Need(("text", "fields")),),
    ),
    "table": block(
        {"rows": Many(Many(CELL, 20), 100), "column_settings": Many(COLUMN, 20, 0)}, "rows", rules=(cells_hold(10_000),)
    ),
    "video": block(
        {
            "video_url": URL,
            "thumbnail_url": URL,
            "alt_text": Str(200),
            "title": plain(199),
            "title_url": URL,
            "author_name": Str(50),
            "provider_name": Str(50),
            "provider_icon_url": URL,
            "description": plain(200),
        },
        "video_url",
        "thumbnail_url",
        "alt_text",
        "title",
    ),
}

BLOCKS = Typed(
    {
        **PLAIN_BLOCKS,
        "alert": block({"text": text(200), "level": OneOf(("default", "info", "warning", "error", "success"))}, "text"),
        "call": block({"call_id": Str(), "api_decoration_available": Flag(), "call": Words(Anything())}, "call_id"),
        "card": CARD,
        "carousel": block({"elements": Many(Typed({"card": CARD}), 10)}, "elements"),
        "container": block(
            {
                "title": plain(150),
                "rich_text_title": RICH_TEXT_VALUE,
                "subtitle": text(150),
                "child_blocks": Many(Typed(PLAIN_BLOCKS), 10),
                "width": OneOf(("narrow", "standard", "wide", "full")),
                "icon": PICTURE,
                "is_collapsible": Flag(),
                "default_collapsed": Flag(),
                "has_header_divider": Flag(),
            },
            "child_blocks",
            needs=(Need(("title", "rich_text_title")),),
            rules=(collapsed_is_collapsible,),
        ),
        "context_actions": block({"elements": Many(IN_CONTEXT_ACTIONS, 5)}, "elements", rules=(action_ids_differ,)),
        "data_table": block(
            {
                "rows": Many(Many(CELL, 20), 201),
                "caption": Str(),
                "page_size": Whole(1, 100),
                "row_header_column_index": Whole(0, 19),
            },
            "rows",
            "caption",
            rules=(cells_hold(20_000), header_column_exists),
        ),
        "data_visualization": block({"title": Str(50), "chart": CHART}, "title", "chart"),
        "markdown": block({"text": Str(12_000)}, "text"),
        "plan": block(
            {"title": Str(), "tasks": Many(Typed({"task_card": TASK_CARD}), 50, 0)}, "title", rules=(task_ids_differ,)
        ),
        "task_card": TASK_CARD,
    }
)
