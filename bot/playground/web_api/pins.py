"""pins.* and bookmarks.add: what stays at hand in a channel."""

import re

from bot.playground.errors import SlackError
from bot.playground.ids import new_id
from bot.playground.model import Channel, Json, Message
from bot.playground.reading import is_web_address
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.places import find_channel, find_message

MOST_PINS = 100
MOST_BOOKMARKS = 100
_TS = re.compile(r"\d{1,12}\.\d{1,6}")
_EMOJI = re.compile(r":[a-z0-9_+'-]+:")


async def add(call: Call) -> Reply:
    channel = find_channel(call)
    bot = call.slack.space.app.bot_user
    if bot not in channel.members:
        raise SlackError("not_in_channel")
    message = _pinnable(call, channel)
    if channel.is_archived:
        raise SlackError("restricted_action")
    if message.ts in channel.pins:
        raise SlackError("already_pinned")
    if len(channel.pins) >= MOST_PINS:
        raise SlackError("too_many_pins")
    call.slack.rooms.pin(channel, message, bot)
    return {}


async def list_pins(call: Call) -> Reply:
    channel = find_channel(call)
    newest_first = reversed(channel.pins)
    return {"items": [call.slack.rooms.pin_json(channel, channel.messages[ts]) for ts in newest_first]}


async def add_bookmark(call: Call) -> Reply:
    channel = find_channel(call, "channel_id")
    _check_bookmark(call, channel)
    space = call.slack.space
    bookmark: Json = {
        "id": new_id("Bk"),
        "channel_id": channel.id,
        "title": call.text("title"),
        "link": call.text("link"),
        "emoji": call.text("emoji"),
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": int(space.clock.now()),
        "date_updated": 0,
        "rank": f"{len(channel.bookmarks):04d}",
        "last_updated_by_user_id": space.app.bot_user,
        "last_updated_by_team_id": space.team_id,
        "shortcut_id": None,
        "app_id": None,
    }
    channel.bookmarks.append(bookmark)
    call.slack.rooms.show(channel)
    return {"bookmark": bookmark}


def _pinnable(call: Call, channel: Channel) -> Message:
    ts = call.text("timestamp")
    if not ts:
        raise SlackError("no_item_specified")
    if not _TS.fullmatch(ts):
        raise SlackError("bad_timestamp")
    message = find_message(channel, ts)
    if message.is_system or message.is_tombstone:
        raise SlackError("not_pinnable")
    return message


def _check_bookmark(call: Call, channel: Channel) -> None:
    emoji = call.text("emoji")
    if call.text("type") != "link":
        raise SlackError("invalid_bookmark_type")
    if not is_web_address(call.text("link")):
        raise SlackError("invalid_link")
    if emoji and not _EMOJI.fullmatch(emoji):
        raise SlackError("invalid_emoji")
    if channel.is_archived or call.slack.space.app.bot_user not in channel.members:
        raise SlackError("permission_denied")
    if len(channel.bookmarks) >= MOST_BOOKMARKS:
        raise SlackError("too_many_bookmarks")


HANDLERS = {"pins.add": add, "pins.list": list_pins, "bookmarks.add": add_bookmark}
