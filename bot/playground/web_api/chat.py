"""chat.*: posting, changing, deleting, whispering."""

from bot.playground.errors import SlackError
from bot.playground.model import Channel, Message
from bot.playground.shapes import message_json, permalink
from bot.playground.web_api.call import Call, Reply
from bot.playground.web_api.content import LONGEST_POST, Content, read_content
from bot.playground.web_api.places import find_channel, find_message, find_place_to_post, need_writable


async def post_message(call: Call) -> Reply:
    channel = find_place_to_post(call)
    need_writable(call, channel)
    content = read_content(call)
    thread = _thread(call, channel)
    call.slack.limits.check_post(channel.id)
    message = call.slack.posting.post(bot_message(call, channel, content, thread))
    shown = message_json(call.slack.space, message, metadata=True)
    reply: Reply = {"channel": channel.id, "ts": message.ts, "message": shown}
    if len(call.text("text")) > LONGEST_POST:
        reply["response_metadata"] = {"warnings": ["message_truncated"]}
    return reply


async def post_ephemeral(call: Call) -> Reply:
    channel = find_place_to_post(call)
    need_writable(call, channel)
    content = read_content(call)
    thread = _thread(call, channel)
    if call.text("user") not in channel.members:
        raise SlackError("user_not_in_channel")
    message = bot_message(call, channel, content, thread)
    message.only_for = call.text("user")
    return {"message_ts": call.slack.posting.whisper(message).ts}


async def update(call: Call) -> Reply:
    channel = find_channel(call)
    message = find_message(channel, call.text("ts"))
    if message.bot_id != call.slack.space.app.bot_id:
        raise SlackError("cant_update_message")
    if message.streaming is not None:
        raise SlackError("streaming_state_conflict")
    if channel.is_archived:
        raise SlackError("is_inactive")
    content = read_content(call)
    if call.args.get("metadata") is not None:
        message.metadata = content.metadata
    # New text without blocks takes the old blocks away.
    call.slack.posting.change(message, content.text, content.blocks, content.attachments)
    shown = message_json(call.slack.space, message, metadata=True)
    return {"channel": channel.id, "ts": message.ts, "text": message.text, "message": shown}


async def delete(call: Call) -> Reply:
    channel = find_channel(call)
    message = find_message(channel, call.text("ts"))
    if message.bot_id != call.slack.space.app.bot_id:
        raise SlackError("cant_delete_message")
    call.slack.posting.delete(message)
    return {"channel": channel.id, "ts": message.ts}


async def get_permalink(call: Call) -> Reply:
    channel = find_channel(call)
    message = find_message(channel, call.text("message_ts"))
    return {"permalink": permalink(call.slack.space, message), "channel": channel.id}


def bot_message(call: Call, channel: Channel, content: Content, thread: str | None) -> Message:
    space = call.slack.space
    customised = call.has_scope("chat:write.customize")
    return Message(
        ts=space.stamps.next(),
        channel=channel.id,
        user=space.app.bot_user,
        bot_id=space.app.bot_id,
        text=content.text,
        blocks=content.blocks,
        attachments=content.attachments,
        metadata=content.metadata,
        thread_ts=thread,
        subtype="thread_broadcast" if thread and call.flag("reply_broadcast") else None,
        username=call.text("username") if customised else None,
    )


def _thread(call: Call, channel: Channel) -> str | None:
    thread = call.text("thread_ts")
    if not thread:
        return None
    parent = find_message(channel, thread, "cannot_reply_to_message")
    if parent.is_reply:
        raise SlackError("cannot_reply_to_message")
    return thread


HANDLERS = {
    "chat.postMessage": post_message,
    "chat.postEphemeral": post_ephemeral,
    "chat.update": update,
    "chat.delete": delete,
    "chat.getPermalink": get_permalink,
}
