"""Canvases, lists and custom emoji: kept, so that a later call finds them."""

from typing import Any

from bot.playground.errors import SlackError, bad_arguments
from bot.playground.ids import new_id
from bot.playground.model import Json
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.places import find_channel

LONGEST_TITLE = 255
MOST_ITEMS = 1000


async def create_canvas(call: Call) -> Reply:
    channel = call.text("channel_id")
    if channel:
        _check_channel(call, "canvas_creation_failed")
    return {"canvas_id": _keep(call, channel)}


async def create_channel_canvas(call: Call) -> Reply:
    _check_channel(call, "channel_canvas_creation_failed")
    canvases = call.slack.space.canvases.values()
    if any(canvas["of_channel"] and canvas["channel"] == call.text("channel_id") for canvas in canvases):
        raise SlackError("channel_canvas_already_exists")
    return {"canvas_id": _keep(call, call.text("channel_id"), of_channel=True)}


async def create_item(call: Call) -> Reply:
    space = call.slack.space
    known = space.lists.get(call.text("list_id"))
    if known is None:
        raise SlackError("list_not_found")
    fields = _fields(call, known)
    if len(known["items"]) >= MOST_ITEMS:
        raise SlackError("over_row_maximum")
    now, me = int(space.clock.now()), space.app.bot_user
    item = {"id": new_id("Rec"), "list_id": known["id"], "date_created": now, "created_by": me, "updated_by": me}
    item |= {"fields": fields, "updated_timestamp": str(now)}
    if call.text("parent_item_id"):
        item["parent_item_id"] = call.text("parent_item_id")
    known["items"].append(item)
    return {"item": item}


async def list_emoji(call: Call) -> Reply:
    """The sample company has made none of its own."""
    reply: Reply = {"emoji": {}, "cache_ts": f"{call.slack.clock.now():.6f}"}
    return reply | ({"categories_version": "5", "categories": []} if call.flag("include_categories") else {})


def _check_channel(call: Call, refusal: str) -> None:
    try:
        channel = find_channel(call, "channel_id")
    except SlackError:
        raise SlackError(refusal, ("[ERROR] no such channel [json-pointer:/channel_id]",)) from None
    if call.slack.space.app.bot_user not in channel.members:
        raise SlackError("restricted_action")


def _keep(call: Call, channel: str, *, of_channel: bool = False) -> str:
    if len(call.text("title")) > LONGEST_TITLE:
        raise bad_arguments(f"must be less than {LONGEST_TITLE + 1} characters [json-pointer:/title]")
    canvas = {"title": call.text("title"), "markdown": _document(call), "channel": channel, "of_channel": of_channel}
    canvas_id = new_id("F")
    call.slack.space.canvases[canvas_id] = canvas
    return canvas_id


def _document(call: Call) -> str:
    content = call.structure("document_content", "invalid_arguments")
    if content is None:
        return ""
    right = isinstance(content, dict) and content.get("type") == "markdown"
    if not right or not isinstance(content.get("markdown"), str):
        raise bad_arguments("must be {type: markdown, markdown: …} [json-pointer:/document_content]")
    return str(content["markdown"])


def _fields(call: Call, known: Json) -> list[Json]:
    items = {item["id"]: item for item in known["items"]}
    copied = call.text("duplicated_item_id")
    if copied and copied not in items:
        raise SlackError("duplicated_item_not_found")
    if call.text("parent_item_id") and call.text("parent_item_id") not in items:
        raise SlackError("invalid_args")
    given = call.structure("initial_fields", "invalid_args") or []
    if not isinstance(given, list):
        raise SlackError("invalid_args")
    columns = {column["id"]: column for column in known["columns"]}
    return (items[copied]["fields"] if copied else []) + [_field(columns, one) for one in given]


def _field(columns: dict[str, Json], given: Any) -> Json:
    if not isinstance(given, dict) or str(given.get("column_id")) not in columns:
        raise SlackError("invalid_column_id")
    column = columns[str(given["column_id"])]
    if column["type"] not in given:
        raise SlackError("invalid_input_type")
    field: Json = {"key": column["key"], "value": given[column["type"]]}
    return field | given


HANDLERS = {
    "canvases.create": create_canvas,
    "conversations.canvases.create": create_channel_canvas,
    "slackLists.items.create": create_item,
    "emoji.list": list_emoji,
}
