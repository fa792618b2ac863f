"""chat.scheduleMessage and what belongs to it: messages written now for later."""

from datetime import timedelta

from bot.playground.errors import SlackError, bad_arguments
from bot.playground.model import Channel, Scheduled
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.chat import bot_message
from bot.playground.web_api.content import read_content
from bot.playground.web_api.paging import page, with_cursor
from bot.playground.web_api.places import find_channel, find_place_to_post, need_writable

FARTHEST = timedelta(days=120).total_seconds()
WINDOW = 300
MOST_IN_WINDOW = 30
LAST_CHANCE = 60  # seconds before its time a message can no longer be taken back
LONGEST = 40_000


async def schedule(call: Call) -> Reply:
    channel = find_place_to_post(call)
    need_writable(call, channel)
    post_at = _post_at(call)
    if len(call.text("text")) > LONGEST:
        raise SlackError("msg_too_long")
    content = read_content(call)
    thread = _thread(call, channel)
    _check_crowd(call, channel, post_at)
    one = call.slack.schedules.add(bot_message(call, channel, content, thread), post_at)
    return {
        "channel": channel.id,
        "scheduled_message_id": one.id,
        "post_at": post_at,
        "message": _message_json(one),
    }


async def delete(call: Call) -> Reply:
    channel = find_channel(call)
    space = call.slack.space
    one = space.scheduled.get(call.text("scheduled_message_id"))
    if one is None or one.message.channel != channel.id or one.post_at - space.clock.now() < LAST_CHANCE:
        raise SlackError("invalid_scheduled_message_id")
    del space.scheduled[one.id]
    return {}


async def list_scheduled(call: Call) -> Reply:
    asked = call.text("channel")
    if asked and asked not in call.slack.space.channels:
        raise SlackError("invalid_channel")
    oldest, latest = call.number("oldest", 0), call.number("latest", 0)
    waiting = [
        one
        for one in call.slack.schedules.waiting(asked)
        if oldest <= one.post_at and (not latest or one.post_at <= latest)
    ]
    shown, cursor = page(call, waiting, 100)
    return with_cursor({"scheduled_messages": [_listed(one) for one in shown]}, cursor)


def _post_at(call: Call) -> int:
    try:
        post_at = int(float(call.text("post_at")))
    except ValueError:
        raise SlackError("invalid_time") from None
    now = call.slack.clock.now()
    if post_at <= now:
        raise SlackError("time_in_past")
    if post_at > now + FARTHEST:
        raise SlackError("time_too_far")
    return post_at


def _thread(call: Call, channel: Channel) -> str | None:
    thread = call.text("thread_ts")
    if not thread:
        return None
    parent = channel.messages.get(thread)
    if parent is None or parent.is_reply:
        raise bad_arguments("no such thread [json-pointer:/thread_ts]")
    return thread


def _check_crowd(call: Call, channel: Channel, post_at: int) -> None:
    window = post_at // WINDOW
    near = [one for one in call.slack.schedules.waiting(channel.id) if one.post_at // WINDOW == window]
    if len(near) >= MOST_IN_WINDOW:
        raise SlackError("restricted_too_many")


def _message_json(one: Scheduled) -> Reply:
    message = one.message
    body: Reply = {"text": message.text, "type": "delayed_message", "subtype": "bot_message", "bot_id": message.bot_id}
    for name in ("username", "blocks", "attachments", "thread_ts", "metadata"):
        if value := getattr(message, name):
            body[name] = value
    return body


def _listed(one: Scheduled) -> Reply:
    return {
        "id": one.id,
        "channel_id": one.message.channel,
        "post_at": one.post_at,
        "date_created": one.created,
        "text": one.message.text,
    }


HANDLERS = {
    "chat.scheduleMessage": schedule,
    "chat.deleteScheduledMessage": delete,
    "chat.scheduledMessages.list": list_scheduled,
}
