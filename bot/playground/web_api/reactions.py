"""reactions.*: emoji on messages."""

import re

from bot.playground.errors import SlackError
from bot.playground.model import Message
from bot.playground.shapes import message_json
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.places import find_channel, find_message

EMOJI_NAME = re.compile(r"[a-z0-9_+'-]{1,100}(::skin-tone-[2-6])?")


async def add(call: Call) -> Reply:
    _check_name(call)
    message = _message(call)
    if call.slack.space.channels[message.channel].is_archived:
        raise SlackError("is_archived")
    if not call.slack.posting.react(message, call.slack.space.app.bot_user, call.text("name"), add=True):
        raise SlackError("already_reacted")
    return {}


async def remove(call: Call) -> Reply:
    _check_name(call)
    message = _message(call)
    if not call.slack.posting.react(message, call.slack.space.app.bot_user, call.text("name"), add=False):
        raise SlackError("no_reaction")
    return {}


async def get(call: Call) -> Reply:
    message = _message(call)
    shown = message_json(call.slack.space, message)
    return {"type": "message", "channel": message.channel, "message": shown}


def _message(call: Call) -> Message:
    if not call.text("channel") or not call.text("timestamp"):
        raise SlackError("no_item_specified")
    return find_message(find_channel(call), call.text("timestamp"))


def _check_name(call: Call) -> None:
    if not EMOJI_NAME.fullmatch(call.text("name")):
        raise SlackError("invalid_name")


HANDLERS = {"reactions.add": add, "reactions.remove": remove, "reactions.get": get}
